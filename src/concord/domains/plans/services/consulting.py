"""Consulting institutions on a plan: opening and closing, replies, comments, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from concord.domains.people.models import Institution
from concord.domains.plans.enums import CommentOutcome, Place, PlanStatus, Stance
from concord.domains.plans.keeping import content_note, freeze, go_on_as, next_minor
from concord.domains.plans.models import Consultation, Plan, PlanComment, Reply
from concord.domains.plans.places import refuse_unknown_place
from concord.domains.plans.rules import can_comment, can_reply, can_run_road
from concord.domains.plans.state import enter, locked
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LONGEST = 5000
LONGEST_TIME = dt.timedelta(days=730)


def open_consultation(
    *, actor: Actor, plan: Plan, closes_on: dt.date, institutions: Collection[UUID], message: str = ""
) -> Consultation:
    """Keep the draft as a version and put it before institutions until a day."""
    require(can_run_road, actor)
    _refuse_day(closes_on)
    asked = list(Institution.objects.for_actor(actor).filter(pk__in=institutions))
    if not asked:
        raise InvalidInput(_("Choose at least one institution to consult."))
    with audited(actor, "plan.consultation_opened", plan, closes_on=str(closes_on), institutions=len(asked)) as record:
        row = locked(actor, plan)
        if row.status != PlanStatus.DRAFT:
            raise WrongState(_("Only a draft goes into consultation."))
        enter(actor, row, PlanStatus.CONSULTATION)
        version = freeze(actor, row, note=message)
        go_on_as(row, next_minor(version.number))
        record.subject = consultation = Consultation.objects.create(
            country_id=row.country_id, plan=row, version=version, message=message.strip()[:LONGEST],
            closes_on=closes_on, opened_at=clock.now(), opened_by=actor.name,
        )  # fmt: skip
        through = Consultation.asked.through
        through.objects.bulk_create(through(consultation=consultation, institution=one) for one in asked)
        record.detail |= content_note(version)
    return consultation


def postpone_consultation(*, actor: Actor, consultation: Consultation, closes_on: dt.date) -> Consultation:
    """Set another last day; a consultation whose day has passed runs again."""
    require(can_run_road, actor)
    _refuse_day(closes_on)
    with audited(actor, "plan.consultation_postponed", consultation, closes_on=str(closes_on)):
        row = _of_running_plan(actor, consultation)
        row.closes_on, row.closed_at = closes_on, None
        row.save(update_fields=["closes_on", "closed_at"])
    return row


def close_consultation(*, actor: Actor, consultation: Consultation) -> Consultation:
    """End a consultation before its day."""
    require(can_run_road, actor)
    with audited(actor, "plan.consultation_closed", consultation):
        row = _of_running_plan(actor, consultation)
        if not row.is_open:
            raise WrongState(_("The consultation is closed already."))
        row.closed_at = clock.now()
        row.save(update_fields=["closed_at"])
    return row


def reply_to_plan(
    *, actor: Actor, consultation: Consultation, institution_id: UUID, stance: Stance, words: str = ""
) -> Reply:
    """Say for one institution whether it concurs; words become a comment on the whole plan.

    Who concurs with comments or objects has to say what about. The focal point may note what came by letter.
    """
    require(can_reply, actor, institution_id)
    words = _words(words)
    with audited(actor, "plan.replied", consultation, stance=stance) as record:
        row = _open(actor, consultation)
        institution = _asked(row, institution_id)
        spoken = PlanComment.objects.for_actor(actor).filter(consultation=row, institution=institution)
        if stance != Stance.CONCURS and not words and not spoken.exists():
            raise InvalidInput(_("Say what your institution comments on or objects to."))
        reply, _made = Reply.objects.for_actor(actor).update_or_create(
            country_id=row.country_id,
            consultation=row,
            institution=institution,
            defaults={
                "stance": stance, "by": actor.name, "by_id": actor.user_id, "at": clock.now(),
                "on_behalf": actor.institution_id != institution.pk,
            },
        )  # fmt: skip
        if words:
            _comment(actor, row, institution, Place.PLAN, "", words)
        record.detail["institution"] = institution.code
    return reply


def comment_on_plan(
    *,
    actor: Actor,
    consultation: Consultation,
    text: str,
    place: Place = Place.PLAN,
    code: str = "",
    institution_id: UUID | None = None,
) -> PlanComment:
    """Comment on the whole plan, a section or an action; for an institution, or (a reviewer) only for oneself."""
    require(can_comment, actor, institution_id)
    text = _words(text)
    if not text:
        raise InvalidInput(_("Write what you want to say."))
    with audited(actor, "plan.commented", consultation, place=place, code=code) as record:
        row = _open(actor, consultation)
        institution = _asked(row, institution_id) if institution_id else None
        refuse_unknown_place(row.version, place, code)
        record.subject = comment = _comment(actor, row, institution, place, code, text)
    return comment


def answer_comment(*, actor: Actor, comment: PlanComment, outcome: CommentOutcome, answer: str = "") -> PlanComment:
    """Say what became of a comment. Only “accepted” and “noted” go without words."""
    require(can_run_road, actor)
    answer = _words(answer)
    if outcome == CommentOutcome.OPEN:
        raise InvalidInput(_("Choose what became of the comment."))
    if outcome in (CommentOutcome.PARTLY, CommentOutcome.NOT_ACCEPTED) and not answer:
        raise InvalidInput(_("Say why the comment was not accepted, or which part of it."))
    with audited(actor, "plan.comment_answered", comment, outcome=outcome):
        _of_running_plan(actor, comment.consultation)
        row = PlanComment.objects.for_actor(actor).select_for_update().get(pk=comment.pk)
        row.outcome, row.answer = outcome, answer
        row.answered_by, row.answered_at = actor.name, clock.now()
        row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    return row


def claim_consultation_reminder(*, actor: Actor, consultation: Consultation, pause: dt.timedelta) -> None:
    """Note that institutions are reminded now; refused where they were less than ``pause`` ago."""
    require(can_run_road, actor)
    with audited(actor, "plan.consultation_reminded", consultation):
        row = _open(actor, consultation)
        if row.reminded_at is not None and clock.now() - row.reminded_at < pause:
            raise WrongState(_("The institutions were reminded lately."))
        row.reminded_at = clock.now()
        row.save(update_fields=["reminded_at"])


def _of_running_plan(actor: Actor, consultation: Consultation) -> Consultation:
    """The consultation, locked, of a plan that is still in consultation; only the newest can be."""
    plan = locked(actor, consultation.plan)
    rows = Consultation.objects.for_actor(actor).select_related("version").filter(plan=plan)
    newest = rows.first()
    if plan.status != PlanStatus.CONSULTATION or newest is None or newest.pk != consultation.pk:
        raise WrongState(_("This plan is no longer in this consultation."))
    return newest


def _open(actor: Actor, consultation: Consultation) -> Consultation:
    row = _of_running_plan(actor, consultation)
    if not row.is_open:
        raise WrongState(_("The consultation is closed; ask the focal point for a later day."))
    return row


def _asked(consultation: Consultation, institution_id: UUID) -> Institution:
    found = consultation.asked.filter(pk=institution_id).first()
    if found is None:
        raise InvalidInput(_("This institution is not consulted on this plan."))
    return found


def _comment(
    actor: Actor, consultation: Consultation, institution: Institution | None, place: Place, code: str, text: str
) -> PlanComment:
    there = PlanComment.objects.for_actor(actor).filter(consultation=consultation)
    return PlanComment.objects.create(
        country_id=consultation.country_id, consultation=consultation, institution=institution, place=place, code=code,
        number=(there.aggregate(last=Max("number"))["last"] or 0) + 1, text=text, by=actor.name, by_id=actor.user_id,
        at=clock.now(),
    )  # fmt: skip


def _words(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise InvalidInput(_("Write at most %(most)s characters.") % {"most": LONGEST})
    return text


def _refuse_day(closes_on: dt.date) -> None:
    if not clock.today() <= closes_on <= clock.today() + LONGEST_TIME:
        raise InvalidInput(_("Choose a last day from today on, within two years."))
