"""Who is asked about what, when it is due, and how parts move from one status to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from tests.factories import actor_of, make_assessment, make_country, make_framework, make_institution, make_world

from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.assessments.models import Answer, Assessment, Assignment, EvidenceFile
from concord.domains.assessments.services import (
    GivenAnswer,
    accept_assignments,
    assign_exactly,
    assign_suggested,
    record_answers,
    return_assignments,
    set_due,
    submit_assignments,
    take_back_assignments,
    unassign_capabilities,
)
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.people.queries import actor_in
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
DUE = dt.date(2027, 3, 31)


@pytest.fixture
def asked() -> tuple[Actor, Assessment, list[Institution], list[Capability]]:
    """Two institutions, each asked about both capabilities; nobody answered."""
    country = make_country()
    institutions = [make_institution(country, kind) for kind in ("customs", "health")]
    assessment = make_assessment(country, make_framework(), institutions)
    return actor_of(country), assessment, institutions, list(Capability.objects.order_by("order"))


def parts(actor: Actor, **which: object) -> list[Assignment]:
    rows = Assignment.objects.for_actor(actor).filter(**which)
    return list(rows.select_related("institution", "capability").order_by("institution__code", "capability__order"))


def statuses(actor: Actor) -> list[str]:
    return [part.status for part in parts(actor)]


def move(actor: Actor, chosen: Sequence[Assignment], path: str) -> None:
    for step in path:
        match step:
            case "s":
                submit_assignments(actor=actor, assignments=chosen)
            case "t":
                take_back_assignments(actor=actor, assignments=chosen)
            case "r":
                return_assignments(actor=actor, assignments=chosen, reason="Which order?")
            case "a":
                accept_assignments(actor=actor, assignments=chosen)


@pytest.mark.parametrize(
    ("path", "status"),
    [("s", "submitted"), ("st", "in_progress"), ("sr", "returned"), ("srs", "submitted"), ("sa", "accepted"),
     ("sar", "returned"), ("sarsa", "accepted")],
)  # fmt: skip
def test_parts_take_the_ways_that_are_there(asked, path, status):
    actor, *_rest = asked
    move(actor, parts(actor), path)
    assert statuses(actor) == [status] * 4


@pytest.mark.parametrize("path", ["a", "r", "t", "sat", "sas", "srt", "sra", "ss"])
def test_other_ways_are_refused_and_change_nothing(asked, path):
    actor, *_rest = asked
    move(actor, parts(actor), path[:-1])
    before = statuses(actor)
    with pytest.raises(WrongState, match="cannot become"):
        move(actor, parts(actor), path[-1])
    assert statuses(actor) == before


def test_one_part_in_the_wrong_state_stops_the_whole_lot(asked):
    actor, *_rest = asked
    first, *others = parts(actor)
    submit_assignments(actor=actor, assignments=others)
    with pytest.raises(WrongState, match=f"{first.capability.code} of Customs of Tarsovia is assigned and cannot"):
        accept_assignments(actor=actor, assignments=[*others, first])
    assert statuses(actor) == ["assigned", "submitted", "submitted", "submitted"]


def test_returning_says_why_and_accepting_forgets_the_reason(asked):
    actor, *_rest = asked
    (part,) = parts(actor)[:1]
    submit_assignments(actor=actor, assignments=[part])
    with pytest.raises(InvalidInput, match="Say why it is returned"):
        return_assignments(actor=actor, assignments=[part], reason="  ")
    return_assignments(actor=actor, assignments=[part], reason=" Which order? ")
    (returned,) = parts(actor, pk=part.pk)
    assert (returned.reason, returned.changed_by) == ("Which order?", "focal point")
    move(actor, [part], "sa")
    assert parts(actor, pk=part.pk)[0].reason == ""


def test_institutions_submit_their_own_parts_and_only_the_focal_point_accepts():
    world = make_world(agreed=False, planned=False)
    contributor, _country = actor_in(world.people[Role.CONTRIBUTOR], "QT")
    own, others = (parts(world.actor, institution__code=code) for code in ("health", "customs"))
    take_back_assignments(actor=contributor, assignments=own)
    submit_assignments(actor=contributor, assignments=own)
    for service, chosen in ((take_back_assignments, others), (accept_assignments, own)):
        with pytest.raises(NotAllowed):
            service(actor=contributor, assignments=chosen)
    for role in (Role.REVIEWER, Role.APPROVER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            accept_assignments(actor=actor_in(world.people[role], "QT")[0], assignments=own)


def test_a_lot_is_one_entry_of_the_audit_trail(asked):
    actor, *_rest = asked
    submit_assignments(actor=actor, assignments=parts(actor))
    entry = AuditEntry.objects.filter(country_id=actor.country_id).last()
    assert entry.action == "assignments.submitted"
    assert entry.detail == '{"capabilities":["MINI1-01","MINI2-02"],"institutions":["customs","health"]}'


def test_days_are_set_and_taken_away(asked):
    actor, assessment, _institutions, _capabilities = asked
    set_due(actor=actor, assessment=assessment, assignments=parts(actor)[:3], due=DUE)
    assert [part.due for part in parts(actor)] == [DUE, DUE, DUE, None]
    set_due(actor=actor, assessment=assessment, assignments=parts(actor)[:1], due=None)
    assert [part.due for part in parts(actor)] == [None, DUE, DUE, None]


def test_what_is_asked_becomes_exactly_what_was_ticked(asked):
    actor, assessment, (customs, health), (first, second) = asked
    third = make_institution(customs.country, "interior")
    done = assign_exactly(
        actor=actor,
        assessment=assessment,
        capabilities=[first],
        asked={(health.pk, first.pk), (third.pk, first.pk)},
        due=DUE,
    )
    assert (done.added, done.removed) == (1, 1)
    now = [(part.institution.code, part.capability.code, part.due) for part in parts(actor)]
    assert now == [
        ("customs", second.code, None),
        ("health", first.code, None),
        ("health", second.code, None),
        ("interior", first.code, DUE),
    ]


def answer(actor: Actor, assessment: Assessment, institution: Institution, code: str, **said: str) -> None:
    given = [GivenAnswer(code, said.pop("value", "yes"), **said)]
    record_answers(actor=actor, assessment=assessment, institution=institution, answers=given)


@pytest.mark.parametrize("said", [{"value": "yes"}, {"value": "", "comment": "We ask the ministry."}])
def test_what_was_answered_or_commented_stays_asked(asked, said):
    actor, assessment, (customs, health), (first, second) = asked
    answer(actor, assessment, customs, f"{first.code}.2a", **said)
    sentence = f"Customs of Tarsovia has answered {first.code} already, so it stays asked"
    with pytest.raises(WrongState, match=sentence):
        assign_exactly(actor=actor, assessment=assessment, capabilities=[first, second], asked={(health.pk, first.pk)})
    with pytest.raises(WrongState, match=sentence):
        unassign_capabilities(actor=actor, assessment=assessment, assignments=parts(actor))
    assert len(parts(actor)) == 4
    others = parts(actor, capability=second) + parts(actor, institution=health, capability=first)
    assert unassign_capabilities(actor=actor, assessment=assessment, assignments=others) == 3
    assert [(part.institution.code, part.capability.code) for part in parts(actor)] == [("customs", first.code)]


def test_a_document_beside_no_answer_keeps_the_part_until_it_is_removed(asked):
    actor, assessment, (customs, _health), (first, _second) = asked
    statement = Statement.objects.get(code=f"{first.code}.2a")
    file = EvidenceFile.objects.create(
        country_id=actor.country_id, assessment=assessment, institution=customs, statement=statement, name="a.pdf",
        media_type="application/pdf", size=1, sha256="0" * 64, uploaded_by="x", uploaded_at=clock.now(),
    )  # fmt: skip
    chosen = parts(actor, institution=customs, capability=first)
    with pytest.raises(WrongState, match="has answered"):
        unassign_capabilities(actor=actor, assessment=assessment, assignments=chosen)
    file.removed_at = clock.now()
    file.save()
    assert unassign_capabilities(actor=actor, assessment=assessment, assignments=chosen) == 1


def test_suggestions_fill_in_and_keep_what_is_there(asked):
    actor, assessment, (customs, _health), (first, _second) = asked
    answer(actor, assessment, customs, f"{first.code}.2a")
    make_institution(customs.country, "interior")
    assert assign_suggested(actor=actor, assessment=assessment) == (3, [])
    assert len(parts(actor)) == 6
    assert parts(actor, institution=customs, capability=first)[0].status == AssignmentStatus.IN_PROGRESS
    assert Answer.objects.for_actor(actor).count() == 1


def test_institutions_and_capabilities_from_elsewhere_are_not_taken(asked):
    actor, assessment, (customs, _health), (first, _second) = asked
    stranger = make_institution(make_country("QU", "Orvania"), "health")
    done = assign_exactly(
        actor=actor,
        assessment=assessment,
        capabilities=[first],
        asked={(i.pk, first.pk) for i in (customs, stranger)} | {(p.institution_id, first.pk) for p in parts(actor)},
    )
    assert (done.added, done.removed) == (0, 0)
    with pytest.raises(InvalidInput, match="not part of the assessment"):
        assign_exactly(actor=actor, assessment=assessment, capabilities=[first], asked={(customs.pk, stranger.pk)})


def test_only_the_focal_point_says_who_is_asked():
    world = make_world(agreed=False, planned=False)
    capability = Capability.objects.first()
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER):
        actor, _country = actor_in(world.people[role], "QT")
        with pytest.raises(NotAllowed):
            assign_exactly(actor=actor, assessment=world.assessment, capabilities=[capability], asked=set())
        with pytest.raises(NotAllowed):
            unassign_capabilities(actor=actor, assessment=world.assessment, assignments=parts(world.actor))
        with pytest.raises(NotAllowed):
            set_due(actor=actor, assessment=world.assessment, assignments=parts(world.actor), due=DUE)
