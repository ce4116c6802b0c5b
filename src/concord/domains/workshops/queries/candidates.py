"""What an agenda might hold: findings, scenarios and criteria, those that need the room most first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.enums import FindingStatus
from concord.domains.assessments.models import Assessment, Finding
from concord.domains.priorities.enums import Source
from concord.domains.priorities.models import Criterion
from concord.domains.priorities.queries import holding_decision, prioritisation_of
from concord.domains.risks.enums import RATING
from concord.domains.risks.models import RiskPicture
from concord.domains.risks.queries import RiskView
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.rules import can_run_workshop
from concord.kernel.actor import Actor, require

FINDINGS_AT_ONCE, SCENARIOS_AT_ONCE = 8, 6
MINUTES_EACH = {ItemKind.FINDINGS: 12, ItemKind.SCENARIOS: 12, ItemKind.SCORES: 15}


@dataclass(frozen=True)
class Candidate:
    """One thing that an item might ask about, and why; ``weight`` says how much it needs the room, 0 to 1."""

    subject: UUID
    code: str
    title: str
    why: str
    weight: float
    settled: bool = False  # agreed already: it can still be discussed, and opened again on its own page


@dataclass(frozen=True)
class SuggestedItem:
    """An item that the state of the assessment suggests."""

    kind: ItemKind
    title: str
    why: str
    minutes: int
    subjects: tuple[UUID, ...] = ()


def candidates(actor: Actor, assessment: Assessment, kind: str) -> list[Candidate]:
    """The things an item of this kind may ask about, those that need it most first; none for kinds without any."""
    require(can_run_workshop, actor)
    found: dict[str, Callable[[Actor, Assessment], list[Candidate]]] = {
        ItemKind.FINDINGS: _findings, ItemKind.SCENARIOS: _scenarios, ItemKind.SCORES: _criteria,
    }  # fmt: skip
    if kind not in found:
        return []
    return sorted(found[kind](actor, assessment), key=lambda one: (one.settled, -one.weight))


def suggested_agenda(actor: Actor, assessment: Assessment) -> list[SuggestedItem]:
    """An agenda from what is open: disputed findings, scenarios rated apart, criteria, and an order to decide."""
    require(can_run_workshop, actor)
    welcome = SuggestedItem(ItemKind.DISCUSSION, _("Welcome, purpose and how we decide"), "", 30)
    items = [welcome]
    findings = [one for one in candidates(actor, assessment, ItemKind.FINDINGS) if not one.settled and one.weight > 0]
    if findings:
        items.append(
            _about(ItemKind.FINDINGS, _("Agree the findings on which answers differ"), findings[:FINDINGS_AT_ONCE])
        )
    scenarios = [one for one in candidates(actor, assessment, ItemKind.SCENARIOS) if not one.settled]
    if scenarios:
        items.append(_about(ItemKind.SCENARIOS, _("Rate the scenarios"), scenarios[:SCENARIOS_AT_ONCE]))
    prioritisation = prioritisation_of(actor, assessment)
    if prioritisation is not None and holding_decision(actor, prioritisation) is None:
        items.append(SuggestedItem(ItemKind.WEIGHTS, _("Weigh the criteria"), _("The order is not decided yet."), 30))
        rated = candidates(actor, assessment, ItemKind.SCORES)
        if rated:
            items.append(_about(ItemKind.SCORES, _("Score the gaps"), rated))
        items.append(
            SuggestedItem(ItemKind.PRIORITIES, _("Choose what comes first"), _("The order is not decided yet."), 45)
        )
    items.append(SuggestedItem(ItemKind.DISCUSSION, _("What happens next, and who does it"), "", 30))
    return items


def _about(kind: ItemKind, title: str, chosen: list[Candidate]) -> SuggestedItem:
    subjects = tuple(one.subject for one in chosen)
    return SuggestedItem(kind, title, chosen[0].why, MINUTES_EACH[kind] * len(chosen), subjects)


def _findings(actor: Actor, assessment: Assessment) -> list[Candidate]:
    rows = Finding.objects.for_actor(actor).filter(assessment=assessment).select_related("capability")
    found = []
    for row in rows.order_by("capability__order"):
        agreed = row.agreement
        if agreed is None:
            why = _("Nobody's answers can be compared.")
        else:
            why = _("Agreement of the answers: %(percent)s %%.") % {"percent": round(100 * agreed)}
        weight = 0.0 if agreed is None else 1 - agreed
        settled = row.status == FindingStatus.AGREED
        found.append(Candidate(row.pk, row.capability.code, str(row.capability.title), why, weight, settled))
    return found


def _scenarios(actor: Actor, assessment: Assessment) -> list[Candidate]:
    picture = RiskPicture.objects.for_actor(actor).filter(assessment=assessment).first()
    if picture is None:
        return []
    found = []
    for rated in RiskView(actor, picture).rated():
        agreed = [one.agreement for one in (rated.likelihood, *rated.impacts) if one.agreement is not None]
        least = min(agreed, default=0.0)
        why = ngettext("%(n)s institution rated it.", "%(n)s institutions rated it.", rated.raters) % {
            "n": rated.raters
        }
        if agreed:
            why += " " + _("Least agreement: %(percent)s %%.") % {"percent": round(100 * least)}
        settled = picture.stage not in RATING
        found.append(Candidate(rated.scenario.pk, rated.scenario.code, rated.scenario.title, why, 1 - least, settled))
    return found


def _criteria(actor: Actor, assessment: Assessment) -> list[Candidate]:
    found = prioritisation_of(actor, assessment)
    if found is None:
        return []
    rows = Criterion.objects.for_actor(actor).filter(prioritisation=found, source=Source.RATED, left_out=False)
    decided = holding_decision(actor, found) is not None
    return [Candidate(row.pk, row.code, row.name, _("Rated by institutions."), 1.0, decided) for row in rows]
