"""Agreeing findings with every dissent kept, signing them, and opening them again."""

from __future__ import annotations

import dataclasses

import pytest
from tests.factories import World, make_assessment, make_country, make_framework, make_people, make_world

from concord.domains.assessments.models import Assignment, Dissent, Finding
from concord.domains.assessments.queries import finding_progress, findings, holding_signature, sign_offs
from concord.domains.assessments.queries.agreeing import agreeing, still_as_signed
from concord.domains.assessments.services import (
    GivenAnswer,
    accept_assignments,
    agree_finding,
    agree_findings,
    derive_findings,
    record_answers,
    record_scores,
    reopen_finding,
    return_findings,
    sign_findings,
)
from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.kernel.actor import Actor
from concord.kernel.audit import verify_chain
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
FIRST = "MINI1-01"


@pytest.fixture
def world() -> World:
    """Findings proposed at level 2, where customs says yes to the statement of level 3 and two others no."""
    return make_world(agreed=False, planned=False)


def as_role(world: World, role: Role) -> Actor:
    return actor_in(world.people[role], "QT")[0]


def finding(world: World, code: str = FIRST) -> Finding:
    return findings(world.actor, world.assessment).get(capability__code=code)


def say(world: World, kind: str, code: str, value: str) -> None:
    institution = next(i for i in world.institutions if i.kind == kind)
    given = [GivenAnswer(code, value, "", "Said again")]
    record_answers(actor=world.actor, assessment=world.assessment, institution=institution, answers=given)


def dissent(row: Finding) -> set[tuple[str, str, str]]:
    return {
        (d.institution.code, d.statement.code, d.value)
        for d in Dissent.objects.for_country(row.country_id).filter(finding=row)
    }


def agree_all(world: World, actor: Actor | None = None) -> int:
    rows = list(findings(world.actor, world.assessment))
    return agree_findings(actor=actor or world.actor, assessment=world.assessment, findings=rows)


def test_agreeing_records_level_target_reason_and_who(world):
    focal = as_role(world, Role.FOCAL_POINT)
    agree_finding(actor=focal, finding=finding(world), level=2, target=5, rationale=" As answered. ")
    row = finding(world)
    assert (row.status, row.level, row.derived, row.target, row.rationale) == ("agreed", 2, 2, 5, "As answered.")
    assert (row.agreed_by, row.agreed_by_id) == ("Focal point of Tarsovia", focal.user_id)
    assert row.agreed_at is not None
    assert finding_progress(world.actor, world.assessment).agreed == 1


def test_another_level_than_the_answers_give_needs_a_reason_and_keeps_both(world):
    with pytest.raises(InvalidInput, match="The answers give level 2; say why level 3 was agreed"):
        agree_finding(actor=world.actor, finding=finding(world), level=3, target=4)
    assert finding(world).status == "proposed"
    agree_finding(actor=world.actor, finding=finding(world), level=3, target=4, rationale="The order came in May.")
    row = finding(world)
    assert (row.level, row.derived) == (3, 2)
    assert dissent(row) == {("customs", f"{FIRST}.3a", "yes")}


@pytest.mark.parametrize(("level", "target"), [(0, 3), (6, 3), (2, 0), (2, 6)])
def test_level_and_target_are_on_the_ladder(world, level, target):
    with pytest.raises(InvalidInput, match="numbers from 1 to 5"):
        agree_finding(actor=world.actor, finding=finding(world), level=level, target=target)


def test_agreed_finding_keeps_the_answers_that_disagree_at_that_moment(world):
    """Somebody answered after the findings were worked out: what is kept is what stands when it is agreed."""
    say(world, "interior", f"{FIRST}.2a", "no")
    say(world, "customs", f"{FIRST}.3a", "no")
    agree_finding(actor=world.actor, finding=finding(world), level=2, target=3)
    assert dissent(finding(world)) == {("interior", f"{FIRST}.2a", "no")}
    say(world, "interior", f"{FIRST}.2a", "yes")
    derive_findings(actor=world.actor, assessment=world.assessment)
    assert dissent(finding(world)) == {("interior", f"{FIRST}.2a", "no")}


def test_answers_that_changed_the_level_ask_for_a_reason_when_agreeing(world):
    for kind in ("health", "interior"):
        say(world, kind, f"{FIRST}.3a", "yes")
    with pytest.raises(InvalidInput, match="The answers give level 3; say why level 2 was agreed"):
        agree_finding(actor=world.actor, finding=finding(world), level=2, target=3)
    agree_finding(actor=world.actor, finding=finding(world), level=3, target=4)
    assert (finding(world).level, finding(world).derived) == (3, 3)


def test_several_are_agreed_as_proposed_unless_answers_moved_one(world):
    for kind in ("health", "interior"):
        say(world, kind, "MINI2-02.3a", "yes")
    with pytest.raises(WrongState, match="The answers to MINI2-02 have changed its level"):
        agree_all(world)
    assert finding_progress(world.actor, world.assessment).agreed == 0
    derive_findings(actor=world.actor, assessment=world.assessment)
    assert agree_all(world) == 2
    assert [row.level for row in findings(world.actor, world.assessment)] == [2, 3]


def test_an_agreed_finding_is_not_agreed_again(world):
    agree_all(world)
    with pytest.raises(WrongState, match=f"{FIRST} is agreed already"):
        agree_finding(actor=world.actor, finding=finding(world), level=4, target=5, rationale="Better")
    with pytest.raises(InvalidInput, match="Choose at least one finding"):
        agree_findings(actor=world.actor, assessment=world.assessment, findings=[])


@pytest.fixture
def scored() -> World:
    """A round whose levels were assessed elsewhere: nobody is asked anything."""
    country, framework = make_country(), make_framework()
    elsewhere = World(country, framework, [], make_people(country), make_assessment(country, framework, []))
    record_scores(actor=elsewhere.actor, assessment=elsewhere.assessment, scores=[(FIRST, 4)], rationale="Peer review")
    return elsewhere


def test_levels_assessed_elsewhere_are_agreed_as_they_came(scored):
    assert heap_codes(scored) == ([FIRST], [], [])
    assert agree_all(scored) == 1
    row = finding(scored)
    assert (row.level, row.derived, row.rationale, row.status) == (4, 4, "Peer review", "agreed")
    assert still_as_signed(
        scored.actor,
        scored.assessment,
        sign_findings(actor=as_role(scored, Role.APPROVER), assessment=scored.assessment),
    )


def test_working_findings_out_anew_takes_nothing_away_that_was_assessed_elsewhere(scored):
    assert derive_findings(actor=scored.actor, assessment=scored.assessment) == []
    assert (finding(scored).level, finding(scored).rationale) == (4, "Peer review")


def test_a_level_that_nobody_answered_is_not_agreed_in_bulk(world):
    Finding.objects.for_actor(world.actor).filter(capability__code=FIRST).update(level=None, origin="scores")
    with pytest.raises(WrongState, match=f"{FIRST} has no level yet"):
        agree_all(world)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER])
def test_only_the_focal_point_agrees(world, role):
    with pytest.raises(NotAllowed):
        agree_finding(actor=as_role(world, role), finding=finding(world), level=2, target=3)
    with pytest.raises(NotAllowed):
        agree_all(world, as_role(world, role))


def heap_codes(world: World) -> tuple[list[str], list[str], list[str]]:
    heaps = agreeing(world.actor, world.assessment)
    return tuple(
        [x.finding.capability.code for x in heap] for heap in (heaps.undisputed, heaps.to_discuss, heaps.agreed)
    )


def test_undisputed_is_what_all_answer_alike_once_all_parts_are_accepted(world):
    say(world, "customs", f"{FIRST}.3a", "no")
    derive_findings(actor=world.actor, assessment=world.assessment)
    assert heap_codes(world) == ([], [FIRST, "MINI2-02"], [])
    rows = Assignment.objects.for_actor(world.actor).select_related("institution", "capability")
    accept_assignments(actor=world.actor, assignments=list(rows.exclude(institution__code="customs")))
    assert heap_codes(world) == ([], [FIRST, "MINI2-02"], [])
    accept_assignments(actor=world.actor, assignments=list(rows.filter(institution__code="customs")))
    assert heap_codes(world) == ([FIRST], ["MINI2-02"], [])
    agree_finding(actor=world.actor, finding=finding(world, "MINI2-02"), level=2, target=3)
    assert heap_codes(world) == ([FIRST], [], ["MINI2-02"])


def test_answers_given_since_are_counted_and_stop_agreeing_in_bulk(world):
    before = agreeing(world.actor, world.assessment)
    assert before.changed == 0
    say(world, "customs", f"{FIRST}.5a", "partly")
    after = agreeing(world.actor, world.assessment)
    assert after.changed == 1
    assert [line.changed for line in after.to_discuss] == [1, 0]
    derive_findings(actor=world.actor, assessment=world.assessment)
    assert agreeing(world.actor, world.assessment).changed == 0


def test_a_signature_keeps_content_and_the_head_of_the_audit_trail(world):
    agree_all(world)
    head = verify_chain(world.country.pk).head
    signed = sign_findings(actor=as_role(world, Role.APPROVER), assessment=world.assessment, words=" Well done. ")
    assert (signed.by, signed.words, signed.findings) == ("Approver of Tarsovia", "Well done.", 2)
    assert signed.audit_head == head
    assert verify_chain(world.country.pk, kept_head=signed.audit_head).fault == ""
    assert holding_signature(world.actor, world.assessment) == signed
    assert still_as_signed(world.actor, world.assessment, signed)
    AuditEntry.objects.filter(hash=head)._raw_delete("default")
    assert verify_chain(world.country.pk, kept_head=signed.audit_head).fault.endswith("was removed.")


def test_signing_waits_until_all_findings_are_agreed_and_happens_once(world):
    approver = as_role(world, Role.APPROVER)
    agree_finding(actor=world.actor, finding=finding(world), level=2, target=3)
    with pytest.raises(WrongState, match="1 finding is not agreed yet"):
        sign_findings(actor=approver, assessment=world.assessment)
    agree_finding(actor=world.actor, finding=finding(world, "MINI2-02"), level=2, target=3)
    sign_findings(actor=approver, assessment=world.assessment)
    with pytest.raises(WrongState, match="signed already"):
        sign_findings(actor=approver, assessment=world.assessment)
    with pytest.raises(WrongState, match="open a finding again"):
        return_findings(actor=approver, assessment=world.assessment, reason="Too late")
    Finding.objects.for_actor(world.actor).delete()
    with pytest.raises(WrongState, match="no findings to sign"):
        sign_findings(actor=approver, assessment=world.assessment)


def test_nobody_signs_what_they_alone_agreed(world):
    both = as_role(world, Role.FOCAL_POINT)
    both = dataclasses.replace(both, roles=frozenset({Role.FOCAL_POINT, Role.APPROVER}))
    agree_all(world, both)
    with pytest.raises(WrongState, match="You alone agreed these findings"):
        sign_findings(actor=both, assessment=world.assessment)
    reopen_finding(actor=both, finding=finding(world), reason="Somebody else looks too")
    agree_finding(actor=world.actor, finding=finding(world), level=2, target=3)
    assert sign_findings(actor=both, assessment=world.assessment).findings == 2


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.CONTRIBUTOR, Role.REVIEWER, Role.OBSERVER])
def test_only_an_approver_signs_or_returns(world, role):
    agree_all(world)
    with pytest.raises(NotAllowed):
        sign_findings(actor=as_role(world, role), assessment=world.assessment)
    with pytest.raises(NotAllowed):
        return_findings(actor=as_role(world, role), assessment=world.assessment, reason="No")


def test_returning_says_why_and_leaves_the_findings_agreed(world):
    agree_all(world)
    approver = as_role(world, Role.APPROVER)
    with pytest.raises(InvalidInput, match="Say why the findings are returned"):
        return_findings(actor=approver, assessment=world.assessment, reason=" ")
    return_findings(actor=approver, assessment=world.assessment, reason="Detection looks too high.")
    assert holding_signature(world.actor, world.assessment) is None
    (decision,) = sign_offs(world.actor, world.assessment)
    assert (decision.outcome, decision.words) == ("returned", "Detection looks too high.")
    assert finding_progress(world.actor, world.assessment).agreed == 2


def test_opening_again_needs_a_reason_and_ends_the_signature(world):
    agree_all(world)
    signed = sign_findings(actor=as_role(world, Role.APPROVER), assessment=world.assessment)
    with pytest.raises(InvalidInput, match="Say why the finding is opened again"):
        reopen_finding(actor=world.actor, finding=finding(world), reason="")
    assert holding_signature(world.actor, world.assessment) == signed
    reopen_finding(actor=world.actor, finding=finding(world), reason="A new law")
    assert (finding(world).status, finding(world).reopen_reason) == ("proposed", "A new law")
    assert holding_signature(world.actor, world.assessment) is None
    signed.refresh_from_db()
    assert (signed.reopened_by, signed.reopen_reason) == ("focal point", "A new law")
    with pytest.raises(WrongState, match="not agreed"):
        reopen_finding(actor=world.actor, finding=finding(world), reason="Again")
    assert AuditEntry.objects.filter(action="finding.reopened").last().detail.endswith('"signature":true}')


def test_a_signature_says_when_the_findings_are_no_longer_what_was_signed(world):
    agree_all(world)
    signed = sign_findings(actor=as_role(world, Role.APPROVER), assessment=world.assessment)
    Finding.objects.for_actor(world.actor).filter(capability__code=FIRST).update(level=5)
    assert not still_as_signed(world.actor, world.assessment, signed)
