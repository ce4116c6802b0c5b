"""``concord plan workbook`` and ``merge``: the plan as a workbook to change, and what comes back taken in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.domains.plans.queries.workbooks import Listing
    from concord.kernel.actor import Actor

CountryCode = Annotated[str, typer.Option("--country", help="Code of the country, where there are several.")]


class Prefer(StrEnum):
    """Whose version is kept where a workbook and somebody here changed the same value."""

    WORKBOOK = "workbook"
    DATABASE = "database"


def workbook(
    country: CountryCode = "",
    out: Annotated[Path, typer.Option("--out", help="Where the workbook is written.")] = Path("plan.xlsx"),
    language: Annotated[str, typer.Option("--language", help="Another language than the country's first.")] = "",
) -> None:
    """Write the plan as a workbook to change and to send back with `concord plan merge`."""
    start()
    from concord.domains.people.models import Country
    from concord.domains.plans.plan_book import issued_file
    from concord.domains.plans.queries import latest_plan
    from concord.domains.plans.services.workbooks import issue_plan_workbook
    from concord.kernel.errors import NotFound

    actor = _actor(country)
    plan = latest_plan(actor)
    if plan is None:
        raise NotFound("There is no plan yet; draft one or import one first.")
    spoken = language or Country.objects.get(pk=actor.country_id).languages[0]
    issued = issue_plan_workbook(actor=actor, plan=plan, language=spoken)
    out.write_bytes(issued_file(issued))
    typer.echo(str(out))


def merge(
    file: Annotated[Path, typer.Argument(help="The changed workbook.")],
    country: CountryCode = "",
    prefer: Annotated[Prefer | None, typer.Option("--prefer", help="Settle conflicts this way.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List every change; write nothing.")] = False,
) -> None:
    """Take a changed workbook of the plan in, whole or not at all; conflicts are listed and need --prefer."""
    start()
    from concord.domains.plans.queries.workbooks import listing, read_returned
    from concord.domains.plans.services.workbooks import apply_plan_workbook, take_plan_workbook

    actor = _actor(country)
    issued, asked = read_returned(actor, file.read_bytes(), file.name)
    found = listing(actor, issued, asked)
    for line in _lines(found):
        typer.echo(line)
    if found.problems or (found.clashes and prefer is None and not dry_run):
        hint = "" if found.problems else "; say --prefer workbook or --prefer database, or decide in the browser"
        typer.echo(f"Error: {file.name}: nothing was taken{hint}", err=True)
        raise typer.Exit(2)
    if dry_run or found.nothing:
        typer.echo("Nothing was written (--dry-run)." if dry_run else "Everything stands there already.")
        return
    mine = prefer is Prefer.WORKBOOK
    choices = {tuple(one.place.split("|")): (mine, one.seen) for one in found.clashes}
    returned = take_plan_workbook(actor=actor, issued=issued, name=file.name, asked=asked)
    change = apply_plan_workbook(actor=actor, returned=returned, choices=choices)  # type: ignore[arg-type]
    typer.echo(f"{len(change.entries) if change else 0} changes are written.")


def _lines(found: Listing) -> list[str]:
    lines = [f"not right: {words}" for words in found.problems]
    for row in found.changed:
        lines += [
            f"changed: {row.table}, {row.name}, {v.title}: {v.was or '-'} -> {v.value or '-'}" for v in row.values
        ]
    lines += [f"new: {row.table}, {row.name}" for row in found.added]
    lines += [f"deleted: {row.table}, {row.name}" for row in found.removed]
    lines += [f"missing, stays: {row.table}, {row.name}" for row in found.missing]
    lines += [
        f"conflict: {one.table}, {one.name}, {one.title or 'the row'}: was {one.was or '-'}, "
        f"here {one.now or '-'}, in the workbook {one.mine or '-'}"
        for one in found.clashes
    ]
    return lines


def _actor(country: str) -> Actor:
    from concord.domains.people.queries import command_actor, find_country, only_country

    return command_actor(find_country(country) if country else only_country(), "concord plan")
