"""The fixed words of the releases domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from concord.kernel.sharing import SharingLabel


class Audience(models.TextChoices):
    """To whom a release is made."""

    PARTNER = "partner", _("An assistance partner")
    REGION = "region", _("A region")
    PUBLIC = "public", _("Everybody")


class ReleaseStatus(models.TextChoices):
    """A release is prepared by one person and made by another; one that was made can be recalled, not changed."""

    PREPARED = "prepared", _("Waits for approval")
    DECLINED = "declined", _("Not approved")
    RELEASED = "released", _("Released")
    RECALLED = "recalled", _("Recalled")


# What may leave a country at all, by who receives it: AMBER+STRICT and RED stay with the national team, and what
# everybody may read is CLEAR.
LABELS = {
    Audience.PARTNER: (SharingLabel.CLEAR, SharingLabel.GREEN, SharingLabel.AMBER),
    Audience.REGION: (SharingLabel.CLEAR, SharingLabel.GREEN, SharingLabel.AMBER),
    Audience.PUBLIC: (SharingLabel.CLEAR,),
}
