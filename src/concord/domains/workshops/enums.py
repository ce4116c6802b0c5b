"""The fixed words of the workshops domain."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkshopStatus(models.TextChoices):
    """How far a workshop has come."""

    PREPARING = "preparing", _("Being prepared")
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")


class ItemKind(models.TextChoices):
    """What an item of the agenda is about."""

    FINDINGS = "findings", _("Agree findings")
    SCENARIOS = "scenarios", _("Rate scenarios")
    WEIGHTS = "weights", _("Weigh criteria")
    SCORES = "scores", _("Score gaps")
    PRIORITIES = "priorities", _("Choose priorities")
    FREE = "free", _("Free question")
    DISCUSSION = "discussion", _("Discussion")


class QuestionState(models.TextChoices):
    """Where a question stands; after it is shown it may be opened again for another round."""

    WAITING = "waiting", _("Not asked yet")
    OPEN = "open", _("Votes are taken")
    CLOSED = "closed", _("Voting is closed")
    REVEALED = "revealed", _("Results are shown")
    DECIDED = "decided", _("Decided")


class Means(models.TextChoices):
    """How a participant votes."""

    PHONE = "phone", _("On a phone")
    PAPER = "paper", _("On paper")


class Standing(models.TextChoices):
    """Whether a participant was let in."""

    WAITING = "waiting", _("Waits to be let in")
    ADMITTED = "admitted", _("Takes part")
    REFUSED = "refused", _("Was not let in")
    LEFT = "left", _("Has left")
