"""The executive summary, the operational chapter and the further costs of a small plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from tests.factories import World, make_world

from concord.domains.plans.enums import ActionStatus, FundingStatus
from concord.domains.plans.models import Action, Funding
from concord.domains.reports.executive import executive_summary
from concord.domains.reports.executive_money import further_costs, short
from concord.domains.reports.material import Material, gather
from concord.domains.reports.operational_chapter import operational_chapter
from concord.domains.reports.pictures import picture_jobs
from concord.domains.reports.two_languages import compose_in, known_language, second_jobs
from concord.formats.plan_document import Picture
from concord.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db


def _material(world: World) -> Material:
    assert world.plan is not None
    return gather(world.actor, world.plan)


def _paid(world: World, status: FundingStatus, share: Decimal) -> Decimal:
    """Money for a share of each cost line; the sum."""
    total = Decimal(0)
    for action in Action.objects.for_actor(world.actor):
        for line in action.cost_lines.all():
            total += line.likely * share
            Funding.objects.create(
                country=world.country, action=action, year=line.year, amount=line.likely * share, source="Budget",
                status=status,
            )  # fmt: skip
    return total


def test_summary_says_where_the_country_stands_and_what_comes_next() -> None:
    found = executive_summary(_material(make_world()))
    assert found.figures[0] == ("2", "of 2 capabilities below their target")
    assert found.figures[1] == ("2", "actions; institutions in the lead: 1")
    assert found.standing[0].startswith("Of 2 capabilities 0 have reached their target; the others need 2 steps.")
    assert [row[2] for row in found.gaps.rows] == ["2 → 3", "2 → 3"]
    assert found.objectives.rows[-1][:2] == ("Total", "2")
    assert found.pictures == {"standing": "areas", "paying": "funding"}
    assert [who for who, _what in found.asked][:2] == ["Government", "Ministry of finance and donors"]


def test_gaps_are_the_ten_that_matter_most() -> None:
    material = _material(make_world(capabilities=12))
    found = executive_summary(material)
    assert [row[1].split()[0] for row in found.gaps.rows] == [gap.finding.capability.code for gap in material.gaps[:10]]
    assert len(material.gaps) == 12


def test_money_shows_likely_cost_chances_and_what_is_missing_by_year() -> None:
    world = make_world()
    secured = _paid(world, FundingStatus.SECURED, Decimal("0.5"))
    material = _material(world)
    grid = executive_summary(material).money
    names = [row[0] for row in grid.rows]
    assert names == ["Likely cost", "P50", "P80", "Secured", "Pledged", "Asked for", "Missing"]
    assert grid.headings[1:-1] == tuple(str(year.year) for year in material.money.years)
    assert material.money.whole.missing == secured == material.money.whole.cost / 2
    assert executive_summary(material).paying[0].endswith("50 % of the likely cost is secured.")


def test_partners_are_asked_once_something_is_pledged() -> None:
    world = make_world()
    _paid(world, FundingStatus.PLEDGED, Decimal("0.1"))
    assert "Partners" in [who for who, _what in executive_summary(_material(world)).asked]


def test_dropped_actions_do_not_count() -> None:
    world = make_world()
    Action.objects.for_actor(world.actor).filter(code="MINI1-01-L3").update(status=ActionStatus.DROPPED)
    assert executive_summary(_material(world)).figures[1][0] == "1"


@pytest.mark.parametrize(
    ("amount", "said"),
    [("0", ("0", "EUR")), ("25293200", ("25.3", "million EUR")), ("45600", ("46", "thousand EUR"))],
)
def test_amounts_are_short(amount: str, said: tuple[str, str]) -> None:
    assert short(Decimal(amount), "EUR") == said


def test_operational_chapter_goes_by_lead_and_is_left_out_where_nothing_is_due() -> None:
    world = make_world()
    chapter = operational_chapter(_material(world))
    assert chapter is not None
    assert [row.code for lead in chapter.leads for row in lead.rows] == ["MINI1-01-L3", "MINI2-02-L3"]
    Action.objects.for_actor(world.actor).update(starts_on=dt.date(2090, 1, 1), ends_on=dt.date(2091, 1, 1))
    assert operational_chapter(_material(world)) is None


def test_further_costs_sum_to_the_plan() -> None:
    material = _material(make_world())
    titles = {one.title: one.grid for one in further_costs(material)}
    assert list(titles) == ["Cost and money by year", "Cost by hazard", "Cost by lead institution"]
    assert sum(share.cost.likely for share in material.totals.institutions) == material.money.whole.cost


def test_what_the_summary_reads_does_not_grow_with_the_plan() -> None:
    def queries(capabilities: int, code: str) -> int:
        material = _material(make_world(code, capabilities=capabilities))
        with CaptureQueriesContext(
            connection,
        ) as made:
            executive_summary(material)
        return len(made)

    assert queries(2, "QT") == queries(9, "QU")


def test_second_language_stands_beside_the_first_with_pictures_of_its_own() -> None:
    material = _material(make_world())
    assert sorted(second_jobs(material, "fr")) == ["second_areas", "second_funding"]
    assert second_jobs(material, "en") == {}
    pictures = dict.fromkeys((*picture_jobs(material), "second_areas", "second_funding"), Picture("", b"", ""))
    both = compose_in(material, pictures, "fr")
    with override("fr"):
        alone = compose_in(material, pictures)
    assert both.second is not None
    assert (both.language, both.second.language) == ("en", "fr")
    assert both.second.beside["purpose"][0][1] == alone.purpose[0]
    assert both.executives[1].pictures == {"standing": "second_areas", "paying": "second_funding"}
    assert compose_in(material, pictures, "en").second is None


def test_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(InvalidInput, match="There is no language 'tlh' here; choose one of en"):
        known_language("tlh")
