"""The plan's objectives: added, renamed, put in another order, and removed while they have no action."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.plans.merging import EditRefused
from concord.domains.plans.queries.grid import objectives_in_use, open_store
from concord.domains.plans.row_fields import OBJECTIVES
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.services.editing import change_as_typed
from concord.domains.plans.typed_edits import Typed, TypedEdit, TypedRow
from concord.kernel.actor import require
from concord.ui.access import CountryRequest, country_form
from concord.web.plans.grid import open_plan

_NAMES = ("code", "title", "order")


@country_form
def page(request: CountryRequest) -> HttpResponse:
    """One form for all of them."""
    require(can_shape_plan, request.actor)
    plan = open_plan(request)
    fault, status = "", 200
    if request.method == "POST":
        try:
            change = change_as_typed(actor=request.actor, plan=plan, typed=_typed(request))
        except EditRefused as refused:
            told = "; ".join(problem.words for problem in refused.problems)
            fault, status = f"{refused} {told}".strip(), 422
        else:
            messages.success(request, _("The objectives were saved.") if change else _("Nothing was changed."))
            return redirect("objectives", request.country.code)
    rows, used = open_store(request.actor, plan).rows[OBJECTIVES], objectives_in_use(request.actor, plan)
    lines = [{"id": key, "used": used.get(key, 0), **row} for key, row in rows.items()]
    if fault:
        lines = [
            {**line, **{k: request.POST.get(f"{line['id']}|{k}", line[k]) for k in ("title", "order")}}
            for line in lines
        ]
    last = max((int(row["order"]) for row in rows.values()), default=0)
    fresh = {name: request.POST.get(f"new|{name}", "") for name in _NAMES}
    context = {
        "section": "plan", "label": plan.label, "plan": plan, "lines": lines, "fault": fault, "next": last + 1,
        "fresh": fresh,
    }  # fmt: skip
    return render(request, "plans/edit_objectives.html", context, status=status)


def _typed(request: CountryRequest) -> TypedEdit:
    """What the form asks for: each line with what it showed, and one new line where anything stands in it."""
    post = request.POST
    cells, removed = [], []
    for key in post.getlist("id"):
        if post.get(f"{key}|delete"):
            removed.append(TypedRow(OBJECTIVES, key, {}))
            continue
        cells += [
            Typed(OBJECTIVES, key, name, post.get(f"{key}|was|{name}", ""), post.get(f"{key}|{name}", ""))
            for name in ("title", "order")
        ]
    new = {name: post.get(f"new|{name}", "").strip() for name in _NAMES}
    added = (TypedRow(OBJECTIVES, str(uuid4()), new),) if new["code"] or new["title"] else ()
    return TypedEdit(tuple(cells), added, tuple(removed))
