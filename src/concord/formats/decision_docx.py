"""The decision record as a Word document."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime
from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from concord.formats.decision_record import Block, Chapter, DecisionRecord, RecordTable
from concord.formats.docx_builder import PORTRAIT_MM, DocxBuilder
from concord.formats.docx_finish import repacked, set_language, tidy_table
from concord.formats.plan_document import Picture
from concord.formats.tables import plain_text

_TALLEST_MM = 150.0
# The colours that TLP 2.0 prescribes for its labels, on black.
_LABEL_INK = {"RED": "FF2B2B", "AMBER": "FFC000", "GREEN": "33FF00"}
_SIGNATURES = (45.0, 45.0, 27.0, 53.0)


def write_docx(record: DecisionRecord) -> bytes:
    """The record as .docx; the same record gives the same bytes."""
    pages = _Pages(record)
    pages.cover()
    for chapter in record.chapters:
        pages.chapter(chapter)
    pages.sign_off()
    pages.finish()
    target = io.BytesIO()
    pages.document.save(target)
    return repacked(target.getvalue())


class _Pages(DocxBuilder):
    def __init__(self, record: DecisionRecord) -> None:
        super().__init__(record.direction)
        self.record = record
        labels = record.labels
        foot = " · ".join(filter(None, (record.country, record.marking)))
        self.page(
            self.document.sections[0],
            landscape=False,
            header=(record.title, [record.label, "Sharing Label"]),
            footer=(foot, f"{labels['page']} ", ["PAGE", "field"], f" {labels['of']} ", ["NUMPAGES", "field"]),
        )

    def run(self, paragraph: Any, words: str, *, style: str | None = None, colour: str | None = None) -> Any:
        """One run, without control characters that a reason may hold."""
        return super().run(paragraph, plain_text(words), style=style, colour=colour)

    def cover(self) -> None:
        """The first page: what was decided, by whom, and under which hash."""
        record = self.record
        self.cover_block(corner=record.country, label=record.label, title=record.title, subtitle=record.subtitle)
        if record.marking:
            self.text(self.document, record.marking, "Strong Line")
        widths = (45.0, 125.0)
        facts = self.table(widths, head=False, style="Facts")
        for name, value in record.facts:
            self.row(facts, widths, (([name, "Quiet"],), ([value, "Strong"],)), style="Body Text")

    def chapter(self, chapter: Chapter) -> None:
        """A numbered chapter with its blocks."""
        first = chapter is self.record.chapters[0]
        self.heading(chapter.title, 1, new_page=first or chapter.new_page)
        for block in chapter.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        if block.heading:
            self.heading(block.heading, 2)
        picture = self.record.pictures.get(block.picture)
        for number, words in enumerate(block.paragraphs, start=1):
            self.body(words, lead=number == len(block.paragraphs) and (picture is not None or block.table is not None))
        if picture is not None:
            self._picture(picture)
        if block.table is not None and block.table.rows:
            self._table(block.table)
            self.body("")

    def _picture(self, picture: Picture) -> None:
        across, down = struct.unpack(">II", picture.png[16:24])
        width = min(PORTRAIT_MM, _TALLEST_MM * across / down)
        paragraph = self.text(self.document, "", "Picture")
        drawn = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(width))
        drawn._inline.docPr.set("descr", picture.alt)
        for edge in ("distT", "distB", "distL", "distR"):
            drawn._inline.set(edge, "0")

    def _table(self, content: RecordTable) -> None:
        whole = sum(content.widths)
        widths = [PORTRAIT_MM * width / whole for width in content.widths]
        table = self.table(widths)
        self.row(table, widths, content.headings, head=True, align=content.align)
        for number, cells in enumerate(content.rows):
            strong = number in content.strong
            self.row(table, widths, [([cell, "Strong"],) if strong else cell for cell in cells], align=content.align)

    def sign_off(self) -> None:
        """The last page: who decided, who approved, and room for signatures."""
        labels = self.record.labels
        self.heading(labels["sign_off"], 1, new_page=True)
        for words in self.record.sign_off:
            self.body(words)
        table = self.table(_SIGNATURES)
        self.row(table, _SIGNATURES, [labels[name] for name in ("name", "function", "date", "signature")], head=True)
        for _line in range(3):
            row = self.row(table, _SIGNATURES, ("",) * 4)
            row.height, row.height_rule = Mm(16), WD_ROW_HEIGHT_RULE.AT_LEAST

    def finish(self) -> None:
        """Order what Word wants in order, and say what the document is."""
        for table in self.document.element.body.iter(qn("w:tbl")):
            tidy_table(table)
        set_language(self.document, self.record.language)
        properties = self.document.core_properties
        properties.title, properties.author = self.record.title, self.record.country
        properties.language = self.record.language
        properties.last_modified_by, properties.comments = "", ""
        # A fixed moment: the same record gives the same bytes.
        properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        ink = next((colour for name, colour in _LABEL_INK.items() if name in self.record.label.upper()), "FFFFFF")
        self.document.styles["Sharing Label"].font.color.rgb = RGBColor.from_string(ink)
