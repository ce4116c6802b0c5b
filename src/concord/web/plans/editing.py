"""The form of one action: changing it, adding one, and deleting one that has no history yet."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.plans.drafting import month_after
from concord.domains.plans.merging import Edit, EditRefused, GoneRow
from concord.domains.plans.models import Plan
from concord.domains.plans.queries.grid import ActionForm, action_form, added_code, open_store
from concord.domains.plans.row_fields import ACTIONS, FIELDS
from concord.domains.plans.rules import can_shape_plan
from concord.domains.plans.services.editing import change_as_typed, change_plan
from concord.kernel.actor import require
from concord.ui.access import CountryRequest, country_action, country_form
from concord.web.plans.action_fields import Sent, as_it_stands, complain, empty, lists, meant, meant_new, sent
from concord.web.plans.grid import open_plan


@country_form
def edit(request: CountryRequest, code: str) -> HttpResponse:
    """Change one action; what somebody else changed meanwhile is shown beside one's own words and never lost."""
    plan = open_plan(request)
    form = action_form(request.actor, plan, code)
    if request.method != "POST":
        return _edit_page(request, plan, form, as_it_stands(form.store, form.words))
    given = sent(request.POST, form.fields)
    theirs = [name.removeprefix("keep|") for name, value in request.POST.items() if value == "theirs"]
    typed = meant(given, str(form.action.pk), code, form.fields, theirs)
    try:
        change = change_as_typed(actor=request.actor, plan=plan, typed=typed)
    except EditRefused as refused:
        fresh = action_form(request.actor, plan, code)
        return _edit_page(request, plan, fresh, complain(given, refused, fresh.store, fresh.words), status=422)
    n = len(change.entries) if change else 0
    words = ngettext("%(n)s change was saved.", "%(n)s changes were saved.", n) % {"n": n}
    messages.success(request, words if n else _("Nothing was changed."))
    return redirect("action", request.country.code, code)


def _edit_page(request: CountryRequest, plan: Plan, form: ActionForm, given: Sent, status: int = 200) -> HttpResponse:
    context = {
        "section": "plan", "label": form.action.label, "plan": plan, "action": form.action, "form": given,
        "fields": form.fields, "stays": form.stays, "may_delete": form.may_delete,
        "address": f"{ACTIONS}|{form.action.pk}|", **lists(given, form.store, form.words),
    }  # fmt: skip
    return render(request, "plans/edit_action.html", context, status=status)


@country_form
def add(request: CountryRequest) -> HttpResponse:
    """Add an action to the plan; it gets a code for life."""
    require(can_shape_plan, request.actor)
    plan = open_plan(request)
    store = open_store(request.actor, plan)
    words = store.vocabulary()
    fields = {one.key: one for one in FIELDS[ACTIONS] if one.key != "dropped_because"}
    status = 200
    if request.method == "POST":
        given = sent(request.POST, fields)
        typed, key = meant_new(given)
        try:
            change_as_typed(actor=request.actor, plan=plan, typed=typed)
        except EditRefused as refused:
            faults = {problem.field: problem.words for problem in refused.problems}
            given.faults, given.sentence, status = (
                {f"|{name}": said for name, said in faults.items()},
                str(refused),
                422,
            )
        else:
            code = added_code(request.actor, plan, key)
            messages.success(request, _("The action was added as %(code)s.") % {"code": code})
            return redirect("edit_action", request.country.code, code)
    else:
        ends_on = month_after(plan.starts_on, 12) - dt.timedelta(days=1)
        objective = request.GET.get("objective", "") or next(iter(words.objectives), "")
        given = empty(objective, plan.starts_on.isoformat(), ends_on.isoformat(), plan.label)
    context = {
        "section": "plan", "label": plan.label, "plan": plan, "form": given, "fields": fields, "address": "|",
        **lists(given, store, words),
    }  # fmt: skip
    return render(request, "plans/edit_action.html", context, status=status)


@country_action
def delete(request: CountryRequest, code: str) -> HttpResponse:
    """Delete an action that nothing points to yet."""
    require(can_shape_plan, request.actor)
    plan = open_plan(request)
    form = action_form(request.actor, plan, code)
    try:
        change_plan(actor=request.actor, plan=plan, edit=Edit(removed=(GoneRow(ACTIONS, str(form.action.pk), {}),)))
    except EditRefused as refused:
        words = "; ".join(problem.words for problem in refused.problems)
        messages.error(request, f"{code}: {words}")
        return redirect("edit_action", request.country.code, code)
    messages.success(request, _("%(code)s was deleted.") % {"code": code})
    return redirect("plan_grid", request.country.code)
