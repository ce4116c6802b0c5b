"""``concord plan versions``, ``diff`` and ``verify``: the kept versions of a plan, and their differences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from concord.cli.start import start

if TYPE_CHECKING:
    from concord.domains.plans.comparing import Changes, FieldChange
    from concord.domains.plans.models import Plan
    from concord.kernel.actor import Actor

CountryCode = Annotated[str, typer.Option("--country", help="The country's code; needed where there are several.")]


def versions(country: CountryCode = "") -> None:
    """The kept versions of a country's plan, the newest first."""
    start()
    from concord.domains.plans.queries.versions import versions as kept

    actor, plan = _plan(country)
    for one in kept(actor, plan):
        row = one.version
        typer.echo(f"{row.number:<6} {one.status.value:<12} {row.made_at:%Y-%m-%d %H:%M}  {row.made_by}  {row.sha256}")


def diff(
    before: Annotated[str, typer.Argument(help="A version's number.")],
    after: Annotated[str, typer.Argument(help="Another one, or 'now' for the plan as it stands.")] = "now",
    country: CountryCode = "",
    out: Annotated[Path | None, typer.Option("--out", help="Write a Word document instead.")] = None,
) -> None:
    """What is different between two versions of a plan: actions, texts and totals."""
    start()
    from concord.domains.plans.queries.versions import difference
    from concord.domains.reports.plan_difference import difference_docx, signed, summary, total_name

    actor, plan = _plan(country)
    found = difference(actor, plan, before, after)
    if out is not None:
        out.write_bytes(difference_docx(plan, found)[0])
        typer.echo(f"{out} is written.")
        return
    typer.echo(summary(found))
    for line in found.totals if found else ():
        if line.delta:
            typer.echo(f"{total_name(line.name)}: {line.before:,.2f} -> {line.after:,.2f} ({signed(line.delta)})")
    _fields(found.plan)
    _rows("Actions", found.actions)
    _rows("Sections", found.sections)
    _rows("Objectives", found.objectives)


def verify(country: CountryCode = "") -> None:
    """Whether every kept version is still what was kept, by its own hash and by the audit trail."""
    start()
    from concord.domains.people.models import Country
    from concord.domains.people.queries import find_country
    from concord.domains.plans.queries.versions import version_faults

    faults = 0
    for one in [find_country(country)] if country else Country.objects.order_by("code"):
        found = version_faults(one.pk)
        typer.echo(f"{one.code}: {' '.join(found) or 'every version is what was kept.'}")
        faults += len(found)
    if faults:
        raise typer.Exit(2)


def _plan(code: str) -> tuple[Actor, Plan]:
    from concord.domains.people.queries import command_actor, find_country, only_country
    from concord.domains.plans.queries import latest_plan
    from concord.kernel.errors import NotFound

    country = find_country(code) if code else only_country()
    actor = command_actor(country, "concord plan")
    plan = latest_plan(actor)
    if plan is None:
        raise NotFound(f"{country.name} has no plan yet; draft it from its findings or import one.")
    return actor, plan


def _rows(title: str, changes: Changes) -> None:
    if not changes:
        return
    typer.echo(f"\n{title}")
    for sign, notes in (("-", changes.gone), ("+", changes.added)):
        for row in notes:
            typer.echo(f"{sign} {row.code} {row.title}{f' ({row.note})' if row.note else ''}")
    for changed in changes.changed:
        typer.echo(f"~ {changed.code} {changed.title}")
        _fields(changed.changes)


def _fields(changes: tuple[FieldChange, ...]) -> None:
    for change in changes:
        if change.pieces:
            marks = {"same": "%s", "gone": "[-%s-]", "added": "{+%s+}"}
            typer.echo(f"    {change.title}: " + "".join(marks[piece.kind] % piece.text for piece in change.pieces))
        elif change.gone or change.added:
            typer.echo(f"    {change.title}:")
            for sign, lines in (("-", change.gone), ("+", change.added)):
                for line in lines:
                    typer.echo(f"      {sign} {line}")
        else:
            typer.echo(f"    {change.title}: {change.before} -> {change.after}")
