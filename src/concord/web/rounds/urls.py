"""Addresses of rounds."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.rounds import comparing, stale, views

urlpatterns: list[URLPattern] = [
    path("", views.rounds, name="rounds"),
    path("start/", views.start, name="start_round"),
    path("<uuid:pk>/", views.round_page, name="round"),
    path("compare/", comparing.compare, name="compare_rounds"),
    path("compare.svg", comparing.picture, name="compare_picture"),
    path("stale/", stale.stale, name="stale"),
    path("stale/again/", stale.ask_again, name="ask_again"),
    path("stale/recommendations/", stale.note, name="note_recommendation"),
    path("stale/recommendations/<uuid:pk>/withdraw/", stale.withdraw, name="withdraw_recommendation"),
]
