"""Decisions: worded on screen, confirmed, told to the domains they are about, and corrected by further rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from concord.domains.workshops.effects import agree_scenarios, apply_outcome
from concord.domains.workshops.enums import ItemKind, QuestionState
from concord.domains.workshops.models import AgendaItem, Decision, Question, Workshop
from concord.domains.workshops.outcomes import checked_outcome, differing
from concord.domains.workshops.queries.tallies import tally_of
from concord.domains.workshops.rules import can_run_workshop
from concord.domains.workshops.state import fresh, locked, locked_open, locked_unclosed, moved_on
from concord.domains.workshops.tallying import Tally
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def draft_decision(
    *, actor: Actor, question: Question, text: str, outcome: Mapping[str, Any], against: str = ""
) -> Question:
    """Word a decision; the room reads it on the projected page before it is confirmed. An empty text takes it away."""
    require(can_run_workshop, actor)
    with audited(actor, "workshop.decision_drafted", question):
        row, here = _to_decide(actor, question)
        words = _lines(text)
        here.draft = {}
        if words:
            here.draft = {"text": words, "outcome": checked_outcome(here, outcome), "against": against.strip()}
        here.save(update_fields=["draft"])
        moved_on(row)
    return here


def confirm_decision(*, actor: Actor, question: Question, seen: str = "") -> Decision:
    """Confirm the wording that the room has read: it is kept with the votes, and told to whatever it is about.

    ``seen`` is the text that the facilitator confirms; another one that came in between is refused.
    """
    require(can_run_workshop, actor)
    with audited(actor, "workshop.decided") as record:
        row, here = _to_decide(actor, question)
        draft = here.draft
        if not draft:
            raise WrongState(_("Word the decision first, so that the room can read it."))
        if seen and _lines(seen) != draft["text"]:
            raise WrongState(_("The wording has changed; read it again, then confirm."))
        votes = tally_of(actor, here, ahead=True)
        effect = apply_outcome(actor, here, draft["outcome"], draft["text"])
        record.subject = decision = Decision.objects.create(
            country_id=actor.country_id, workshop=row, item=here.item, question=here, number=_next(row),
            text=draft["text"], outcome=draft["outcome"], against=draft["against"], effect=effect,
            tally=_kept(here, draft["outcome"], votes), by=actor.name, by_id=actor.user_id, at=clock.now(),
        )  # fmt: skip
        here.state, here.draft = QuestionState.DECIDED, {}
        here.save(update_fields=["state", "draft"])
        row.timer_ends_at = None
        moved_on(row, "timer_ends_at")
        record.detail |= {"number": decision.number, "outcome": decision.outcome, "effect": effect}
    return decision


def correct_decision(
    *, actor: Actor, decision: Decision, text: str, reason: str, outcome: Mapping[str, Any] | None = None,
    against: str = "",
) -> Decision:  # fmt: skip
    """Add a correction to a decision, saying why; what was decided first stays on record.

    ``outcome`` None leaves the outcome as it is.
    """
    require(can_run_workshop, actor)
    if not text.strip() or not reason.strip():
        raise InvalidInput(_("Write the corrected wording and say why it is corrected."))
    with audited(actor, "workshop.decision_corrected", reason=reason.strip()) as record:
        row = locked(actor, decision.workshop)  # also after it is closed: mistakes are found when minutes are read
        first = Decision.objects.for_actor(actor).select_related("question__item").get(pk=decision.pk)
        if first.corrects_id is not None:
            raise WrongState(_("Correct the decision itself; its corrections stand below it."))
        last = first.corrections.order_by("number").last() or first
        kept, effect = last.outcome, ""
        if outcome is not None and first.question is not None:
            first.question.item.workshop = row
            kept = checked_outcome(first.question, outcome)
            if kept != last.outcome:
                effect = apply_outcome(actor, first.question, kept, text.strip(), again=True)
        record.subject = added = Decision.objects.create(
            country_id=actor.country_id, workshop=row, item_id=first.item_id, question=first.question,
            number=_next(row), text=text.strip(), outcome=kept, against=against.strip(), effect=effect,
            corrects=first, reason=reason.strip(), by=actor.name, by_id=actor.user_id, at=clock.now(),
        )  # fmt: skip
        moved_on(row)
        record.detail |= {"number": added.number, "corrects": first.number, "outcome": kept}
    return added


def conclude_scenarios(*, actor: Actor, item: AgendaItem) -> int:
    """Agree the risks once the room has decided on scenarios: as decided there, elsewhere the medians; how many."""
    require(can_run_workshop, actor)
    if item.kind != ItemKind.SCENARIOS:
        raise InvalidInput(_("Only an item about scenarios ends in agreed risks."))
    with audited(actor, "workshop.scenarios_concluded", item) as record:
        row = locked_unclosed(actor, item.workshop)
        record.detail["scenarios"] = agreed = agree_scenarios(actor, row)
        moved_on(row)
    return agreed


def _to_decide(actor: Actor, question: Question) -> tuple[Workshop, Question]:
    row = locked_open(actor, question.item.workshop)
    here = fresh(actor, question)
    here.item.workshop = row
    if row.current_question_id != here.pk:
        raise WrongState(_("This question is not before the room; turn to it first."))
    if here.is_open:
        raise WrongState(_("Votes are being taken; close the vote first."))
    if here.is_decided:
        raise WrongState(_("This is decided; a correction can be added to it."))
    if here.state == QuestionState.CLOSED:
        raise WrongState(_("Show the room the results first."))
    return row, here


def _lines(text: str) -> str:
    """A text as it is kept: browsers send another end of line than they were given."""
    return "\n".join(text.strip().splitlines())


def _kept(question: Question, outcome: Mapping[str, Any], votes: Tally | None) -> dict[str, Any]:
    if votes is None:
        return {}
    dissent = [
        {"institution": one.institution, "votes": one.votes, "values": one.values}
        for one in differing(question, outcome, votes)
    ]
    return {**votes.frozen(), "dissent": dissent}


def _next(workshop: Workshop) -> int:
    return (workshop.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
