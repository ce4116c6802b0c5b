"""Names of a form and codes of a framework, made from each other; each is used once."""

from __future__ import annotations

import re
import unicodedata

from concord.formats.framework_text import CODE

LONGEST = 40  # characters of a code
_CODE = re.compile(CODE)
# Names that a form or a device keeps for itself.
_RESERVED = {"meta", "data", "instanceid", "instancename", "deprecatedid", "audit", "formhub"}


def is_code(word: str) -> bool:
    """Whether a word can be a code of a framework as it is."""
    return bool(_CODE.fullmatch(word)) and not word.endswith("\n")


def code_from(word: str) -> str:
    """A word as a code, or nothing where no letter or digit of it can be kept.

    >>> code_from("Numéro d'urgence"), code_from("_1"), code_from("رقم")
    ('Numero-d-urgence', '1', '')
    """
    if is_code(word):
        return word
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9?._]+", "-", plain).strip("-._")[:LONGEST].rstrip("-._")


def name_from(code: str) -> str:
    """A code as a name in a form: letters, digits and underscores only, no digit first.

    >>> name_from("GOV-01.2a"), name_from("2.1?")
    ('GOV_01_2a', 'q_2_1_')
    """
    name = re.sub(r"[^A-Za-z0-9_]", "_", code)
    return name if re.match(r"[A-Za-z]", name) else f"q_{name}"


class Unique:
    """Words given out once each."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    link = "-"

    def key(self, word: str) -> str:
        """What must differ between two words."""
        return word

    def take(self, word: str) -> str:
        """The word, or the word with the lowest number that makes it a new one."""
        new, number = word, self._last.get(word, 1)
        while self.key(new) in self._taken:
            number += 1
            tail = f"{self.link}{number}"
            new = word[: self._longest - len(tail)] + tail
        self._last[word] = number
        self._taken.add(self.key(new))
        return new


class UniqueNames(Unique):
    """Names in a form, where case does not count and some words are kept by the form itself."""

    link = "_"

    def __init__(self) -> None:
        super().__init__(longest=80)
        self._taken |= _RESERVED

    def key(self, word: str) -> str:
        """The word in small letters."""
        return word.casefold()
