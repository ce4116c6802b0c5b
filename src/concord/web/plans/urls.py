"""Addresses of the plan and its actions."""

from django.urls import path

from concord.web.plans import editing_urls, money_urls, road_urls, views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("draft/", views.draft, name="draft_plan"),
    path("actions/<str:code>/", views.action, name="action"),
    *editing_urls.urlpatterns,
    *road_urls.urlpatterns,
    *money_urls.urlpatterns,
]
