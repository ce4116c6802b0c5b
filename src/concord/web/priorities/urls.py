"""Addresses of gaps."""

from django.urls import path

from concord.web.priorities import views

urlpatterns = [path("", views.gaps, name="gaps")]
