"""A framework written as a form (XLSForm) for other collection tools: statements and questions in all languages.

Each row of the sheet ``survey`` says in the column ``concord_code`` which statement or question it is about, and in
``concord_part`` whether it is the answer itself or what stands around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_pack import Area, Capability, Pack, Statement, in_language, pack_hash
from concord.formats.framework_question import SELECTS, Choice, Question
from concord.formats.tables import Cell, Sheet, write_workbook
from concord.formats.xlsform_expression import broken, can_be_honoured, renamed
from concord.formats.xlsform_languages import column_language
from concord.formats.xlsform_names import UniqueNames, name_from
from concord.formats.xlsform_words import WORDS, FormWords

ANSWERS = ("yes", "partly", "no", "not_applicable", "dont_know")
CONFIDENCES = ("high", "medium", "low")
_ANSWER_LIST, _CONFIDENCE_LIST = "concord_answer", "concord_confidence"
_TEXTS = ("label", "hint", "constraint_message", "required_message")
_PLAIN = (
    "required",
    "relevant",
    "constraint",
    "concord_code",
    "concord_part",
    "concord_relevance",
    "concord_constraint",
)
_WIDTHS = {"type": 26, "name": 22, "label": 60, "hint": 40}
# No clock: the same pack gives the same bytes.
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

_Text = Mapping[str, str]


@dataclass(frozen=True)
class _Line:
    """One row of the survey; texts are by language, the other fields by the names of their columns."""

    type: str
    name: str = ""
    texts: Mapping[str, _Text] | None = None
    plain: Mapping[str, str] | None = None


def pack_to_xlsform(pack: Pack, *, words: Mapping[str, FormWords] | None = None) -> bytes:
    """The framework as a form (.xlsx). ``words`` by language take the place of those that are built in."""
    form = _Form(pack, {**WORDS, **(words or {})})
    survey = form.survey()
    if not form.names:
        raise FormatError(Fault("", f"the framework {pack.code} asks nothing: it has neither statements nor questions"))
    return write_workbook((survey, form.choices(), form.settings()), title=form.say(pack.title), created=_MOMENT)


class _Form:
    def __init__(self, pack: Pack, words: Mapping[str, FormWords]) -> None:
        self.pack = pack
        self.languages = _languages(pack)
        self.words = {language: _of(words, language) for language in self.languages}
        self.taken, self.taken_lists = UniqueNames(), UniqueNames()
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.list_names: dict[object, str] = {}
        self.own_names = {name: self.taken.take(name) for name in ("institution_name", "country")}
        # All names are known before the first row, as a condition may speak of what comes later.
        self.names: dict[str, str] = {}
        self.offered: dict[str, frozenset[str]] = {}
        for _area, capability in pack.capabilities():
            for statement in _statements(capability):
                self.offered[statement.code] = frozenset(ANSWERS)
            for question in capability.questions:
                self.offered[question.code] = frozenset(choice.code for choice in question.choices)
        for code in self.offered:
            self.names[code] = self.taken.take(name_from(code))
        if any(_statements(capability) for _area, capability in pack.capabilities()):
            self._own_lists()

    def say(self, text: _Text) -> str:
        """A text in the pack's own language."""
        return in_language(dict(text), self.pack.language, self.pack.language)

    def _own_lists(self) -> None:
        for name, codes in ((_ANSWER_LIST, ANSWERS), (_CONFIDENCE_LIST, CONFIDENCES)):
            choices = (Choice(code=code, text=dict(self._word(code))) for code in codes)
            self.lists[self.taken_lists.take(name)] = tuple(choices)

    def _word(self, key: str) -> _Text:
        return {language: str(getattr(words, key)) for language, words in self.words.items()}

    # --- the survey

    def survey(self) -> Sheet:
        """The questions, in the order of the framework."""
        lines = [
            _Line("text", self.own_names["institution_name"], {"label": self._word("institution")},
                  {"required": "yes", "concord_part": "institution"}),
            _Line("text", self.own_names["country"], {"label": self._word("country")},
                  {"required": "yes", "concord_part": "country"}),
        ]  # fmt: skip
        for area in self.pack.areas:
            lines += self._area(area)
        columns = [(column, language) for column in _TEXTS for language in self.languages]
        headings = (
            "type",
            "name",
            *(f"{column}::{column_language(language)}" for column, language in columns),
            *_PLAIN,
        )
        rows = [
            (
                line.type, line.name or None,
                *(self._cell((line.texts or {}).get(column), language) for column, language in columns),
                *((line.plain or {}).get(column) or None for column in _PLAIN),
            )
            for line in lines
        ]  # fmt: skip
        widths = tuple(float(_WIDTHS.get(heading.partition("::")[0], 20)) for heading in headings)
        return Sheet("survey", headings, rows, widths)

    def _cell(self, text: _Text | None, language: str) -> Cell:
        """The text in one language; a device shows a dash where there is none, so the pack's own language stands in."""
        if not text:
            return None
        spoken = in_language(dict(text), language, self.pack.language)
        return self._referring(spoken)

    def _referring(self, text: str) -> str:
        """A text that speaks of other answers by their names in the form; converters refuse any other reference."""
        return renamed(broken(text, self.names), self.names.get)

    def _group(self, text: _Text, code: str, part: str, lines: list[_Line]) -> list[_Line]:
        """The lines in a group; nothing where there are none."""
        if not lines:
            return []
        name = self.taken.take(name_from(code or "part"))
        start = _Line("begin group", name, {"label": text}, {"concord_code": code, "concord_part": part})
        return [start, *lines, _Line("end group")]

    def _area(self, area: Area) -> list[_Line]:
        lines = [line for capability in area.capabilities for line in self._capability(capability)]
        return self._group(area.title, area.code, "area", lines)

    def _capability(self, capability: Capability) -> list[_Line]:
        lines = [line for statement in _statements(capability) for line in self._statement(statement)]
        for group, questions in groupby(capability.questions, key=lambda question: question.group):
            asked = [self._question(question) for question in questions]
            lines += self._group(group, "", "group", asked) if group else asked
        if lines and capability.aim:
            name = self.taken.take(name_from(f"{capability.code}_aim"))
            plain = {"concord_code": capability.code, "concord_part": "aim"}
            lines.insert(0, _Line("note", name, {"label": capability.aim}, plain))
        return self._group(capability.title, capability.code, "capability", lines)

    def _statement(self, statement: Statement) -> list[_Line]:
        """The answer; then, once there is one, confidence, comment (demanded where it is the reason) and evidence."""
        name = self.names[statement.code]
        answered, reason = f"${{{name}}} != ''", f"${{{name}}} = 'not_applicable'"
        texts = {"label": statement.text, "hint": statement.guidance or {}}
        lines = [
            _Line(f"select_one {_ANSWER_LIST}", name, texts, {"concord_code": statement.code, "concord_part": "answer"})
        ]
        because = self._word("reason")
        for part, kind, extra, more in (
            ("confidence", f"select_one {_CONFIDENCE_LIST}", {}, {}),
            ("comment", "text", {"constraint_message": because, "required_message": because}, {
                "required": reason, "constraint": f"not({reason}) or string-length(normalize-space(.)) > 0"}),
            ("evidence", "text", {}, {}),
        ):  # fmt: skip
            plain = {"relevant": answered, "concord_code": statement.code, "concord_part": part, **more}
            own = self.taken.take(name_from(f"{statement.code}_{part}"))
            lines.append(_Line(kind, own, {"label": self._word(part), **extra}, plain))
        return lines

    def _question(self, question: Question) -> _Line:
        kind = f"{question.kind} {self._list(question)}" if question.kind in SELECTS else str(question.kind)
        plain = {
            "required": "yes" if question.required else "", "concord_code": question.code, "concord_part": "question",
            **self._condition("relevant", "concord_relevance", question.relevance, question.code),
            **self._condition("constraint", "concord_constraint", question.constraint, question.code),
        }  # fmt: skip
        texts = {"label": question.text, "hint": question.guidance or {}}
        return _Line(kind, self.names[question.code], texts, plain)

    def _condition(self, column: str, beside: str, condition: str, code: str) -> dict[str, str]:
        """A condition where the form acts on it, or beside it where a form cannot."""
        if not can_be_honoured(condition, self.offered, code):
            return {beside: self._referring(condition)}
        return {column: renamed(condition, self.names.get)}

    # --- choices and settings

    def _list(self, question: Question) -> str:
        """The name of the question's list; questions with the same choices share one."""
        key = tuple((choice.code, *sorted(choice.text.items())) for choice in question.choices)
        if key not in self.list_names:
            name = self.taken_lists.take(name_from(f"{question.code}_choices"))
            self.list_names[key], self.lists[name] = name, question.choices
        return self.list_names[key]

    def choices(self) -> Sheet:
        """The lists of choices."""
        headings = ("list_name", "name", *(f"label::{column_language(language)}" for language in self.languages))
        rows = [
            (name, choice.code, *(self._cell(choice.text, language) for language in self.languages))
            for name, choices in self.lists.items()
            for choice in choices
        ]
        return Sheet("choices", headings, rows, (26.0, 22.0, *(40.0 for _language in self.languages)))

    def settings(self) -> Sheet:
        """One row that says which framework this is."""
        pack = self.pack
        facts = {
            "form_title": broken(self.say(pack.title), ()), "form_id": pack.code.replace("?", "_"),
            "version": f"{pack.edition}-{pack_hash(pack)[:12]}", "default_language": column_language(pack.language),
            "concord_edition": pack.edition, "concord_licence": pack.licence or None,
        }  # fmt: skip
        return Sheet("settings", tuple(facts), (tuple(facts.values()),))


def _statements(capability: Capability) -> list[Statement]:
    return [statement for level in capability.levels for statement in level.statements]


def _languages(pack: Pack) -> tuple[str, ...]:
    """Every language of the texts that the form shows, the pack's own first."""
    texts: list[_Text | None] = []
    for area in pack.areas:
        texts.append(area.title)
        for one in area.capabilities:
            texts += [one.title, one.aim]
            texts += [text for statement in _statements(one) for text in (statement.text, statement.guidance)]
            for question in one.questions:
                texts += [question.text, question.guidance, question.group]
                texts += [choice.text for choice in question.choices]
    others = sorted({language for text in texts if text for language in text} - {"", pack.language})
    return (pack.language, *others)


def _of(words: Mapping[str, FormWords], language: str) -> FormWords:
    return words.get(language) or words.get(language.split("-", maxsplit=1)[0]) or words["en"]
