"""The fixed words of the roadmaps domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where the search for a roadmap stands."""

    WAITING = "waiting", _("Waits for its turn")
    RUNNING = "running", _("Is being worked out")
    DONE = "done", _("Worked out")
    IMPOSSIBLE = "impossible", _("There is none")
    FAILED = "failed", _("Failed")


OPEN = (RunState.WAITING, RunState.RUNNING)
