"""Agreeing findings, signing them, and opening them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.derivation import Derived, derive
from concord.domains.assessments.enums import FindingStatus, Origin, Outcome
from concord.domains.assessments.models import Assessment, Dissent, Finding, SignOff
from concord.domains.assessments.rules import can_reopen, can_run_assessment, can_sign
from concord.domains.assessments.signing import content_hash
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited, head
from concord.kernel.errors import InvalidInput, WrongState
from concord.kernel.scoping import CountryQuerySet

GIVEN = ["derived", "derived_at", "progress", "low", "high", "agreement", "confidence", "ahead"]
AGREED = ["level", "target", "rationale", "status", "agreed_by", "agreed_by_id", "agreed_at", *GIVEN]


def agree_finding(*, actor: Actor, finding: Finding, level: int, target: int, rationale: str = "") -> Finding:
    """Record what the country agreed: level, target and why. Every answer that disagreed stays with the finding.

    The answers are looked at once more, so that what is kept is what stands. A level that differs from what they give
    needs its reason.
    """
    require(can_run_assessment, actor)
    if not (1 <= level <= 5 and 1 <= target <= 5):
        raise InvalidInput(_("Level and target are numbers from 1 to 5."))
    given = _given(actor, finding.assessment, [finding])
    with audited(actor, "finding.agreed", finding) as record:
        row = _locked(actor, [finding])[0]
        _take_over(actor, [row], given)
        if level != row.derived and not rationale.strip():
            raise InvalidInput(
                _("The answers give level %(derived)s; say why level %(level)s was agreed.")
                % {"derived": row.derived or "–", "level": level}
            )
        _agree(actor, row, level, target, rationale.strip())
        row.save(update_fields=AGREED)
        record.detail |= {"capability": row.capability.code, "level": level, "derived": row.derived, "target": target}
    return row


def agree_findings(*, actor: Actor, assessment: Assessment, findings: Sequence[Finding]) -> int:
    """Agree several findings as they are proposed; returns how many.

    Refused as a whole where one has no level, or where answers have changed its level since it was worked out.
    """
    require(can_run_assessment, actor)
    given = _given(actor, assessment, findings)
    with audited(actor, "findings.agreed", assessment) as record:
        rows = _locked(actor, findings)
        _take_over(actor, rows, given)
        for row in rows:
            if row.level is None:
                raise WrongState(_("%(code)s has no level yet: nobody answered.") % {"code": row.capability.code})
            if row.level != row.derived:
                raise WrongState(
                    _("The answers to %(code)s have changed its level; work out the findings anew first.")
                    % {"code": row.capability.code}
                )
            _agree(actor, row, row.level, row.target, row.rationale)
        Finding.objects.for_actor(actor).bulk_update(rows, AGREED, batch_size=100)
        record.detail["capabilities"] = [row.capability.code for row in rows]
    return len(rows)


def _locked(actor: Actor, findings: Sequence[Finding]) -> list[Finding]:
    """The findings as they stand, locked; all must still be proposals."""
    rows = Finding.objects.for_actor(actor).filter(pk__in=[finding.pk for finding in findings])
    present = list(rows.select_for_update(of=("self",)).select_related("capability").order_by("capability__order"))
    if not present:
        raise InvalidInput(_("Choose at least one finding."))
    for row in present:
        if row.status == FindingStatus.AGREED:
            raise WrongState(
                _("%(code)s is agreed already; open it again to change it.") % {"code": row.capability.code}
            )
    return present


def _given(actor: Actor, assessment: Assessment, findings: Sequence[Finding]) -> dict[UUID, Derived]:
    """What the answers give now, by capability; nothing for levels that were assessed elsewhere."""
    asked = {finding.capability_id for finding in findings if finding.origin == Origin.ANSWERS}
    return {one.finding.capability_id: one for one in derive(actor, assessment, asked)} if asked else {}


def _take_over(actor: Actor, rows: Sequence[Finding], given: Mapping[UUID, Derived]) -> None:
    """Give findings the numbers and the dissent of the answers as they stand; the level is for people to agree."""
    dissents: list[Dissent] = []
    found = [(row, given[row.capability_id]) for row in rows if row.capability_id in given]
    for row, now in found:
        for name in GIVEN:
            setattr(row, name, getattr(now.finding, name))
        for dissent in now.dissents:
            dissent.finding = row
            dissents.append(dissent)
    Dissent.objects.for_actor(actor).filter(finding__in=[row for row, _now in found]).delete()
    Dissent.objects.bulk_create(dissents)


def _agree(actor: Actor, row: Finding, level: int, target: int, rationale: str) -> None:
    row.level, row.target, row.rationale, row.status = level, target, rationale, FindingStatus.AGREED
    row.agreed_by, row.agreed_by_id, row.agreed_at = actor.name, actor.user_id, clock.now()


def reopen_finding(*, actor: Actor, finding: Finding, reason: str) -> Finding:
    """Make an agreed finding a proposal again, saying why; a signature over it no longer holds."""
    require(can_reopen, actor)
    reason = _reason(reason, _("Say why the finding is opened again."))
    with audited(actor, "finding.reopened", finding, reason=reason) as record:
        rows = Finding.objects.for_actor(actor).filter(pk=finding.pk).select_related("capability", "assessment")
        row = rows.select_for_update(of=("self",)).get()
        if row.status != FindingStatus.AGREED:
            raise WrongState(_("This finding is not agreed, so there is nothing to open."))
        row.status, row.reopen_reason = FindingStatus.PROPOSED, reason
        row.save(update_fields=["status", "reopen_reason"])
        record.detail |= {"capability": row.capability.code, "signature": _withdraw(actor, row.assessment, reason)}
    return row


def _withdraw(actor: Actor, assessment: Assessment, reason: str) -> bool:
    """End the signature that holds, if one does; it stays on record."""
    rows = _holding(actor, assessment)
    return bool(rows.update(reopened_by=actor.name, reopened_at=clock.now(), reopen_reason=reason))


def _holding(actor: Actor, assessment: Assessment) -> CountryQuerySet[SignOff]:
    signed = SignOff.objects.for_actor(actor).filter(assessment=assessment, outcome=Outcome.SIGNED)
    return signed.filter(reopened_at__isnull=True)


def sign_findings(*, actor: Actor, assessment: Assessment, words: str = "") -> SignOff:
    """Sign all findings of an assessment; the end of the audit trail at that moment is kept with the signature."""
    require(can_sign, actor)
    with audited(actor, "findings.signed", assessment) as record:
        rows = list(
            Finding.objects.for_actor(actor)
            .filter(assessment=assessment)
            .select_for_update(of=("self",))
            .select_related("capability")
        )
        waiting = sum(row.status != FindingStatus.AGREED for row in rows)
        if not rows:
            raise WrongState(_("There are no findings to sign yet."))
        if waiting:
            raise WrongState(
                ngettext(
                    "%(n)s finding is not agreed yet; sign when all are.",
                    "%(n)s findings are not agreed yet; sign when all are.",
                    waiting,
                )
                % {"n": waiting}
            )
        if actor.user_id is not None and all(row.agreed_by_id == actor.user_id for row in rows):
            raise WrongState(_("You alone agreed these findings; somebody else must sign them."))
        if _holding(actor, assessment).exists():
            raise WrongState(_("These findings are signed already."))
        sign_off = _decide(actor, assessment, Outcome.SIGNED, words.strip(), rows)
        record.subject = sign_off
        record.detail |= {"content": sign_off.content_hash, "findings": len(rows)}
    return sign_off


def return_findings(*, actor: Actor, assessment: Assessment, reason: str) -> SignOff:
    """Give the findings back to the focal point, saying why; findings stay as they are until they are opened again."""
    require(can_sign, actor)
    reason = _reason(reason, _("Say why the findings are returned."))
    with audited(actor, "findings.returned", assessment, reason=reason) as record:
        if _holding(actor, assessment).exists():
            raise WrongState(_("These findings are signed; open a finding again to change it."))
        rows = list(Finding.objects.for_actor(actor).filter(assessment=assessment).select_related("capability"))
        record.subject = sign_off = _decide(actor, assessment, Outcome.RETURNED, reason, rows)
    return sign_off


def _decide(actor: Actor, assessment: Assessment, outcome: Outcome, words: str, findings: Sequence[Finding]) -> SignOff:
    return SignOff.objects.create(
        country_id=actor.country_id,
        assessment=assessment,
        outcome=outcome,
        words=words,
        by=actor.name,
        user_id=actor.user_id,
        at=clock.now(),
        findings=len(findings),
        content_hash=content_hash(assessment, findings),
        audit_head=head(actor.country_id),
    )


def _reason(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise InvalidInput(sentence)
    return reason.strip()
