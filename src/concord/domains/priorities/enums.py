"""The fixed words of the priorities domain."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class BallotKind(models.TextChoices):
    """How a ballot asks."""

    POINTS = "points", _("Points from 0 to 100")
    PAIRWISE = "pairwise", _("Comparisons two by two")
    ORDER = "order", _("An order")
    SCALE = "scale", _("A step on a scale for each line")
    CHOICE = "choice", _("A choice")


WEIGHING = (BallotKind.POINTS, BallotKind.PAIRWISE, BallotKind.ORDER)  # from these weights can be worked out


class VoterUnit(models.TextChoices):
    """Whose vote counts once."""

    PERSON = "person", _("Each person votes")
    INSTITUTION = "institution", _("Each institution votes once")


class Shown(models.TextChoices):
    """When votes can be seen."""

    CLOSED = "closed", _("Hidden until the ballot is closed")
    LIVE = "live", _("Shown as they come")
    LED = "led", _("Hidden until whoever leads the room shows them")


ASKED_AT_A_DISTANCE = (Shown.CLOSED, Shown.LIVE)  # nobody leads where people vote each at their own desk


class Aim(models.TextChoices):
    """Which end of a criterion speaks for doing something first."""

    MORE = "more", _("more comes first")
    LESS = "less", _("less comes first")


class Source(models.TextChoices):
    """Where a criterion's values come from."""

    EXPOSURE = "exposure", _("Agreed risks")
    SIZE = "size", _("Findings")
    COST = "cost", _("Benchmark actions and the book of unit costs")
    LEGAL = "legal", _("Links to binding instruments")
    BORDERS = "borders", _("Agreed risks")
    RATED = "rated", _("Ratings of institutions")


class Stage(models.TextChoices):
    """How far a prioritisation has come."""

    OPEN = "open", _("Open")
    DECIDED = "decided", _("Decided")
    APPROVED = "approved", _("Approved")


# What the shipped criteria (content/criteria.yaml) are called, and what they ask; a country may word its own.
CRITERION_WORDS: dict[str, tuple[Promise, Promise]] = {
    "exposure": (_("Risk leaning on it"), _("How much of all rated risk leans on the capability.")),
    "size": (_("Size of the gap"), _("How many levels lie between where the country is and its target.")),
    "urgency": (_("Urgency"), _("How much is lost if it waits another two years.")),
    "feasibility": (_("Feasibility"), _("How likely it is that the country can do it with the people it has.")),
    "cost": (_("Cost"), _("What closing the gap is likely to cost.")),
    "legal": (_("Legal obligation"), _("How many binding instruments oblige the country to have it.")),
    "borders": (_("Relevance across borders"), _("How much of the risk that leans on it reaches other countries.")),
    "sustainability": (_("Sustainability"), _("How likely it is that what is gained lasts without outside help.")),
}
