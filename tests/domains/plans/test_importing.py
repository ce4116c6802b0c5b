"""A plan from a file: what is written, kept beside it, and equal to the file to the cent."""

from __future__ import annotations

import os
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from tests.factories import actor_of, make_country, make_institution, make_world
from tests.plan_files import HEADINGS, LINES, costed_plan, workbook

from concord.domains.people.models import Country
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.importing import propose_mapping, understand
from concord.domains.plans.models import Action, CostLine, ExchangeRate, ImportedRow, Plan
from concord.domains.plans.queries import find_action, latest_plan, plan_cost
from concord.domains.plans.queries.importing import all_plans, rows_of, unclear_rows
from concord.domains.plans.queries.money import source_totals
from concord.domains.plans.queries.reading import shipped_book
from concord.domains.plans.services.drafting import refresh_plan
from concord.domains.plans.services.importing import drop_upload, import_plan, keep_upload, pick_plan, settle_row
from concord.domains.reports import documents
from concord.formats.plan_import import PlanMap
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
FOLDER = os.environ.get("CONCORD_COSTED_PLANS", "")


def imported(country: Country, content: bytes, name: str = "plan.xlsx", **changes: object) -> Plan:
    """A file taken over by its proposed mapping, with changes."""
    actor = actor_of(country)
    mapping = propose_mapping(actor, content, name)
    mapping = PlanMap.model_validate({**mapping.model_dump(), **changes})
    return import_plan(actor=actor, upload=keep_upload(actor=actor, content=content, name=name, mapping=mapping))


def test_a_file_becomes_a_plan_of_its_own_with_every_row_kept() -> None:
    country = make_country()
    make_institution(country, "health", name="Ministry of Health")
    rows = [
        (*HEADINGS, "lead", "supporting"),
        *((*line, "ministry of health", "Customs; Ministry of Health") for line in LINES),
    ]
    plan = imported(country, workbook(rows))
    actor = actor_of(country)
    assert (plan.title, plan.status, plan.currency, plan.starts_on.year) == ("plan", PlanStatus.DRAFT, "XOF", 2026)
    assert plan.assessment is None
    action = find_action(actor, plan, "1.1.1")
    assert (action.text, action.lead_name, action.supporting_text) == (
        "Recruit a lawyer",
        "Ministry of Health",
        "Customs",
    )
    assert [one.name for one in action.supporting.all()] == ["Ministry of Health"]
    assert (action.starts_on.isoformat(), action.ends_on.isoformat()) == ("2026-01-01", "2027-12-31")
    assert [(x.year, str(x.likely), x.title, x.category) for x in action.cost_lines.all()] == [
        (2026, "1200000.00", "Consultant fees", "Workforce"), (2027, "800000.50", "Consultant fees", "Workforce"),
    ]  # fmt: skip
    assert [row.line for row in rows_of(actor, action)] == [2, 3]
    assert ImportedRow.objects.for_actor(actor).filter(plan=plan).count() == 5
    assert ["pillar", "Prevent"] in rows_of(actor, action)[0].cells
    assert [(row.line, row.problems[0]) for row in unclear_rows(actor, plan)] == [
        (5, "'N/A' names no year; the cost is put into the plan's first year"), (6, "no cost is given"),
    ]  # fmt: skip
    entry = AuditEntry.objects.filter(country_id=country.pk, action="plan.imported").get()
    assert '"likely":"48000000.75"' in entry.detail.replace(" ", "")


def test_other_currencies_are_worked_out_by_the_rate_that_the_mapping_gives() -> None:
    country, rows = make_country(), [
        ("Action", "Cost", "Year", "Currency"), ("A", 1000, 2026, "XOF"), ("B", 2.5, 2026, "USD")]  # fmt: skip
    plan = imported(country, workbook(rows), currency="XOF", rates={"USD": "600.5"}, rates_on="2026-01-31")
    actor = actor_of(country)
    line = CostLine.objects.for_actor(actor).get(action__text="B")
    assert (str(line.likely), str(line.unit_likely), line.currency) == ("1501.25", "2.50", "USD")
    assert str(ExchangeRate.objects.for_actor(actor).get()) == "1 USD = 600.5 XOF"
    assert source_totals(actor, plan).by_year == {
        "XOF": {"2026": Decimal("1000.00")}, "USD": {"2026": Decimal("2.50")},
    }  # fmt: skip


def test_a_currency_without_rate_is_told_before_anything_is_written() -> None:
    country = make_country()
    rows = [("Action", "Cost", "Year", "Currency"), ("A", 1000, 2026, "XOF"), ("B", 2.5, 2026, "USD")]
    with pytest.raises(InvalidInput, match="no exchange rate from USD to XOF"):
        imported(country, workbook(rows), currency="XOF")
    assert not Plan.objects.for_actor(actor_of(country)).exists()


def test_the_countrys_plan_is_the_one_drafted_taken_over_or_picked_last() -> None:
    world = make_world()
    actor = world.actor
    assert latest_plan(actor) == world.plan
    plan = imported(world.country, costed_plan())
    assert latest_plan(actor) == plan
    pick_plan(actor=actor, plan=world.plan)
    assert latest_plan(actor) == world.plan
    assert list(all_plans(actor)) == [world.plan, plan]


def test_only_the_focal_point_takes_a_plan_over() -> None:
    world = make_world()
    from concord.domains.people.queries import actor_in

    for role, user in world.people.items():
        actor, _country = actor_in(user, "QT")
        if role != "focal_point":
            with pytest.raises(NotAllowed):
                keep_upload(actor=actor, content=costed_plan(), name="plan.xlsx")


def test_a_file_makes_one_plan_and_can_be_forgotten_before() -> None:
    country = make_country()
    actor = actor_of(country)
    upload = keep_upload(actor=actor, content=costed_plan(), name="plan.xlsx")
    import_plan(actor=actor, upload=upload)
    for again in (import_plan, drop_upload):
        with pytest.raises(WrongState, match="already made from this file"):
            again(actor=actor, upload=upload)


def test_an_unclear_row_is_settled_with_a_note_and_opened_again() -> None:
    country = make_country()
    actor, plan = actor_of(country), imported(country, costed_plan())
    first = unclear_rows(actor, plan)[0]
    settle_row(actor=actor, row=first, note="The ministry says 2027")
    assert [(row.line, row.note) for row in unclear_rows(actor, plan)] == [(6, ""), (5, "The ministry says 2027")]
    settle_row(actor=actor, row=first, note="")
    assert [(row.line, row.settled_at) for row in unclear_rows(actor, plan)] == [(5, None), (6, None)]


def test_a_plan_without_assessment_has_its_documents_and_follows_no_findings() -> None:
    country = make_country()
    actor, plan = actor_of(country), imported(country, costed_plan())
    plan = latest_plan(actor) or plan
    for kind, start in (("plan.docx", b"PK"), ("plan.pdf", b"%PDF"), ("plan.xlsx", b"PK"), ("plan.json", b"{")):
        assert documents.render(actor, plan, kind)[0].startswith(start)
    with pytest.raises(NotFound):
        documents.render(actor, plan, "findings.xlsx")
    with pytest.raises(WrongState, match="came from a file"):
        refresh_plan(actor=actor, plan=plan, book=shipped_book())


def test_every_cost_is_in_the_plan_once() -> None:
    country = make_country()
    actor, plan = actor_of(country), imported(country, costed_plan())
    assert Action.objects.for_actor(actor).filter(plan=plan).count() == 4
    assert plan_cost(actor, plan).likely == Decimal("48000001")
    assert source_totals(actor, plan).by_years == {
        "XOF": {"2026": Decimal("1200000.00"), "2026, 2027, 2028": Decimal("1000000.00"),
                "2027": Decimal("800000.50"), "N/A": Decimal("45000000.25")}
    }  # fmt: skip


@pytest.mark.skipif(not FOLDER, reason="CONCORD_COSTED_PLANS names no folder of published costed plans")
@pytest.mark.parametrize("path", sorted(Path(FOLDER).glob("*.xlsx")) if FOLDER else [], ids=lambda path: path.stem)
def test_a_published_plan_is_equal_to_its_file_to_the_cent(path: Path) -> None:
    country = make_country()
    actor, content = actor_of(country), path.read_bytes()
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    at = {name: head.index(name) for name in ("year_calendar", "primary_category", "cost_original")}
    wanted: dict[str, dict[str, Decimal]] = {
        "year_calendar": defaultdict(Decimal),
        "primary_category": defaultdict(Decimal),
    }
    for row in rows:
        if row[at["cost_original"]] is not None:
            amount = Decimal(repr(row[at["cost_original"]])).quantize(Decimal("0.01"), ROUND_HALF_UP)
            for name, sums in wanted.items():
                sums[str(row[at[name]])] += amount
    understood = understand(actor, content, path.name, propose_mapping(actor, content, path.name))
    plan = imported(country, content, path.name)
    found = source_totals(actor, plan)
    assert found.by_years == {plan.currency: dict(wanted["year_calendar"])}
    assert found.by_category == {plan.currency: dict(wanted["primary_category"])}
    assert ImportedRow.objects.for_actor(actor).filter(plan=plan).count() == len(rows) == len(understood.file.rows)
    in_plan = sum((line.likely for line in CostLine.objects.for_actor(actor).filter(action__plan=plan)), Decimal(0))
    assert in_plan == sum(wanted["year_calendar"].values())
