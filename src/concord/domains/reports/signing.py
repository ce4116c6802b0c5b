"""What a plan's document says of how far the plan has come, and what it is signed and sealed with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.plans.enums import PlanStatus
from concord.domains.reports import taken_over, words
from concord.domains.reports.material import Material


def stage(material: Material) -> str:
    """How far the plan has come, for who reads it."""
    plan, adopted = material.plan, material.adopted
    if adopted is not None:
        said = _("%(name)s adopted version %(version)s of this plan on %(day)s.")
        return said % {"name": adopted.made_by, "version": adopted.number, "day": words.day(adopted.made_at)}
    if plan.assessment is not None and plan.status == PlanStatus.SKELETON:
        return _(
            "It is a first draft, made from the needs assessment alone. The country decides what the plan contains; "
            "every line may be changed, added or left out before it is adopted."
        )
    return taken_over.purpose()


def sign_off(material: Material) -> tuple[str, ...]:
    """What stands above the signatures."""
    sealed = _("The SHA-256 below is that of its canonical JSON, which the page of that version offers.")
    return (
        *((stage(material), sealed) if material.adopted else ()),
        _("The undersigned have read this plan (version %(version)s) and agree that it goes to the next step.")
        % {"version": material.plan.version},
        _(
            "The head of the audit trail below seals everything that led to this document. Keep this page: with the "
            "head on paper, a later check (concord audit verify --head) shows whether any entry was changed or removed."
        ),
    )


def seal(material: Material) -> tuple[tuple[str, str], ...]:
    """Which version the document is of, and what it can be checked against."""
    adopted = material.adopted
    if adopted is None:
        return ()
    return (
        (_("Version"), adopted.number),
        (_("Adopted by"), adopted.made_by),
        (_("Adopted on"), words.day(adopted.made_at)),
        ("SHA-256", adopted.sha256),
    )
