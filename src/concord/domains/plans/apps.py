"""The plans domain as a Django application."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.plans"
    label = "plans"
