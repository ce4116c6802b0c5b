"""What pages and documents show of a risk picture, read once in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from concord.domains.assessments.models import Assessment
from concord.domains.frameworks.models import Capability
from concord.domains.risks.enums import FOLLOWED
from concord.domains.risks.models import RiskPicture
from concord.domains.risks.queries import Exposure, RatedScenario, RiskView, picture_of
from concord.domains.risks.rules import can_see_spread
from concord.kernel.actor import Actor, require


@dataclass(frozen=True)
class RiskMaterial:
    """A risk picture: every scenario that counts, and how much rated risk leans on each capability."""

    picture: RiskPicture
    rated: tuple[RatedScenario, ...]
    capabilities: tuple[Capability, ...]
    exposure: Exposure

    @property
    def by_share(self) -> list[RatedScenario]:
        """The scenarios with a risk, the largest first."""
        known = [one for one in self.rated if one.share is not None]
        return sorted(known, key=lambda one: (-(one.share or 0.0), one.scenario.order))

    @property
    def by_exposure(self) -> list[Capability]:
        """The capabilities on which rated risk leans, the most exposed first."""
        values = self.exposure.values
        return sorted((c for c in self.capabilities if values[c.pk] > 0), key=lambda c: (-values[c.pk], c.order))


def risk_material(actor: Actor, assessment: Assessment, picture: RiskPicture) -> RiskMaterial:
    """A picture with all that follows from it, as far as the actor may see it."""
    require(can_see_spread, actor, picture)
    view = RiskView(actor, picture)
    capabilities = tuple(assessment.framework.capabilities.select_related("area").order_by("order"))
    return RiskMaterial(
        picture, tuple(view.rated()), capabilities, view.exposure([capability.pk for capability in capabilities])
    )


def agreed_risks(actor: Actor, assessment: Assessment) -> RiskMaterial | None:
    """The risk picture that the plan follows; None before one is agreed."""
    picture = picture_of(actor, assessment)
    return risk_material(actor, assessment, picture) if picture and picture.stage in FOLLOWED else None
