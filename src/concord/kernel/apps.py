"""The kernel as a Django application: it owns the audit trail's tables."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers the kernel's models."""

    name = "concord.kernel"
    label = "kernel"
