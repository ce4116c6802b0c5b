"""What the room sees of the thing it is asked about: where a finding stands, or the story of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from concord.domains.assessments.models import Finding
from concord.domains.risks.models import Scenario
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.models import Question
from concord.kernel.actor import Actor


@dataclass(frozen=True)
class Material:
    """A finding or a scenario; the other one is None."""

    finding: Finding | None = None
    scenario: Scenario | None = None


def material_of(actor: Actor, question: Question | None) -> Material | None:
    """What the question is about; None where there is nothing to see."""
    if question is None or question.subject is None:
        return None
    if question.item.kind == ItemKind.FINDINGS:
        rows = Finding.objects.for_actor(actor).filter(pk=question.subject).select_related("capability__area")
        return Material(finding=rows.first())
    if question.item.kind == ItemKind.SCENARIOS:
        return Material(scenario=Scenario.objects.for_actor(actor).filter(pk=question.subject).first())
    return None
