"""Writing an estimate workbook: the sheet of estimates, the cover, and the hidden sheet that the reader needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concord.formats.answer_workbook import CONFIDENCES, HIDDEN, KEY
from concord.formats.answer_workbook_look import DONE, Canvas, lines
from concord.formats.errors import Fault, FormatError
from concord.formats.estimate_workbook import (
    COLUMNS,
    FACTS,
    FORMAT,
    RATINGS,
    AskedScenario,
    EstimateRow,
    EstimateWords,
    EstimateWorkbook,
)
from concord.formats.typed_sheet import MAX_TEXT, text_problem

_WIDTHS = (9, 34, 52, 24, 24, 24, 24, 24, 11, 44)
_FIRST = COLUMNS.index(RATINGS[0])
_CONFIDENCE, _REASON = COLUMNS.index("confidence"), COLUMNS.index("reason")
_ID, _MARK = COLUMNS.index("id"), COLUMNS.index("mark")
_TOP = 3  # the keys (hidden), the title and the headings come first


def write_estimate_workbook(
    workbook: EstimateWorkbook, asked: Sequence[AskedScenario], *, words: EstimateWords | None = None
) -> bytes:
    """The workbook as XLSX, with what was said already filled in; the same input gives the same bytes.

    ``FormatError`` where a text could not be read back, ``ValueError`` where rows and scenarios do not fit.
    """
    codes = [one.code for one in asked]
    if len(set(codes)) < len(codes) or not {row.code for row in workbook.rows} <= set(codes):
        raise ValueError("a scenario is asked twice, or one is rated that is not asked")
    texts = [text for piece in (*asked, *workbook.rows) for text in vars(piece).values() if isinstance(text, str)]
    faults = [Fault("", problem) for text in texts if (problem := text_problem(text))]
    if faults:
        raise FormatError(*faults)
    writer = _Writer(workbook, asked, words or EstimateWords())
    writer.estimates()
    writer.cover()
    writer.hidden()
    return writer.canvas.bytes()


class _Writer:
    """One workbook being written. Rows and columns count from 0 here, as in XlsxWriter."""

    def __init__(self, workbook: EstimateWorkbook, asked: Sequence[AskedScenario], words: EstimateWords) -> None:
        self.workbook, self.asked, self.words = workbook, asked, words
        self.canvas = Canvas(workbook, words)
        self.sheet = self.canvas.answers
        self.given = {row.code: row for row in workbook.rows}
        self.lists = {
            key: (words.cannot_say, *listed) for key, listed in zip(RATINGS, words.bands, strict=True)
        }  # by number of the band
        self.confidences = {key: str(getattr(words, key)) for key in CONFIDENCES}

    # --- the sheet of estimates ---

    def estimates(self) -> None:
        sheet, canvas = self.sheet, self.canvas
        sheet.set_landscape()
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_column(_ID, _MARK, 12, None, {"hidden": True})
        canvas.line(sheet, 0, tuple(KEY + key for key in COLUMNS), "key")
        sheet.set_row(0, None, None, {"hidden": True})
        canvas.text(sheet, 1, 0, self.workbook.institution_name, "title")
        sheet.write_string(1, _REASON, f"TLP:{self.workbook.label}", canvas.tlp)
        sheet.set_row(1, 28)
        canvas.line(sheet, 2, tuple(str(getattr(self.words, key)) for key in COLUMNS[:_ID]), "head")
        canvas.text(sheet, 2, _ID, f"{KEY}heads", "key")
        sheet.set_row(2, 32)
        sheet.freeze_panes(_TOP, 2)
        sheet.repeat_rows(2)
        for at, scenario in enumerate(self.asked, _TOP):
            self.scenario(at, scenario, self.given.get(scenario.code, EstimateRow(scenario.code)))
        self.rules(max(_TOP + len(self.asked) - 1, _TOP))

    def scenario(self, at: int, scenario: AskedScenario, given: EstimateRow) -> None:
        sheet, canvas = self.sheet, self.canvas
        canvas.text(sheet, at, 0, scenario.code, "code")
        canvas.text(sheet, at, 1, f"{scenario.title}\n{scenario.about}", "cell")
        canvas.text(sheet, at, 2, scenario.story, "note")
        shown = tuple(
            "" if band is None else self.lists[key][band] for key, band in zip(RATINGS, given.bands, strict=True)
        )
        said = (*shown, self.confidences.get(given.confidence, ""), given.reason)
        canvas.line(sheet, at, said, "input", _FIRST)
        canvas.line(sheet, at, (scenario.code, given.mark), "key", _ID)
        texts = ((f"{scenario.title}\n{scenario.about}", 34), (scenario.story, 50), (given.reason, 44))
        sheet.set_row(at, 4 + 15 * max(3, *(lines(text, width) for text, width in texts)))

    def rules(self, last: int) -> None:
        """What may stand in the cells to fill, and how they look once filled."""
        sheet = self.sheet
        choose = {"validate": "list", "error_message": self.words.choose[:255]}
        for at, key in enumerate(RATINGS, _FIRST):
            sheet.data_validation(_TOP, at, last, at, {**choose, "source": f"=concord_{key}"})
        sheet.data_validation(_TOP, _CONFIDENCE, last, _CONFIDENCE, {**choose, "source": "=concord_confidences"})
        sheet.data_validation(_TOP, _REASON, last, _REASON, {
            "validate": "length", "criteria": "<=", "value": MAX_TEXT,
            "error_message": self.words.too_long[:255]})  # fmt: skip
        done = {"type": "formula", "criteria": f'=D{_TOP + 1}<>""', "format": self.canvas.coloured(DONE)}
        sheet.conditional_format(_TOP, _FIRST, last, _FIRST + len(RATINGS) - 1, done)

    # --- the cover ---

    def cover(self) -> None:
        words, workbook, canvas, sheet = self.words, self.workbook, self.canvas, self.canvas.about
        for column, width in enumerate((2, 26, 30, 30, 30, 30, 30)):
            sheet.set_column(column, column, width)
        sheet.set_column(7, 7, 12, None, {"hidden": True})
        canvas.line(sheet, 0, (f"{KEY}label", f"{KEY}by"), "key", 1)
        sheet.set_row(0, None, None, {"hidden": True})
        canvas.text(sheet, 1, 1, workbook.country_name, "fact")
        canvas.text(sheet, 2, 1, words.title, "title")
        sheet.set_row(2, 30)
        facts = ((words.institution, workbook.institution_name), (words.issued, workbook.issued_on))
        for at, (label, value) in enumerate(facts, 4):
            canvas.line(sheet, at, (label, value), "fact", 1)
        canvas.text(sheet, 6, 1, words.label, "fact")
        sheet.write_string(6, 2, f"TLP:{workbook.label}", canvas.tlp)
        self.wide(7, words.of_label(workbook.label), first=2)
        canvas.text(sheet, 9, 1, words.filled_in_by, "fact")
        canvas.text(sheet, 9, 2, workbook.by, "input")
        canvas.text(sheet, 9, 7, f"{KEY}person", "key")
        canvas.text(sheet, 11, 1, words.how, "section")
        for at, step in enumerate(words.steps, 12):
            self.wide(at, f"{at - 11}. {step}", first=1)
        self.scales(14 + len(words.steps))

    def wide(self, row: int, text: str, *, first: int) -> None:
        """A text over all columns that are left; a merged cell does not grow by itself."""
        self.canvas.about.set_row(row, 3 + 15 * lines(text, 150))
        self.canvas.about.merge_range(row, first, row, 6, "", self.canvas.styles["plain"])
        self.canvas.text(self.canvas.about, row, first, text, "plain")

    def scales(self, row: int) -> None:
        """The bands of each scale, with what they mean."""
        canvas, sheet, words = self.canvas, self.canvas.about, self.words
        canvas.text(sheet, row, 1, words.what_bands_mean, "section")
        canvas.line(sheet, row + 1, (words.band, *(getattr(words, key) for key in RATINGS)), "head", 1)
        for band in range(1, 6):
            texts = tuple(self.lists[key][band] for key in RATINGS)
            canvas.line(sheet, row + 1 + band, (str(band), *texts), "cell", 1)
            sheet.set_row(row + 1 + band, 4 + 15 * max(lines(text, 28) for text in texts))

    # --- the hidden sheet ---

    def hidden(self) -> None:
        """What the reader needs; drop-down lists point here too, since a list in words may not exceed 255 letters."""
        table: list[tuple[str, ...]] = list(self.facts())
        for key in RATINGS:
            first = len(table) + 1
            table += [(f"concord_{key}", word, str(band)) for band, word in enumerate(self.lists[key])]
            self.canvas.book.define_name(f"concord_{key}", f"='{HIDDEN}'!$B${first}:$B${len(table)}")
        first = len(table) + 1
        table += [("concord_confidences", word, key) for key, word in self.confidences.items()]
        self.canvas.book.define_name("concord_confidences", f"='{HIDDEN}'!$B${first}:$B${len(table)}")
        table += [("row", one.code, self.given[one.code].mark if one.code in self.given else "") for one in self.asked]
        for at, texts in enumerate(table):
            self.canvas.line(self.canvas.hidden, at, texts, "key")

    def facts(self) -> Iterator[tuple[str, ...]]:
        yield "format", FORMAT
        for key in FACTS:
            yield key, str(getattr(self.workbook, key))
        yield "answers", self.words.answers_sheet
        for key in COLUMNS[:_ID]:
            yield "head", str(getattr(self.words, key)), key
