"""Addresses of answering, for guests: the same views behind the secret of a link."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.answering import guests, sending, views
from concord.web.answering.doors import bounded, guest_action, guest_form, guest_page

urlpatterns: list[URLPattern] = [
    path("", guest_page(guests.arrival), name="guest_my_parts"),
    path("parts/<uuid:pk>/", bounded(guest_form(views.part)), name="guest_part"),
    path("parts/<uuid:pk>/answers/<str:code>/", guest_action(sending.save), name="guest_save_answer"),
    path(
        "parts/<uuid:pk>/answers/<str:code>/files/", bounded(guest_action(sending.attach)), name="guest_attach_evidence"
    ),
    path("parts/<uuid:pk>/evidence/<uuid:file>/", guest_page(sending.evidence), name="guest_evidence"),
    path("parts/<uuid:pk>/evidence/<uuid:file>/remove/", guest_action(sending.remove), name="guest_remove_evidence"),
]
