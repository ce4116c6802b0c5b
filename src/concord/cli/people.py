"""``concord country``: the countries of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from concord.cli.start import start

app = typer.Typer(help="Countries of this installation.", no_args_is_help=True)


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="ISO 3166-1 code, such as KG.")],
    name: Annotated[str, typer.Option("--name", help="Name, where ISO's is not wanted.")] = "",
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code; the country's own otherwise.")] = "",
    population: Annotated[int | None, typer.Option("--population", min=1)] = None,
) -> None:
    """Add a country; languages, currency and direction of writing come from ISO and CLDR."""
    start()
    from dataclasses import replace

    from concord.domains.people.queries import country_facts
    from concord.domains.people.services import add_country
    from concord.domains.reports.chain import COMMAND
    from concord.kernel.errors import InvalidInput

    facts = country_facts(code)
    if not facts.known and not name:
        raise InvalidInput(f"ISO 3166 has no country '{code}'; give its name with --name if that is meant.")
    country = add_country(
        actor=COMMAND, facts=replace(facts, name=name or facts.name), currency=currency, population=population
    )
    typer.echo(f"{country.code} {country.name} added.")


@app.command()
def institutions(
    code: Annotated[str, typer.Argument(help="The country's code.")],
    file: Annotated[Path, typer.Argument(help="CSV with the columns code, name, kind; tier and territory if wanted.")],
) -> None:
    """Add a country's institutions from a CSV file, all or none; those that are there already stay as they are."""
    from concord.formats.institution_table import read_institutions

    rows = read_institutions(file.read_bytes(), file.name)
    start()
    from concord.domains.people.queries import command_actor, find_country
    from concord.domains.people.services import add_institutions

    country = find_country(code)
    added = add_institutions(actor=command_actor(country, "concord country institutions"), rows=rows)
    typer.echo(f"{country.name}: {added} institutions added.")


@app.command("list")
def list_() -> None:
    """The countries that are here."""
    start()
    from concord.domains.people.models import Country

    for country in Country.objects.all():
        typer.echo(f"{country.code:<4} {country.name} ({', '.join(country.languages)}; {country.currency})")
