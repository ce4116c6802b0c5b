"""``concord assistance``: published activities in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.domains.assistance.importing import Imported

app = typer.Typer(help="Assistance: partners' projects.", no_args_is_help=True)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="IATI activity files (.xml), of any size.")],
) -> None:
    """Bring published activities in; a known one is updated. What is not valid is named and left out."""
    start()
    from concord.domains.assistance.importing import import_file
    from concord.domains.people.enums import Role
    from concord.kernel.actor import Actor

    actor = Actor("concord assistance import", roles=frozenset({Role.OPERATOR}))
    refused = 0
    for path in files:
        imported = import_file(actor, path)
        _report(imported)
        refused += imported.refused_count
    if refused:
        raise typer.Exit(2)


def _report(imported: Imported) -> None:
    kept = imported.kept
    typer.echo(
        f"{imported.name}: {kept.new} new, {kept.changed} changed, {kept.same} known just so, "
        f"{imported.refused_count} refused."
    )
    for one in imported.refused:
        typer.echo(f"  line {one.line}, {one.identifier or 'without identifier'}: {'; '.join(one.faults)}.", err=True)
    if (more := imported.refused_count - len(imported.refused)) > 0:
        typer.echo(f"  and {more} more that are not named here.", err=True)
