"""Forms about people; they parse and say what is missing, and leave what is allowed to the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import Institution, User
from concord.domains.people.queries import institutions
from concord.kernel import clock
from concord.kernel.actor import Actor

MAY = {
    Role.FOCAL_POINT: _("runs the process and invites the others"),
    Role.CONTRIBUTOR: _("answers and reports for an institution"),
    Role.REVIEWER: _("reads and comments, and changes nothing"),
    Role.APPROVER: _("signs findings and plans"),
    Role.OBSERVER: _("reads what is agreed"),
}
ROLES = [(role.value, role.label) for role in COUNTRY_ROLES]
EXPLAINED = [(role.value, format_lazy("{}: {}", role.label, MAY[role])) for role in COUNTRY_ROLES]


class Dressed(forms.Form):
    """A form whose fields carry the classes of our look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "form-select"
            elif not isinstance(field.widget, forms.CheckboxSelectMultiple | forms.HiddenInput):
                field.widget.attrs["class"] = "form-control"


class InstitutionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the country's institutions, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Institution.objects.none(), label=_("Institution"), required=False, **kwargs)


class Invite(Dressed):
    """Whom to invite, as what, and how to write to them."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The person signs in with it."))
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=EXPLAINED, widget=forms.CheckboxSelectMultiple)
    institution = InstitutionField(
        empty_label=_("None"), help_text=_("A contributor answers for it; the other roles may do without.")
    )
    language = forms.ChoiceField(
        label=_("Language of the person"),
        choices=[("", _("The country's own")), *settings.LANGUAGES],
        required=False,
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions(actor)  # type: ignore[attr-defined]


class Grant(Dressed):
    """One more role for a person."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *ROLES])
    institution = InstitutionField(empty_label=_("None"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A contributor needs an institution."""
        given = super().clean() or {}
        if given.get("role") == Role.CONTRIBUTOR and given.get("institution") is None:
            self.add_error("institution", _("A contributor answers for an institution; choose one."))
        return given


class Colleague(Dressed):
    """Another person of the country."""

    person = forms.ChoiceField(label=_("Person"))

    def __init__(self, people: Iterable[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "–"), *((str(p.pk), str(p)) for p in people)]  # type: ignore[attr-defined]


class Delegate(Colleague):
    """To whom a role goes, and until when."""

    until = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), localize=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["until"].initial = today + dt.timedelta(days=14)
        self.fields["until"].widget.attrs["min"] = today.isoformat()


class Account(Dressed):
    """One's own name and language."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser asks")), *settings.LANGUAGES], required=False
    )


class NewPassword(Dressed):
    """A password for oneself."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters; several words that belong to nobody else make a good one."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Ask the rules for passwords."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ."))
        return given


class Welcome(NewPassword):
    """What a new person gives: a name and a password."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "password", "again")
