"""The plan's documents by kind: one door for pages and the command line."""

from __future__ import annotations

from collections.abc import Callable

from concord.domains.plans.models import Plan
from concord.domains.plans.rules import can_see_plan
from concord.domains.reports.compose import compose
from concord.domains.reports.material import Material, gather
from concord.domains.reports.pictures import plan_pictures
from concord.domains.reports.plan_json import plan_json
from concord.domains.reports.sheets import findings_workbook, plan_workbook
from concord.formats import plan_files
from concord.formats.plan_document import PlanDocument
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plan_document(material: Material) -> PlanDocument:
    """The plan as a document, with its pictures."""
    return compose(material, plan_pictures(material))


KINDS: dict[str, tuple[str, Callable[[Material], bytes]]] = {
    "plan.docx": (DOCX, lambda material: plan_files.docx(plan_document(material))),
    "plan.pdf": ("application/pdf", lambda material: plan_files.pdf(plan_document(material))),
    "plan.xlsx": (XLSX, plan_workbook),
    "plan.json": ("application/json", lambda material: plan_json(material).encode()),
    "findings.xlsx": (XLSX, findings_workbook),
}


def render(actor: Actor, plan: Plan, kind: str) -> tuple[bytes, str, str]:
    """One document of a plan: its bytes, media type and file name; ``kind`` is a key of ``KINDS``."""
    require(can_see_plan, actor, plan)
    if kind not in KINDS:
        raise NotFound("There is no such document.")
    media_type, write = KINDS[kind]
    name = f"{plan.country.code.lower()}-{kind}" if plan.country.code.isalpha() else kind
    return write(gather(actor, plan)), media_type, name
