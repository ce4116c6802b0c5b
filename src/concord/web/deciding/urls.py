"""Addresses of priorities."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.deciding import ballots, criteria, decision, downloads, home, result, scores

urlpatterns: list[URLPattern] = [
    path("", home.priorities, name="priorities"),
    path("open/", home.open_priorities, name="open_priorities"),
    path("criteria/", criteria.criteria, name="criteria"),
    path("scores/", scores.table, name="score_table"),
    path("scores/<uuid:pk>/<str:code>/", scores.cell, name="score"),
    path("ballots/ask/", ballots.ask, name="ask_ballot"),
    path("ballots/<uuid:pk>/", ballots.ballot, name="ballot"),
    path("ballots/<uuid:pk>/run/", ballots.run, name="run_ballot"),
    path("result/", result.result, name="order_result"),
    path("result/move/", result.move, name="move_gap"),
    path("decision/", decision.decide, name="decide_order"),
    path("record.<str:kind>", downloads.record, name="decision_record"),
    path("pictures/<str:name>.svg", downloads.picture, name="priority_picture"),
]
