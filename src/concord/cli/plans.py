"""``concord plan``: take over a plan that already exists, and what plans cost. Others of its commands join below."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli import plans_versions, plans_workbooks
from concord.cli.start import start

if TYPE_CHECKING:
    from concord.domains.plans.importing import Understood
    from concord.domains.plans.models import Plan
    from concord.formats.plan_import_grouping import Totals
    from concord.kernel.actor import Actor

app = typer.Typer(help="National action plans.", no_args_is_help=True)
app.command("workbook")(plans_workbooks.workbook)
app.command("merge")(plans_workbooks.merge)
app.command("versions")(plans_versions.versions)
app.command("diff")(plans_versions.diff)
app.command("verify")(plans_versions.verify)

CountryCode = Annotated[str, typer.Option("--country", help="Code of the country, where there are several.")]
SHOWN = 20  # unclear rows on the screen; all of them are kept with the plan


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Workbook (.xlsx) with an existing plan.")],
    country: CountryCode = "",
    column_map: Annotated[Path | None, typer.Option("--map", help="YAML that says how the columns are read.")] = None,
    propose: Annotated[
        Path | None, typer.Option("--propose", help="Where the first mapping is written, without --map.")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="Title of the plan, if the mapping gives none.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
) -> None:
    """Make a plan of its own from a spreadsheet.

    Without --map nothing is imported: a first mapping is proposed from the headings and written out as YAML, together
    with what it would give. Correct it, then run the command again with --map.
    """
    start()
    from concord.domains.plans.importing import understand
    from concord.domains.plans.queries.importing import unclear_rows
    from concord.domains.plans.services.importing import import_plan, keep_upload
    from concord.formats.plan_import import read_plan_map

    actor, content = _actor(country), file.read_bytes()
    if column_map is None:
        _propose(actor, content, file, propose or file.with_name(f"{file.stem}-map.yaml"))
        return
    mapping = read_plan_map(column_map)
    understood = understand(actor, content, file.name, mapping)
    _tell(understood, every=dry_run)
    if dry_run:
        typer.echo("Nothing was written (--dry-run).")
        return
    upload = keep_upload(actor=actor, content=content, name=file.name, mapping=mapping)
    plan = import_plan(actor=actor, upload=upload, title=title)
    unclear = unclear_rows(actor, plan).count()
    typer.echo(f"\nImported as “{plan.title}”: {plan.actions.count()} actions, {unclear} rows to be clarified.")
    if not _compare(actor, plan, understood):
        typer.echo("Error: the totals of the plan differ from those of the file.", err=True)
        raise typer.Exit(1)


@app.command()
def totals(country: CountryCode = "") -> None:
    """The likely cost of the country's plan by year and by category, to the cent."""
    start()
    from concord.domains.plans.queries import latest_plan
    from concord.domains.plans.queries.money import source_totals
    from concord.kernel.errors import InvalidInput

    actor = _actor(country)
    plan = latest_plan(actor)
    if plan is None:
        raise InvalidInput("This country has no plan yet.")
    typer.echo(f"{plan.title}, version {plan.version}")
    found = source_totals(actor, plan)
    if any(name for own in found.by_years.values() for name in own):
        _table("By year as the file names it", found.by_years)
    _table("By calendar year", found.by_year)
    _table("By category", found.by_category)


def _propose(actor: Actor, content: bytes, file: Path, out: Path) -> None:
    from concord.domains.plans.importing import propose_mapping, understand
    from concord.formats.errors import FormatError
    from concord.formats.plan_import_proposal import map_text
    from concord.kernel.errors import InvalidInput

    if out.exists():
        raise InvalidInput(f"{out} is there already; give it with --map, or another name with --propose.")
    mapping = propose_mapping(actor, content, file.name)
    unread: tuple[str, ...] = ()
    try:
        understood = understand(actor, content, file.name, mapping)
        unread = understood.file.unread
        _tell(understood)
    except (FormatError, InvalidInput) as error:
        typer.echo(f"Still to be named: {error}", err=True)
    out.write_text(map_text(mapping, unread), encoding="utf-8")
    typer.echo(f"\nNothing was imported. A first mapping is in {out}; correct it and run this again with --map {out}.")


def _tell(understood: Understood, *, every: bool = False) -> None:
    """What a file would become."""
    from concord.formats.plan_import_grouping import totals as file_totals

    plan, file = understood.plan, understood.file
    typer.echo(f"Sheet “{file.sheet}”: {len(file.rows)} rows")
    typer.echo("Columns: " + ", ".join(f"{heading} = {key}" for key, heading in file.headings.items()))
    if file.unread:
        typer.echo("Columns kept with each row, but not read: " + ", ".join(file.unread))
    if file.unread_sheets:
        typer.echo("Sheets not read: " + ", ".join(file.unread_sheets))
    typer.echo(
        f"{len(plan.objectives)} objectives, {len(plan.actions)} actions, "
        f"likely cost {understood.likely:,.2f} {plan.currency}"
    )
    _table("By year as the file names it", file_totals(plan.lines, "given"))
    _table("By category", file_totals(plan.lines, "category"))
    lines = [(line, problem) for line, problems in sorted(plan.problems.items()) for problem in problems]
    if lines:
        typer.echo(f"To be clarified in {len(plan.problems)} rows:")
    for line, problem in lines if every else lines[:SHOWN]:
        typer.echo(f"  row {line}: {problem}")
    if len(lines) > SHOWN and not every:
        typer.echo(f"  and {len(lines) - SHOWN} more; --dry-run lists all of them")


def _compare(actor: Actor, plan: Plan, understood: Understood) -> bool:
    """Whether the plan holds what the file holds, to the cent."""
    from concord.domains.plans.queries.money import source_totals
    from concord.formats.plan_import_grouping import totals as file_totals

    kept, lines = source_totals(actor, plan), understood.plan.lines
    same = (
        kept.by_years == file_totals(lines, "given")
        and kept.by_year == file_totals(lines, "year")
        and kept.by_category == file_totals(lines, "category")
    )
    if same:
        typer.echo("Totals by year and by category are equal to those of the file, to the cent.")
    return same


def _table(title: str, sums: Totals) -> None:
    typer.echo(f"{title}:")
    for currency, own in sums.items():
        for name, total in own.items():
            typer.echo(f"  {name or '(none)':<62} {total:>22,.2f} {currency}")
        typer.echo(f"  {'Total':<62} {sum(own.values(), Decimal(0)):>22,.2f} {currency}")


def _actor(country: str) -> Actor:
    from concord.domains.people.queries import command_actor, find_country, only_country

    return command_actor(find_country(country) if country else only_country(), "concord plan")
