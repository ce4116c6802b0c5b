"""A framework as a book that an expert can mark up: a Word document, or a workbook with columns for the reviewer.

Both are in English words unless a caller hands over its own under the keys of ``framework_book_words.LABELS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from concord.formats.framework_book_docx import write_docx
from concord.formats.framework_book_words import Book, open_book
from concord.formats.framework_pack import BenchmarkAction, Capability, Pack
from concord.formats.ingredient_book import IngredientBook
from concord.formats.instrument_list import InstrumentList
from concord.formats.tables import Cell, Sheet, write_workbook

# No clock: the same pack gives the same bytes.
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


def pack_to_docx(
    pack: Pack, language: str = "", *, labels: Mapping[str, str] | None = None,
    ingredients: IngredientBook | None = None, instruments: InstrumentList | None = None,
) -> bytes:  # fmt: skip
    """The framework as a Word document; ``ingredients`` adds costs, ``instruments`` full titles to the crosswalk."""
    return write_docx(open_book(pack, language, labels=labels, ingredients=ingredients, instruments=instruments))


def pack_to_xlsx(
    pack: Pack, language: str = "", *, labels: Mapping[str, str] | None = None,
    ingredients: IngredientBook | None = None, instruments: InstrumentList | None = None,
) -> bytes:  # fmt: skip
    """The framework as a workbook: capabilities, statements, actions, crosswalk, each with columns for the reviewer."""
    book = open_book(pack, language, labels=labels, ingredients=ingredients, instruments=instruments)
    sheets = [_capabilities(book), _statements(book), _actions(book), _crosswalk(book)]
    if any(capability.questions for _area, capability in pack.capabilities()):
        sheets.insert(2, _questions(book))
    return write_workbook(sheets, title=book.say(pack.title), created=_MOMENT)


# --- the workbook ------------------------------------------------------------------------------


def _sheet(book: Book, title: str, columns: Mapping[str, float], rows: list[tuple[Cell, ...]]) -> Sheet:
    """A sheet whose ``columns`` are labels with their widths, and two more for the reviewer."""
    columns = {**columns, "mark": 16, "remark": 44}
    headings = tuple(book.labels[name] for name in columns)
    return Sheet(book.labels[title], headings, rows, tuple(columns.values()), book.direction)


def _capabilities(book: Book) -> Sheet:
    columns = {
        "area": 22, "code": 10, "capability": 30, "aim": 42, "why": 56, "hazards": 12, "phase": 14, "elements": 22,
        "answered_by": 40, "led_by": 26, "evidence": 48,
    }  # fmt: skip
    rows = [
        (
            book.say(area.title), one.code, book.say(one.title), book.say(one.aim), book.say(one.why),
            " ".join(one.hazards), book.words("phase", (one.phase,)), book.words("element", one.elements),
            book.kinds(one.answered_by), book.kinds(one.led_by), "\n".join(book.say(text) for text in one.evidence),
        )
        for area, one in book.pack.capabilities()
    ]  # fmt: skip
    return _sheet(book, "capabilities", columns, list(rows))


def _statements(book: Book) -> Sheet:
    columns = {"capability": 30, "level": 8, "code": 13, "statement": 64, "guidance": 40, "asks": 16}
    rows: list[tuple[Cell, ...]] = [
        (
            f"{capability.code} {book.say(capability.title)}", level.level, statement.code, book.say(statement.text),
            book.say(statement.guidance), book.labels[f"asks_{statement.asks}"],
        )
        for _area, capability in book.pack.capabilities()
        for level in capability.levels
        for statement in level.statements
    ]  # fmt: skip
    return _sheet(book, "statements", columns, rows)


def _questions(book: Book) -> Sheet:
    columns = {
        "capability": 30, "part": 22, "code": 16, "free_question": 60, "answer_kind": 44, "guidance": 40,
        "condition": 30, "limit": 24,
    }  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            f"{capability.code} {book.say(capability.title)}", book.say(question.group), question.code,
            book.say(question.text), book.answer(question), book.say(question.guidance), question.relevance,
            question.constraint,
        )
        for _area, capability in book.pack.capabilities()
        for question in capability.questions
    ]  # fmt: skip
    return _sheet(book, "free_questions", columns, rows)


def _actions(book: Book) -> Sheet:
    columns = {
        "capability": 30, "reached": 9, "code": 13, "action": 64, "lead": 26, "support": 36, "months": 9, "cost": 56,
        "low": 12, "likely": 12, "high": 12, "output": 36, "outcome": 36, "waits": 22, "modes": 22,
    }  # fmt: skip
    rows = [
        _action(book, capability, action)
        for _area, capability in book.pack.capabilities()
        for action in capability.benchmark_actions
    ]
    sheet = _sheet(book, "actions", columns, rows)
    if book.ingredients is None:
        return sheet
    money = {book.labels[name] for name in ("low", "likely", "high")}
    named = tuple(f"{one} ({book.ingredients.currency})" if one in money else one for one in sheet.headings)
    return Sheet(sheet.title, named, sheet.rows, sheet.widths, sheet.direction)


def _action(book: Book, capability: Capability, action: BenchmarkAction) -> tuple[Cell, ...]:
    costs = book.cost(action)
    return (
        f"{capability.code} {book.say(capability.title)}", action.from_level + 1, action.code, book.say(action.text),
        book.kinds((action.lead,)), book.kinds(action.support), action.duration_months,
        "\n".join(book.ingredient(part) for part in action.ingredients),
        *([round(cost) for cost in costs] if costs else (None, None, None)),
        book.say(action.output_indicator), book.say(action.outcome_indicator), book.waits(action),
        book.words("mode", action.modes),
    )  # fmt: skip


def _crosswalk(book: Book) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (f"{one.code} {book.say(one.title)}", entry.instrument, entry.edition, entry.code)
        for _area, one in book.pack.capabilities()
        for entry in one.crosswalk
    ]
    return _sheet(book, "crosswalk", {"capability": 44, "instrument": 16, "edition": 10, "code": 28}, rows)
