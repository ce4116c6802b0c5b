"""The plan's documents by kind: one door for pages and the command line."""

from __future__ import annotations

from collections.abc import Callable

from concord.domains.plans.models import Plan
from concord.domains.plans.rules import can_see_plan
from concord.domains.reports.material import Material, gather
from concord.domains.reports.pictures import picture_jobs
from concord.domains.reports.plan_json import plan_json
from concord.domains.reports.sheets import findings_workbook, plan_workbook
from concord.domains.reports.two_languages import compose_in, known_language, second_jobs
from concord.formats import plan_files
from concord.formats.plan_document import PlanDocument
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plan_document(material: Material, second: str = "", only: tuple[str, ...] = ()) -> PlanDocument:
    """The plan as a document with its pictures, or with ``only`` some; in a second language too where one is wanted."""
    jobs = {**picture_jobs(material, only), **second_jobs(material, second)}
    return compose_in(material, {name: job() for name, job in jobs.items()}, second)


_SUMMARY = ("areas", "funding")  # the pictures of the executive summary

# By name: media type, and what writes it from the material and a second language.
KINDS: dict[str, tuple[str, Callable[[Material, str], bytes]]] = {
    "plan.docx": (DOCX, lambda material, second: plan_files.docx(plan_document(material, second))),
    "plan.pdf": ("application/pdf", lambda material, second: plan_files.pdf(plan_document(material, second))),
    "summary.docx": (DOCX, lambda material, second: plan_files.summary_docx(plan_document(material, second, _SUMMARY))),
    "summary.pdf": (
        "application/pdf",
        lambda material, second: plan_files.summary_pdf(plan_document(material, second, _SUMMARY)),
    ),
    "plan.xlsx": (XLSX, lambda material, _second: plan_workbook(material)),
    "plan.json": ("application/json", lambda material, _second: plan_json(material).encode()),
    "findings.xlsx": (XLSX, lambda material, _second: findings_workbook(material)),
}


def render(actor: Actor, plan: Plan, kind: str, second: str = "") -> tuple[bytes, str, str]:
    """One document of a plan: its bytes, media type and file name; ``kind`` is a key of ``KINDS``.

    ``second`` is the language that stands beside the active one in texts to read.
    """
    require(can_see_plan, actor, plan)
    if kind not in KINDS:
        raise NotFound("There is no such document.")
    media_type, write = KINDS[kind]
    name = f"{plan.country.code.lower()}-{kind}" if plan.country.code.isalpha() else kind
    return write(gather(actor, plan), known_language(second)), media_type, name
