"""Scores that the country sets itself against what is filled in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.frameworks.models import Capability
from concord.domains.priorities.models import Criterion, OwnScore
from concord.domains.priorities.rules import can_run_priorities
from concord.domains.priorities.state import locked_open
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def set_own_score(
    *, actor: Actor, criterion: Criterion, capability: Capability, value: float, low: float, high: float, reason: str
) -> OwnScore:
    """Challenge a score with one's own, 0 to 100, the range in which it may lie, and why; earlier ones are kept."""
    require(can_run_priorities, actor)
    if not 0 <= low <= value <= high <= 100:
        raise InvalidInput(_("The score must lie within its range, and both from 0 to 100."))
    if not reason.strip():
        raise InvalidInput(_("Say why the score should be another one."))
    if capability.framework_id != criterion.prioritisation.assessment.framework_id:
        raise InvalidInput(_("This capability is not part of the assessment."))
    with audited(actor, "score.set", criterion=criterion.code, capability=capability.code) as record:
        locked_open(actor, criterion.prioritisation)
        _end(actor, criterion, capability)
        record.subject = row = OwnScore.objects.create(
            country_id=actor.country_id, criterion=criterion, capability=capability, value=value, low=low, high=high,
            reason=reason.strip(), by=actor.name, by_id=actor.user_id, at=clock.now(),
        )  # fmt: skip
        record.detail |= {"value": value, "low": low, "high": high, "reason": row.reason}
    return row


def take_back_own_score(*, actor: Actor, criterion: Criterion, capability: Capability) -> None:
    """Let what is filled in count again."""
    require(can_run_priorities, actor)
    with audited(actor, "score.taken_back", criterion, capability=capability.code):
        locked_open(actor, criterion.prioritisation)
        if not _end(actor, criterion, capability):
            raise WrongState(_("There is no score of your own to take back."))


def _end(actor: Actor, criterion: Criterion, capability: Capability) -> int:
    rows = OwnScore.objects.for_actor(actor).filter(criterion=criterion, capability=capability, ended_at__isnull=True)
    return rows.update(ended_at=clock.now())
