"""Opening a round and asking institutions about capabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from concord.domains.assessments.models import Assessment, Assignment
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.frameworks.models import Capability, Framework
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput
from concord.kernel.sharing import SharingLabel, refuse_above_ceiling


def open_assessment(
    *,
    actor: Actor,
    framework: Framework,
    title: str,
    target: int = 4,
    source: str = "",
    label: str = SharingLabel.AMBER_STRICT,
) -> Assessment:
    """Open a round against a framework; its pack hash is pinned."""
    require(can_run_assessment, actor)
    refuse_above_ceiling(label)
    if not 2 <= target <= 5:
        raise InvalidInput(f"The target must be a level from 2 to 5, not {target}.")
    with audited(actor, "assessment.opened", framework=str(framework), target=target) as record:
        record.subject = assessment = Assessment.objects.create(
            country_id=actor.country_id,
            framework=framework,
            pack_hash=framework.pack_hash,
            title=title,
            round=Assessment.objects.for_actor(actor).count() + 1,
            target=target,
            source=source,
            label=label,
            opened_on=clock.today(),
        )
    return assessment


def assign_capabilities(
    *, actor: Actor, assessment: Assessment, institution: Institution, capabilities: Sequence[Capability]
) -> None:
    """Ask an institution about capabilities; asking twice is asking once."""
    require(can_run_assessment, actor)
    with audited(actor, "capabilities.assigned", assessment, institution=institution.code, count=len(capabilities)):
        Assignment.objects.bulk_create(
            (
                Assignment(
                    country_id=actor.country_id, assessment=assessment, institution=institution, capability=capability
                )
                for capability in capabilities
            ),
            ignore_conflicts=True,
        )


def assign_suggested(*, actor: Actor, assessment: Assessment) -> tuple[int, list[str]]:
    """Ask every institution about the capabilities that the framework suggests for its kind.

    Where it suggests none, as a questionnaire of somebody else does, all are asked. Returns how many institutions are
    asked, and the codes of capabilities for which there is no institution.
    """
    require(can_run_assessment, actor)
    by_kind: dict[str, list[Institution]] = defaultdict(list)
    for institution in Institution.objects.for_actor(actor):
        by_kind[institution.kind].append(institution)
    rows: list[Assignment] = []
    unasked: list[str] = []
    for capability in Capability.objects.filter(framework_id=assessment.framework_id):
        kinds = capability.answered_by or list(by_kind)
        suggested = [institution for kind in kinds for institution in by_kind[kind]]
        rows += [
            Assignment(
                country_id=actor.country_id, assessment=assessment, institution=institution, capability=capability
            )
            for institution in suggested
        ]
        if not suggested:
            unasked.append(capability.code)
    asked = len({row.institution_id for row in rows})
    with audited(actor, "capabilities.assigned", assessment, institutions=asked, count=len(rows)):
        Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    return asked, unasked
