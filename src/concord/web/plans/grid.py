"""The grid in which many actions are edited: the page, saving a block of cells, and taking one's last change back."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.plans import queries
from concord.domains.plans.enums import ActionStatus, ChangeSource
from concord.domains.plans.merging import Cell, EditRefused
from concord.domains.plans.models import Plan, PlanChange
from concord.domains.plans.plan_changes import last_own_change
from concord.domains.plans.queries.grid import can_be_edited, grid, shown_again
from concord.domains.plans.row_fields import ACTIONS
from concord.domains.plans.rules import can_edit_plan
from concord.domains.plans.services.editing import change_as_typed, undo_change
from concord.domains.plans.typed_edits import Typed, TypedEdit
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest, country_action, country_page
from concord.ui.templatetags.concord import hazard_names
from concord.web.plans.grid_table import columns, table_rows
from concord.web.plans.views import wanted_of

CELLS_AT_MOST = 20_000


def plan_of(request: CountryRequest) -> Plan:
    """The country's plan; without one there is nothing to edit."""
    found = queries.latest_plan(request.actor)
    if found is None:
        raise NotFound("There is no such page.")
    return found


def open_plan(request: CountryRequest) -> Plan:
    """The country's plan, for pages that change it; one sentence where it is closed."""
    plan = plan_of(request)
    require(can_edit_plan, request.actor)
    if not can_be_edited(request.actor, plan):
        raise WrongState(_("This plan is final or adopted and cannot be changed as it stands."))
    return plan


@country_page
def page(request: CountryRequest) -> HttpResponse:
    """Many actions in one table; without script each row leads to its form."""
    plan = open_plan(request)
    wanted = wanted_of(request)
    found = grid(request.actor, plan, wanted)
    context = {
        "section": "plan",
        "label": plan.label,
        "plan": plan,
        "wanted": wanted,
        "columns": columns(found),
        "rows": table_rows(request.country.code, found),
        "count": len(found.rows),
        "names": found.words.names.values(),
        "objectives": found.words.objectives.items(),
        "institutions": found.store.institutions,
        "hazard_names": hazard_names(),
        "statuses": ActionStatus.choices,
        "undo": told(found.last),
    }
    return render(request, "plans/grid.html", context)


@country_action
def save(request: CountryRequest) -> HttpResponse:
    """Save one cell or a pasted block, whole or not at all; the answer says what each cell shows now."""
    plan = plan_of(request)
    try:
        typed = TypedEdit(cells=_cells(request.body))
        change = change_as_typed(actor=request.actor, plan=plan, typed=typed, source=ChangeSource.GRID)
    except EditRefused as refused:
        return _refused(request, plan, refused)
    except (InvalidInput, WrongState) as error:
        status = 409 if isinstance(error, WrongState) else 400
        return JsonResponse({"sentence": str(error)}, status=status)
    cells = [Cell(one.table, one.id, one.field, "", "") for one in typed.cells]
    return JsonResponse({"cells": shown_again(request.actor, plan, cells), "undo": told(change)})


def _cells(body: bytes) -> tuple[Typed, ...]:
    try:
        given = json.loads(body)["cells"]
        if not isinstance(given, list) or len(given) > CELLS_AT_MOST:
            raise ValueError
        return tuple(Typed(ACTIONS, *(_text(cell[key]) for key in ("id", "field", "was", "value"))) for cell in given)
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(_("The page sent something that cannot be read; load it again.")) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _refused(request: CountryRequest, plan: Plan, refused: EditRefused) -> HttpResponse:
    """What is wrong with which cell, and what somebody else wrote meanwhile."""
    clashing = [Cell(clash.table, clash.id, clash.field, "", "") for clash in refused.clashes]
    now = {(key, name): words for key, name, words in shown_again(request.actor, plan, clashing)}
    answer = {
        "sentence": str(refused),
        "problems": [[one.id, one.field, one.words] for one in refused.problems],
        "clashes": [[one.id, one.field, now.get((one.id, one.field))] for one in refused.clashes],
    }
    return JsonResponse(answer, status=422)


@country_action
def undo(request: CountryRequest) -> HttpResponse:
    """Take back one's own last change; a script gets the cells, a plain form the page again."""
    plan = plan_of(request)
    scripted = "application/json" in request.headers.get("Accept", "")
    try:
        change = undo_change(actor=request.actor, plan=plan)
    except (EditRefused, WrongState) as error:
        if scripted:
            return JsonResponse({"sentence": str(error)}, status=409)
        messages.error(request, str(error))
        return redirect("plan_grid", request.country.code)
    if not scripted:
        messages.success(request, _("Your last change was taken back."))
        return redirect("plan_grid", request.country.code)
    cells = [Cell(e["table"], e["id"], e["field"], "", "") for e in change.entries if "field" in e]
    plain = len(cells) == len(change.entries) and all(cell.table == ACTIONS for cell in cells)
    last = last_own_change(request.actor, plan)
    shown = shown_again(request.actor, plan, cells) if plain else []
    return JsonResponse({"cells": shown, "reload": not plain, "undo": told(last)})


def told(change: PlanChange | None) -> str:
    """What the button for taking back is about."""
    if change is None:
        return ""
    n = len(change.entries)
    return ngettext("Take back %(n)s change", "Take back %(n)s changes", n) % {"n": n}
