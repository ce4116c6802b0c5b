"""Who may do what with an assessment."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from concord.domains.people.enums import Role
from concord.domains.people.rules import is_contributor, is_focal_point, is_of_the_country
from concord.kernel.actor import Actor


@predicate
def is_own_institution(actor: Actor, institution: Any = None) -> bool:
    """The institution for which the actor answers."""
    return institution is not None and actor.institution_id == institution.pk


@predicate
def may_see_all_answers(actor: Actor, subject: Any = None) -> bool:
    """Sees every institution's answers; a contributor sees its own, an observer only what is agreed."""
    return actor.has(Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER)


can_run_assessment = is_focal_point
can_answer_for = is_focal_point | (is_contributor & is_own_institution)
can_see_findings = is_of_the_country
