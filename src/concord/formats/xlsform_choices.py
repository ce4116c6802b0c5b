"""The lists of choices of a form, each made ready when the first question asks for it."""

from __future__ import annotations

from concord.formats.framework_question import Choice
from concord.formats.xlsform_expression import mended
from concord.formats.xlsform_languages import Languages
from concord.formats.xlsform_names import Unique, code_from
from concord.formats.xlsform_remarks import Remarks
from concord.formats.xlsform_sheets import FormSheet, Row

# Older forms call their lists columns; external choices are those that a device keeps in a table.
SHEETS = ("choices", "choices and columns", "columns", "external_choices")
MAX_CHOICES = 100_000  # over all questions: lists are short, but each question repeats its own


class ChoiceLists:
    """Every list on the sheets of choices, by its name."""

    def __init__(self, sheets: dict[str, FormSheet], languages: Languages, remarks: Remarks) -> None:
        self._languages, self._remarks = languages, remarks
        self._rows: dict[tuple[str, str], list[Row]] = {}
        self._ready: dict[tuple[str, str, bool], tuple[Choice, ...]] = {}
        self._given = 0
        for title in SHEETS:
            for row in sheets[title].rows if title in sheets else ():
                if name := row.get("list_name"):
                    self._rows.setdefault((title, name), []).append(row)

    def take(self, asked: Row, name: str, *, other: bool = False, external: bool = False) -> tuple[Choice, ...]:
        """The choices of a list for one question; a list that is not there is a fault of the asking row."""
        order = ("external_choices", *SHEETS[:3]) if external else SHEETS
        sheet = next((title for title in order if (title, name) in self._rows), "")
        if not name:
            raise asked.fault("the type names no list of choices; write it after the type, as in 'select_one yes_no'")
        if not sheet:
            raise asked.fault(f"the list '{name[:60]}' is not on the sheet choices")
        key = sheet, name, other
        if key not in self._ready:
            self._ready[key] = self._made(self._rows[sheet, name], other)
        found = self._ready[key]
        if not found:
            raise asked.fault(f"the list '{name[:60]}' has no choices")
        self._given += len(found)
        if self._given > MAX_CHOICES:
            raise asked.fault(f"the questions up to here have more than {MAX_CHOICES:,} choices; divide the form")
        return found

    def _made(self, rows: list[Row], other: bool) -> tuple[Choice, ...]:
        codes, found = Unique(), []
        for row in rows:
            given, texts = row.get("name"), self._languages.texts(row.texts("label"))
            if not given and not texts:
                continue
            if row.get("media"):
                self._remarks.add(row, "pictures, sounds and films are left out")
            if not texts:
                self._remarks.add(row, "the choice has no label, so its name stands for it")
                texts = {self._languages.default: given}
            texts = {language: mended(text) for language, text in texts.items()}
            first = next(iter(texts.values()))
            code = codes.take(code_from(given or first) or f"choice{row.number}")
            if given and code != given:
                self._remarks.add(row, "the choice's name is no code, or is there twice, and was changed")
            found.append(Choice(code=code, text=texts))
        if other and not any(choice.code == "other" for choice in found):
            found.append(Choice(code=codes.take("other"), text={self._languages.default: "Other"}))
        return tuple(found)
