"""Addresses of consolidation."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.consolidation import agreeing, asking, board, disagreements, review, signing

urlpatterns: list[URLPattern] = [
    path("", board.board, name="board"),
    path("matrix/", board.matrix, name="matrix"),
    path("move/", board.move, name="move_parts"),
    path("open/", asking.open_round, name="open_assessment"),
    path("assign/", asking.assign, name="assign"),
    path("assign/suggested/", asking.fill, name="assign_suggested"),
    path("assign/due/", asking.due, name="due_for_all"),
    path("disagreements/", disagreements.disagreements, name="disagreements"),
    path("remarks/", review.remarks, name="remarks"),
    path("remarks/open/", review.open_remark, name="open_remark"),
    path("remarks/<uuid:pk>/", review.answer_remark, name="answer_remark"),
    path("agreeing/", agreeing.agreeing, name="agreeing"),
    path("signature/", signing.signature, name="signature"),
]
