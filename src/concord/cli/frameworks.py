"""``concord framework``: check, import, list and export capability frameworks."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from concord.cli.start import start

app = typer.Typer(help="Capability frameworks.", no_args_is_help=True)


class Form(StrEnum):
    """In which form a framework is exported."""

    YAML = "yaml"
    JSON = "json"
    XLSX = "xlsx"


@app.command()
def check(file: Annotated[Path, typer.Argument(help="A pack: one YAML file, or a folder with pack.yaml.")]) -> None:
    """Read a pack and name every fault by file, line and field."""
    from concord.formats.framework_pack import pack_hash, read_pack

    pack = read_pack(file)
    capabilities = [capability for _area, capability in pack.capabilities()]
    statements = sum(len(level.statements) for c in capabilities for level in c.levels)
    actions = sum(len(c.benchmark_actions) for c in capabilities)
    typer.echo(
        f"{pack.code} {pack.edition}: {len(pack.areas)} areas, {len(capabilities)} capabilities, {statements} statements, "
        f"{actions} benchmark actions. No faults. Hash {pack_hash(pack)[:16]}."
    )


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(help="The pack to take in.")]) -> None:
    """Take a pack into this installation, whole or not at all."""
    from concord.formats.framework_pack import read_pack

    pack = read_pack(file)
    start()
    from concord.domains.frameworks.services import import_pack
    from concord.domains.reports.chain import COMMAND

    framework = import_pack(actor=COMMAND, pack=pack)
    typer.echo(f"{framework} is here (hash {framework.pack_hash[:16]}).")


@app.command("list")
def list_() -> None:
    """The frameworks of this installation."""
    start()
    from concord.domains.frameworks.queries import list_frameworks

    rows = list(list_frameworks())
    if not rows:
        typer.echo("No framework yet; 'concord framework import FILE' takes one in.")
    for row in rows:
        counts = f"{row.capability_count:>4} capabilities {row.statement_count:>5} statements"  # type: ignore[attr-defined]
        typer.echo(f"{row.code:<24} {row.edition:<10} {counts}  {row.pack_hash[:16]}  {row.title}")


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="Code, code@edition, or the path of a pack.")],
    form: Annotated[Form, typer.Option("--format")] = Form.YAML,
    out: Annotated[Path | None, typer.Option("--out", help="A file; standard output otherwise.")] = None,
) -> None:
    """Write a framework as YAML, JSON or a spreadsheet. Shipped packs need no database."""
    from concord.content import content_path
    from concord.formats.framework_pack import Pack, pack_to_json, pack_to_yaml, read_pack

    if Path(name).exists():
        pack = read_pack(Path(name))
    elif content_path("frameworks", Path(name).name, "pack.yaml").is_file():
        pack = read_pack(content_path("frameworks", Path(name).name))
    else:
        start()
        from concord.domains.frameworks.queries import find_framework

        pack = Pack.model_validate(find_framework(name).pack)
    if form == Form.XLSX:
        from concord.formats.framework_book import pack_to_xlsx

        if out is None:
            raise typer.BadParameter("A spreadsheet needs --out FILE.xlsx.")
        out.write_bytes(pack_to_xlsx(pack))
    else:
        text = pack_to_json(pack) if form == Form.JSON else pack_to_yaml(pack)
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
    if out is not None:
        typer.echo(f"{out} written.", err=True)
