"""A questionnaire that somebody else wrote as a form (XLSForm), read as a framework of free questions.

``docs/guide/xlsform.md`` says what becomes of each part of a form. A form is taken whole or not at all; what is taken
otherwise than its author meant it is told in a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from pydantic import ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_contradictions import contradictions, dotted
from concord.formats.framework_pack import Area, Capability, Pack, in_language
from concord.formats.framework_question import Question
from concord.formats.xlsform_choices import SHEETS, ChoiceLists
from concord.formats.xlsform_expression import mended, references, renamed
from concord.formats.xlsform_languages import Languages
from concord.formats.xlsform_names import Unique, code_from
from concord.formats.xlsform_remarks import Remarks
from concord.formats.xlsform_sheets import FormSheet, read_form_sheets
from concord.formats.xlsform_survey import Asked, Group, read_survey

MAX_LANGUAGES = 50
MAX_TITLE = 200
_GENERAL = "General"


def read_xlsform(content: bytes, name: str) -> tuple[Pack, tuple[str, ...]]:
    """The framework in a form, and remarks in plain sentences; ``name`` stands in every complaint."""
    sheets, titles = read_form_sheets(content, name, {"survey", "settings", *SHEETS})
    survey = sheets.get("survey")
    if survey is None:
        found = ", ".join(titles[:5]) or "none"
        raise FormatError(Fault(name, f"there is no sheet called survey, so it is no form (found: {found[:120]})"))
    if not survey.has("type"):
        raise survey.fault("there is no column called type, so this is no form")
    remarks = Remarks()
    settings = _settings(sheets)
    languages = _languages(sheets, settings("default_language"), survey, remarks)
    asked = read_survey(survey, ChoiceLists(sheets, languages, remarks), languages, remarks)
    pack = _Builder(asked, languages, remarks).pack(settings, PurePath(name).stem)
    return pack, remarks.sentences()


def _settings(sheets: dict[str, FormSheet]) -> Callable[[str], str]:
    rows = sheets["settings"].rows if "settings" in sheets else ()
    return lambda column: rows[0].get(column) if rows else ""


def _languages(sheets: dict[str, FormSheet], default: str, survey: FormSheet, remarks: Remarks) -> Languages:
    texts = ("label", "hint", "guidance_hint", "constraint_message")
    columns = [column for sheet in sheets.values() for column in sheet.columns]
    headings = [language for column, language in columns if column in texts and language]
    if len({heading.casefold() for heading in headings}) > MAX_LANGUAGES:
        raise survey.fault(f"the form has texts in more than {MAX_LANGUAGES} languages")
    languages = Languages(headings, default)
    for heading, code in languages.unknown:
        remarks.say(f"The language '{heading[:60]}' is not known, or is there twice, and is called {code} here.")
    if not languages.said:
        remarks.say("The form does not name its language, so it is taken as English.")
    return languages


class _Builder:
    """Questions, groups and settings become one pack; every code is given out here."""

    def __init__(self, asked: list[Asked], languages: Languages, remarks: Remarks) -> None:
        self.asked, self.language, self.remarks = asked, languages.default, remarks
        self.codes = Unique()
        # Questions come first, so that they keep their names as codes wherever that is possible.
        self.question_codes = [
            self.codes.take(code_from(one.code) or code_from(one.name) or f"q{one.row.number}") for one in asked
        ]
        named: dict[str, list[str]] = {}
        for one, code in zip(asked, self.question_codes, strict=True):
            named.setdefault(one.name, []).append(code)
        self.by_name = {name: found[0] for name, found in named.items() if len(found) == 1}

    def pack(self, settings: Callable[[str], str], stem: str) -> Pack:
        """The whole pack."""
        title = _cut(mended(settings("form_title") or stem)) or "Questionnaire"
        form = settings("form_id") or stem
        edition = settings("concord_edition") or settings("version")
        code = code_from(form)
        try:
            pack = Pack(
                code=code if code == form else (code.lower() or "questionnaire"), edition=edition[:20].strip() or "1",
                title={self.language: title}, language=self.language, licence=settings("concord_licence")[:60],
                areas=self._areas(title),
            )  # fmt: skip
        except ValidationError as error:  # what stands in the cells was made valid before
            first = error.errors()[0]
            raise FormatError(Fault(dotted(first["loc"]), str(first["msg"]))) from error
        for loc, problem in contradictions(pack):
            raise FormatError(Fault(dotted(loc), problem))
        self._tell_of_conditions()
        return pack

    def _areas(self, title: str) -> tuple[Area, ...]:
        """One area, with a capability for each top group; our own exports say which groups are areas."""
        areas: dict[Group | None, dict[Group | None, list[Question]]] = {}
        for one, code in zip(self.asked, self.question_codes, strict=True):
            area = one.path[0] if one.path and one.path[0].level == "area" else None
            rest = one.path[1:] if area else one.path
            capability = rest[0] if rest else None
            question = self._question(one, code, rest[1:])
            areas.setdefault(area, {}).setdefault(capability, []).append(question)
        return tuple(
            Area(
                code=self._code(area, "area"),
                title=self._title(area, title),
                capabilities=tuple(self._capability(group, questions) for group, questions in groups.items()),
            )
            for area, groups in areas.items()
        )

    def _capability(self, group: Group | None, questions: list[Question]) -> Capability:
        code, title = self._code(group, "general"), self._title(group, _GENERAL)
        return Capability(code=code, title=title, questions=tuple(questions))

    def _code(self, group: Group | None, otherwise: str) -> str:
        if group is None:
            return self.codes.take(otherwise)
        return self.codes.take(code_from(group.code) or code_from(group.name) or f"group{group.row.number}")

    def _title(self, group: Group | None, otherwise: str) -> dict[str, str]:
        texts = self._texts(group.texts) if group else {}
        return texts or {self.language: (group.name if group else "") or otherwise}

    def _question(self, one: Asked, code: str, inner: tuple[Group, ...]) -> Question:
        titles = [title for group in inner if (title := self._title(group, ""))[next(iter(title))]]
        spoken = dict.fromkeys(language for title in titles for language in title)
        path = {key: " / ".join(in_language(title, key, self.language) for title in titles) for key in spoken}
        if any(references(text) for text in one.texts.values()):
            self.remarks.add(one.row, "the text speaks of other answers (${…}), which are not filled in")
        return Question(
            code=code, text=self._texts(one.texts), kind=one.kind, choices=one.choices,
            guidance=self._texts(one.guidance) or None, relevance=self._referring(one.relevance),
            constraint=self._referring(one.constraint), required=one.required, group=path or None,
        )  # fmt: skip

    def _referring(self, text: str) -> str:
        return mended(renamed(text, self.by_name.get))

    def _texts(self, texts: dict[str, str]) -> dict[str, str]:
        return {language: self._referring(text) for language, text in texts.items()}

    def _tell_of_conditions(self) -> None:
        for what, count in (
            ("are asked under a condition", sum(bool(one.relevance) for one in self.asked)),
            ("limit their answers", sum(bool(one.constraint) for one in self.asked)),
        ):
            if count:
                self.remarks.say(f"Questions that {what}: {count}. What the form says about it is kept as text.")


def _cut(title: str) -> str:
    title = re.sub(r"\s+", " ", title).strip()
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
