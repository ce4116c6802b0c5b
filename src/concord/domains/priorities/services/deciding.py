"""Deciding the order: moves with their reasons, the decision, its approval, and opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from concord.domains.frameworks.models import Capability
from concord.domains.priorities.models import Decision, Move, Place, Prioritisation
from concord.domains.priorities.queries.results import live_result
from concord.domains.priorities.results import Result, digest, frozen
from concord.domains.priorities.rules import can_approve_order, can_reopen_order, can_run_priorities
from concord.domains.priorities.state import holding, locked, locked_open, refuse_open_ballots
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited, head
from concord.kernel.errors import InvalidInput, WrongState


def move_gap(*, actor: Actor, prioritisation: Prioritisation, capability: Capability, place: int, reason: str) -> Move:
    """Put a gap on a place that the method did not give it, saying why; the place from the method is kept."""
    require(can_run_priorities, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the gap is moved."))
    result = _result(actor, prioritisation)
    gap = next((n for n, one in enumerate(result.gaps) if one.capability == capability.pk), None)
    if gap is None or not 1 <= place <= len(result.gaps):
        raise InvalidInput(_("Choose one of the gaps, and a place from 1 to %(last)s.") % {"last": len(result.gaps)})
    with audited(actor, "gap.moved", capability=capability.code, place=place, reason=reason.strip()) as record:
        row = locked_open(actor, prioritisation)
        _end(actor, row, capability)
        record.subject = move = Move.objects.create(
            country_id=actor.country_id, prioritisation=row, capability=capability, place=place,
            worked=result.outcome.places[gap], reason=reason.strip(), by=actor.name, by_id=actor.user_id,
            at=clock.now(),
        )  # fmt: skip
        record.detail["from"] = result.place_of(gap)
    return move


def move_gaps(
    *, actor: Actor, prioritisation: Prioritisation, capabilities: Sequence[Capability], reason: str
) -> list[Move]:
    """Put several gaps on the first places, in their order, saying why; the rest stays as the method has it."""
    require(can_run_priorities, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the gap is moved."))
    result = _result(actor, prioritisation)
    numbers = {one.capability: number for number, one in enumerate(result.gaps)}
    if not capabilities or any(one.pk not in numbers for one in capabilities):
        raise InvalidInput(_("Choose one of the gaps, and a place from 1 to %(last)s.") % {"last": len(result.gaps)})
    codes = [one.code for one in capabilities]
    with audited(actor, "gaps.moved", prioritisation, capabilities=codes, reason=reason.strip()):
        row, now = locked_open(actor, prioritisation), clock.now()
        for capability in capabilities:
            _end(actor, row, capability)
        moves = [
            Move(
                country_id=actor.country_id, prioritisation=row, capability=capability, place=place,
                worked=result.outcome.places[numbers[capability.pk]], reason=reason.strip(), by=actor.name,
                by_id=actor.user_id, at=now + dt.timedelta(microseconds=place),  # moves are made one after the other
            )
            for place, capability in enumerate(capabilities, start=1)
        ]  # fmt: skip
        Move.objects.for_actor(actor).bulk_create(moves)
    return moves


def take_back_move(*, actor: Actor, prioritisation: Prioritisation, capability: Capability) -> None:
    """Let a moved gap stand where the method puts it."""
    require(can_run_priorities, actor)
    with audited(actor, "gap.move_taken_back", prioritisation, capability=capability.code):
        if not _end(actor, locked_open(actor, prioritisation), capability):
            raise WrongState(_("This gap was not moved."))


def _end(actor: Actor, prioritisation: Prioritisation, capability: Capability) -> int:
    rows = Move.objects.for_actor(actor).filter(prioritisation=prioritisation, capability=capability)
    return rows.filter(ended_at__isnull=True).update(ended_at=clock.now())


def decide_order(*, actor: Actor, prioritisation: Prioritisation, seen: str = "") -> Decision:
    """Decide the order as it stands: all it rests on is frozen with its SHA-256, and plans follow it from now on.

    ``seen`` is the fingerprint of the result that the person looked at; another result is refused.
    """
    require(can_run_priorities, actor)
    result = _result(actor, prioritisation)
    content = frozen(result)
    if seen and seen != digest(content):
        raise WrongState(_("The result has changed since you looked at it; look again, then decide."))
    with audited(actor, "priorities.decided", content=digest(content)) as record:
        row = locked_open(actor, prioritisation)
        refuse_open_ballots(actor, [row.pk, *row.criteria.values_list("pk", flat=True)])
        record.subject = decision = Decision.objects.create(
            country_id=actor.country_id, prioritisation=row, content=content, content_hash=digest(content),
            by=actor.name, by_id=actor.user_id, at=clock.now(),
        )  # fmt: skip
        Place.objects.bulk_create(_places(decision, result))
        record.detail |= {"gaps": len(result.gaps), "moves": len(result.moves), "voices": len(result.voices)}
    return decision


def _places(decision: Decision, result: Result) -> Iterable[Place]:
    outcome, moved = result.outcome, {move.gap: move for move in result.moves}
    for place, gap in enumerate(result.order, start=1):
        move = moved.get(gap)
        yield Place(
            country_id=decision.country_id,
            decision=decision,
            capability_id=result.gaps[gap].capability,
            place=place,
            worked=outcome.places[gap],
            gaps=len(result.gaps),
            top=outcome.top,
            top_share=outcome.top_shares[gap],
            low=outcome.low[gap],
            high=outcome.high[gap],
            reason=move.reason if move else "",
            moved_by=move.by if move else "",
        )


def approve_order(*, actor: Actor, prioritisation: Prioritisation) -> Decision:
    """Approve the decided order; the end of the audit trail at that moment is kept with the approval."""
    require(can_approve_order, actor)
    with audited(actor, "priorities.approved") as record:
        locked(actor, prioritisation)
        decision = holding(actor, prioritisation).select_for_update().first()
        if decision is None or decision.approved_at is not None:
            raise WrongState(_("An order is approved once it is decided, and once only."))
        if actor.user_id is not None and decision.by_id == actor.user_id:
            raise WrongState(_("You decided this order; somebody else must approve it."))
        record.subject = decision
        record.detail["content"] = decision.content_hash
        decision.approved_by, decision.approved_at = actor.name, clock.now()
        decision.audit_head = head(actor.country_id)
        decision.save(update_fields=["approved_by", "approved_at", "audit_head"])
    return decision


def reopen_order(*, actor: Actor, prioritisation: Prioritisation, reason: str) -> None:
    """Open a decided order again, saying why; the decision stays on record and plans follow the first order again."""
    require(can_reopen_order, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the order is opened again."))
    with audited(actor, "priorities.reopened", reason=reason.strip()) as record:
        locked(actor, prioritisation)
        decision = holding(actor, prioritisation).select_for_update().first()
        if decision is None:
            raise WrongState(_("This order is not decided, so there is nothing to open."))
        record.subject = decision
        decision.reopened_by, decision.reopened_at = actor.name, clock.now()
        decision.reopen_reason = reason.strip()
        decision.save(update_fields=["reopened_by", "reopened_at", "reopen_reason"])


def _result(actor: Actor, prioritisation: Prioritisation) -> Result:
    result = live_result(actor, prioritisation)
    if result is None:
        raise WrongState(_("There is nothing to order: no gap, or no criterion that counts."))
    return result
