"""Addresses of findings."""

from django.urls import path

from concord.web.assessments import views

urlpatterns = [
    path("", views.findings, name="findings"),
    path("<str:code>/", views.finding, name="finding"),
    path("<str:code>/agree/", views.agree, name="agree_finding"),
    path("<str:code>/reopen/", views.reopen, name="reopen_finding"),
]
