"""The priorities domain as a Django application."""

from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.priorities"
    label = "priorities"
