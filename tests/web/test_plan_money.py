"""Pages of what the plan costs, the money for it, and plans from files."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import make_country, make_people, make_world
from tests.plan_files import costed_plan
from tests.web.worlds import signed_in

from concord.domains.people.enums import Role
from concord.domains.plans.models import CostLine, Funding, ImportedRow, Plan, PlanUpload

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def upload(client: Any, content: bytes) -> PlanUpload:
    sent = client.post("/QT/plan/import/", {"file": SimpleUploadedFile("plan.xlsx", content)})
    assert sent.status_code == 302
    return PlanUpload.objects.for_country(Plan._meta.get_field("country").related_model.objects.get().pk).get()


def test_a_country_without_assessment_takes_a_plan_over_and_sees_it_everywhere() -> None:
    country = make_country()
    people = make_people(country)
    client = signed_in(people[Role.FOCAL_POINT])
    waiting = upload(client, costed_plan())
    page = text_of(client.get(f"/QT/plan/import/{waiting.pk}/"))
    assert "4 actions · 2 objectives · 5 rows of the file · 48,000,000.75 XOF" in page
    assert "row 5 'N/A' names no year" in page.replace("&#x27;", "'")
    taken = client.post(f"/QT/plan/import/{waiting.pk}/take/", {"title": "Our plan"})
    assert taken.headers["Location"] == "/QT/plan/unclear/"
    for who in (Role.FOCAL_POINT, Role.OBSERVER):
        reader = signed_in(people[who])
        for path in ("", "plan/", "plan/actions/1.1.1/", "plan/money/", "plan/unclear/", "plan/money/ingredients/",
                     "documents/pictures/funding.svg", "documents/pictures/budget.svg", "documents/plan.json",
                     ):  # fmt: skip
            assert reader.get(f"/QT/{path}").status_code == 200, path
    assert "Our plan" in text_of(client.get("/QT/"))
    assert "Taken over from the file plan.xlsx" in text_of(client.get("/QT/plan/actions/1.1.1/"))
    row = ImportedRow.objects.for_country(country.pk).filter(line=5).get()
    client.post(f"/QT/plan/unclear/{row.pk}/", {"note": "In 2027"})
    assert "Settled: In 2027" in text_of(client.get("/QT/plan/unclear/"))


def test_columns_are_named_on_the_page_and_faults_are_told_there() -> None:
    people = make_people(make_country())
    client = signed_in(people[Role.FOCAL_POINT])
    waiting = upload(client, costed_plan())
    address = f"/QT/plan/import/{waiting.pk}/"
    refused = client.post(address, {"column-action": "activity", "currency": "euro", "sheet": "line items"})
    assert refused.status_code == 422
    assert "three capital letters" in text_of(refused)
    named = {"sheet": "line items", "column-action": "activity", "column-cost": "cost_original", "currency": "EUR"}
    assert client.post(address, named).status_code == 302
    page = text_of(client.get(address))
    assert "4 actions · 1 objective" in page
    assert "48,000,000.75 EUR" in page


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence() -> None:
    people = make_people(make_country())
    client = signed_in(people[Role.FOCAL_POINT])
    sent = client.post("/QT/plan/import/", {"file": SimpleUploadedFile("plan.xlsx", b"hello")}, follow=True)
    assert "this is not an Excel workbook (.xlsx)" in text_of(sent)


def test_cost_lines_are_changed_as_rows_and_what_was_typed_stays_when_it_is_refused() -> None:
    world = make_world()
    client = signed_in(world.people[Role.FOCAL_POINT])
    address = "/QT/plan/actions/MINI1-01-L3/costs/"
    page = client.get(address)
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())
    assert seen
    rows = {"seen": seen[1], "years-0": "2027-2028", "ingredient-0": "vehicle", "quantity-0": "2",
            "years-1": "2027", "title-1": "Rent", "category-1": "running", "likely-1": "1,000"}  # fmt: skip
    refused = client.post(address, {**rows, "likely-1": "a lot"})
    assert refused.status_code == 422
    assert "“a lot” is no amount (Rent)." in text_of(refused)
    assert 'value="a lot"' in refused.content.decode()
    assert client.post(address, rows).status_code == 302
    lines = CostLine.objects.for_country(world.country.pk).filter(action__code="MINI1-01-L3")
    assert [(x.year, x.title, int(x.low), int(x.likely), int(x.high)) for x in lines] == [
        (2027, "Rent", 1000, 1000, 1000), (2027, "Specialised vehicle", 120000, 240000, 600000),
        (2028, "Specialised vehicle", 120000, 240000, 600000),
    ]  # fmt: skip
    assert client.post(address, rows).status_code == 422  # what was seen is older than what stands there


def test_money_is_noted_on_the_actions_page_and_missing_money_stands_on_the_overview() -> None:
    world = make_world()
    client = signed_in(world.people[Role.FOCAL_POINT])
    address = "/QT/plan/actions/MINI1-01-L3/funding/"
    client.post(address, {"year": "2027", "amount": "2 500,50", "source": "Budget", "status": "secured"})
    row = Funding.objects.for_country(world.country.pk).get()
    assert (str(row.amount), row.status) == ("2500.50", "secured")
    assert "Budget Secured 2,500" in text_of(client.get("/QT/plan/actions/MINI1-01-L3/"))
    assert "are missing." in text_of(client.get("/QT/"))
    wrong = client.post(address, {"year": "soon", "amount": "1", "source": "x", "status": "asked"}, follow=True)
    assert "“soon” is no year (year)." in text_of(wrong)
    client.post(f"/QT/plan/actions/MINI1-01-L3/funding/{row.pk}/remove/")
    assert not Funding.objects.for_country(world.country.pk).exists()


def test_another_plan_is_picked_and_the_first_one_comes_back() -> None:
    world = make_world()
    client = signed_in(world.people[Role.FOCAL_POINT])
    client.post(f"/QT/plan/import/{upload(client, costed_plan()).pk}/take/")
    assert "Equip the laboratories" in text_of(client.get("/QT/plan/"))
    assert world.plan is not None
    client.post("/QT/plan/pick/", {"plan": str(world.plan.pk)})
    page = text_of(client.get("/QT/plan/"))
    assert "Equip the laboratories" not in page
    assert "Other plans of the country" in page


def test_unit_costs_and_rates_are_changed_on_their_pages() -> None:
    world = make_world()
    client = signed_in(world.people[Role.FOCAL_POINT])
    given = {"title": "Vehicle", "unit": "vehicle", "category": "equipment", "currency": "usd", "price_year": "2026",
             "low": "1", "likely": "2", "high": "3"}  # fmt: skip
    assert client.post("/QT/plan/money/ingredients/of/vehicle/", {**given, "high": "1"}).status_code == 422
    assert client.post("/QT/plan/money/ingredients/of/vehicle/", given).status_code == 302
    client.post("/QT/plan/money/rates/", {"currency": "usd", "into": "EUR", "on": "2026-01-01", "value": "0.91"})
    page = text_of(client.get("/QT/plan/money/ingredients/"))
    assert "Vehicle own" in page
    assert "USD 2026" in page
    assert "1 USD = 0.91 EUR" in page


@pytest.mark.parametrize("capabilities", [2, 12])
def test_the_money_page_asks_as_often_for_many_actions_as_for_few(
    capabilities: int, django_assert_max_num_queries: Any
) -> None:
    world = make_world(capabilities=capabilities)
    client = signed_in(world.people[Role.OBSERVER])
    client.get("/QT/plan/money/")
    with django_assert_max_num_queries(20):
        client.get("/QT/plan/money/")
