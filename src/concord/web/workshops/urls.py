"""Addresses of workshops; what phones in the room reach stands in ``phone_urls``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from concord.web.workshops import attending, correcting, facilitating, preparing, projecting

urlpatterns: list[URLPattern | URLResolver] = [
    path("", preparing.workshops, name="workshops"),
    path("new/", preparing.new_workshop, name="workshop_new"),
    path("<uuid:pk>/", preparing.workshop, name="workshop"),
    path("<uuid:pk>/prepare/", preparing.prepare, name="workshop_prepare"),
    path("<uuid:pk>/items/<uuid:item_id>/", preparing.item, name="workshop_item"),
    path("<uuid:pk>/items/<uuid:item_id>/questions/", preparing.questions, name="workshop_questions"),
    path("<uuid:pk>/run/", facilitating.run, name="workshop_run"),
    path("<uuid:pk>/run/live/", facilitating.run_live, name="workshop_run_live"),
    path("<uuid:pk>/run/do/", facilitating.act, name="workshop_do"),
    path("<uuid:pk>/run/decide/", facilitating.decide, name="workshop_decide"),
    path("<uuid:pk>/run/door/", facilitating.doorkeep, name="workshop_door"),
    path("<uuid:pk>/screen/", projecting.screen, name="workshop_screen"),
    path("<uuid:pk>/screen/live/", projecting.screen_live, name="workshop_screen_live"),
    path("<uuid:pk>/people/", attending.people, name="workshop_people"),
    path("<uuid:pk>/decisions/<uuid:decision_id>/", correcting.decision, name="workshop_decision"),
    path("", include("concord.web.workshops.assist_urls")),
    path("", include("concord.web.workshops.papers_urls")),
]
