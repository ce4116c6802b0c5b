"""The people domain as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.people"
    label = "people"
