"""The recommendations domain as a Django application."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.recommendations"
    label = "recommendations"
