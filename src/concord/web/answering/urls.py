"""Addresses of answering, for people of the country."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.ui.access import country_action, country_form, country_page
from concord.web.answering import conflicts, guests, sending, views
from concord.web.answering.doors import bounded

urlpatterns: list[URLPattern] = [
    path("mine/", country_form(views.my_parts), name="my_parts"),
    path("parts/<uuid:pk>/", bounded(country_form(views.part)), name="part"),
    path("parts/<uuid:pk>/answers/<str:code>/", country_action(sending.save), name="save_answer"),
    path("parts/<uuid:pk>/answers/<str:code>/files/", bounded(country_action(sending.attach)), name="attach_evidence"),
    path("parts/<uuid:pk>/evidence/<uuid:file>/", country_page(sending.evidence), name="evidence"),
    path("parts/<uuid:pk>/evidence/<uuid:file>/remove/", country_action(sending.remove), name="remove_evidence"),
    path("conflicts/", country_page(conflicts.conflicts), name="conflicts"),
    path("conflicts/<uuid:pk>/", country_action(conflicts.settle), name="settle_conflict"),
    path("guests/", country_form(guests.guests), name="guests"),
    path("guests/<uuid:pk>/recall/", country_action(guests.recall), name="recall_guest"),
]
