"""The roadmaps domain as a Django application."""

from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.roadmaps"
    label = "roadmaps"
