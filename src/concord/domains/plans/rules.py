"""Who may do what with a plan."""

from __future__ import annotations

from uuid import UUID

from rules.predicates import predicate

from concord.domains.people.enums import Role
from concord.domains.people.rules import is_approver, is_contributor, is_focal_point, is_of_the_country
from concord.domains.plans.models import Action
from concord.kernel.actor import Actor


@predicate
def is_reviewer(actor: Actor, subject: object = None) -> bool:
    """Was invited to read and comment."""
    return actor.has(Role.REVIEWER)


@predicate
def speaks_for(actor: Actor, institution_id: UUID | None = None) -> bool:
    """Answers for that institution; for any, where none is named."""
    return actor.institution_id is not None and institution_id in (None, actor.institution_id)


@predicate
def leads_it(actor: Actor, action: Action | None = None) -> bool:
    """Answers for the institution that leads the action; for any institution, where no action is named."""
    return actor.institution_id is not None and (action is None or action.lead_id == actor.institution_id)


can_draft_plan = is_focal_point
can_shape_plan = is_focal_point  # what there is, who leads it, and everything at once
can_edit_plan = is_focal_point | (is_contributor & leads_it)
can_see_plan = is_of_the_country
can_note_funding = is_focal_point
can_import_plan = is_focal_point
can_run_road = is_focal_point
can_adopt_plan = is_approver
can_write_sections = is_focal_point
can_see_consultation = is_focal_point | is_contributor | is_reviewer | is_approver
can_reply = is_focal_point | (is_contributor & speaks_for)
can_comment = is_focal_point | is_reviewer | (is_contributor & speaks_for)
