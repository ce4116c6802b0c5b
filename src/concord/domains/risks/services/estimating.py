"""Asking for estimates, taking them in, a second round after seeing the spread, agreeing and approving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.enums import Confidence
from concord.domains.assessments.models import Assessment
from concord.domains.people.models import Institution
from concord.domains.risks.approving import content_hash
from concord.domains.risks.enums import FOLLOWED, RATING, Stage
from concord.domains.risks.marks import Bands
from concord.domains.risks.models import AgreedRisk, Estimate, RiskPicture, Scenario
from concord.domains.risks.queries import RatedScenario, RiskView
from concord.domains.risks.rules import can_approve_risks, can_estimate_for, can_run_risks
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited, head
from concord.kernel.errors import InvalidInput, WrongState


def open_risk_picture(*, actor: Actor, assessment: Assessment) -> RiskPicture:
    """Ask the institutions for their estimates."""
    require(can_run_risks, actor)
    if not Scenario.objects.for_actor(actor).filter(left_out="").exists():
        raise WrongState(_("Take in or write scenarios first."))
    if RiskPicture.objects.for_actor(actor).filter(assessment=assessment).exists():
        raise WrongState(_("Estimates are asked for already."))
    with audited(actor, "risks.opened") as record:
        record.subject = picture = RiskPicture.objects.create(
            country_id=actor.country_id, assessment=assessment, opened_at=clock.now()
        )
    return picture


def estimate_risk(
    *, actor: Actor, picture: RiskPicture, scenario: Scenario, institution: Institution, bands: Bands,
    confidence: str = "", reason: str = "",
) -> Estimate:  # fmt: skip
    """Take in an institution's estimate of a scenario in the round that runs; estimating again replaces it.

    In the second round the first round's estimate stays as it was made.
    """
    require(can_estimate_for, actor, institution)
    given = asdict(bands)
    if any(band is not None and not 1 <= band <= 5 for band in given.values()):
        raise InvalidInput(_("A band is a number from 1 to 5."))
    if confidence not in ("", *Confidence.values):
        raise InvalidInput(_("Say how sure you are: high, medium or low."))
    if institution.country_id != actor.country_id or scenario.country_id != actor.country_id:
        raise InvalidInput(_("Institution and scenario must belong to this country."))
    with audited(actor, "risk.estimated", scenario, institution=institution.code, **given) as record:
        stands = RiskPicture.objects.for_actor(actor).select_for_update().get(pk=picture.pk)
        if stands.stage not in RATING:
            raise WrongState(_("The estimates are closed; the focal point can open them again."))
        if scenario.left_out:
            raise WrongState(_("%(code)s is left out of the risk picture.") % {"code": scenario.code})
        number = 1 if stands.stage == Stage.FIRST else 2
        row, _new = Estimate.objects.for_actor(actor).update_or_create(
            picture=stands,
            scenario=scenario,
            institution=institution,
            round=number,
            defaults={
                **given, "country_id": actor.country_id, "confidence": confidence, "reason": reason.strip(),
                "by": actor.name, "at": clock.now(),
            },
        )  # fmt: skip
        record.detail["round"] = number
    return row


def start_second_round(*, actor: Actor, picture: RiskPicture) -> None:
    """Show the spread to all who estimate, and let them estimate again."""
    require(can_run_risks, actor)
    with audited(actor, "risks.second_round", picture):
        row = RiskPicture.objects.for_actor(actor).select_for_update().get(pk=picture.pk)
        if row.stage != Stage.FIRST:
            raise WrongState(_("The second round has begun already."))
        if not Estimate.objects.for_actor(actor).filter(picture=row).exists():
            raise WrongState(_("Nobody has estimated anything yet."))
        row.stage = Stage.SECOND
        row.save(update_fields=["stage"])


@dataclass(frozen=True)
class Adjusted:
    """What a country agrees for a scenario where it differs from the medians, and why."""

    likelihood: float
    impact: float
    rationale: str


def agree_risks(*, actor: Actor, picture: RiskPicture, adjusted: Mapping[UUID, Adjusted] | None = None) -> int:
    """Agree the medians of every rated scenario, or what ``adjusted`` says by scenario id with its reason.

    From then on the order of gaps follows the exposure. Returns how many scenarios were agreed.
    """
    require(can_run_risks, actor)
    adjusted = adjusted or {}
    for given in adjusted.values():
        if not given.rationale.strip():
            raise InvalidInput(_("Say why what was agreed differs from the medians."))
        if not (1 <= given.likelihood <= 5 and 1 <= given.impact <= 5):
            raise InvalidInput(_("A band is a number from 1 to 5."))
    with audited(actor, "risks.agreed", picture) as record:
        row = RiskPicture.objects.for_actor(actor).select_for_update().get(pk=picture.pk)
        if row.stage in FOLLOWED:
            raise WrongState(_("These risks are agreed already; open them again to change them."))
        rated = RiskView(actor, row).rated()
        agreed = [found for one in rated if (found := _agreed(row, one, adjusted.get(one.scenario.pk))) is not None]
        if not agreed:
            raise WrongState(_("Nobody has estimated anything yet."))
        AgreedRisk.objects.for_actor(actor).filter(picture=row).delete()
        AgreedRisk.objects.bulk_create(agreed)
        row.stage, row.agreed_by, row.agreed_by_id, row.agreed_at = (
            Stage.AGREED, actor.name, actor.user_id, clock.now(),
        )  # fmt: skip
        row.save(update_fields=["stage", "agreed_by", "agreed_by_id", "agreed_at"])
        record.detail |= {"scenarios": len(agreed), "adjusted": len(adjusted)}
    return len(agreed)


def _agreed(picture: RiskPicture, rated: RatedScenario, own: Adjusted | None) -> AgreedRisk | None:
    """What is agreed for one scenario: what the country says, else the medians; None where nobody rated it."""
    likelihood = rated.likelihood_band if own is None else own.likelihood
    impact = rated.impact_band if own is None else own.impact
    if likelihood is None or impact is None:
        return None
    return AgreedRisk(
        country_id=picture.country_id,
        picture=picture,
        scenario=rated.scenario,
        likelihood=likelihood,
        impact=impact,
        rationale="" if own is None else own.rationale.strip(),
    )


def approve_risks(*, actor: Actor, picture: RiskPicture) -> RiskPicture:
    """Approve the agreed risks; the end of the audit trail at that moment is kept with the approval."""
    require(can_approve_risks, actor)
    with audited(actor, "risks.approved", picture) as record:
        row = RiskPicture.objects.for_actor(actor).select_for_update().get(pk=picture.pk)
        if row.stage != Stage.AGREED:
            raise WrongState(_("Risks are approved once they are agreed, and once only."))
        if actor.user_id is not None and row.agreed_by_id == actor.user_id:
            raise WrongState(_("You agreed these risks; somebody else must approve them."))
        agreed = AgreedRisk.objects.for_actor(actor).filter(picture=row).select_related("scenario")
        row.stage, row.approved_by, row.approved_at = Stage.APPROVED, actor.name, clock.now()
        row.content_hash, row.audit_head = content_hash(row, agreed), head(actor.country_id)
        row.save(update_fields=["stage", "approved_by", "approved_at", "content_hash", "audit_head"])
        record.detail["content"] = row.content_hash
    return row


def reopen_risks(*, actor: Actor, picture: RiskPicture, reason: str) -> None:
    """Open agreed or approved risks for estimates again (second round), saying why."""
    require(can_run_risks | can_approve_risks, actor)
    if not reason.strip():
        raise InvalidInput(_("Say why the risks are opened again."))
    with audited(actor, "risks.reopened", picture, reason=reason.strip()):
        row = RiskPicture.objects.for_actor(actor).select_for_update().get(pk=picture.pk)
        if row.stage not in FOLLOWED:
            raise WrongState(_("These risks are not agreed, so there is nothing to open."))
        row.stage, row.reopen_reason = Stage.SECOND, reason.strip()
        row.approved_by, row.approved_at, row.content_hash, row.audit_head = "", None, "", ""
        row.save(update_fields=["stage", "reopen_reason", "approved_by", "approved_at", "content_hash", "audit_head"])
