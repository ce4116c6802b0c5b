"""Consultation: who may say what until when, and what becomes of it."""

import datetime as dt

import pytest
from tests.domains.plans.roads import set_out
from tests.factories import make_institution

from concord.domains.people.enums import Role
from concord.domains.plans.enums import CommentOutcome, Place, Stance
from concord.domains.plans.models import PlanComment, Reply
from concord.domains.plans.queries.consulting import consulted, find_comment, find_consultation, likely_asked
from concord.domains.plans.services.consulting import (
    answer_comment,
    claim_consultation_reminder,
    close_consultation,
    comment_on_plan,
    open_consultation,
    postpone_consultation,
    reply_to_plan,
)
from concord.domains.plans.services.narrative import write_section
from concord.domains.plans.services.road import finish_plan
from concord.kernel import clock
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db


def later(days):
    return clock.standing_still(clock.now() + dt.timedelta(days=days))


def test_institutions_reply_and_those_that_have_not_are_listed():
    way = set_out().to_consultation()
    health, interior, customs = way.world.institutions
    contributor = way.who(Role.CONTRIBUTOR)
    reply_to_plan(
        actor=contributor, consultation=way.consultation, institution_id=health.pk, stance=Stance.OBJECTS,
        words="The dates cannot be kept.",
    )  # fmt: skip
    reply_to_plan(actor=way.focal, consultation=way.consultation, institution_id=customs.pk, stance=Stance.CONCURS)
    standing = consulted(way.focal, way.consultation)
    assert [(one.institution, one.reply and one.reply.stance, one.comments) for one in standing.asked] == [
        (customs, "concurs", 0),
        (health, "objects", 1),
        (interior, None, 0),
    ]
    assert [one.institution for one in standing.silent] == [interior]
    assert [one.reply.on_behalf for one in standing.asked if one.reply] == [True, False]
    (said,) = standing.said
    assert (said.speaker, said.place, said.blocks) == ("Health of Tarsovia", "The whole plan", True)


def test_who_objects_or_comments_says_what_about():
    way = set_out().to_consultation()
    health = way.world.institutions[0]
    given = {"actor": way.who(Role.CONTRIBUTOR), "consultation": way.consultation, "institution_id": health.pk}
    for stance in (Stance.OBJECTS, Stance.WITH_COMMENTS):
        with pytest.raises(InvalidInput, match="Say what your institution"):
            reply_to_plan(**given, stance=stance)
    assert Reply.objects.for_actor(way.focal).count() == 0
    comment_on_plan(**given, text="Earlier, please.", place=Place.ACTION, code="MINI1-01-L3")
    reply_to_plan(**given, stance=Stance.WITH_COMMENTS)
    assert Reply.objects.for_actor(way.focal).get().stance == Stance.WITH_COMMENTS


def test_a_later_reply_replaces_the_first_and_a_withdrawn_objection_no_longer_blocks():
    way = set_out().to_consultation()
    health = way.world.institutions[0]
    given = {"actor": way.who(Role.CONTRIBUTOR), "consultation": way.consultation, "institution_id": health.pk}
    reply_to_plan(**given, stance=Stance.OBJECTS, words="No.")
    assert len(consulted(way.focal, way.consultation).blocking) == 1
    reply_to_plan(**given, stance=Stance.CONCURS)
    standing = consulted(way.focal, way.consultation)
    assert (len(standing.blocking), len(standing.unanswered)) == (0, 1)
    assert Reply.objects.for_actor(way.focal).get().stance == Stance.CONCURS


def test_comments_hang_on_what_the_version_holds_and_on_nothing_else():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="vision", text="A safer country.")
    way.to_consultation()
    given = {"actor": way.who(Role.REVIEWER), "consultation": way.consultation, "text": "Why?"}
    comment_on_plan(**given, place=Place.SECTION, code="vision")
    comment_on_plan(**given, place=Place.ACTION, code="MINI2-02-L3")
    comment_on_plan(**given)
    assert [(one.comment.number, one.place, one.speaker) for one in consulted(way.focal, way.consultation).said] == [
        (1, "Vision and goals", "Reviewer of Tarsovia"),
        (2, "MINI2-02-L3 Do what lifts MINI2-02 from level 2.", "Reviewer of Tarsovia"),
        (3, "The whole plan", "Reviewer of Tarsovia"),
    ]
    for place, code in ((Place.ACTION, "MINI9-01-L2"), (Place.SECTION, "context"), (Place.ACTION, "")):
        with pytest.raises(InvalidInput, match="no “"):
            comment_on_plan(**given, place=place, code=code)
    with pytest.raises(InvalidInput, match="Write what"):
        comment_on_plan(actor=given["actor"], consultation=way.consultation, text=" \n ")


@pytest.mark.parametrize("role", [Role.APPROVER, Role.OBSERVER])
def test_who_only_reads_does_not_comment(role):
    way = set_out().to_consultation()
    with pytest.raises(NotAllowed):
        comment_on_plan(actor=way.who(role), consultation=way.consultation, text="Hm.")


def test_nobody_speaks_for_an_institution_that_is_not_theirs():
    way = set_out().to_consultation()
    health, interior, _customs = way.world.institutions
    for actor, institution in (
        (way.who(Role.CONTRIBUTOR), interior), (way.who(Role.REVIEWER), health), (way.who(Role.APPROVER), health),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            reply_to_plan(
                actor=actor, consultation=way.consultation, institution_id=institution.pk, stance=Stance.CONCURS
            )
    outsider = make_institution(way.world.country, "army")
    with pytest.raises(InvalidInput, match="not consulted"):
        reply_to_plan(actor=way.focal, consultation=way.consultation, institution_id=outsider.pk, stance=Stance.CONCURS)


def test_replies_are_taken_on_the_last_day_and_not_after_it():
    way = set_out().to_consultation(days=3)
    health = way.world.institutions[0]
    given = {"actor": way.who(Role.CONTRIBUTOR), "consultation": way.consultation, "institution_id": health.pk}
    with later(3):
        reply_to_plan(**given, stance=Stance.CONCURS)
    with later(4):
        with pytest.raises(WrongState, match="later day"):
            reply_to_plan(**given, stance=Stance.OBJECTS, words="Too late.")
        postpone_consultation(
            actor=way.focal, consultation=way.consultation, closes_on=clock.today() + dt.timedelta(days=7)
        )
        reply_to_plan(**given, stance=Stance.OBJECTS, words="In time.")
    assert PlanComment.objects.for_actor(way.focal).get().text == "In time."


def test_a_closed_consultation_takes_nothing_more_but_its_answers():
    way = set_out().to_consultation()
    comment = comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text="Why so late?")
    close_consultation(actor=way.focal, consultation=way.consultation)
    with pytest.raises(WrongState, match="closed already"):
        close_consultation(actor=way.focal, consultation=way.consultation)
    with pytest.raises(WrongState, match="The consultation is closed"):
        comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text="And?")
    answer_comment(actor=way.focal, comment=comment, outcome=CommentOutcome.PARTLY, answer="A year earlier.")
    comment.refresh_from_db()
    assert (comment.outcome, comment.answer, comment.answered_by) == (
        "partly", "A year earlier.", "Focal point of Tarsovia",
    )  # fmt: skip


def test_only_the_focal_point_answers_and_says_why_not():
    way = set_out().to_consultation()
    comment = comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text="Why?")
    for outcome in (CommentOutcome.NOT_ACCEPTED, CommentOutcome.PARTLY):
        with pytest.raises(InvalidInput, match="Say why"):
            answer_comment(actor=way.focal, comment=comment, outcome=outcome)
    with pytest.raises(InvalidInput, match="Choose what became"):
        answer_comment(actor=way.focal, comment=comment, outcome=CommentOutcome.OPEN)
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            answer_comment(actor=way.who(role), comment=comment, outcome=CommentOutcome.ACCEPTED)


def test_answers_stand_once_the_plan_is_final():
    way = set_out().to_consultation()
    comment = comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text="Why?")
    answer_comment(actor=way.focal, comment=comment, outcome=CommentOutcome.NOTED)
    close_consultation(actor=way.focal, consultation=way.consultation)
    finish_plan(actor=way.focal, plan=way.plan)
    with pytest.raises(WrongState, match="no longer in this consultation"):
        answer_comment(actor=way.focal, comment=comment, outcome=CommentOutcome.ACCEPTED)


def test_a_consultation_asks_somebody_until_a_day_that_can_come():
    way = set_out().to_draft()
    given = {"actor": way.focal, "plan": way.plan}
    health = way.world.institutions[0].pk
    soon = clock.today() + dt.timedelta(days=5)
    for day in (clock.today() - dt.timedelta(days=1), clock.today() + dt.timedelta(days=800)):
        with pytest.raises(InvalidInput, match="last day from today"):
            open_consultation(**given, closes_on=day, institutions=[health])
    with pytest.raises(InvalidInput, match="at least one institution"):
        open_consultation(**given, closes_on=soon, institutions=[])
    assert way.plan.status == "draft"


def test_those_who_lead_or_support_are_suggested():
    way = set_out()
    names = {one.pk: one.kind for one in way.world.institutions}
    assert {names[pk] for pk in likely_asked(way.focal, way.plan)} == {"health", "customs"}


def test_reminders_keep_a_pause():
    way = set_out().to_consultation()
    given = {"actor": way.focal, "consultation": way.consultation, "pause": dt.timedelta(days=3)}
    claim_consultation_reminder(**given)
    with pytest.raises(WrongState, match="reminded lately"):
        claim_consultation_reminder(**given)
    with later(4):
        claim_consultation_reminder(**given)


@pytest.mark.parametrize("comments", [1, 12])
def test_a_consultation_is_read_in_a_fixed_number_of_queries(comments, django_assert_num_queries):
    way = set_out().to_consultation()
    for number in range(comments):
        comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text=f"{number}")
    found = find_consultation(way.focal, way.plan)
    actor = way.focal
    with django_assert_num_queries(4):
        assert len(consulted(actor, found).said) == comments


def test_another_countrys_comment_is_not_found():
    way = set_out().to_consultation()
    comment = comment_on_plan(actor=way.who(Role.REVIEWER), consultation=way.consultation, text="Ours.")
    assert find_comment(way.focal, way.plan, comment.pk) == comment
    with pytest.raises(NotFound):
        find_comment(way.focal, way.plan, way.plan.pk)
    with pytest.raises(NotAllowed):
        consulted(way.who(Role.OBSERVER), way.consultation)
