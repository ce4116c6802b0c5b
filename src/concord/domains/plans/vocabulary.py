"""The words of one plan: how each value is shown to people, and what is meant by what they type or paste."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.people.models import Institution
from concord.domains.plans.enums import ActionStatus, FundingStatus, IndicatorKind
from concord.domains.plans.row_fields import ACTIONS, COSTS, FUNDING, INDICATORS, Field, Kind
from concord.formats.typed_sheet import folded, text_problem
from concord.kernel.sharing import SharingLabel

LETTERS = "CBRN"
MODES = ("own", "partner", "regional")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
_DAY = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{4})")
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_ENUMERATIONS: dict[tuple[str, str], type[TextChoices]] = {
    (ACTIONS, "status"): ActionStatus, (FUNDING, "status"): FundingStatus, (INDICATORS, "kind"): IndicatorKind,
    (ACTIONS, "label"): SharingLabel,
}  # fmt: skip
YEARS, NUMBERS = range(1990, 2101), range(10_000)
MOST = Decimal(10) ** 12


class Unreadable(ValueError):
    """What was typed cannot be understood; the message says what is expected."""


def choices(table: str, key: str) -> dict[str, str]:
    """The values of a field that has a list, with the words for them."""
    enumeration = _ENUMERATIONS.get((table, key))
    if enumeration is not None:
        return {str(value): str(label) for value, label in enumeration.choices}
    return _worded().get(key, {})


def _worded() -> dict[str, dict[str, str]]:
    """The lists whose words stand here."""
    return {
        "recurrent": {"yes": _("Yes"), "no": _("No")},
        "phase": phases(),
        "hazards": {
            "C": pgettext("hazard", "Chemical"),
            "B": pgettext("hazard", "Biological"),
            "R": pgettext("hazard", "Radiological"),
            "N": pgettext("hazard", "Nuclear"),
        },
        "modes": {
            "own": pgettext("delivery", "by the country itself"),
            "partner": pgettext("delivery", "with a partner"),
            "regional": pgettext("delivery", "with the region"),
        },
    }


def phases() -> dict[str, str]:
    """The phases with their words."""
    return {
        "prevention": pgettext("phase", "Prevention"),
        "detection": pgettext("phase", "Detection"),
        "preparedness": pgettext("phase", "Preparedness"),
        "response": pgettext("phase", "Response"),
        "recovery": pgettext("phase", "Recovery"),
        "cross-cutting": pgettext("phase", "Cross-cutting"),
    }


_LISTED = ((ACTIONS, "status"), (ACTIONS, "phase"), (ACTIONS, "label"), (ACTIONS, "hazards"), (ACTIONS, "modes"),
           (INDICATORS, "kind"), (FUNDING, "status"), (COSTS, "recurrent"))  # fmt: skip


@dataclass
class Vocabulary:
    """The words of a plan in the language that is active."""

    names: Mapping[str, str]  # an institution's code -> how it is shown
    objectives: Mapping[str, str]  # code -> title
    actions: set[str]  # codes
    _listed: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _meant: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, key in _LISTED:
            listed = choices(table, key)
            self._listed[table, key] = listed
            self._meant[table, key] = {folded(word): value for value, word in listed.items()}
            self._meant[table, key] |= {folded(value): value for value in listed}
        self._codes = {folded(name): code for code, name in self.names.items()}
        self._codes |= {folded(code): code for code in self.names}
        self._codes |= {folded(f"@{code}"): code for code in self.names}

    # --- shown ---

    def shown(self, table: str, one: Field, value: str) -> str:
        """A canonical value as people read it."""
        show = self.shower(table, one) if value else None
        return show(value) if show else value

    def shower(self, table: str, one: Field) -> Callable[[str], str] | None:
        """How a field's values are shown; None where they are shown as they are."""
        match one.kind:
            case Kind.CHOICE:
                listed = self._listed[table, one.key]
                return lambda value: listed.get(value, value)
            case Kind.INSTITUTION:
                return self._name
            case Kind.INSTITUTIONS:
                return lambda value: "; ".join(self._name(piece) for piece in value.split("; "))
            case Kind.HAZARDS:
                return ", ".join
            case Kind.MODES:
                modes = self._listed[table, one.key]
                return lambda value: "; ".join(modes.get(piece, piece) for piece in value.split())
        return None

    def _name(self, piece: str) -> str:
        return self.names.get(piece[1:], piece[1:]) if piece.startswith("@") else piece

    # --- read ---

    def parse(self, table: str, one: Field, text: str) -> str:
        """The canonical value of what was typed; ``Unreadable`` says what is wrong with it."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        problem = text_problem(text)
        if problem:
            raise Unreadable(problem)
        if not text:
            if one.needed:
                raise Unreadable(_("this may not be left empty"))
            return ""
        value = self._parsed(table, one, text)
        if one.limit and len(value) > one.limit:
            raise Unreadable(_("at most %(n)s characters fit here") % {"n": one.limit})
        return value

    def _parsed(self, table: str, one: Field, text: str) -> str:
        """The value of a text that is there, by the kind of its field."""
        plain = _PLAIN.get(one.kind)
        if plain is not None:
            return plain(text)
        if one.kind in (Kind.CHOICE, Kind.HAZARDS, Kind.MODES):
            return self._chosen(table, one, text)
        return self._reference(one, text)

    def _chosen(self, table: str, one: Field, text: str) -> str:
        if one.kind is Kind.CHOICE:
            return self._choice(table, one.key, text)
        if one.kind is Kind.HAZARDS:
            return self._hazards(table, one.key, text)
        chosen = {self._choice(table, one.key, piece) for piece in _pieces(text)}
        return " ".join(mode for mode in self._listed[table, one.key] if mode in chosen)

    def _reference(self, one: Field, text: str) -> str:
        match one.kind:
            case Kind.INSTITUTION:
                return self._institution(text)
            case Kind.INSTITUTIONS:
                given = dict.fromkeys(self._institution(piece) for piece in _pieces(text))
                return "; ".join(sorted(given, key=lambda piece: (not piece.startswith("@"), piece)))
            case Kind.OBJECTIVE:
                return self._objective(text)
            case Kind.ACTION:
                return self._action(text)
        codes = {self._action(piece) for piece in re.split(r"[;,\n؛،]", text) if piece.strip()}
        return "; ".join(sorted(codes))

    def _objective(self, text: str) -> str:
        for code, title in self.objectives.items():
            if folded(text) in (folded(code), folded(title)):
                return code
        raise Unreadable(_("there is no objective “%(text)s”; add it first") % {"text": text[:40]})

    def _action(self, text: str) -> str:
        if text.strip() not in self.actions:
            raise Unreadable(_("there is no action “%(text)s”") % {"text": text.strip()[:60]})
        return text.strip()

    def _choice(self, table: str, key: str, text: str) -> str:
        found = self._meant[table, key].get(folded(text))
        if found is None:
            words = ", ".join(self._listed[table, key].values())
            raise Unreadable(_("“%(text)s” is none of: %(words)s") % {"text": text[:40], "words": words})
        return found

    def _hazards(self, table: str, key: str, text: str) -> str:
        plain = re.sub(r"[\s,;/+·،؛]", "", text).upper()
        if set(plain) <= set(LETTERS):
            return "".join(letter for letter in LETTERS if letter in plain)
        chosen = {self._choice(table, key, piece) for piece in re.split(r"[;,\n؛،]", text) if piece.strip()}
        return "".join(letter for letter in LETTERS if letter in chosen)

    def _institution(self, text: str) -> str:
        code = self._codes.get(folded(text))
        if code:
            return f"@{code}"
        words = " ".join(text.split())
        if words.startswith("@"):
            raise Unreadable(_("there is no institution “%(text)s”") % {"text": words[1:41]})
        return words


def institution_words(institutions: Iterable[Institution]) -> dict[str, str]:
    """How each institution is shown, by its code: by its name, or by the code where the name is not its alone."""
    institutions = list(institutions)
    often = Counter(folded(one.name) for one in institutions)
    return {
        one.code: one.name if often[folded(one.name)] == 1 and ";" not in one.name else one.code for one in institutions
    }


def parse_day(text: str) -> str:
    """A date as 2027-03-01; also read as 1.3.2027, and as 31/3/2027 where only the day can come first."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    match = _DAY.fullmatch(text)
    try:
        if match and (match[2] == "." or int(match[1]) > 12):
            return dt.date(int(match[4]), int(match[3]), int(match[1])).isoformat()
    except ValueError:
        pass
    raise Unreadable(_("write the date as 2027-03-31"))


def parse_amount(text: str) -> str:
    """A number with two decimal places at most, however its thousands are set apart."""
    plain = _SPACES.sub("", text)
    if "," in plain and "." in plain:
        last = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    elif plain.count(",") == 1 and len(plain.partition(",")[2]) <= 2:
        plain = plain.replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", plain):
        plain = plain.replace(".", "")
    try:
        if not re.fullmatch(r"\d+(\.\d*)?", plain, re.ASCII):
            raise InvalidOperation
        number = Decimal(plain)
    except InvalidOperation:
        raise Unreadable(_("write a number such as 1200.50")) from None
    if number >= MOST:
        raise Unreadable(_("this number is too large"))
    if number != round(number, 2):
        raise Unreadable(_("at most two decimal places fit here"))
    return f"{number:.2f}"


def _whole(text: str, allowed: range) -> str:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) in allowed):
        words = _("write a whole number between %(first)s and %(last)s")
        raise Unreadable(words % {"first": allowed[0], "last": allowed[-1]})
    return str(int(text))


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[;\n؛]", text) if piece.strip()]


def _line(text: str) -> str:
    return " ".join(text.split())


def _currency(text: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text.upper()):
        raise Unreadable(_("write a currency with three letters, such as EUR"))
    return text.upper()


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise Unreadable(_("a code has only letters, digits, dots, dashes and underscores"))
    return text


_PLAIN: dict[Kind, Callable[[str], str]] = {
    Kind.TEXT: str, Kind.LINE: _line, Kind.DAY: parse_day, Kind.AMOUNT: parse_amount, Kind.CURRENCY: _currency,
    Kind.CODE: _code, Kind.YEAR: lambda text: _whole(text, YEARS), Kind.NUMBER: lambda text: _whole(text, NUMBERS),
}  # fmt: skip
