"""How an answer workbook looks and what it protects: colours, formats, pages, and texts that stay texts."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from concord.formats.answer_workbook import HIDDEN, Words

DONE, MISSING, BAR = "#e8f3ea", "#f8d7d0", "#7cbdc6"
_INK, _ACCENT, _MUTED, _RULE, _OPEN = "#1d2733", "#1f4e79", "#5d6b7a", "#d5dce4", "#fff8e1"
# The tints of our charts: the higher the level, the darker.
_LEVELS = {2: ("#c2dfc6", _INK), 3: ("#7cbdc6", _INK), 4: ("#3d83b4", "#ffffff"), 5: (_ACCENT, "#ffffff")}
_TLP = {"RED": "#ff2b2b", "GREEN": "#33ff00", "CLEAR": "#ffffff"}  # TLP 2.0 prints these on black; AMBER is the rest
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {"text_wrap": True, "indent": 1},
    "title": {"indent": 1, "bold": True, "font_size": 18, "font_color": _ACCENT},
    "section": {"bold": True, "font_size": 13, "font_color": _ACCENT, "bottom": 2, "bottom_color": _ACCENT,
                "valign": "vcenter", "indent": 1},
    "fact": {"font_color": _MUTED, "indent": 1},
    "strong": {"bold": True, "text_wrap": True, "indent": 1},
    "head": {"bold": True, "bg_color": _ACCENT, "font_color": "#ffffff", "indent": 1, "valign": "vcenter"},
    "capability": {"bold": True, "bg_color": "#e9eff5", "valign": "vcenter", "indent": 1},
    "code": {"font_color": _MUTED, "font_size": 9, "bottom": 1, "indent": 1},
    "cell": {"text_wrap": True, "bottom": 1, "indent": 1},
    "note": {"text_wrap": True, "bottom": 1, "indent": 1, "font_color": _MUTED, "italic": True, "font_size": 10},
    # As text: what is typed stays as typed, be it 00012, 1,5, 3/4 or something that begins with "=".
    "input": {"text_wrap": True, "border": 1, "indent": 1, "bg_color": _OPEN, "locked": False, "num_format": "@"},
    "key": {"font_color": _MUTED, "font_size": 9, "num_format": "@"},
    "share": {"num_format": "0%", "bottom": 1, "indent": 1},
    **{f"level{k}": {"bg_color": back, "font_color": ink, "align": "center", "bold": True, "bottom": 1}
       for k, (back, ink) in _LEVELS.items()},
}  # fmt: skip


class Subject(Protocol):
    """What a canvas asks of the workbook it is for: whose it is, about what, and how it reads."""

    @property
    def institution_name(self) -> str: ...  # noqa: D102 - these are the fields of every workbook
    @property
    def framework(self) -> str: ...  # noqa: D102
    @property
    def edition(self) -> str: ...  # noqa: D102
    @property
    def direction(self) -> str: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102


def lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column; too high is better than cut off."""
    return sum(1 + len(line) // (width - 4) for line in text.split("\n"))


class _GrowingSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose rows grow with what is typed: their heights count as fitted, where XlsxWriter would fix them."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [pair for pair in attributes if pair[0] != "customHeight"])


class _LockedBook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose sheets cannot be shown, renamed, moved or added to by a slip; XlsxWriter knows no option."""

    def _write_book_views(self) -> None:
        self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


class Canvas:
    """The three empty sheets of one workbook, its formats, and how to write into it. Rows and columns count from 0."""

    def __init__(self, workbook: Subject, words: Words) -> None:
        self.rtl = workbook.direction == "rtl"
        self.words = words
        self.file = io.BytesIO()
        self.book = _LockedBook(self.file, {"in_memory": True})
        self.book.set_properties({
            "title": f"{workbook.framework} {workbook.edition}", "author": "Concord",
            "created": datetime(2026, 1, 1, tzinfo=UTC),  # fixed: same answers, same bytes
        })  # fmt: skip
        self.ground = {"font_color": _INK, "font_size": 11, "valign": "top", "border_color": _RULE,
                       "align": "right" if self.rtl else "left", "reading_order": 2 if self.rtl else 1}  # fmt: skip
        self.styles = {key: self.book.add_format({**self.ground, **style}) for key, style in _STYLES.items()}
        self.tlp = self.book.add_format({
            "bold": True, "bg_color": "#000000", "align": "center", "valign": "vcenter", "reading_order": 1,
            "font_color": _TLP.get(workbook.label, "#ffc000"),
        })  # fmt: skip
        self.about = self.book.add_worksheet(words.about_sheet)
        self.answers = self.book.add_worksheet(words.answers_sheet, worksheet_class=_GrowingSheet)
        # Merely hidden: "very hidden" is a word of Excel's that other programs change or lose.
        self.hidden = self.book.add_worksheet(HIDDEN)
        self.hidden.hide()
        self.hidden.protect()
        for sheet in (self.about, self.answers):
            self._page(sheet, workbook)

    def bytes(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self.file.getvalue()

    def _page(self, sheet: Any, workbook: Subject) -> None:
        if self.rtl:
            sheet.right_to_left()
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.7)
        institution = workbook.institution_name.replace("&", "&&")[:150]
        sheet.set_footer(f"&L{institution}&CTLP:{workbook.label}&R{self.words.page} &P / &N")
        # Without a password: this keeps slips from happening, it does not lock anybody out.
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def text(self, sheet: Any, row: int, column: int, text: str, style: str = "plain") -> None:
        """A text as a text: never a formula, a link or markup, whatever it looks like."""
        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take this for ready-made XML
            sheet.write_rich_string(row, column, "<", self.styles["plain"], text[1:], self.styles[style])
        elif text:
            sheet.write_string(row, column, text, self.styles[style])
        else:
            sheet.write_blank(row, column, None, self.styles[style])

    def line(self, sheet: Any, row: int, texts: tuple[str, ...], style: str, first: int = 0) -> None:
        """Texts side by side, all of one style."""
        for column, text in enumerate(texts, first):
            self.text(sheet, row, column, text, style)

    def count(self, total: int, style: str) -> Any:
        """The format that shows a number as "5 of 12"."""
        word = self.words.of.replace('"', "")
        # A mark, since the digits would begin the line as left-to-right otherwise.
        mark = '"\u200f"' if self.rtl else ""
        shown = {"text_wrap": False, "num_format": f'{mark}0" {word} {total}"'}
        return self.book.add_format({**self.ground, **_STYLES[style], **shown})

    def coloured(self, colour: str) -> Any:
        """A format that only changes a cell's ground."""
        return self.book.add_format({"bg_color": colour})
