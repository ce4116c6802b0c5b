"""Addresses of roadmaps."""

from django.urls import path

from concord.web.roadmaps import downloads, views

urlpatterns = [
    path("", views.roadmaps, name="roadmaps"),
    path("<uuid:pk>/", views.roadmap, name="roadmap"),
    path("<uuid:pk>/stop/", views.stop, name="stop_roadmap"),
    path("<uuid:pk>/choose/", views.choose, name="choose_roadmap"),
    path("<uuid:pk>/picture.svg", downloads.picture, name="roadmap_picture"),
    path("<uuid:pk>/files/<str:kind>", downloads.document, name="roadmap_file"),
]
