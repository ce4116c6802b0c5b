"""The workshops domain as a Django application."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.workshops"
    label = "workshops"
