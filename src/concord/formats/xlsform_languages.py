"""The languages of a form: ``English (en)`` and the like on the way out, whatever a column is called on the way in."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from concord.formats.framework_text import LANGUAGE

_IN_BRACKETS = re.compile(r"^(?P<name>.*?)\s*\((?P<code>[^()]*)\)$")
# Languages that forms name in themselves; English names are known for all.
_OWN_NAMES = (
    "am", "ar", "az", "bn", "de", "es", "fa", "fr", "hi", "hy", "id", "it", "ja", "ka", "kk", "km", "ko", "ky", "lo",
    "mn", "ms", "my", "ne", "pl", "ps", "pt", "ro", "ru", "si", "so", "sq", "sr", "sw", "tg", "th", "tk", "tr", "uk",
    "ur", "uz", "vi", "zh",
)  # fmt: skip


def column_language(code: str) -> str:
    """A language as the heading of a column names it.

    >>> column_language("fr"), column_language("fr-CA"), column_language("qaa")
    ('French (fr)', 'French (fr-CA)', 'qaa (qaa)')
    """
    return f"{_english().get(code.split('-', maxsplit=1)[0], code)} ({code})"


@cache
def _english() -> dict[str, str]:
    return {code: str(name) for code, name in Locale("en").languages.items() if LANGUAGE.match(code)}


@cache
def _by_name() -> dict[str, str]:
    found = {name.casefold(): code for code, name in reversed(_english().items()) if "-" not in code}
    for code in _OWN_NAMES:
        try:
            found.setdefault(str(Locale(code).languages.get(code, code)).casefold(), code)
        except UnknownLocaleError:  # pragma: no cover - the list above is of known ones
            continue
    return found


def language_code(heading: str) -> str:
    """The code of a language by what a column calls it, or nothing when it is not known.

    >>> [language_code(one) for one in ("English (en)", "french", "Français", "pt_BR", "Local")]
    ['en', 'fr', 'fr', 'pt-BR', '']
    """
    heading = " ".join(heading.split())
    name, bracket = heading, ""
    if match := _IN_BRACKETS.match(heading):
        name, bracket = match["name"], match["code"].strip()
    for word in (bracket, name):
        code = word.replace("_", "-")
        first = code.split("-")[0]
        if LANGUAGE.match(code) and (word == bracket or first in _english()):
            return code
    if name.casefold() in _by_name():
        return _by_name()[name.casefold()]
    return bracket.casefold() if bracket.casefold() in _english() else ""


class Languages:
    """What each language of one form is called in the pack; one that is not known gets a code for private use."""

    def __init__(self, headings: list[str], default: str) -> None:
        self.unknown: list[tuple[str, str]] = []
        self.codes: dict[str, str] = {}
        taken: set[str] = set()
        for heading in headings:
            if heading.casefold() in self.codes:
                continue
            code = language_code(heading)
            if not code or code in taken:
                code = f"qa{chr(97 + len(self.unknown) % 26)}"
                self.unknown.append((heading, code))
            taken.add(code)
            self.codes[heading.casefold()] = code
        self.said = bool(headings) or bool(language_code(default))
        named = self.codes.get(default.casefold()) or language_code(default)
        self.default = named or next(iter(self.codes.values()), "en")

    def texts(self, found: dict[str, str]) -> dict[str, str]:
        """Texts by heading as texts by code; a translation that repeats the default language is left out."""
        texts = {self.codes.get(heading.casefold(), ""): text for heading, text in found.items() if text and heading}
        own = texts.get(self.default) or found.get("", "")
        if own:
            texts = {code: text for code, text in texts.items() if text != own}
            texts = {self.default: own, **texts}
        return texts
