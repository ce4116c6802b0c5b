"""The decision record: what was decided about the order of gaps, how firm it is, with votes and dissent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.priorities.models import Decision, Prioritisation
from concord.domains.priorities.results import Result
from concord.domains.priorities.rules import can_see_ballots
from concord.domains.reports import decision_chapters as chapters
from concord.domains.reports import words
from concord.domains.reports.decision_pictures import decision_pictures
from concord.formats import decision_files
from concord.formats.decision_record import DecisionRecord
from concord.kernel.actor import Actor
from concord.kernel.errors import NotFound
from concord.kernel.sharing import SharingLabel

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS: dict[str, tuple[str, Callable[[DecisionRecord], bytes]]] = {
    "docx": (DOCX, decision_files.docx),
    "pdf": ("application/pdf", decision_files.pdf),
}


@dataclass(frozen=True)
class RecordMaterial:
    """What a record is made of; without a decision it is a draft."""

    country: Country
    prioritisation: Prioritisation
    decision: Decision | None
    result: Result


def render_record(actor: Actor, material: RecordMaterial, kind: str) -> tuple[bytes, str, str]:
    """The record as bytes, media type and file name; ``kind`` is a key of ``KINDS``.

    Institutions are named to who may see their votes.
    """
    if kind not in KINDS:
        raise NotFound("There is no such document.")
    media_type, write = KINDS[kind]
    record = decision_record(material, named=can_see_ballots(actor))
    return write(record), media_type, f"{material.country.code.lower()}-priorities.{kind}"


def decision_record(material: RecordMaterial, *, named: bool) -> DecisionRecord:
    """The record as a document that only has to be laid out."""
    result = material.result
    return DecisionRecord(
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        title=_("Priorities: decision record"),
        subtitle=_("The order of gaps of “%(assessment)s”") % {"assessment": material.prioritisation.assessment.title},
        country=material.country.name,
        label=SharingLabel(material.prioritisation.label).label,
        marking=material.country.marking,
        facts=_facts(material),
        chapters=(
            chapters.summary(result),
            chapters.order(result),
            chapters.firmness(result),
            chapters.votes(result, named=named),
            chapters.dissent(result, named=named),
            chapters.scores(result),
            chapters.method(result),
        ),
        sign_off=_sign_off(material),
        labels={
            "page": _("Page"), "of": _("of"), "name": _("Name"), "function": _("Function"), "date": _("Date"),
            "signature": _("Signature"), "sign_off": _("Sign-off"),
        },
        pictures=decision_pictures(result, named=named),
    )  # fmt: skip


def _facts(material: RecordMaterial) -> tuple[tuple[str, str], ...]:
    decision, result = material.decision, material.result
    counted = ngettext("%(n)s gap", "%(n)s gaps", len(result.gaps)) % {"n": len(result.gaps)}
    voices = ngettext("%(n)s institution", "%(n)s institutions", len(result.voices)) % {"n": len(result.voices)}
    if decision is None:
        state = _("Draft: not decided yet")
    elif decision.approved_at:
        state = _("Approved")
    else:
        state = _("Decided, not approved yet")
    facts = [
        (_("Status"), state),
        (_("Ordered"), counted),
        (_("Weighed by"), voices if result.voices else _("nobody yet")),
    ]
    if decision is not None:
        facts.append((_("Decided"), f"{decision.by}, {words.day(decision.at.date())}"))
        if decision.approved_at:
            facts.append((_("Approved by"), f"{decision.approved_by}, {words.day(decision.approved_at.date())}"))
        facts.append((pgettext("of a document", "Fingerprint"), decision.content_hash[:32]))
    return tuple(facts)


def _sign_off(material: RecordMaterial) -> tuple[str, ...]:
    decision = material.decision
    if decision is None:
        return (_("This is a draft; there is nothing to sign yet."),)
    said = [
        _("%(name)s decided this order on %(day)s.") % {"name": decision.by, "day": words.day(decision.at.date())},
        _("SHA-256 of everything it rests on: %(hash)s") % {"hash": decision.content_hash},
    ]
    if decision.approved_at:
        said += [
            _("%(name)s approved it on %(day)s.")
            % {"name": decision.approved_by, "day": words.day(decision.approved_at.date())},
            _("Head of the audit trail: %(head)s") % {"head": decision.audit_head},
        ]
    return tuple(said)
