"""Addresses of a workshop's papers, and of the laptop that took the work to a room."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.workshops import carrying, papers

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/minutes/", papers.minutes, name="workshop_minutes"),
    path("<uuid:pk>/sheets/", papers.sheets, name="workshop_sheets"),
    path("away/", carrying.carrying, name="carrying"),
    path("away/lost/", carrying.lost, name="declare_lost"),
]
