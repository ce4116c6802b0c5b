"""Who may do what with prioritisations and ballots."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from concord.domains.assessments.rules import may_see_proposals
from concord.domains.people.rules import is_approver, is_contributor, is_focal_point, is_of_the_country
from concord.kernel.actor import Actor


@predicate
def acts_for_an_institution(actor: Actor, ballot: Any = None) -> bool:
    """Speaks for an institution, so that it is known whose vote it is."""
    return actor.institution_id is not None and actor.user_id is not None


can_run_priorities = is_focal_point
can_vote = (is_contributor | is_focal_point) & acts_for_an_institution
can_see_ballots = may_see_proposals | is_contributor
can_see_priorities = is_of_the_country  # what was decided; all else by the two rules around this one
can_see_open_result = may_see_proposals  # gaps of findings that are not agreed yet stand in it
can_approve_order = is_approver
can_reopen_order = is_focal_point | is_approver
