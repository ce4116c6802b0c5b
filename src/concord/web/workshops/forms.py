"""Forms of workshops; they parse and say what is missing, and leave what is allowed to the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concord.domains.workshops.models import Workshop
from concord.domains.workshops.services import WorkshopText
from concord.domains.workshops.services.preparing import LONGEST
from concord.web.rounds.forms import Day


class AboutWorkshop(forms.Form):
    """What a workshop is called, where it is and when."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}))
    place = forms.CharField(
        label=_("Place and room"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("First day"), widget=Day())
    days = forms.IntegerField(
        label=_("How many days"), min_value=1, max_value=LONGEST, initial=1,
        widget=forms.NumberInput(attrs={"class": "form-control short"}),
    )  # fmt: skip

    @property
    def text(self) -> WorkshopText:
        """What the service is given."""
        given = self.cleaned_data
        return WorkshopText(given["title"], given["starts_on"], given["days"], given["place"])

    @classmethod
    def about(cls, workshop: Workshop, data: Any = None) -> AboutWorkshop:
        """The form filled with what is known."""
        names = ("title", "place", "starts_on", "days")
        return cls(data, initial={name: getattr(workshop, name) for name in names})
