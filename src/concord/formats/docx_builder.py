"""The pieces our Word documents are built of: text, headings, tables, page set-up and cover, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from concord.formats.docx_styles import add_styles, child

Direction = Literal["ltr", "rtl"]
_HEADS = {"Summary Cell": "Summary Head"}  # the style of a head row, where it is not the usual one
PORTRAIT_MM, LANDSCAPE_MM, A3_MM = 170.0, 263.0, 386.0


class DocxBuilder:
    """Writes a document from the first page to the last."""

    def __init__(self, direction: Direction) -> None:
        self.rtl = self.base_rtl = direction == "rtl"
        self.document = Document()
        add_styles(self.document, rtl=self.rtl)
        # Looking a style up by its name costs python-docx milliseconds, and a long document does it ten thousand times.
        self._style_ids = {style.name: style.style_id for style in self.document.styles}

    # --- text

    def text(self, container: Any, words: str, style: str, **run: Any) -> Any:
        """A paragraph with one run; ``**run`` are its colour and character style."""
        paragraph = container.add_paragraph()
        paragraph._p.style = self._style_ids[style]
        self._turn(paragraph)
        self.run(paragraph, words, **run)
        return paragraph

    def _turn(self, paragraph: Any) -> None:
        """A text in another direction than the document's says so itself: ``rtl`` may differ from ``base_rtl``."""
        if self.rtl != self.base_rtl:
            child(paragraph._p.get_or_add_pPr(), "w:bidi", val="1" if self.rtl else "0")

    def run(self, paragraph: Any, words: str, *, style: str | None = None, colour: str | None = None) -> Any:
        """One run of text, in the reading direction of the document."""
        run = paragraph.add_run(words)
        properties = run._r.get_or_add_rPr()
        if style:
            run._r.style = self._style_ids[style]
        if colour:
            child(properties, "w:color", val=colour)
        if self.rtl:
            child(properties, "w:rtl")
        return run

    def heading(self, words: str, level: int, *, new_page: bool = False, top: bool = False) -> None:
        """A heading; ``new_page`` begins a page with it, ``top`` says that it stands on top of one anyway."""
        paragraph = self.text(self.document, words, f"Heading {level}")
        if new_page:
            paragraph.paragraph_format.page_break_before = True
        if new_page or top:
            paragraph.paragraph_format.space_before = Mm(0)

    def body(self, words: str, *, lead: bool = False) -> None:
        """A paragraph; ``lead`` keeps it on the page of what follows."""
        self.text(self.document, words, "Body Text").paragraph_format.keep_with_next = lead

    # --- tables

    def table(self, widths: Sequence[float], *, head: bool = True, style: str = "Plan Table", total: float = 0) -> Any:
        """An empty table of fixed column widths in millimetres, without rows; ``total`` where columns multiply."""
        table = self.document.add_table(rows=0, cols=len(widths), style=style)
        table.autofit = False
        properties = table._tbl.tblPr
        child(properties, "w:tblW", w=str(round((total or sum(widths)) * 56.7)), type="dxa")
        if self.rtl:
            properties.insert(1, OxmlElement("w:bidiVisual"))
        look = child(properties, "w:tblLook", val="0420" if head else "0400")
        for name, value in {"firstRow": head, "lastRow": False, "firstColumn": False, "noVBand": True}.items():
            look.set(qn(f"w:{name}"), "1" if value else "0")
        look.set(qn("w:noHBand"), "0")
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def row(
        self, table: Any, widths: Sequence[float], cells: Sequence[Any], *, head: bool = False, align: str = "",
        style: str = "Table Text",
    ) -> Any:  # fmt: skip
        """A row that is never cut in two; a head row comes again on each page and never stands alone at its foot.

        A cell is a text, a tuple of runs (texts, or texts with their style), or a list of such paragraphs. ``align``
        has one letter a column: ``c`` centred, ``e`` at the end of the line.
        """
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        child(properties, "w:cantSplit")
        if head:
            child(properties, "w:tblHeader")
        aligned = align.ljust(len(widths))
        for cell, width, content, side in zip(row.cells, widths, cells, aligned, strict=True):
            cell.width = Mm(width)
            paragraphs = content if isinstance(content, list) else [content]
            for at, words in enumerate(paragraphs):
                paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
                paragraph._p.style = self._style_ids[_HEADS.get(style, "Table Head") if head else style]
                self._turn(paragraph)
                if head:
                    paragraph.paragraph_format.keep_with_next = True
                if side != " ":
                    child(paragraph._p.get_or_add_pPr(), "w:jc", val={"c": "center", "e": "right"}[side])
                for piece in words if isinstance(words, tuple) else (words,):
                    name = piece[1] if isinstance(piece, list) else None
                    self.run(paragraph, piece[0] if isinstance(piece, list) else piece, style=name)
        return row

    # --- pages

    def page(
        self, section: Any, *, landscape: bool, header: Sequence[Any], footer: Sequence[Any], a3: bool = False
    ) -> None:
        """A4 or A3 with our margins; ``header`` and ``footer`` are the text at the line's start, then its end's pieces.

        A piece is a text, ``[text, character style]`` or ``[instruction, "field"]``.
        """
        long, short = (Mm(420), Mm(297)) if a3 else (Mm(297), Mm(210))
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = Mm(17 if landscape else 20)
        section.top_margin, section.bottom_margin = Mm(27), Mm(20)
        section.header_distance, section.footer_distance = Mm(11), Mm(9)
        if self.rtl and section._sectPr.find(qn("w:bidi")) is None:
            section._sectPr.append(OxmlElement("w:bidi"))
        # Word hands "no header on the first page" on to the next section: only the cover has none.
        section.different_first_page_header_footer = False
        width = A3_MM if a3 else LANDSCAPE_MM if landscape else PORTRAIT_MM
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        self._edge(section.header, "Header", width, header[0], header[1:])
        self._edge(section.footer, "Footer", width, footer[0], footer[1:])

    def _edge(self, edge: Any, style: str, width: float, start: str, end: Sequence[Any]) -> None:
        paragraph = edge.paragraphs[0]
        paragraph._p.style = self._style_ids[style]
        stops = child(paragraph._p.get_or_add_pPr(), "w:tabs")
        for kind, at in (("clear", 4320.0), ("clear", 8640.0), ("right", width * 56.7)):
            child(stops, "w:tab", val=kind, pos=str(round(at)))
        self.run(paragraph, start)
        self.run(paragraph, "\t")
        for piece in end:
            if isinstance(piece, str):
                self.run(paragraph, piece)
            elif piece[1] == "field":
                self._field(paragraph, piece[0])
            else:
                self.run(paragraph, f" {piece[0]} ", style=piece[1])

    def _field(self, paragraph: Any, instruction: str) -> None:
        for kind in ("begin", "instr", "separate", "text", "end"):
            run = self.run(paragraph, "1" if kind == "text" else "")
            if kind == "instr":
                child(run._r, "w:instrText").text = f" {instruction} "
            elif kind != "text":
                child(run._r, "w:fldChar", fldCharType=kind)

    def cover_block(self, *, corner: str, label: str, title: str, subtitle: str) -> None:
        """The upper part of the first page, a block in our blue; the page has neither header nor footer."""
        self.document.sections[0].different_first_page_header_footer = True
        widths = (108.0, 62.0)
        table = self.table(widths, head=False, style="Cover Block")
        for height, cells in ((20, (corner, label)), (96, ("", ""))):
            row = table.add_row()
            row.height = Mm(height)
            for cell, width, words in zip(row.cells, widths, cells, strict=True):
                cell.width = Mm(width)
                cell.paragraphs[0]._p.style = self._style_ids["Cover Line"]
                at_end = words == label and bool(label)
                shown, name = (f" {words} ", "Sharing Label") if at_end else (words, None)
                self.run(cell.paragraphs[0], shown, style=name)
                if at_end:
                    child(cell.paragraphs[0]._p.get_or_add_pPr(), "w:jc", val="right")
        block = table.rows[1].cells[0].merge(table.rows[1].cells[1])
        child(block._tc.get_or_add_tcPr(), "w:vAlign", val="bottom")
        for paragraph in block.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        block.paragraphs[0]._p.style = self._style_ids["Title"]
        self.run(block.paragraphs[0], title)
        self.text(block, subtitle, "Subtitle")
        self.body("")
        self.body("")
