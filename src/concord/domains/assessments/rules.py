"""Who may do what with an assessment."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from concord.domains.people.enums import Role
from concord.domains.people.rules import is_approver, is_contributor, is_focal_point, is_of_the_country
from concord.kernel.actor import Actor

GUEST = "guest"  # somebody who holds a guest link; no account, no grant


@predicate
def is_own_institution(actor: Actor, institution: Any = None) -> bool:
    """The institution for which the actor answers."""
    return institution is not None and actor.institution_id == institution.pk


@predicate
def may_see_all_answers(actor: Actor, subject: Any = None) -> bool:
    """Sees every institution's answers; a contributor sees its own, an observer only what is agreed."""
    return actor.has(Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER)


@predicate
def may_see_proposals(actor: Actor, subject: Any = None) -> bool:
    """Sees findings before they are agreed."""
    return actor.has(Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER)


@predicate
def is_guest(actor: Actor, subject: Any = None) -> bool:
    """Holds a guest link."""
    return actor.has(GUEST)


@predicate
def is_within_parts(actor: Actor, assignment: Any = None) -> bool:
    """The capability is one that the actor's link (if it is a guest) is about."""
    return actor.parts is None or assignment.capability.code in actor.parts


@predicate
def is_own_assignment(actor: Actor, assignment: Any = None) -> bool:
    """The actor answers for the institution that is asked."""
    return assignment is not None and actor.institution_id == assignment.institution_id


can_run_assessment = is_focal_point
can_answer_for = is_focal_point | (is_contributor & is_own_institution)
can_answer_part = is_focal_point | ((is_contributor | is_guest) & is_own_assignment & is_within_parts)
can_read_evidence = may_see_all_answers | (is_own_assignment & is_within_parts)
can_submit_part = is_focal_point | (is_contributor & is_own_assignment)
can_see_findings = is_of_the_country
can_sign = is_approver
can_reopen = is_focal_point | is_approver
can_see_board = may_see_all_answers
can_open_thread = may_see_all_answers  # reviewers, focal points and approvers ask; institutions reply
can_settle_thread = may_see_all_answers
can_take_part_in_review = may_see_all_answers | is_contributor
