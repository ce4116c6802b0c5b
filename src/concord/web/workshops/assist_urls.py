"""Addresses of who helps in the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.workshops import paper

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/paper/", paper.desk, name="workshop_paper"),
]
