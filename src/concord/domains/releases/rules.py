"""Who may prepare, make, recall and see releases."""

from __future__ import annotations

from rules.predicates import predicate

from concord.domains.people.rules import is_approver, is_focal_point, is_of_the_country
from concord.domains.releases.models import Release
from concord.kernel.actor import Actor


@predicate
def prepared_it(actor: Actor, release: Release | None = None) -> bool:
    """Prepared the release; nobody approves what they alone chose."""
    return release is not None and actor.user_id is not None and actor.user_id == release.prepared_by_id


can_prepare_release = is_focal_point
can_decide_release = (is_approver | is_focal_point) & ~prepared_it
can_recall_release = is_focal_point | is_approver
can_see_releases = is_of_the_country
