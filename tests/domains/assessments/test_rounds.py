"""Rounds: what a later one asks of whom, and what it takes over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from tests.editions import third_edition
from tests.factories import (
    actor_of,
    make_country,
    make_framework,
    make_world,
)
from tests.rounds import OPENED, TODAY, Story, start

from concord.domains.assessments.answer_store import said_by
from concord.domains.assessments.enums import AssignmentStatus, FindingStatus
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import (
    Answer,
    Assessment,
    Assignment,
    Dissent,
    EvidenceFile,
    Finding,
)
from concord.domains.assessments.queries.rounds import find_round, last_answers, rounds
from concord.domains.assessments.services import (
    carry_forward,
    derive_findings,
    save_answer,
    sign_findings,
    start_round,
    submit_assignments,
)
from concord.domains.frameworks.models import Framework, Statement
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def codes(assessment: Assessment, institution: Institution) -> list[str]:
    rows = Assignment.objects.for_country(assessment.country_id).filter(assessment=assessment, institution=institution)
    return sorted(rows.values_list("capability__code", flat=True))


# --- starting ----------------------------------------------------------------------------------


def test_a_round_on_a_newer_edition_says_what_it_carries_asks_again_and_leaves_out(
    story: Story, second: Framework
) -> None:
    changes = start(story, second).changes
    assert changes.carried == ("E-01.2", "E-01.3", "E-01.4", "E-01.5", "E-02.4", "E-02.5")
    assert changes.reworded == ("E-02.2", "E-02.3")
    assert changes.split == tuple(f"E-03{half}.{n}" for half in "AB" for n in (2, 3, 4, 5))
    assert changes.merged == ("E-45.2", "E-45.3", "E-45.4", "E-45.5")
    assert changes.new == ("E-07.2", "E-07.3", "E-07.4", "E-07.5")
    assert changes.retired == ("E-06.2", "E-06.3", "E-06.4", "E-06.5")
    assert changes.related


def test_institutions_are_asked_about_what_their_capabilities_became(story: Story, second: Framework) -> None:
    health, customs = story.institutions
    rows = Assignment.objects.for_actor(story.actor).filter(assessment=story.round)
    rows.exclude(institution=health, capability__code__in=["E-03", "E-04"]).filter(institution=health).delete()
    rows.exclude(capability__code="E-05").filter(institution=customs).delete()
    started = start(story, second, due=dt.date(2026, 5, 1))
    assert codes(started.assessment, health) == ["E-03A", "E-03B", "E-45"]
    assert codes(started.assessment, customs) == ["E-45"]
    assert (started.institutions, started.parts, started.unasked) == (2, 4, ("E-01", "E-02", "E-07"))
    assert set(Assignment.objects.for_actor(story.actor).filter(assessment=started.assessment).values_list("due")) == {
        (dt.date(2026, 5, 1),)
    }


def test_what_is_new_is_put_to_whom_the_framework_suggests_if_one_wishes(story: Story, second: Framework) -> None:
    started = start(story, second, suggest=True)
    assert started.unasked == ()
    assert codes(started.assessment, story.institutions[1])[-1] == "E-45"
    assert "E-07" in codes(started.assessment, story.institutions[1])


def test_a_round_follows_the_one_it_was_started_from(story: Story, second: Framework) -> None:
    started = start(story, second, target=3)
    found = find_round(story.actor, started.assessment.pk)
    assert (found.previous, found.round, found.target, found.pack_hash) == (story.round, 2, 3, second.pack_hash)
    assert found.opened_on == TODAY.date()
    entry = AuditEntry.objects.filter(country_id=story.country.pk).last()
    assert entry is not None
    assert (entry.action, entry.subject_id) == ("round.started", str(found.pk))


def test_only_the_focal_point_starts_a_round_and_only_from_one_of_the_country(story: Story, second: Framework) -> None:
    with pytest.raises(NotAllowed):
        start_round(actor=story.contributor(), previous=story.round, framework=second, title="x")
    elsewhere = actor_of(make_country("QU", "Orvania"))
    with pytest.raises(NotFound):
        start_round(actor=elsewhere, previous=story.round, framework=second, title="x")
    with pytest.raises(InvalidInput, match="Give the round a title"):
        start_round(actor=story.actor, previous=story.round, framework=second, title="  ")
    with pytest.raises(InvalidInput, match="from 2 to 5, not 1"):
        start_round(actor=story.actor, previous=story.round, framework=second, title="x", target=1)


def test_another_framework_takes_over_nothing_and_says_so(story: Story) -> None:
    world = make_world("QU", "Orvania", planned=False)
    started = start(story, world.framework)
    assert not started.changes.related
    assert started.changes.carried == ()
    assert len(started.changes.new) == 10
    assert started.parts == 0


def test_asking_some_again_keeps_answers_and_findings_of_the_others(story: Story) -> None:
    started = start(story, story.first, only={"E-02"})
    assert started.kept == ("E-01", "E-03", "E-04", "E-05", "E-06")
    assert (started.parts, started.institutions) == (2, 2)
    asked = Assignment.objects.for_actor(story.actor).filter(assessment=started.assessment)
    status = dict(asked.filter(institution=story.institutions[0]).values_list("capability__code", "status"))
    assert status["E-02"] == AssignmentStatus.ASSIGNED
    assert status["E-01"] == AssignmentStatus.ACCEPTED
    answers = Answer.objects.for_actor(story.actor).filter(assessment=started.assessment)
    assert answers.count() == 5 * 4 * 2
    assert {answer.answered_at for answer in answers} == {OPENED}
    found = Finding.objects.for_actor(story.actor).filter(assessment=started.assessment)
    assert {(f.level, f.status, f.agreed_at) for f in found} == {(2, FindingStatus.AGREED, OPENED)}
    # What was kept follows from answers that are there: working it out again changes nothing.
    kept = set(found.values_list("pk", "level", "derived"))
    derive_findings(actor=story.actor, assessment=started.assessment)
    assert kept <= set(found.values_list("pk", "level", "derived"))
    assert set(found.values_list("capability__code", flat=True)) >= {"E-01", "E-06"}


def test_kept_findings_keep_their_dissent_and_evidence(story: Story) -> None:
    statement = Statement.objects.get(code="E-01.3")
    finding = Finding.objects.for_actor(story.actor).get(assessment=story.round, capability__code="E-01")
    Dissent.objects.create(
        country=story.country, finding=finding, institution=story.institutions[0], statement=statement, value="yes"
    )
    add_file(story, statement)
    started = start(story, story.first, only={"E-02"})
    dissent = Dissent.objects.for_actor(story.actor).get(finding__assessment=started.assessment)
    assert (dissent.statement, dissent.finding.capability.code) == (statement, "E-01")
    file = EvidenceFile.objects.for_actor(story.actor).get(assessment=started.assessment)
    assert (file.sha256, file.statement) == ("a" * 64, statement)


def test_what_a_newer_edition_changed_is_asked_again_even_if_nobody_chose_it(story: Story, second: Framework) -> None:
    started = start(story, second, only={"E-03"})
    assert started.kept == ("E-01",)
    assert codes(started.assessment, story.institutions[0]) == ["E-01", "E-02", "E-03A", "E-03B", "E-45"]
    with pytest.raises(InvalidInput, match="Choose at least one capability"):
        start(story, second, only={"E-06"})


# --- last answers ------------------------------------------------------------------------------


def add_file(story: Story, statement: Statement, *, removed: bool = False) -> None:
    EvidenceFile.objects.create(
        country=story.country, assessment=story.round, institution=story.institutions[0], statement=statement,
        name="order.pdf", media_type="application/pdf", size=10, sha256="a" * 64, uploaded_by="customs",
        uploaded_at=OPENED, removed_at=OPENED if removed else None,
    )  # fmt: skip


def test_last_answers_stand_beside_what_became_of_their_statements(
    story: Story, second: Framework, django_assert_num_queries: Any
) -> None:
    started = start(story, second)
    found = {}
    for code in ("E-01", "E-02", "E-03A", "E-45"):
        part = story.part(started.assessment, code)
        with django_assert_num_queries(3):
            last = last_answers(story.contributor(), part)
        statements = Statement.objects.in_bulk(list(last))
        found |= {statements[pk].code: answer for pk, answer in last.items()}
    same = found["E-01.2"]
    assert same.said == Said("yes", "high", "Comment of health on E-01.2", "Order of health, 2025")
    assert (same.by, same.at, same.carriable, same.why) == ("focal point", OPENED, True, "")
    other = found["E-02.2"]
    assert (other.carriable, other.text) == (False, "E-02.2 holds.")
    assert other.why == "The statement was reworded since, so it is asked again."
    assert found["E-02.4"].carriable
    part_of = found["E-03A.3"]
    assert (part_of.code, part_of.carriable) == ("E-03.3", False)
    assert part_of.why == "E-03.3 was split: the answer was to the whole, and this is one part of it."
    both = found["E-45.2"]
    assert [both.code, *(other.code for other in both.others)] == ["E-04.2", "E-05.2"]
    assert both.why == "This puts together what was asked apart (E-04.2, E-05.2), so it is asked again."


def test_last_answers_are_ones_own_institutions(story: Story, second: Framework) -> None:
    started = start(story, second)
    with pytest.raises(NotAllowed):
        last_answers(story.contributor(1), story.part(started.assessment, "E-01", 0))
    reviewer = Actor("reviewer", story.country.pk, frozenset({Role.REVIEWER}))
    assert len(last_answers(reviewer, story.part(started.assessment, "E-01", 0))) == 4
    guest = replace(story.contributor(), roles=frozenset({"guest"}), parts=frozenset({"E-02"}))
    with pytest.raises(NotAllowed):
        last_answers(guest, story.part(started.assessment, "E-01", 0))
    assert len(last_answers(guest, story.part(started.assessment, "E-02", 0))) == 4


def test_the_first_round_has_no_last_answers(story: Story) -> None:
    assert last_answers(story.contributor(), story.part(story.round, "E-01")) == {}


def test_over_two_editions_an_answer_is_carried_where_both_leave_it_unchanged(story: Story, second: Framework) -> None:
    third = make_framework(third_edition())
    started = start(story, third)
    assert started.changes.carried == ("E-01.2", "E-01.3", "E-01.4", "E-01.5", "E-02.4", "E-02.5")
    last = last_answers(story.contributor(), story.part(started.assessment, "E-45"))
    assert {answer.carriable for answer in last.values()} == {False}


def test_where_the_edition_between_is_missing_the_words_decide(story: Story) -> None:
    third = make_framework(third_edition())
    changes = start(story, third).changes
    # E-02.3 has the same words in both, and nothing here says that it was called reworded once.
    assert changes.carried == ("E-01.2", "E-01.3", "E-01.4", "E-01.5", "E-02.3", "E-02.4", "E-02.5")
    assert changes.reworded == ("E-02.2",)
    assert changes.merged == ()


# --- carrying forward --------------------------------------------------------------------------


def test_unchanged_answers_are_carried_with_comment_and_evidence(story: Story, second: Framework) -> None:
    statement = Statement.objects.get(code="E-02.4", capability__framework=story.first)
    add_file(story, statement)
    started = start(story, second)
    part = story.part(started.assessment, "E-02")
    statements = list(part.capability.statements.all())
    with clock.standing_still(TODAY):
        assert carry_forward(actor=story.contributor(), assignment=part, statements=statements) == 2
    answers = Answer.objects.for_actor(story.actor).filter(assessment=started.assessment)
    said = {a.statement.code: said_by(a) for a in answers.select_related("statement")}
    assert said == {code: Said("no", "high", f"Comment of health on {code}", "") for code in ("E-02.4", "E-02.5")}
    assert {(a.answered_by, a.answered_at, a.revision) for a in answers} == {("contributor", TODAY, 1)}
    file = EvidenceFile.objects.for_actor(story.actor).get(assessment=started.assessment)
    assert (file.statement.code, file.sha256, file.uploaded_at) == ("E-02.4", "a" * 64, OPENED)
    assert file.statement.capability.framework_id == second.pk
    part.refresh_from_db()
    assert part.status == AssignmentStatus.IN_PROGRESS
    entry = AuditEntry.objects.filter(country_id=story.country.pk).last()
    assert entry is not None
    assert entry.action == "answers.carried"
    assert '"statements":["E-02.4","E-02.5"]' in entry.detail
    before = AuditEntry.objects.count()
    assert carry_forward(actor=story.contributor(), assignment=part, statements=statements) == 0
    assert EvidenceFile.objects.for_actor(story.actor).filter(assessment=started.assessment).count() == 1
    assert AuditEntry.objects.count() == before


def test_what_was_said_in_this_round_is_never_overwritten(story: Story) -> None:
    started = start(story, story.first)
    part = story.part(started.assessment, "E-01")
    statements = {s.code: s for s in part.capability.statements.all()}
    own = Said("no", "low", "New words", "")
    save_answer(actor=story.contributor(), assignment=part, statement=statements["E-01.2"], said=own, base=0)
    remark = Said(comment="Only a remark")
    save_answer(actor=story.contributor(), assignment=part, statement=statements["E-01.3"], said=remark, base=0)
    assert carry_forward(actor=story.contributor(), assignment=part, statements=list(statements.values())) == 2
    rows = Answer.objects.for_actor(story.actor).filter(assessment=started.assessment).select_related("statement")
    assert {a.statement.code: a.value for a in rows} == {"E-01.2": "no", "E-01.3": "", "E-01.4": "no", "E-01.5": "no"}


def test_one_statement_alone_can_be_carried_and_removed_files_are_not(story: Story) -> None:
    statement = Statement.objects.get(code="E-01.2")
    add_file(story, statement, removed=True)
    started = start(story, story.first)
    part = story.part(started.assessment, "E-01")
    assert carry_forward(actor=story.contributor(), assignment=part, statements=[statement]) == 1
    assert not EvidenceFile.objects.for_actor(story.actor).filter(assessment=started.assessment).exists()


def test_nothing_is_carried_into_what_was_handed_in_or_is_anothers(story: Story) -> None:
    started = start(story, story.first)
    part = story.part(started.assessment, "E-01")
    statements = list(part.capability.statements.all())
    with pytest.raises(NotAllowed):
        carry_forward(actor=story.contributor(1), assignment=part, statements=statements)
    submit_assignments(actor=story.contributor(), assignments=[part])
    part.refresh_from_db()
    with pytest.raises(WrongState, match="E-01 was handed in"):
        carry_forward(actor=story.contributor(), assignment=part, statements=statements)
    assert not Answer.objects.for_actor(story.actor).filter(assessment=started.assessment).exists()


# --- the list ----------------------------------------------------------------------------------


def test_rounds_say_how_far_their_findings_have_come(
    story: Story, second: Framework, django_assert_num_queries: Any
) -> None:
    start(story, second)
    approver = Actor("approver", story.country.pk, frozenset({Role.APPROVER}))
    sign_findings(actor=approver, assessment=story.round)
    with django_assert_num_queries(1):
        found = [(r.assessment.title, r.findings, r.agreed, r.signed) for r in rounds(story.actor)]
    assert found == [("Second", 0, 0, False), ("Needs assessment 2026", 6, 6, True)]
    elsewhere = actor_of(make_country("QU", "Orvania"))
    assert rounds(elsewhere) == []
    with pytest.raises(NotFound):
        find_round(elsewhere, story.round.pk)


def test_a_remark_without_an_answer_is_shown_but_not_carried(story: Story) -> None:
    answer = Answer.objects.for_actor(story.actor).get(
        assessment=story.round, institution=story.institutions[0], statement__code="E-01.2"
    )
    answer.value = ""
    answer.save()
    part = story.part(start(story, story.first).assessment, "E-01")
    last = last_answers(story.contributor(), part)[answer.statement_id]
    assert (last.said.comment, last.carriable) == ("Comment of health on E-01.2", False)
    assert last.why == "Only a comment was made the last time."
    statements = list(part.capability.statements.all())
    assert carry_forward(actor=story.contributor(), assignment=part, statements=statements) == 3
