"""The risks domain as a Django application."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.risks"
    label = "risks"
