"""What a decision changes elsewhere, through the services of the domain it is about. For services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.enums import FindingStatus
from concord.domains.assessments.models import Finding
from concord.domains.assessments.services import agree_finding, reopen_finding
from concord.domains.frameworks.models import Capability
from concord.domains.people.models import Institution
from concord.domains.priorities.counting import held
from concord.domains.priorities.models import Prioritisation, Vote
from concord.domains.priorities.services import move_gaps
from concord.domains.risks.enums import RATING, Stage
from concord.domains.risks.marks import Bands
from concord.domains.risks.models import Estimate, RiskPicture, Scenario
from concord.domains.risks.queries import RiskView
from concord.domains.risks.services import Adjusted, agree_risks, estimate_risk, reopen_risks, start_second_round
from concord.domains.workshops.asking import LEVEL, LIKELIHOOD, TARGET
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.models import Decision, Question, Workshop
from concord.domains.workshops.outcomes import IMPACT, ORDER
from concord.kernel.actor import Actor
from concord.kernel.errors import WrongState
from concord.methods.levels import lower_median

Outcome = Mapping[str, Any]


def apply_outcome(actor: Actor, question: Question, outcome: Outcome, text: str, *, again: bool = False) -> str:
    """Tell the domain that a question is about; returns in a word what was written. ``again``: it was told before."""
    match question.item.kind:
        case ItemKind.FINDINGS:
            return _finding(actor, question, outcome, text)
        case ItemKind.SCENARIOS:
            return "" if again else _estimates(actor, question)
        case ItemKind.PRIORITIES:
            return _moves(actor, question, outcome, text)
        case ItemKind.WEIGHTS | ItemKind.SCORES if question.ballot is not None:
            return "votes"  # the newest ballot counts, from the moment its results were shown
    return ""


def _finding(actor: Actor, question: Question, outcome: Outcome, text: str) -> str:
    rows = Finding.objects.for_actor(actor).select_related("assessment", "capability")
    finding = rows.get(pk=question.about)
    if finding.status == FindingStatus.AGREED:
        reason = _("Decided anew in the workshop “%(title)s”.") % {"title": question.item.workshop.title}
        finding = reopen_finding(actor=actor, finding=finding, reason=reason)
    agree_finding(actor=actor, finding=finding, level=outcome[LEVEL], target=outcome[TARGET], rationale=text)
    return "finding"


def _estimates(actor: Actor, question: Question) -> str:
    """Each institution's position becomes its estimate; where there are earlier ones, as that of the second round."""
    if question.ballot is None:
        return ""
    votes = Vote.objects.for_actor(actor).filter(ballot=question.ballot).select_related("institution")
    own: dict[Institution, list[Vote]] = defaultdict(list)
    for vote in held(votes, up_to=question.ballot.round):
        own[vote.institution].append(vote)
    if not own:
        return ""
    scenario = Scenario.objects.for_actor(actor).get(pk=question.about)
    picture = _rated_picture(actor, question.item.workshop)
    reason = _("Voted in the workshop “%(title)s”.") % {"title": question.item.workshop.title}
    for institution, given in own.items():
        estimate_risk(
            actor=actor, picture=picture, scenario=scenario, institution=institution, bands=_bands(given),
            reason=reason,
        )  # fmt: skip
    return "estimates"


def _rated_picture(actor: Actor, workshop: Workshop) -> RiskPicture:
    """The risk picture, ready to take estimates beside those that institutions made before."""
    rows = RiskPicture.objects.for_actor(actor)
    picture = rows.filter(assessment=workshop.assessment_id).first()
    if picture is None:
        raise WrongState(_("Ask for estimates first, on the page “Risks”."))
    if picture.stage not in RATING:
        reason = _("Rated anew in the workshop “%(title)s”.") % {"title": workshop.title}
        reopen_risks(actor=actor, picture=picture, reason=reason)
    elif picture.stage == Stage.FIRST and Estimate.objects.for_actor(actor).filter(picture=picture).exists():
        start_second_round(actor=actor, picture=picture)
    return rows.get(pk=picture.pk)


def _bands(votes: Sequence[Vote]) -> Bands:
    given: dict[str, list[int]] = defaultdict(list)
    for vote in votes:
        for code, band in vote.content.items():
            given[code].append(int(band))
    return Bands(**{code: int(lower_median(bands)) for code, bands in given.items()})


def _moves(actor: Actor, question: Question, outcome: Outcome, text: str) -> str:
    prioritisation = Prioritisation.objects.for_actor(actor).get(pk=question.about)
    codes = outcome[ORDER]
    framework = question.item.workshop.assessment.framework_id
    known = {one.code: one for one in Capability.objects.filter(framework_id=framework, code__in=codes)}
    move_gaps(actor=actor, prioritisation=prioritisation, capabilities=[known[code] for code in codes], reason=text)
    return "moves"


def agree_scenarios(actor: Actor, workshop: Workshop) -> int:
    """Agree the risk picture: as decided here, scenarios that were not decided on by their medians."""
    picture = RiskPicture.objects.for_actor(actor).filter(assessment=workshop.assessment_id).first()
    if picture is None:
        raise WrongState(_("Ask for estimates first, on the page “Risks”."))
    decided = _decided(actor, workshop)
    medians = {one.scenario.pk: (one.likelihood_band, one.impact_band) for one in RiskView(actor, picture).rated()}
    adjusted = {
        pk: Adjusted(one.outcome[LIKELIHOOD], one.outcome[IMPACT], one.text)
        for pk, one in decided.items()
        if medians.get(pk) != (one.outcome[LIKELIHOOD], one.outcome[IMPACT])
    }
    return agree_risks(actor=actor, picture=picture, adjusted=adjusted)


def _decided(actor: Actor, workshop: Workshop) -> dict[UUID, Decision]:
    """By scenario, the last word of the room."""
    rows = Decision.objects.for_actor(actor).filter(workshop=workshop, item__kind=ItemKind.SCENARIOS)
    return {
        one.question.subject: one
        for one in rows.select_related("question").order_by("number")
        if one.question is not None and one.question.subject is not None
    }
