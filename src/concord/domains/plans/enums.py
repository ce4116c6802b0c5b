"""The fixed words of the plans domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanStatus(models.TextChoices):
    """The road of a plan to adoption."""

    SKELETON = "skeleton", _("Skeleton")
    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    FINAL = "final", _("Final")
    ADOPTED = "adopted", _("Adopted")
    SUPERSEDED = "superseded", _("Superseded")


class ActionStatus(models.TextChoices):
    """Where an action stands."""

    TO_BE_DEFINED = "to_be_defined", _("To be defined")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class IndicatorKind(models.TextChoices):
    """An output is what an action delivers, an outcome what becomes better by it."""

    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")


class FundingStatus(models.TextChoices):
    """How sure money is."""

    NONE = "none", _("None")
    ASKED = "asked", _("Asked")
    PLEDGED = "pledged", _("Pledged")
    SECURED = "secured", _("Secured")
