"""Two rounds side by side: compared where the same was asked, and the reason where not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rounds import Story, answered, bare, scored, start

from concord.domains.assessments.models import (
    Finding,
)
from concord.domains.assessments.queries.comparing import Movement, compare_rounds
from concord.domains.assessments.queries.rounds import find_round
from concord.domains.assessments.services import (
    reopen_finding,
)
from concord.domains.frameworks.models import Framework
from concord.domains.people.enums import Role
from concord.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def test_levels_are_compared_where_the_same_was_asked(story: Story, django_assert_num_queries: Any) -> None:
    later = start(story, story.first).assessment
    answered(story, later, {"E-01": 4, "E-02": 1, "E-03": 2, "E-04": 5})
    earlier, later = find_round(story.actor, story.round.pk), find_round(story.actor, later.pk)
    with django_assert_num_queries(7):
        found = compare_rounds(story.actor, earlier, later)
    told = [(row.capability.code, row.level_before, row.level_now, row.movement, row.reason) for row in found.rows]
    assert told == [
        ("E-01", 2, 4, Movement.UP, ""),
        ("E-02", 2, 1, Movement.DOWN, ""),
        ("E-03", 2, 2, Movement.SAME, ""),
        ("E-04", 2, 5, Movement.UP, ""),
        ("E-05", 2, None, Movement.APART, "No level yet."),
        ("E-06", 2, None, Movement.APART, "No level yet."),
    ]
    assert found.counts() == {Movement.UP: 2, Movement.DOWN: 1, Movement.SAME: 1, Movement.APART: 2}
    assert found.areas() == {"E1": "First area", "E2": "Second area"}
    assert [row.capability.code for row in found.only("E2", changed=True).rows] == ["E-04", "E-05", "E-06"]


def test_what_a_newer_edition_changed_is_not_compared_and_says_why(story: Story, second: Framework) -> None:
    later = start(story, second).assessment
    answered(story, later, dict.fromkeys(("E-01", "E-02", "E-03A", "E-03B", "E-45"), 3))
    found = compare_rounds(story.actor, find_round(story.actor, story.round.pk), find_round(story.actor, later.pk))
    told = {row.capability.code: (row.level_before, row.level_now, row.movement, row.reason) for row in found.rows}
    assert told == {
        "E-01": (2, 3, Movement.UP, ""),
        "E-02": (2, 3, Movement.APART, "Some of its statements were reworded."),
        "E-03A": (2, 3, Movement.APART, "E-03 was split."),
        "E-03B": (2, 3, Movement.APART, "E-03 was split."),
        "E-45": (None, 3, Movement.APART, "Puts together E-04, E-05."),
        "E-07": (None, None, Movement.APART, "Not asked about in the earlier round."),
        "E-06": (2, None, Movement.APART, "No longer asked about."),
    }
    assert [row.capability.code for row in found.rows if row.retired] == ["E-06"]
    merged = next(row for row in found.rows if row.capability.code == "E-45")
    assert [finding.capability.code for finding in merged.before] == ["E-04", "E-05"]


def test_who_sees_only_what_is_agreed_compares_only_that(story: Story) -> None:
    later = start(story, story.first).assessment
    answered(story, later, {"E-01": 4})
    finding = Finding.objects.for_actor(story.actor).get(assessment=later, capability__code="E-01")
    reopen_finding(actor=story.actor, finding=finding, reason="Look again")
    observer = Actor("observer", story.country.pk, frozenset({Role.OBSERVER}))
    earlier, later = find_round(story.actor, story.round.pk), find_round(story.actor, later.pk)
    assert compare_rounds(story.actor, earlier, later).rows[0].movement == Movement.UP
    assert compare_rounds(observer, earlier, later).rows[0].reason == "No level yet."


def test_levels_assessed_elsewhere_are_compared_too(story: Story) -> None:
    # Each list of levels brings its own list of capabilities; within one edition a code means one thing.
    earlier = scored(story, bare(story, "2.0", "Legal instruments", "Laboratories"), 2, 3)
    later = scored(story, bare(story, "2.0", "Legal instruments", "Laboratories ", "Borders"), 3, 3, 1)
    told = [(row.capability.code, row.movement) for row in compare_rounds(story.actor, earlier, later).rows]
    assert told == [("P.1", Movement.UP), ("P.2", Movement.SAME), ("P.3", Movement.APART)]


def test_rounds_of_two_frameworks_are_not_compared(story: Story) -> None:
    later = scored(story, bare(story, "2.0", "Legal instruments"), 2)
    found = compare_rounds(story.actor, find_round(story.actor, story.round.pk), later)
    assert not found.related
    assert [(r.capability.code, r.reason) for r in found.rows[:2]] == [
        ("P.1", "The earlier round used another framework."),
        ("E-01", "The later round uses another framework."),
    ]
    assert {row.movement for row in found.rows} == {Movement.APART}
