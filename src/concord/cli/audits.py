"""``concord audit``: verify the audit trail."""

from __future__ import annotations

from typing import Annotated

import typer

from concord.cli.start import start

app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@app.callback()
def _audit() -> None:
    """The audit trail."""


@app.command()
def verify(
    head: Annotated[str, typer.Option("--head", help="A head kept elsewhere, as sign-off pages print it.")] = "",
    country: Annotated[str, typer.Option("--country", help="Only this country's chain.")] = "",
) -> None:
    """Walk every chain and name the first entry that was altered or removed."""
    start()
    from concord.domains.people.models import Country
    from concord.domains.plans.queries.versions import version_faults
    from concord.kernel.actor import INSTANCE
    from concord.kernel.audit import verify_chain
    from concord.kernel.errors import InvalidInput

    chains = [(row.code, row.pk) for row in Country.objects.all() if country in ("", row.code)]
    if country and not chains:
        raise InvalidInput(f"There is no country '{country}' here; 'concord country list' shows which there are.")
    chains += [] if country else [("server", INSTANCE)]
    if head and len(chains) > 1 and not country:
        raise InvalidInput("Say with --country whose head this is.")
    faults = 0
    for name, pk in chains:
        verdict = verify_chain(pk, kept_head=head)
        state = verdict.fault or f"{verdict.entries} entries hold; head {verdict.head or 'none'}."
        typer.echo(f"{name}: {state}")
        altered = version_faults(pk)
        for fault in altered:
            typer.echo(f"{name}: {fault}")
        faults += bool(verdict.fault or altered)
    if faults:
        raise typer.Exit(2)
    if not head:
        typer.echo(
            "Without a head kept elsewhere this cannot exclude that somebody with the database in hand rewrote a whole "
            "chain, or cut its newest entries together with its head. Give a head from a sign-off page with --head."
        )
    else:
        typer.echo("The head kept elsewhere is in the chain: nothing before it was altered or removed.")
