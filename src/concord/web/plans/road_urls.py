"""Addresses of the road to adoption: steps, sections, consultation, versions and the next months."""

from __future__ import annotations

from django.urls import URLPattern, path

from concord.web.plans import consulting, operational, road, sections, versions

urlpatterns: list[URLPattern] = [
    path("road/", road.road, name="plan_road"),
    path("road/step/", road.set_step, name="set_road_step"),
    path("road/move/", road.move, name="move_plan"),
    path("sections/", sections.sections, name="plan_sections"),
    path("sections/<slug:code>/", sections.section, name="plan_section"),
    path("next/", operational.operational_plan, name="operational_plan"),
    path("consultation/", consulting.consultation, name="plan_consultation"),
    path("consultation/reply/", consulting.reply, name="reply_to_plan"),
    path("consultation/comment/", consulting.comment, name="comment_on_plan"),
    path("consultation/comments/<uuid:pk>/", consulting.answer, name="answer_comment"),
    path("consultation/matrix.docx", consulting.matrix, name="comment_matrix"),
    path("versions/", versions.versions, name="plan_versions"),
    path("versions/difference/", versions.difference, name="plan_difference"),
    path("versions/difference.docx", versions.difference_document, name="plan_difference_docx"),
    path("versions/<str:number>/", versions.version, name="plan_version"),
    path("versions/<str:number>/plan.json", versions.version_json, name="plan_version_json"),
    path("versions/<str:number>/sign-off/", versions.sign_off, name="plan_sign_off"),
]
