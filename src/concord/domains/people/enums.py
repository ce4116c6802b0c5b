"""The fixed words of the people domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do; see each domain's ``rules.py``."""

    FOCAL_POINT = "focal_point", _("Focal point")
    CONTRIBUTOR = "contributor", _("Contributor")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    OBSERVER = "observer", _("Observer")
    SECRETARIAT = "secretariat", _("Regional secretariat")
    PARTNER = "partner", _("Assistance partner")
    OPERATOR = "operator", _("Operator")


COUNTRY_ROLES = (Role.FOCAL_POINT, Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER)


class Direction(models.TextChoices):
    """Which way a country's main script runs."""

    LTR = "ltr", _("Left to right")
    RTL = "rtl", _("Right to left")


class Tier(models.TextChoices):
    """At which tier of the state an institution works."""

    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    LOCAL = "local", _("Local")


class SecondFactor(models.TextChoices):
    """Of whom a country asks a second factor (a code or a passkey) besides the password."""

    NOBODY = "nobody", _("Nobody")
    SIGNERS = "signers", _("Focal points and approvers")
    EVERYBODY = "everybody", _("Everybody")


SIGNING_ROLES = (Role.FOCAL_POINT, Role.APPROVER)
