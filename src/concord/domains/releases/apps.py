"""The releases domain as a Django application."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.releases"
    label = "releases"
