"""The fixed words of the risks domain."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScenarioOrigin(models.TextChoices):
    """What brings a scenario about."""

    NATURAL = "natural", _("Natural")
    ACCIDENTAL = "accidental", _("Accidental")
    DELIBERATE = "deliberate", _("Deliberate")


class CrossBorder(models.TextChoices):
    """Whether a scenario reaches other countries."""

    NONE = "none", _("Stays in the country")
    POSSIBLE = "possible", _("May cross borders")
    USUAL = "usual", _("Usually crosses borders")


class Dimension(models.TextChoices):
    """What a scenario harms."""

    HEALTH = "health", _("Health")
    ENVIRONMENT = "environment", _("Environment")
    ECONOMY = "economy", _("Economy")
    ORDER = "public_order", _("Public order")


class Stage(models.TextChoices):
    """How far a risk picture has come: rated, rated again after seeing the spread, agreed, approved."""

    FIRST = "first", _("First round of estimates")
    SECOND = "second", _("Second round, with the spread in view")
    AGREED = "agreed", _("Agreed")
    APPROVED = "approved", _("Approved")


RATING = (Stage.FIRST, Stage.SECOND)  # estimates may be made
FOLLOWED = (Stage.AGREED, Stage.APPROVED)  # the order of gaps follows


class Strength(models.IntegerChoices):
    """How far a scenario leans on a capability, in halves: r_cs is half of the value."""

    NONE = 0, _("Not at all")
    PARTLY = 1, _("Partly")
    STRONGLY = 2, _("Strongly")


# Bands grow by a factor of 5 (DESIGN section 8; after the UK National Risk Register 2023).
LIKELIHOOD_WORDS = {
    1: _("Remote: under 0.2 % in five years"),
    2: _("Unlikely: 0.2 to 1 % in five years"),
    3: _("Possible: 1 to 5 % in five years"),
    4: _("Likely: 5 to 25 % in five years"),
    5: _("Very likely: over 25 % in five years"),
}
IMPACT_WORDS = {
    Dimension.HEALTH: {
        1: _("Minor: up to 8 people die or fall gravely ill"),
        2: _("Limited: 9 to 40 people"),
        3: _("Moderate: 41 to 200 people"),
        4: _("Severe: 201 to 1,000 people"),
        5: _("Catastrophic: more than 1,000 people"),
    },
    Dimension.ENVIRONMENT: {
        1: _("Minor: one place, restored within weeks"),
        2: _("Limited: one place, restored within months"),
        3: _("Moderate: a district, restored within a year or two"),
        4: _("Severe: a region, restored within ten years"),
        5: _("Catastrophic: several regions, or not restored within a generation"),
    },
    Dimension.ECONOMY: {
        1: _("Minor: under 0.004 % of a year's national income"),
        2: _("Limited: 0.004 to 0.02 %"),
        3: _("Moderate: 0.02 to 0.1 %"),
        4: _("Severe: 0.1 to 0.5 %"),
        5: _("Catastrophic: over 0.5 %"),
    },
    Dimension.ORDER: {
        1: _("Minor: concern in one place for days"),
        2: _("Limited: services disturbed in one place for weeks"),
        3: _("Moderate: services disturbed in a region for weeks"),
        4: _("Severe: emergency measures in regions for months"),
        5: _("Catastrophic: the whole country disturbed for months or longer"),
    },
}
