"""Addresses of the plan and its actions."""

from django.urls import path

from concord.web.plans import views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("draft/", views.draft, name="draft_plan"),
    path("actions/<str:code>/", views.action, name="action"),
]
