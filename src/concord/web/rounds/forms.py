"""Forms of rounds; they parse and say what is missing, and leave what is allowed to the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.services.rounds import LONGEST_TITLE
from concord.domains.frameworks.models import Capability, Framework
from concord.domains.recommendations.enums import Origin
from concord.domains.recommendations.services import LONGEST_SOURCE, LONGEST_TEXT
from concord.ui.templatetags.concord import level_word

LEVELS = (2, 3, 4, 5)


class Day(forms.DateInput):
    """A browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "form-control"}, format="%Y-%m-%d")


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control"})


class StartRound(forms.Form):
    """From which round, by which framework, and how the new one is called."""

    previous = forms.ChoiceField(label=_("Follows"), widget=_select())
    framework = forms.ChoiceField(
        label=_("Framework"), widget=_select(), help_text=_("A newer edition asks again only what it changed.")
    )
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, widget=_line())
    target = forms.TypedChoiceField(label=_("Target"), coerce=int, widget=_select())
    due = forms.DateField(label=_("Answers due by"), required=False, widget=Day())
    suggest = forms.BooleanField(
        label=_("Also ask the institutions that the framework suggests where nobody was asked"), required=False
    )

    def __init__(
        self, rounds: Iterable[Assessment], frameworks: Iterable[Framework], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {str(each.pk): each for each in rounds}
        self.frameworks = {str(each.pk): each for each in frameworks}
        choices: dict[str, list[tuple[Any, str]]] = {
            "previous": [(pk, each.title) for pk, each in self.rounds.items()],
            "framework": [(pk, _named(each)) for pk, each in self.frameworks.items()],
            "target": [(number, _level(number)) for number in LEVELS],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What was chosen, as ``start_round`` takes it."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "previous": self.rounds[given["previous"]],
            "framework": self.frameworks[given["framework"]],
        }


def _named(framework: Framework) -> str:
    return f"{framework.code} {framework.edition} · {framework.title}"


def _level(number: int) -> str:
    return f"{number} · {level_word(number)}"


class NoteRecommendation(forms.Form):
    """What is recommended about which capability, by whom and when."""

    capability_code = forms.ChoiceField(label=_("Capability"), widget=_select())
    text = forms.CharField(
        label=_("What is recommended"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
    )
    origin = forms.ChoiceField(label=_("Comes from"), choices=Origin.choices, widget=_select())
    source = forms.CharField(label=_("Report, exercise or law"), max_length=LONGEST_SOURCE, widget=_line())
    made_on = forms.DateField(label=_("Made on"), widget=Day())

    def __init__(self, capabilities: Iterable[Capability], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "")] + [(each.code, f"{each.code} {each.title}") for each in capabilities]
        self.fields["capability_code"].choices = offered  # type: ignore[attr-defined]
