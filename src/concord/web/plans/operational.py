"""The operational plan: the next months as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from concord.domains.plans.queries import operational as queries
from concord.ui.access import CountryRequest, country_page
from concord.web.plans.road_pages import page_of, plan_of


@country_page
def operational_plan(request: CountryRequest) -> HttpResponse:
    """Actions, milestones and cost of the next 12, 18 or 24 months."""
    plan = plan_of(request)
    asked = request.GET.get("months", "")
    months = next((choice for choice in queries.CHOICES if str(choice) == asked), queries.CHOICES[0])
    found = queries.operational_plan(request.actor, plan, months)
    context = page_of(plan, "operational", found=found, months=months, choices=queries.CHOICES)
    return render(request, "plans/operational.html", context)
