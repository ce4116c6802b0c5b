"""The assistance domain as a Django application."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.assistance"
    label = "assistance"
