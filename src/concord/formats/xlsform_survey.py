"""The sheet ``survey`` of a form, read into a plain list of questions, each with the groups that it stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from concord.formats.framework_pack import in_language
from concord.formats.framework_question import Choice, QuestionKind
from concord.formats.xlsform_choices import ChoiceLists
from concord.formats.xlsform_expression import MAX_LENGTH
from concord.formats.xlsform_languages import Languages
from concord.formats.xlsform_remarks import Remarks
from concord.formats.xlsform_sheets import MAX_TEXT, MAX_TEXTS, FormSheet, Row
from concord.formats.xlsform_types import RowType, row_type

MAX_QUESTIONS = 5_000
MAX_DEPTH = 50
_YES, _NO = {"yes", "true", "true()", "1"}, {"", "no", "false", "false()", "0"}
# Parts of our own exports: what stands around a statement or a question there is no question of its own.
_AROUND = {"institution", "country", "aim", "confidence", "comment", "evidence"}
_EXPORTED = (
    "This form was exported from a framework: its statements become free questions without levels. "
    "Take in the framework itself to keep them."
)
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, eq=False)
class Group:
    """A group, repeat or loop; ``level`` says of our own exports which are areas and which capabilities."""

    row: Row
    container: str
    name: str
    texts: dict[str, str]
    relevance: str
    level: str
    code: str
    list_name: str = ""
    start: int = 0  # how many questions there were before it


@dataclass(frozen=True)
class Asked:
    """A question as the form has it, before it gets its code."""

    row: Row
    name: str
    code: str
    kind: QuestionKind
    texts: dict[str, str]
    guidance: dict[str, str]
    choices: tuple[Choice, ...]
    relevance: str
    constraint: str
    required: bool
    path: tuple[Group, ...]


def read_survey(sheet: FormSheet, lists: ChoiceLists, languages: Languages, remarks: Remarks) -> list[Asked]:
    """Every question of the sheet, in its order."""
    survey = _Survey(lists, languages, remarks)
    for row in sheet.rows:
        if row.get("disabled").casefold() not in _YES:
            survey.read(row)
    if survey.open:
        group = survey.open[-1]
        raise group.row.fault(f"the {group.container} that begins here has no 'end {group.container}'")
    if not survey.asked:
        raise sheet.fault("there is no question on it that an answer could be given to")
    return survey.asked


class _Survey:
    def __init__(self, lists: ChoiceLists, languages: Languages, remarks: Remarks) -> None:
        self.lists, self.languages, self.remarks = lists, languages, remarks
        self.open: list[Group] = []
        self.asked: list[Asked] = []
        self.size = 0  # characters of all questions

    def read(self, row: Row) -> None:
        given = row.get("type")
        if not given:
            if row.get("name") or row.get("label"):
                self.remarks.add(row, "the row has no type and is left out")
            return
        kind = row_type(given)
        if kind is None:
            raise row.fault(f"the type '{given[:60]}' is not known; correct it, or delete the row")
        if row.get("media"):
            self.remarks.add(row, "pictures, sounds and films are left out")
        if kind.use == "open":
            self._begin(row, kind)
        elif kind.use == "close":
            self._end(row, kind)
        elif row.get("concord_part") in _AROUND:
            return
        else:
            if row.get("concord_part") == "answer":
                self.remarks.say(_EXPORTED)
            if kind.remark:
                self.remarks.add(row, kind.remark)
            if kind.use == "ask":
                self._ask(row, kind)

    # --- groups

    def _begin(self, row: Row, kind: RowType) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise row.fault(f"groups lie more than {MAX_DEPTH} deep in each other")
        if kind.container == "repeat":
            self.remarks.add(row, "a repeat is asked once only")
        elif kind.container == "loop":
            self.lists.take(row, kind.list_name)
            self.remarks.add(row, "a loop is written out, once for each choice")
        self.open.append(
            Group(
                row, kind.container, row.get("name"), self.languages.texts(row.texts("label")), self._relevance(row),
                row.get("concord_part"), row.get("concord_code"), kind.list_name, len(self.asked),
            )
        )  # fmt: skip

    def _end(self, row: Row, kind: RowType) -> None:
        if not self.open:
            raise row.fault(f"a {kind.container} ends here, but none began")
        group = self.open.pop()
        if group.container != kind.container:
            begun = f"the {group.container} that began in row {group.row.number}"
            raise row.fault(f"a {kind.container} ends here, but {begun} is still open")
        if group.container == "loop":
            self._write_out(group)

    def _write_out(self, loop: Group) -> None:
        """Ask what stands in a loop once for each choice, in a group of its own."""
        inside, at = self.asked[loop.start :], len(self.open) + 1
        del self.asked[loop.start :]
        for choice in self.lists.take(loop.row, loop.list_name):
            group = replace(loop, container="group", name=f"{loop.name}_{choice.code}", texts=choice.text, relevance="")
            words = {"%(name)s": choice.code, "%(label)s": ""}
            for one in inside:
                path = (*one.path[:at], group, *one.path[at:])
                texts = {key: _filled(text, words, choice.text.get(key)) for key, text in one.texts.items()}
                name, code = f"{one.name}_{choice.code}", f"{one.code}_{choice.code}" if one.code else ""
                if max(map(len, texts.values())) > MAX_TEXT:
                    raise one.row.fault(f"the label grows over {MAX_TEXT:,} characters in the loop; shorten it")
                self._add(replace(one, path=path, name=name, code=code, texts=texts))

    # --- questions

    def _ask(self, row: Row, kind: RowType) -> None:
        choices: tuple[Choice, ...] = ()
        if row.get("type").casefold() in ("acknowledge", "trigger"):
            choices = (Choice(code="ok", text={self.languages.default: "OK"}),)
        elif kind.listed or kind.kind in ("select_one", "select_multiple"):
            choices = self.lists.take(row, kind.list_name, other=kind.other, external=kind.external)
        if kind.other:
            self.remarks.add(row, "a choice 'Other' was added, without a question that asks what it is")
        if row.get("choice_filter"):
            self.remarks.add(row, "every choice is offered, whatever the filter says")
        self._add(
            Asked(
                row, row.get("name"), row.get("concord_code"), self._kind(row, kind), self._texts(row),
                self._guidance(row, kind, choices), () if kind.listed else choices, self._all_relevance(row),
                _condition(row, "constraint"), self._required(row), tuple(self.open),
            )
        )  # fmt: skip

    def _add(self, asked: Asked) -> None:
        if len(self.asked) >= MAX_QUESTIONS:
            raise asked.row.fault(f"there are more than {MAX_QUESTIONS:,} questions; divide the form")
        texts = (asked.texts, asked.guidance, *(choice.text for choice in asked.choices))
        self.size += sum(len(text) for spoken in texts for text in spoken.values()) + len(asked.relevance)
        if self.size > MAX_TEXTS:
            raise asked.row.fault(f"the texts up to here have more than {MAX_TEXTS:,} characters; divide the form")
        self.asked.append(asked)

    def _kind(self, row: Row, kind: RowType) -> QuestionKind:
        if row.get("type").casefold() != "range":
            return kind.kind
        bounds = [word.rpartition("=")[2] for word in row.get("parameters").split()]
        return "integer" if all(bound.lstrip("-").isdecimal() for bound in bounds) else "decimal"

    def _texts(self, row: Row) -> dict[str, str]:
        texts = self.languages.texts(row.texts("label"))
        if not texts:
            self.remarks.add(row, "the question has no label, so its name stands for it")
            texts = {self.languages.default: row.get("name") or f"Question {row.number}"}
        return texts

    def _guidance(self, row: Row, kind: RowType, choices: tuple[Choice, ...]) -> dict[str, str]:
        """Hints, what is said when an answer is refused, and what this kind of question cannot show otherwise."""
        columns = ("hint", "guidance_hint", "constraint_message")
        parts = [self.languages.texts(row.texts(column)) for column in columns]
        if kind.kind == "decimal" and row.get("parameters"):
            parts.append({self.languages.default: f"({row.get('parameters')})"})
        if kind.listed:
            parts.append(self._listed(choices))
        default = self.languages.default
        languages = sorted({code for part in parts for code in part}, key=lambda code: (code != default, code))
        joined = {
            code: " ".join(said for part in parts if (said := part.get(code, part.get(default)))) for code in languages
        }
        return {code: text for code, text in joined.items() if text}

    def _listed(self, choices: tuple[Choice, ...]) -> dict[str, str]:
        """Choices one after the other, in each language that one of them is in."""
        own = self.languages.default
        return {
            code: "; ".join(in_language(choice.text, code, own) for choice in choices)
            for code in dict.fromkeys(code for choice in choices for code in choice.text)
        }

    def _required(self, row: Row) -> bool:
        given = row.get("required").casefold().replace(" ", "")
        if given not in _YES | _NO:
            self.remarks.add(row, "an answer is never demanded, as the condition for it is not understood here")
        return given in _YES

    def _relevance(self, row: Row) -> str:
        return _condition(row, "relevant")

    def _all_relevance(self, row: Row) -> str:
        """The row's own condition, and those of the groups around it."""
        own = (*(group.relevance for group in self.open), self._relevance(row))
        conditions = list(dict.fromkeys(condition for condition in own if condition))
        whole = conditions[0] if len(conditions) == 1 else " and ".join(f"({condition})" for condition in conditions)
        if len(whole) > MAX_LENGTH:
            raise row.fault(f"the condition has {len(whole):,} characters; shorten it to {MAX_LENGTH:,}")
        return whole


def _condition(row: Row, column: str) -> str:
    # What our own exports could not put into the form's column stands beside it.
    kept = "concord_relevance" if column == "relevant" else "concord_constraint"
    return row.get(kept) or row.get(column).translate(_STRAIGHT)


def _filled(text: str, words: dict[str, str], label: str | None) -> str:
    for mark, word in {**words, "%(label)s": label or words["%(name)s"]}.items():
        text = text.replace(mark, word)
    return text
