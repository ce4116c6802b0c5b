"""The pages as a Django application: its templates lie in one folder per domain."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Makes the pages' templates known."""

    name = "concord.web"
    label = "web"
