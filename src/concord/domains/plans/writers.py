"""Who wrote a plan: read from the audit trail, which knows every write and nobody can word anew."""

from __future__ import annotations

from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan, PlanVersion
from concord.kernel.actor import Actor
from concord.kernel.models import AuditEntry

# What moves a plan along, speaks about it or notes money for it, but writes none of its content.
NOT_WRITING = (
    "plan.draft_begun", "plan.road_step_set", "plan.version_kept", "plan.finished", "plan.taken_back", "plan.returned",
    "plan.adopted", "plan.next_version_opened",
)  # fmt: skip
ABOUT = ("plan.consultation_", "plan.comment", "plan.replied", "funding.", "plan.funding")


def wrote_alone(actor: Actor, plan: Plan) -> bool:
    """Whether everything written in plans since the last adoption was written by this one person."""
    if actor.user_id is None:
        return False
    since = (
        PlanVersion.objects.for_actor(actor)
        .filter(plan=plan, status=PlanStatus.ADOPTED)
        .values_list("made_at", flat=True)
        .first()
    )
    entries = AuditEntry.objects.filter(country_id=plan.country_id, subject_type__startswith="plans.")
    if since is not None:
        entries = entries.filter(at__gt=since.isoformat())
    written = {
        user
        for action, user in entries.exclude(action__in=NOT_WRITING).values_list("action", "user_id").distinct()
        if not action.startswith(ABOUT)
    }
    return written - {None} == {actor.user_id}
