"""A plan of 1,000 actions: the grid in which they are edited, and the workbook that goes out and comes back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
from bench.rows import Row, seconds

if TYPE_CHECKING:
    from concord.domains.plans.models import Plan
    from concord.kernel.actor import Actor

ACTIONS, CHANGED = 1_000, 100
WORDS = (
    "Set up a procedure with names, dates and a budget for part {0}, train those who apply it, and test it each year."
)


def editing() -> Iterator[Row]:
    """Queries and server time of the grid's page; a workbook out, and in again with 100 actions changed."""
    from concord.cli.start import temporary_database

    with temporary_database():
        actor, plan, code, user = _plan()
        yield from _grid(code, user)
        yield from _workbook(actor, plan)


def _plan() -> tuple[Actor, Plan, str, Any]:
    """A country with 12 institutions and one plan, as rows; each action with what a drafted one has."""
    from concord.domains.people.enums import Role
    from concord.domains.people.queries import CountryFacts, command_actor
    from concord.domains.people.services import add_country, add_institution, add_user, grant_roles
    from concord.domains.plans.models import Plan
    from concord.kernel import clock
    from concord.kernel.actor import Actor

    machine = Actor("bench", roles=frozenset({Role.OPERATOR, Role.FOCAL_POINT}))
    country = add_country(actor=machine, facts=CountryFacts("QT", "Tarsovia", ("en",), "EUR", "ltr", False))
    actor = command_actor(country, "bench")
    institutions = [
        add_institution(actor=actor, code=f"i{n}", name=f"Ministry or agency {n}", kind="health") for n in range(12)
    ]
    user = add_user(actor=machine, email="focal@bench.example", name="Focal point", password="no one signs in")  # noqa: S106
    grant_roles(actor=actor, user=user, roles=[Role.FOCAL_POINT], country=country)
    plan = Plan.objects.create(
        country=country, title="Plan", currency="EUR", starts_on=dt.date(2027, 1, 1), drafted_at=clock.now()
    )
    _fill(plan, institutions)
    return actor, plan, country.code, user


def _fill(plan: Plan, institutions: list[Any]) -> None:
    from concord.domains.plans.models import Action, CostLine, Indicator, Milestone, Objective

    own = {"country_id": plan.country_id}
    areas = [Objective(**own, plan=plan, code=f"A{n:02}", title=f"Area {n}", order=n) for n in range(10)]
    Objective.objects.bulk_create(areas)
    rows = [
        Action(
            **own, plan=plan, objective=areas[n // 100], code=f"A{n // 100:02}-{n:04}", text=WORDS.format(n),
            hazards=["C", "B"], phase="prevention", lead=institutions[n % 12], starts_on=dt.date(2027, 1 + n % 12, 1),
            ends_on=dt.date(2028, 1 + n % 12, 1), modes=["own"], order=n,
        )
        for n in range(ACTIONS)
    ]  # fmt: skip
    Action.objects.bulk_create(rows)
    supports, waits = Action.supporting.through, Action.depends_on.through
    supports.objects.bulk_create(
        supports(action=row, institution=institutions[(n + k) % 12]) for n, row in enumerate(rows) for k in (1, 2)
    )
    waits.objects.bulk_create(waits(from_action=rows[n], to_action=rows[n - 1]) for n in range(1, ACTIONS, 2))
    due = dt.date(2028, 1, 1)
    Milestone.objects.bulk_create(Milestone(**own, action=row, title="Signed", due=due) for row in rows)
    Indicator.objects.bulk_create(
        Indicator(**own, action=row, kind=kind, text=f"What {row.code} brings", due=due)
        for row in rows
        for kind in ("output", "outcome")
    )
    CostLine.objects.bulk_create(
        CostLine(
            **own, action=row, year=year, ingredient="national_expert_days", title="Expert days", category="people",
            quantity=Decimal(10), unit="day", low=Decimal(600), likely=Decimal(1000), high=Decimal(1800),
        )
        for row in rows
        for year in (2027, 2028)
    )  # fmt: skip


def _grid(code: str, user: Any) -> Iterator[Row]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/{code}/plan/grid/"

    def load() -> None:
        response = client.get(address)
        if response.status_code != 200 or response.content.count(b"<tr id=") != ACTIONS:
            raise RuntimeError(f"the grid does not show {ACTIONS} actions")

    load()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        load()
    yield Row("grid_1000_queries", len(captured), "")
    yield Row("grid_1000_seconds", seconds(load), "s")


def _workbook(actor: Actor, plan: Plan) -> Iterator[Row]:
    from concord.domains.plans.plan_book import issued_file
    from concord.domains.plans.queries.workbooks import listing, read_returned
    from concord.domains.plans.services.workbooks import (
        apply_plan_workbook,
        issue_plan_workbook,
        take_plan_workbook,
    )

    files: list[bytes] = []
    changed: list[bytes] = []

    def out() -> None:
        files.append(issued_file(issue_plan_workbook(actor=actor, plan=plan, language="en")))

    def back() -> None:
        issued, asked = read_returned(actor, changed.pop(), "bench.xlsx")
        if listing(actor, issued, asked).values != CHANGED:
            raise RuntimeError("not every change was found")
        returned = take_plan_workbook(actor=actor, issued=issued, name="bench.xlsx", asked=asked)
        apply_plan_workbook(actor=actor, returned=returned)

    going, coming = [], []
    for turn in range(3):
        going.append(seconds(out, repeat=1))
        changed.append(_changed(files[-1], turn))
        coming.append(seconds(back, repeat=1))
    yield Row("plan_workbook_out_seconds", min(going), "s")
    yield Row("plan_workbook_in_seconds", min(coming), "s")
    yield Row("plan_workbook_roundtrip_seconds", min(map(sum, zip(going, coming, strict=True))), "s")


def _changed(content: bytes, turn: int) -> bytes:
    """The workbook as another program saves it, with the texts of 100 actions changed."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Actions"]
    column = next(cell.column for cell in sheet[1] if cell.value == "concord:actions.text")
    for row in range(3, 3 + CHANGED):
        sheet.cell(row, column).value = f"Changed in turn {turn}, row {row}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
