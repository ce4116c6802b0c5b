"""Remarks about answers: opening a thread, replying, and settling it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment, Remark, Thread
from concord.domains.assessments.queries.review import find_thread
from concord.domains.assessments.rules import can_open_thread, can_settle_thread, can_take_part_in_review
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

LONGEST = 5_000  # characters of one remark


def open_thread(
    *,
    actor: Actor,
    assessment: Assessment,
    capability: Capability,
    text: str,
    statement: Statement | None = None,
    institution: Institution | None = None,
) -> Thread:
    """Ask or remark something about a capability, one of its statements, or one institution's answers."""
    require(can_open_thread, actor)
    said = _said(text)
    if capability.framework_id != assessment.framework_id:
        raise InvalidInput(_("This capability is not part of the assessment."))
    if statement is not None and statement.capability_id != capability.pk:
        raise InvalidInput(_("This statement is not part of the capability."))
    if institution is not None and institution.country_id != actor.country_id:
        raise InvalidInput(_("Choose an institution of the country."))
    with audited(actor, "thread.opened", capability=capability.code) as record:
        record.subject = thread = Thread.objects.create(
            country_id=actor.country_id,
            assessment=assessment,
            capability=capability,
            statement=statement,
            institution=institution,
            opened_at=clock.now(),
        )
        _write(actor, thread, said)
    return thread


def add_remark(*, actor: Actor, thread: Thread, text: str) -> Remark:
    """Say something in a thread that is open."""
    require(can_take_part_in_review, actor)
    said = _said(text)
    find_thread(actor, thread.assessment, thread.pk)
    with audited(actor, "thread.remark_added", thread):
        if _locked(actor, thread).resolved_at is not None:
            raise WrongState(_("This exchange is settled; open it again to add to it."))
        return _write(actor, thread, said)


def resolve_thread(*, actor: Actor, thread: Thread) -> Thread:
    """Settle a thread: nothing more is expected of anybody."""
    require(can_settle_thread, actor)
    with audited(actor, "thread.resolved", thread):
        row = _locked(actor, thread)
        if row.resolved_at is not None:
            raise WrongState(_("This exchange is settled already."))
        row.resolved_by, row.resolved_at = actor.name, clock.now()
        row.save(update_fields=["resolved_by", "resolved_at"])
    return row


def reopen_thread(*, actor: Actor, thread: Thread) -> Thread:
    """Open a settled thread again."""
    require(can_settle_thread, actor)
    with audited(actor, "thread.reopened", thread):
        row = _locked(actor, thread)
        if row.resolved_at is None:
            raise WrongState(_("This exchange is open already."))
        row.resolved_by, row.resolved_at = "", None
        row.save(update_fields=["resolved_by", "resolved_at"])
    return row


def _locked(actor: Actor, thread: Thread) -> Thread:
    return Thread.objects.for_actor(actor).select_for_update().get(pk=thread.pk)


def _write(actor: Actor, thread: Thread, text: str) -> Remark:
    return Remark.objects.create(
        country_id=actor.country_id, thread=thread, text=text, by=actor.name, user_id=actor.user_id, at=clock.now()
    )


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise InvalidInput(_("Write something first."))
    if len(said) > LONGEST:
        raise InvalidInput(
            _("A remark has at most %(most)s characters; this one has %(n)s.") % {"most": LONGEST, "n": len(said)}
        )
    return said
