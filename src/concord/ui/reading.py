"""Whose answers a person may read, in the one word that templates ask for."""

from __future__ import annotations

from concord.domains.assessments.rules import may_see_all_answers
from concord.kernel.actor import Actor


def reads(actor: Actor) -> str:
    """``all`` answers, those of one's ``own`` institution, or ``none``."""
    if may_see_all_answers(actor):
        return "all"
    return "own" if actor.institution_id else "none"
