"""The picture of a roadmap, and its files to keep."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from concord.domains.roadmaps import outputs, queries
from concord.domains.roadmaps.enums import RunState
from concord.domains.roadmaps.queries import View
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest, country_page
from concord.web.plans.road_pages import id_of, plan_of


@country_page
def picture(request: CountryRequest, pk: UUID) -> HttpResponse:
    """The picture as SVG; ``?with=`` frames where actions stand in another roadmap."""
    view = _view(request, pk)
    try:
        other = id_of(request.GET.get("with", ""))
    except InvalidInput:
        other = None
    before = _view(request, other) if other else None
    return HttpResponse(outputs.svg_of(view, before), content_type="image/svg+xml")


@country_page
def document(request: CountryRequest, pk: UUID, kind: str) -> HttpResponse:
    """A3 paper, calendar entries, or a project file."""
    content, media_type, name = outputs.render(_view(request, pk), request.country, kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _view(request: CountryRequest, pk: UUID) -> View:
    run = queries.find_roadmap(request.actor, plan_of(request), pk)
    if run.state != RunState.DONE:
        raise NotFound("This roadmap is not worked out.")
    return queries.view_of(request.actor, run)
