"""Recommendations: noted by the focal point, read by the country, withdrawn with a reason and kept on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.factories import actor_of, make_country, make_framework

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import Country
from concord.domains.recommendations.models import Recommendation
from concord.domains.recommendations.queries import find_recommendation, recommendations
from concord.domains.recommendations.services import add_recommendation, withdraw_recommendation
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def country(db: None) -> Country:
    make_framework()
    return make_country()


def noted(country: Country, **other: Any) -> Recommendation:
    given = {
        "capability_code": "MINI1-01", "text": " Name one lead authority. ", "origin": "exercise",
        "source": "Exercise of March", "made_on": dt.date(2026, 1, 31), **other,
    }  # fmt: skip
    with clock.standing_still(NOW):
        return add_recommendation(actor=given.pop("actor", actor_of(country)), **given)


def test_a_recommendation_is_kept_with_who_noted_it(country: Country) -> None:
    pk = noted(country).pk
    found = find_recommendation(actor_of(country), pk)
    assert (found.capability_code, found.text) == ("MINI1-01", "Name one lead authority.")
    assert (found.get_origin_display(), found.source) == ("Exercise", "Exercise of March")
    assert (found.noted_by, found.noted_at, found.label) == ("focal point", NOW, "AMBER+STRICT")
    entry = AuditEntry.objects.filter(country_id=country.pk).last()
    assert entry is not None
    assert (entry.action, entry.subject_id) == ("recommendation.noted", str(pk))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"text": " "}, "Say what is recommended"),
        ({"text": "x" * 4001}, "at most 4,000 characters"),
        ({"source": ""}, "Name the report or exercise"),
        ({"origin": "rumour"}, "Choose what the recommendation comes from"),
        ({"made_on": dt.date(2026, 2, 2)}, "cannot be made in the future"),
        ({"capability_code": "NONE-01"}, "There is no capability NONE-01"),
    ],
)
def test_what_cannot_be_a_recommendation_is_refused(country: Country, other: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        noted(country, **other)
    assert not recommendations(actor_of(country)).exists()


def test_a_label_above_the_servers_ceiling_is_refused(country: Country, settings: Any) -> None:
    settings.SHARING_CEILING = "GREEN"
    with pytest.raises(InvalidInput, match="must be kept elsewhere"):
        noted(country)


@pytest.mark.parametrize("role", [role for role in COUNTRY_ROLES if role != Role.FOCAL_POINT])
def test_others_read_recommendations_and_note_none(country: Country, role: Role) -> None:
    actor = Actor("somebody", country.pk, frozenset({role}))
    with pytest.raises(NotAllowed):
        noted(country, actor=actor)
    found = noted(country)
    with pytest.raises(NotAllowed):
        withdraw_recommendation(actor=actor, recommendation=found, reason="x")
    assert list(recommendations(actor)) == [found]


def test_the_newest_come_first_and_older_ones_can_be_left_out(country: Country, django_assert_num_queries: Any) -> None:
    days = [dt.date(2025, 5, 1), dt.date(2026, 1, 1), dt.date(2025, 9, 1)]
    for day in days:
        noted(country, made_on=day)
    actor = actor_of(country)
    with django_assert_num_queries(1):
        assert [row.made_on for row in recommendations(actor)] == [days[1], days[2], days[0]]
    assert [row.made_on for row in recommendations(actor, dt.date(2025, 9, 1))] == [days[1], days[2]]


def test_a_withdrawn_one_no_longer_stands_but_stays_on_record(country: Country) -> None:
    found, actor = noted(country), actor_of(country)
    with pytest.raises(InvalidInput, match="Say why"):
        withdraw_recommendation(actor=actor, recommendation=found, reason="  ")
    withdraw_recommendation(actor=actor, recommendation=found, reason=" Done since. ")
    assert list(recommendations(actor)) == []
    kept = find_recommendation(actor, found.pk)
    assert (kept.withdrawn_by, kept.withdrawn_reason) == ("focal point", "Done since.")
    with pytest.raises(WrongState, match="withdrawn already"):
        withdraw_recommendation(actor=actor, recommendation=found, reason="Again")


def test_another_countrys_recommendations_do_not_exist(country: Country) -> None:
    found = noted(country)
    elsewhere = actor_of(make_country("QU", "Orvania"))
    assert list(recommendations(elsewhere)) == []
    with pytest.raises(NotFound):
        find_recommendation(elsewhere, found.pk)
