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


class Stance(models.TextChoices):
    """What an institution says to a plan in consultation."""

    CONCURS = "concurs", _("Concurs")
    WITH_COMMENTS = "with_comments", _("Concurs with comments")
    OBJECTS = "objects", _("Objects")


class Place(models.TextChoices):
    """What a comment hangs on."""

    PLAN = "plan", _("The whole plan")
    SECTION = "section", _("Section")
    ACTION = "action", _("Action")


class CommentOutcome(models.TextChoices):
    """What became of a comment."""

    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    NOTED = "noted", _("Noted")


class ChangeSource(models.TextChoices):
    """How somebody changed a plan."""

    FORM = "form", _("Form")
    GRID = "grid", _("Grid")
    WORKBOOK = "workbook", _("Workbook")
    UNDO = "undo", _("Undone")
    ROADMAP = "roadmap", _("Roadmap")
