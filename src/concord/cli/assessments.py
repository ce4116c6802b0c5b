"""``concord assessment``: take in levels assessed elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from concord.cli.start import start

app = typer.Typer(help="Needs assessments.", no_args_is_help=True)


@app.callback()
def _assessment() -> None:
    """Needs assessments."""


@app.command()
def scores(
    file: Annotated[Path, typer.Argument(help="CSV of levels assessed elsewhere.")],
    country: Annotated[str, typer.Option("--country", help="Code or name of the country in the file.")],
    score_map: Annotated[Path | None, typer.Option("--map", help="YAML that names the file's columns.")] = None,
    target: Annotated[int, typer.Option("--target", min=2, max=5)] = 4,
) -> None:
    """Record a country's levels as findings of a new assessment; the country is added where it is not there yet."""
    from concord.formats.score_table import read_score_map, read_scores

    table = read_scores(file.read_bytes(), file.name, read_score_map(score_map) if score_map else None)
    rows = table.of_country(country)
    start()
    from concord.domains.assessments.queries import gaps
    from concord.domains.people.queries import command_actor, country_facts
    from concord.domains.people.services import find_or_add_country
    from concord.domains.reports.chain import COMMAND, assess_scores

    facts = country_facts(rows[0].country_code or country)
    there = find_or_add_country(actor=COMMAND, facts=facts, name=rows[0].country_name)
    actor = command_actor(there, "concord assessment scores")
    assessment = assess_scores(actor=actor, table=table, scores=rows, target=target)
    found = sum(row.level is not None for row in rows)
    typer.echo(f"{there.name}: {found} findings, {gaps(actor, assessment).count()} gaps against target {target}.")
