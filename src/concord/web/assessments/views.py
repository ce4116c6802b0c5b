"""The heat map of levels, and the page of one finding."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments import queries, services
from concord.domains.assessments.models import Assessment, Finding
from concord.domains.assessments.queries.agreeing import changed_since
from concord.domains.assessments.queries.disagreements import proofs
from concord.domains.assessments.queries.review import threads_about
from concord.domains.assessments.rules import (
    can_open_thread,
    can_reopen,
    can_run_assessment,
    can_settle_thread,
    may_see_proposals,
)
from concord.domains.plans.queries import closing_actions, latest_plan
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_page
from concord.ui.reading import reads
from concord.ui.templatetags.concord import hazard_names
from concord.web.assessments.rungs import rungs

LEVELS = (1, 2, 3, 4, 5)


@country_page
def findings(request: CountryRequest) -> HttpResponse:
    """Every capability by area, coloured by its level."""
    assessment = queries.latest_assessment(request.actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "findings"})
    names = hazard_names()
    hazard = request.GET.get("hazard", "")
    hazard = hazard if hazard in names else ""
    areas = queries.levels_by_area(request.actor, assessment, hazard)
    cells = [cell for area in areas for cell in area.cells]
    counts = Counter((cell.finding.level or 0) if cell.finding else 0 for cell in cells)
    context = {
        "section": "findings",
        "label": assessment.label,
        "assessment": assessment,
        "areas": areas,
        "total": len(cells),
        "legend": [(number, counts[number]) for number in (*LEVELS, 0)],
        "hazard": hazard,
        "hazard_names": names,
        "plan": latest_plan(request.actor),
    }
    return render(request, "assessments/findings.html", context)


@country_page
def finding(request: CountryRequest, code: str) -> HttpResponse:
    """One capability: its level, the ladder with all answers that one may read, and the actions that lift it."""
    return _finding_page(request, _current(request), code)


@country_action
def agree(request: CountryRequest, code: str) -> HttpResponse:
    """Agree on level and target; what cannot be agreed comes back with what was typed."""
    require(can_run_assessment, request.actor)
    assessment = _current(request)
    try:
        level, target = (_number(request, name) for name in ("level", "target"))
        services.agree_finding(
            actor=request.actor,
            finding=_there(request, assessment, code),
            level=level,
            target=target,
            rationale=request.POST.get("rationale", ""),
        )
    except (InvalidInput, WrongState) as error:
        return _finding_page(request, assessment, code, problem=str(error))
    messages.success(request, _("The finding is agreed."))
    return redirect("finding", request.country.code, code)


@country_action
def reopen(request: CountryRequest, code: str) -> HttpResponse:
    """Make an agreed finding a proposal again, with the reason."""
    require(can_reopen, request.actor)
    assessment = _current(request)
    try:
        reason = request.POST.get("reason", "")
        services.reopen_finding(actor=request.actor, finding=_there(request, assessment, code), reason=reason)
    except (InvalidInput, WrongState) as error:
        return _finding_page(request, assessment, code, problem=str(error))
    messages.success(request, _("The finding is open again."))
    return redirect("finding", request.country.code, code)


def _current(request: CountryRequest) -> Assessment:
    assessment = queries.latest_assessment(request.actor)
    if assessment is None:
        raise NotFound("There is no such page.")
    return assessment


def _there(request: CountryRequest, assessment: Assessment, code: str) -> Finding:
    found = queries.find_capability(request.actor, assessment, code).finding
    if found is None:
        raise NotFound("There is no such page.")
    return found


def _number(request: CountryRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if text not in {str(level) for level in LEVELS}:
        raise InvalidInput(_("Level and target are numbers from 1 to 5."))
    return int(text)


def _finding_page(request: CountryRequest, assessment: Assessment, code: str, problem: str = "") -> HttpResponse:
    actor = request.actor
    found = queries.find_capability(actor, assessment, code)
    finding, plan = found.finding, latest_plan(actor)
    ladder = queries.ladder(actor, assessment, found.capability)
    threads = threads_about(actor, assessment, found.capability)
    documents = proofs(actor, assessment, [view.statement.pk for view in ladder])
    context = {
        "section": "findings",
        "label": assessment.label,
        "assessment": assessment,
        "capability": found.capability,
        "finding": finding,
        "rungs": rungs(
            ladder, finding.level if finding else None, finding.ahead if finding else [], documents, threads
        ),
        "threads": [thread for thread in threads if thread.statement_id is None],
        "dissents": queries.dissents(actor, finding) if finding else [],
        "closing": closing_actions(actor, plan).get(finding.pk, []) if plan and finding else [],
        "reads": reads(actor),
        "problem": problem,
        **_powers(request, assessment, finding),
    }
    return render(request, "assessments/finding.html", context, status=400 if problem else 200)


def _powers(request: CountryRequest, assessment: Assessment, finding: Finding | None) -> dict[str, Any]:
    """What the actor may do with the finding, and what a form shows that came back."""
    actor = request.actor
    proposals = finding is not None and may_see_proposals(actor)
    return {
        "runs": can_run_assessment(actor),
        "reopens": can_reopen(actor),
        "opens": can_open_thread(actor),
        "settles": can_settle_thread(actor),
        "sees_proposals": proposals,
        "changed": sum(changed_since(actor, assessment, [finding]).values()) if finding and proposals else 0,
        "levels": LEVELS,
        "chosen": {
            "level": request.POST.get("level") or str(finding.level or "") if finding else "",
            "target": request.POST.get("target") or str(finding.target) if finding else "",
            "rationale": request.POST.get("rationale", finding.rationale) if finding else "",
        },
    }
