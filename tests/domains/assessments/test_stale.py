"""Which findings have gone stale, why, and what to ask whom again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.rounds import OPENED, TODAY, Story, bare, scored, start

from concord.domains.assessments.queries.stale import newest_edition, stale_findings
from concord.domains.assessments.services import (
    GivenAnswer,
    record_answers,
)
from concord.domains.assessments.staleness import Cause
from concord.domains.frameworks.models import Framework
from concord.domains.people.enums import Role
from concord.domains.recommendations.services import add_recommendation, withdraw_recommendation
from concord.kernel import clock
from concord.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def stale(story: Story, day: dt.date, **more: Any) -> dict[str, tuple[Cause, ...]]:
    with clock.standing_still(dt.datetime.combine(day, dt.time(9), dt.UTC)):
        found = stale_findings(more.pop("actor", story.actor), story.round, **more)
    return {row.finding.capability.code: row.causes for row in found.findings}


def test_findings_grow_old_after_their_newest_answer(story: Story) -> None:
    assert stale(story, dt.date(2026, 3, 1)) == {}
    with clock.standing_still(TODAY):
        record_answers(
            actor=story.actor, assessment=story.round, institution=story.institutions[0],
            answers=[GivenAnswer("E-01.2", "no")],
        )  # fmt: skip
    found = stale(story, dt.date(2026, 3, 2))
    assert found == dict.fromkeys(("E-02", "E-03", "E-04", "E-05", "E-06"), (Cause.AGE,))
    assert len(stale(story, dt.date(2026, 3, 2), months=25)) == 0


def test_a_newer_edition_makes_findings_stale_and_says_by_which_statements(
    story: Story, second: Framework, django_assert_num_queries: Any
) -> None:
    with clock.standing_still(TODAY), django_assert_num_queries(6):
        found = stale_findings(story.actor, story.round)
    assert found.newer is not None
    assert (found.newer.edition, found.total) == ("2", 6)
    told = {row.finding.capability.code: [(c.statement.code, c.change) for c in row.changed] for row in found.findings}
    assert told == {
        "E-02": [("E-02.2", "reworded"), ("E-02.3", "reworded")],
        "E-03": [(f"E-03.{n}", "split") for n in (2, 3, 4, 5)],
        "E-04": [(f"E-04.{n}", "merged with another") for n in (2, 3, 4, 5)],
        "E-05": [(f"E-05.{n}", "merged with another") for n in (2, 3, 4, 5)],
        "E-06": [(f"E-06.{n}", "retired") for n in (2, 3, 4, 5)],
    }
    first = found.findings[0]
    assert first.causes == (Cause.CHANGED,)
    assert [s.code for s in first.ask] == ["E-02.2", "E-02.3"]
    assert [i.code for i in first.institutions] == ["customs", "health"]
    assert newest_edition(story.first) == second
    assert newest_edition(second) == second


def recommend(story: Story, code: str, made_on: dt.date) -> Any:
    return add_recommendation(
        actor=story.actor, capability_code=code, text="Name the lead", origin="exercise", source="Exercise of March",
        made_on=made_on,
    )  # fmt: skip


def test_a_later_recommendation_makes_a_finding_stale_until_it_is_withdrawn(story: Story) -> None:
    with clock.standing_still(TODAY):
        recommend(story, "E-01", OPENED.date())
        later = recommend(story, "E-02", dt.date(2024, 3, 2))
    assert stale(story, dt.date(2026, 2, 1)) == {"E-02": (Cause.RECOMMENDED,)}
    assert stale(story, dt.date(2026, 3, 2))["E-02"] == (Cause.AGE, Cause.RECOMMENDED)
    withdraw_recommendation(actor=story.actor, recommendation=later, reason="A mistake")
    assert stale(story, dt.date(2026, 2, 1)) == {}


def test_who_is_asked_is_told_to_those_who_see_the_whole_round_only(story: Story, second: Framework) -> None:
    observer = Actor("observer", story.country.pk, frozenset({Role.OBSERVER}))
    assert {row.institutions for row in stale_findings(observer, story.round).findings} == {()}


def test_levels_from_elsewhere_grow_old_from_the_day_they_were_taken_over(story: Story) -> None:
    with clock.standing_still(OPENED):
        story.round = scored(story, bare(story, "2.0", "Legal instruments"), 2)
    assert stale(story, dt.date(2026, 3, 1)) == {}
    assert stale(story, dt.date(2026, 3, 2)) == {"P.1": (Cause.AGE,)}


def test_a_kept_finding_is_as_old_as_its_answers(story: Story) -> None:
    story.round = start(story, story.first, only={"E-02"}).assessment
    assert "E-01" in stale(story, dt.date(2026, 3, 2))
