"""The board and the view of disagreements: counts, filters, ranking, levels as the answers stand now."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from tests.factories import World, actor_of, make_assessment, make_country, make_framework, make_institution, make_world

from concord.domains.assessments.models import Assessment, Assignment, EvidenceFile
from concord.domains.assessments.queries import board as queries
from concord.domains.assessments.queries.asking import asked_places, counts_by_area
from concord.domains.assessments.queries.counting import counted, levels_now
from concord.domains.assessments.queries.disagreements import disagreements, disputes
from concord.domains.assessments.services import (
    GivenAnswer,
    accept_assignments,
    record_answers,
    return_assignments,
    set_due,
)
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.people.queries import actor_in
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 10, 9, 0, tzinfo=dt.UTC)
FIRST, SECOND = "MINI1-01", "MINI2-02"


def answer(actor: Actor, assessment: Assessment, institution: Institution, **said: str) -> None:
    given = [GivenAnswer(code.replace("_", "."), value) for code, value in said.items()]
    record_answers(actor=actor, assessment=assessment, institution=institution, answers=given)


@pytest.fixture
def asked() -> tuple[Actor, Assessment, Institution, Institution]:
    """Customs gave two answers in area 1, health none; both are asked about both areas, customs until yesterday."""
    country = make_country()
    customs, health = (make_institution(country, kind) for kind in ("customs", "health"))
    assessment = make_assessment(country, make_framework(), [customs, health])
    actor = actor_of(country)
    given = [
        GivenAnswer(f"{FIRST}.2a", "yes"),
        GivenAnswer(f"{FIRST}.2b", "dont_know"),
        GivenAnswer(f"{FIRST}.3a", "", "?", "?"),
    ]
    with clock.standing_still(NOW):
        record_answers(actor=actor, assessment=assessment, institution=customs, answers=given)
    chosen = list(Assignment.objects.for_actor(actor).filter(institution=customs))
    set_due(actor=actor, assessment=assessment, assignments=chosen, due=dt.date(2027, 3, 9))
    return actor, assessment, customs, health


def test_rows_count_statements_and_parts_by_state(asked):
    actor, assessment, _customs, _health = asked
    with clock.standing_still(NOW):
        found = queries.board(queries.parts(actor, assessment), queries.areas_of(assessment))
        customs, health = found.rows
        assert [area.code for area in found.areas] == ["MINI1", "MINI2"]
        assert (customs.institution.code, customs.total.answered, customs.total.asked) == ("customs", 2, 10)
        assert (customs.total.due, customs.total.late, customs.total.last_change) == (dt.date(2027, 3, 9), 2, NOW)
        assert not customs.total.silent
        first, second = customs.cells
        assert [(s, n) for s, _word, n in first.counts] == [("in_progress", 1)]
        assert (first.answered, first.asked, first.silent) == (2, 5, False)
        assert (second.answered, second.asked, second.silent) == (0, 5, True)
        assert (health.total.answered, health.total.due, health.total.late) == (0, None, 0)
        assert (health.total.last_change, health.total.silent) == (None, True)
        assert (found.total.answered, found.total.asked) == (2, 20)
        assert customs.total.bar == [("assigned", 0, 500), ("in_progress", 500, 500)]


def test_a_part_that_was_accepted_is_neither_silent_nor_late(asked):
    actor, assessment, customs, _health = asked
    everything = {s.code.replace(".", "_"): "no" for s in Statement.objects.filter(capability__code=SECOND)}
    answer(actor, assessment, customs, **everything)
    accept_assignments(
        actor=actor,
        assignments=list(Assignment.objects.for_actor(actor).filter(institution=customs, status="submitted")),
    )
    with clock.standing_still(NOW):
        (part,) = queries.parts(actor, assessment, queries.BoardFilter(area="MINI2", institution="customs"))
        assert (part.status_word, part.answered, part.asked) == ("Accepted", 5, 5)
        assert (part.open, part.silent, part.late) == (False, False, False)


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({}, ["customs 1", "customs 2", "health 1", "health 2"]),
        ({"area": "MINI2"}, ["customs 2", "health 2"]),
        ({"institution": "health"}, ["health 1", "health 2"]),
        ({"state": "in_progress"}, ["customs 1"]),
        ({"state": "silent"}, ["customs 2", "health 1", "health 2"]),
        ({"state": "late"}, ["customs 1", "customs 2"]),
        ({"state": "late", "area": "MINI1"}, ["customs 1"]),
        ({"state": "accepted"}, []),
    ],
)
def test_the_board_is_filtered_by_area_institution_and_state(asked, wanted, places):
    actor, assessment, *_rest = asked
    with clock.standing_still(NOW):
        found = queries.parts(actor, assessment, queries.BoardFilter(**wanted))
        assert [f"{part.institution.code} {part.capability.code[4]}" for part in found] == places


def test_the_matrix_has_a_row_for_every_capability_and_a_hole_where_nobody_is_asked(asked):
    actor, assessment, _customs, health = asked
    Assignment.objects.for_actor(actor).filter(institution=health, capability__code=SECOND).delete()
    found = queries.matrix(queries.parts(actor, assessment), assessment)
    assert [institution.code for institution in found.institutions] == ["customs", "health"]
    shown = {
        row.capability.code: [part.answered if part else None for part in row.parts]
        for area in found.areas
        for row in area.rows
    }
    assert shown == {FIRST: [2, 0], SECOND: [0, None]}
    assert [area.area.code for area in queries.matrix(queries.parts(actor, assessment), assessment, "MINI2").areas] == [
        "MINI2"
    ]
    assert len(asked_places(actor, assessment)) == 3
    areas = {area.pk: area.code for area in queries.areas_of(assessment)}
    assert {areas[pk]: n for pk, n in counts_by_area(actor, assessment).items()} == {"MINI1": 2, "MINI2": 1}


@pytest.fixture
def world() -> World:
    return make_world(agreed=False, planned=False)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OBSERVER])
def test_boards_and_disagreements_are_for_who_reads_all_answers(world, role):
    actor, _country = actor_in(world.people[role], "QT")
    for read in (
        lambda: queries.parts(actor, world.assessment),
        lambda: asked_places(actor, world.assessment),
        lambda: counts_by_area(actor, world.assessment),
        lambda: counted(actor, world.assessment),
        lambda: disputes(actor, world.assessment, {}),
    ):
        with pytest.raises(NotAllowed):
            read()


def codes(world: World, area: str = "", hazard: str = "") -> list[tuple[str, float]]:
    found = disputes(world.actor, world.assessment, counted(world.actor, world.assessment), area, hazard)
    by_pk = {s.pk: s.code for s in Statement.objects.all()}
    return [(by_pk[dispute.statement_id], round(dispute.agreement, 4)) for dispute in found]


def test_disputed_statements_come_with_the_least_agreement_first(world):
    """Yes, no, no: 1 + (log2(1/3) + 2·log2(2/3)) / 3 = 0.0817; partly, no, no: 1 + (log2(2/3) + 2·log2(5/6)) / 3."""
    assert codes(world) == [(f"{FIRST}.3a", 0.0817), (f"{SECOND}.3a", 0.0817)]
    customs = next(i for i in world.institutions if i.kind == "customs")
    answer(world.actor, world.assessment, customs, **{f"{FIRST}_4a": "partly"})
    assert codes(world) == [(f"{FIRST}.3a", 0.0817), (f"{SECOND}.3a", 0.0817), (f"{FIRST}.4a", 0.6297)]
    assert codes(world, area="MINI2") == [(f"{SECOND}.3a", 0.0817)]
    assert [code for code, _agreement in codes(world, hazard="N")] == [f"{FIRST}.3a", f"{FIRST}.4a"]


def test_a_disagreement_shows_who_said_what_with_documents_and_the_level_now(world):
    customs = next(i for i in world.institutions if i.kind == "customs")
    statement = Statement.objects.get(code=f"{FIRST}.3a")
    kept = {
        "country_id": world.country.pk,
        "assessment": world.assessment,
        "institution": customs,
        "statement": statement,
        "media_type": "application/pdf",
        "size": 1,
        "sha256": "0" * 64,
        "uploaded_by": "x",
    }
    EvidenceFile.objects.create(name="order.pdf", uploaded_at=NOW, **kept)
    EvidenceFile.objects.create(name="gone.pdf", uploaded_at=NOW, removed_at=NOW, **kept)
    counts = counted(world.actor, world.assessment)
    first, *_others = disagreements(
        world.actor, world.assessment, counts, disputes(world.actor, world.assessment, counts)
    )
    assert (first.view.statement.code, first.view.median) == (f"{FIRST}.3a", 0.0)
    assert (first.level.level, first.level.low, first.level.high) == (2, 2, 2)
    assert [(s.answer.institution.code, s.answer.value, s.differs) for s in first.said] == [
        ("customs", "yes", True),
        ("health", "no", False),
        ("interior", "no", False),
    ]
    part = Assignment.objects.for_actor(world.actor).get(institution=customs, capability__code=FIRST)
    assert [(p.file.name, p.part) for p in first.said[0].proofs] == [("order.pdf", part.pk)]
    assert first.said[0].answer.comment == f"Comment of customs on {FIRST}.3a"


def test_levels_now_take_missing_answers_as_no_and_as_yes(asked):
    actor, assessment, customs, _health = asked
    answer(actor, assessment, customs, **{f"{FIRST}_2b": "yes"})
    given = counted(actor, assessment)
    pks = {c.code: c.pk for c in Capability.objects.all()}
    found = levels_now(actor, assessment, given, set(pks.values()))
    first, second = found[pks[FIRST]], found[pks[SECOND]]
    assert (first.level, first.low, first.high) == (2, 1, 5)
    assert (second.level, second.low, second.high) == (None, 1, 5)
    two_b = Statement.objects.get(code=f"{FIRST}.2b")
    assert given[two_b.pk] == Counter({"yes": 1})


def test_returned_parts_show_their_reason(asked):
    actor, assessment, customs, _health = asked
    everything = {s.code.replace(".", "_"): "no" for s in Statement.objects.filter(capability__code=SECOND)}
    answer(actor, assessment, customs, **everything)
    chosen = list(Assignment.objects.for_actor(actor).filter(status="submitted"))
    return_assignments(actor=actor, assignments=chosen, reason="Which order?")
    (part,) = queries.parts(actor, assessment, queries.BoardFilter(state="returned"))
    assert (part.reason, part.open) == ("Which order?", True)
