"""The assessments domain as a Django application."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Registers the domain's models."""

    name = "concord.domains.assessments"
    label = "assessments"
