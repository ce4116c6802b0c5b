"""The minutes of a workshop: agenda, who was there, and each decision with its votes, spread, dissent and time."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.reports import minutes_chapters as chapters
from concord.domains.reports import words
from concord.domains.reports.decisions import DOCX
from concord.domains.workshops.enums import WorkshopStatus
from concord.domains.workshops.models import Workshop
from concord.domains.workshops.queries import WorkshopRecord, record_of
from concord.formats import decision_files
from concord.formats.decision_record import DecisionRecord
from concord.kernel import audit
from concord.kernel.actor import Actor
from concord.kernel.sharing import SharingLabel


def render_minutes(actor: Actor, country: Country, workshop: Workshop) -> tuple[bytes, str, str]:
    """The minutes as they stand: bytes, media type and file name."""
    record = minutes(country, record_of(actor, workshop), audit.head(country.pk))
    name = f"{country.code.lower()}-minutes-{workshop.starts_on.isoformat()}.docx"
    return decision_files.docx(record), DOCX, name


def minutes(country: Country, told: WorkshopRecord, head: str) -> DecisionRecord:
    """The minutes as a document that only has to be laid out."""
    workshop = told.workshop
    return DecisionRecord(
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        title=_("Minutes: %(title)s") % {"title": workshop.title},
        subtitle=chapters.when(workshop),
        country=country.name,
        label=SharingLabel(workshop.label).label,
        marking=country.marking,
        facts=_facts(told),
        chapters=(chapters.agenda(told), chapters.decisions(told), *chapters.items(told), chapters.attendance(told)),
        sign_off=_sign_off(workshop, head),
        labels={
            "page": _("Page"), "of": _("of"), "name": _("Name"), "function": _("Function"), "date": _("Date"),
            "signature": _("Signature"), "sign_off": _("Sign-off"),
        },
    )  # fmt: skip


def _facts(told: WorkshopRecord) -> tuple[tuple[str, str], ...]:
    workshop, people, decided = told.workshop, len(told.participants), len(told.decisions)
    from_where = ngettext("%(n)s institution", "%(n)s institutions", len(told.institutions)) % {
        "n": len(told.institutions)
    }
    corrected = sum(bool(one.corrections) for one in told.decisions)
    facts = [
        (_("Status"), _state(workshop)),
        (_("Place"), workshop.place or "–"),
        (_("Subject"), workshop.assessment.title),
        (
            _("Took part"),
            ngettext("%(n)s person of %(institutions)s", "%(n)s people of %(institutions)s", people)
            % {"n": people, "institutions": from_where},
        ),
        (_("Decisions"), str(decided)),
        (_("Times"), timezone.get_current_timezone_name()),
    ]
    if corrected:
        facts.insert(5, (_("Corrected later"), str(corrected)))
    return tuple(facts)


def _state(workshop: Workshop) -> str:
    if workshop.status == WorkshopStatus.CLOSED:
        return _("Closed on %(day)s") % {"day": words.day((workshop.closed_at or timezone.now()).date())}
    return _("Draft: the workshop is not closed yet")


def _sign_off(workshop: Workshop, head: str) -> tuple[str, ...]:
    said = [
        _("A decision is never overwritten: what was corrected stands beside it, with the reason."),
        _("Head of the audit trail: %(head)s") % {"head": head},
    ]
    if workshop.status != WorkshopStatus.CLOSED:
        said.insert(0, _("This is a draft; the workshop is not closed yet."))
    return tuple(said)
