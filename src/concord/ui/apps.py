"""The shared web parts as a Django application: templates, static files and template tags."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Makes the shared templates and static files known."""

    name = "concord.ui"
    label = "ui"
