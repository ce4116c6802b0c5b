"""Working papers beside a plan (a comment matrix, a list of differences) as Word documents: their head and frame."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from docx.oxml.ns import qn
from docx.shared import RGBColor

from concord.formats.docx_builder import LANDSCAPE_MM, PORTRAIT_MM, DocxBuilder
from concord.formats.docx_finish import repacked, set_language, tidy_table
from concord.formats.docx_styles import child
from concord.formats.tables import plain_text

# The colours that TLP 2.0 prescribes for its labels, on black.
_LABEL_INK = {"RED": "FF2B2B", "AMBER": "FFC000", "GREEN": "33FF00"}
_FACT_NAME_MM = 48.0


@dataclass(frozen=True)
class PaperHead:
    """What stands at the top of a paper; ``page`` and ``of`` are the words of its page numbers."""

    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    subtitle: str
    country: str
    label: str
    marking: str
    facts: tuple[tuple[str, str], ...]
    page: str = "Page"
    of: str = "of"


class Paper(DocxBuilder):
    """A document whose first page begins with its title and facts, without a cover."""

    def __init__(self, head: PaperHead, *, landscape: bool) -> None:
        super().__init__(head.direction)
        self.head, self.width = head, LANDSCAPE_MM if landscape else PORTRAIT_MM
        self._marks()
        foot = " · ".join(filter(None, (head.country, head.marking)))
        self.page(
            self.document.sections[0],
            landscape=landscape,
            header=(plain_text(head.title), [head.label, "Sharing Label"]),
            footer=(plain_text(foot), f"{head.page} ", ["PAGE", "field"], f" {head.of} ", ["NUMPAGES", "field"]),
        )
        self.text(self.document, head.title, "Contents Heading")
        self.body(head.subtitle, lead=True)
        widths = (_FACT_NAME_MM, self.width - _FACT_NAME_MM)
        facts = self.table(widths, head=False, style="Facts")
        for name, value in head.facts:
            self.row(facts, widths, (([name, "Quiet"],), ([value, "Strong"],)), style="Body Text")
        self.body("")

    def run(self, paragraph: Any, words: str, *, style: str | None = None, colour: str | None = None) -> Any:
        """One run without control characters, with its direction where the standard wants it."""
        made = super().run(paragraph, plain_text(words), style=style, colour=colour)
        properties = made._r.get_or_add_rPr()
        if self.rtl and (found := properties.find(qn("w:rtl"))) is not None:
            properties.append(found)  # the standard wants it last
        return made

    def _marks(self) -> None:
        """The two marks of a difference, which differ in more than their colour."""
        for name, colour, mark, value in (
            ("Gone", "9C2F1F", "w:strike", "1"), ("Added", "1C6B4A", "w:u", "single"),
        ):  # fmt: skip
            style = self.document.styles.add_style(name, 2)
            style.font.color.rgb = RGBColor.from_string(colour)
            child(style.element.get_or_add_rPr(), mark, val=value)
            self._style_ids[name] = style.style_id

    def sized(self, widths: Sequence[float]) -> list[float]:
        """Relative widths as millimetres that fill the page."""
        return [self.width * width / sum(widths) for width in widths]

    def bytes(self) -> bytes:
        """The finished document; the same content gives the same bytes."""
        for table in self.document.element.body.iter(qn("w:tbl")):
            tidy_table(table)
        set_language(self.document, self.head.language)
        properties = self.document.core_properties
        properties.title, properties.author = self.head.title, self.head.country
        properties.language = self.head.language
        properties.last_modified_by, properties.comments = "", ""
        properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        ink = next((colour for name, colour in _LABEL_INK.items() if name in self.head.label.upper()), "FFFFFF")
        self.document.styles["Sharing Label"].font.color.rgb = RGBColor.from_string(ink)
        target = io.BytesIO()
        self.document.save(target)
        return repacked(target.getvalue())


def lines_of(text: str) -> list[str]:
    """A text as the paragraphs of a cell."""
    return [line for line in text.split("\n") if line.strip()] or [""]
