"""``concord assessment``: open a round, send workbooks out, collect them, see who has answered; take in levels."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.domains.assessments.models import Assessment
    from concord.domains.assessments.services import Collected
    from concord.kernel.actor import Actor

app = typer.Typer(help="Needs assessments.", no_args_is_help=True)

CountryCode = Annotated[str, typer.Option("--country", help="Code of the country, where there are several.")]
Target = Annotated[int, typer.Option("--target", min=2, max=5, help="Level to reach where none is set.")]


class Prefer(StrEnum):
    """Whose version is kept where a workbook and the database changed the same answer."""

    WORKBOOK = "workbook"
    DATABASE = "database"


@app.command("open")
def open_(
    country: CountryCode = "",
    framework: Annotated[str, typer.Option("--framework", help="Code, or code@edition.")] = "cbrn-core",
    title: Annotated[str, typer.Option("--title", help="Name of the round.")] = "",
    target: Target = 4,
) -> None:
    """Open a round and ask each institution about the capabilities that the framework suggests for its kind."""
    start()
    from concord.domains.assessments.services import assign_suggested, open_assessment
    from concord.domains.frameworks.queries import find_framework, shipped_pack
    from concord.domains.frameworks.services import import_pack
    from concord.domains.reports.chain import COMMAND

    actor = _actor(country)
    chosen = import_pack(actor=COMMAND, pack=shipped_pack()) if framework == "cbrn-core" else find_framework(framework)
    assessment = open_assessment(
        actor=actor, framework=chosen, title=title or f"Needs assessment, {chosen}", target=target
    )
    asked, unasked = assign_suggested(actor=actor, assessment=assessment)
    typer.echo(f"{assessment.title}: {asked} institutions are asked.")
    if unasked:
        typer.echo(f"Nobody is asked about {', '.join(unasked)}: no institution of a suggested kind is here.")


@app.command()
def workbooks(
    country: CountryCode = "",
    out: Annotated[Path, typer.Option("--out", help="Folder for the workbooks.")] = Path("workbooks"),
    due: Annotated[str, typer.Option("--due", help="Date by which they come back, as 2026-11-30.")] = "",
    institution: Annotated[str, typer.Option("--institution", help="Only this institution's code.")] = "",
    language: Annotated[str, typer.Option("--language", help="Another language than the country's first.")] = "",
) -> None:
    """Write one workbook per institution, with its answers so far."""
    start()
    from concord.domains.assessments.queries import asked_institutions
    from concord.domains.assessments.services import issue_workbook
    from concord.domains.assessments.workbook_files import write_issued
    from concord.kernel.errors import InvalidInput

    actor, assessment = _latest(country)
    day = _day(due)
    chosen = [i for i in asked_institutions(actor, assessment) if institution in ("", i.code)]
    if not chosen:
        raise InvalidInput(
            f"No institution '{institution}' is asked in this assessment." if institution else "Nobody is asked yet."
        )
    out.mkdir(parents=True, exist_ok=True)
    for row in chosen:
        issued = issue_workbook(actor=actor, assessment=assessment, institution=row, due=day)
        file = out / f"{row.code}.xlsx"
        file.write_bytes(write_issued(actor, issued, language))
        typer.echo(str(file))


@app.command()
def collect(
    folder: Annotated[Path, typer.Argument(help="Folder with the workbooks that came back.")],
    country: CountryCode = "",
    prefer: Annotated[Prefer | None, typer.Option("--prefer", help="Settle conflicts at once, this way.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
) -> None:
    """Merge returned workbooks, each file whole or not at all; bad files are named and the rest is collected."""
    start()
    from concord.domains.assessments.enums import Side
    from concord.domains.assessments.workbook_files import collect_file
    from concord.domains.reports.chain import read_answers
    from concord.formats.errors import FormatError

    actor = _actor(country)
    side = Side(prefer.value) if prefer else None
    good, faults = read_answers(folder)
    for name, workbook in good:
        try:
            _tell(name, collect_file(actor, workbook, name, prefer=side, dry_run=dry_run))
        except FormatError as error:
            faults += error.faults
    for fault in faults:
        typer.echo(f"Error: {fault}", err=True)
    if faults:
        raise typer.Exit(2)


def _tell(name: str, collected: Collected) -> None:
    waiting = [conflict for conflict in collected.conflicts if not conflict.kept]
    typer.echo(
        f"{name}: {collected.institution}: {collected.taken} taken, {collected.kept} kept, {collected.same} unchanged, "
        f"{len(collected.conflicts)} in conflict"
    )
    for conflict in collected.conflicts:
        state = "waits for a decision" if conflict in waiting else f"{conflict.kept} kept"
        typer.echo(
            f"  {conflict.statement.code}: workbook says {_words(conflict.theirs)} ({conflict.theirs_by}), "
            f"database says {_words(conflict.ours)} ({conflict.ours_by}); {state}"
        )


def _words(said: list[str]) -> str:
    value, confidence, comment, evidence = said
    more = "; ".join(filter(None, (confidence, comment, evidence)))
    return f"“{value or 'nothing'}”" + (f" ({more})" if more else "")


@app.command()
def status(country: CountryCode = "") -> None:
    """Who has answered how much, since when nothing moved, and which conflicts wait."""
    start()
    from concord.domains.assessments.queries import open_conflicts, standings

    actor, assessment = _latest(country)
    typer.echo(f"{assessment.title} ({assessment.framework})")
    typer.echo(
        f"{'Institution':<44} {'answered':>12} {'last change':>12} {'workbook out':>13} {'back':>11} {'conflicts':>10}"
    )
    for row in standings(actor, assessment):
        typer.echo(
            f"{row.name[:44]:<44} {f'{row.answered} of {row.asked}':>12} {_date(row.last_change):>12} "
            f"{_date(row.issued):>13} {_date(row.collected):>11} {row.conflicts or '':>10}"
        )
    waiting = list(open_conflicts(actor, assessment))
    for conflict in waiting:
        typer.echo(
            f"Waits: {conflict.institution}, {conflict.statement.code}: workbook {_words(conflict.theirs)}, "
            f"database {_words(conflict.ours)}"
        )


@app.command()
def scores(
    file: Annotated[Path, typer.Argument(help="CSV of levels assessed elsewhere.")],
    country: Annotated[str, typer.Option("--country", help="Code or name of the country in the file.")],
    score_map: Annotated[Path | None, typer.Option("--map", help="YAML that names the file's columns.")] = None,
    target: Target = 4,
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


def _actor(country: str) -> Actor:
    from concord.domains.people.queries import command_actor, find_country, only_country

    return command_actor(find_country(country) if country else only_country(), "concord assessment")


def _latest(country: str) -> tuple[Actor, Assessment]:
    from concord.domains.assessments.queries import latest_assessment
    from concord.kernel.errors import InvalidInput

    actor = _actor(country)
    assessment = latest_assessment(actor)
    if assessment is None:
        raise InvalidInput("This country has no assessment yet; open one with 'concord assessment open'.")
    return actor, assessment


def _day(text: str) -> dt.date | None:
    from concord.kernel.errors import InvalidInput

    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput(f"'{text}' is not a date such as 2026-11-30.") from error


def _date(moment: dt.datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "–"
