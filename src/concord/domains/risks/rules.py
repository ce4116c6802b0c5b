"""Who may do what with scenarios and estimates."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from concord.domains.assessments.rules import is_own_institution
from concord.domains.people.enums import Role
from concord.domains.people.rules import is_approver, is_contributor, is_focal_point, is_of_the_country
from concord.domains.risks.enums import FOLLOWED, Stage
from concord.kernel.actor import Actor


@predicate
def may_see_all_estimates(actor: Actor, picture: Any = None) -> bool:
    """Sees who estimated what."""
    return actor.has(Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER)


@predicate
def is_agreed(actor: Actor, picture: Any = None) -> bool:
    """The risk picture is agreed, so that every role of the country sees it."""
    return picture is not None and picture.stage in FOLLOWED


@predicate
def is_past_first_round(actor: Actor, picture: Any = None) -> bool:
    """Everybody has rated once without knowing what others think, so that the spread may be shown."""
    return picture is not None and picture.stage != Stage.FIRST


can_run_risks = is_focal_point
can_estimate_for = is_focal_point | (is_contributor & is_own_institution)
can_see_scenarios = is_of_the_country
can_see_picture = may_see_all_estimates | is_contributor | (is_of_the_country & is_agreed)
can_see_spread = may_see_all_estimates | (is_contributor & is_past_first_round) | (is_of_the_country & is_agreed)
can_approve_risks = is_approver
