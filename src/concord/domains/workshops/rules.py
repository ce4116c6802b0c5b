"""Who may do what in a workshop."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from concord.domains.assessments.rules import may_see_proposals
from concord.domains.people.enums import COUNTRY_ROLES
from concord.domains.people.rules import is_contributor, is_focal_point
from concord.domains.workshops.models import Helper, Workshop
from concord.kernel.actor import Actor

PARTICIPANT = "participant"  # somebody whose phone was let into a room; no account, no grant


@predicate
def is_helper(actor: Actor, workshop: Workshop | None = None) -> bool:
    """Was named to help in this room."""
    if workshop is None or actor.user_id is None:
        return False
    return Helper.objects.for_actor(actor).filter(workshop=workshop, user_id=actor.user_id).exists()


@predicate
def is_participant(actor: Actor, subject: Any = None) -> bool:
    """Acts through a phone that was let into a room."""
    return actor.has(PARTICIPANT)


@predicate
def may_ask_in(actor: Actor, workshop: Workshop | None = None) -> bool:
    """Stands at the door of a room in the country that is meant; whoever knows the code may."""
    return workshop is not None and actor.country_id == workshop.country_id


@predicate
def may_walk_in(actor: Actor, workshop: Workshop | None = None) -> bool:
    """Has an account with a role in the workshop's country."""
    return may_ask_in(actor, workshop) and actor.user_id is not None and actor.has(*COUNTRY_ROLES)


can_run_workshop = is_focal_point
can_see_workshops = may_see_proposals | is_contributor  # what is decided stands in findings and plans; all else is open
can_assist = is_focal_point | is_helper
