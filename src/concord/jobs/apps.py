"""The background tasks as a Django application: it owns the texts of e-mails that they send."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Makes the texts' templates known."""

    name = "concord.jobs"
    label = "jobs"
