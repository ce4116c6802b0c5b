"""The frameworks domain as a Django application."""

from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.frameworks"
    label = "frameworks"
