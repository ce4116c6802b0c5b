"""The Word template of a plan that Concord ships: built from scratch, so that no binary file is kept.

A country may download it, restyle and rearrange it in Word and hand it back. Values stand as ``{{ cover.title }}``,
loops as ``{%p for … %}`` paragraphs and ``{%tr for … %}`` table rows; ``[[levels]]`` is where a picture goes, and
``[[contents]]`` where the table of contents goes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from concord.formats.docx_styles import add_styles, child

Direction = Literal["ltr", "rtl"]
PORTRAIT_MM, LANDSCAPE_MM = 170.0, 263.0


@cache
def default_template(direction: Direction = "ltr") -> bytes:
    """The template for texts that run in ``direction``."""
    builder = _Builder(direction)
    builder.cover()
    builder.opening()
    builder.findings()
    builder.plan()
    builder.closing()
    target = io.BytesIO()
    builder.document.save(target)
    return target.getvalue()


class _Builder:
    """Writes the template from the first page to the last."""

    def __init__(self, direction: Direction) -> None:
        self.rtl = direction == "rtl"
        self.document = Document()
        add_styles(self.document, rtl=self.rtl)
        self._page(self.document.sections[0], landscape=False)

    # --- pieces

    def text(self, container: Any, words: str, style: str, **run: Any) -> Any:
        """A paragraph with one run; ``**run`` are its bold, colour and character style."""
        paragraph = container.add_paragraph(style=style)
        self.run(paragraph, words, **run)
        return paragraph

    def run(self, paragraph: Any, words: str, *, style: str | None = None, colour: str | None = None) -> Any:
        """One run of text, in the reading direction of the template."""
        run = paragraph.add_run(words, style=style)
        properties = run._r.get_or_add_rPr()
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

    def each(self, loop: str, words: str) -> None:
        """One body paragraph for each item."""
        self.body(f"{{%p for {loop} %}}")
        self.body(words)
        self.body("{%p endfor %}")

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
        """A row that is never cut in two; a head row comes again on each page.

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
                paragraph.style = "Table Head" if head else style
                if side != " ":
                    child(paragraph._p.get_or_add_pPr(), "w:jc", val={"c": "center", "e": "right"}[side])
                for piece in words if isinstance(words, tuple) else (words,):
                    name = piece[1] if isinstance(piece, list) else None
                    self.run(paragraph, piece[0] if isinstance(piece, list) else piece, style=name)
        return row

    def control(self, table: Any, tag: str) -> None:
        """A row that only holds a tag and is gone in the document."""
        row = table.add_row()
        row.cells[0].paragraphs[0].add_run(tag)

    def rows_table(
        self, widths: Sequence[float], names: Sequence[str], loop: str, cells: Sequence[Any], *, align: str = ""
    ) -> Any:
        """A table with a head row and one row for each item."""
        table = self.table(widths)
        self.row(table, widths, [f"{{{{ labels.{name} }}}}" for name in names], head=True, align=align)
        self.control(table, f"{{%tr for {loop} %}}")
        self.row(table, widths, cells, align=align)
        self.control(table, "{%tr endfor %}")
        return table

    # --- sections

    def _page(self, section: Any, *, landscape: bool) -> None:
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = Mm(17 if landscape else 20)
        section.top_margin, section.bottom_margin = Mm(27), Mm(20)
        section.header_distance, section.footer_distance = Mm(11), Mm(9)
        if self.rtl and section._sectPr.find(qn("w:bidi")) is None:
            section._sectPr.append(OxmlElement("w:bidi"))
        # Word hands "no header on the first page" on to the next section: only the cover has none.
        section.different_first_page_header_footer = False
        width = LANDSCAPE_MM if landscape else PORTRAIT_MM
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        self._edge(section.header, "Header", width, "{{ cover.title }}", [["{{ cover.label }}", "Sharing Label"]])
        marking = "{{ cover.country }}{% if cover.marking %} · {{ cover.marking }}{% endif %}"
        pages = ["{{ labels.page }} ", ["PAGE", "field"], " {{ labels.of }} ", ["NUMPAGES", "field"]]
        self._edge(section.footer, "Footer", width, marking, pages)

    def _edge(self, edge: Any, style: str, width: float, start: str, end: Sequence[Any]) -> None:
        """A header or footer: one text at each side."""
        paragraph = edge.paragraphs[0]
        paragraph.style = style
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

    # --- chapters

    def cover(self) -> None:
        """The first page: a block in our blue, then the facts."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        widths = (108.0, 62.0)
        table = self.table(widths, head=False, style="Cover Block")
        for height, cells in ((20, ("{{ cover.country }}", "{{ cover.label }}")), (96, ("", ""))):
            row = table.add_row()
            row.height = Mm(height)
            for cell, width, words in zip(row.cells, widths, cells, strict=True):
                cell.width = Mm(width)
                cell.paragraphs[0].style = "Cover Line"
                label = words.startswith("{{ cover.label")
                self.run(cell.paragraphs[0], f" {words} " if label else words, style="Sharing Label" if label else None)
                if label:
                    child(cell.paragraphs[0]._p.get_or_add_pPr(), "w:jc", val="right")
        block = table.rows[1].cells[0].merge(table.rows[1].cells[1])
        child(block._tc.get_or_add_tcPr(), "w:vAlign", val="bottom")
        for paragraph in block.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        block.paragraphs[0].style = "Title"
        self.run(block.paragraphs[0], "{{ cover.title }}")
        self.text(block, "{{ cover.subtitle }}", "Subtitle")
        self.body("")
        self.body("")
        self.body("{%p if cover.marking %}")
        self.text(self.document, "{{ cover.marking }}", "Strong Line")
        self.body("{%p endif %}")
        facts = self.table((45, 125), head=False, style="Facts")
        self.control(facts, "{%tr for fact in cover.facts %}")
        self.row(facts, (45, 125), ("{{ fact[0] }}", (["{{ fact[1] }}", "Strong"],)), style="Body Text")
        self.control(facts, "{%tr endfor %}")

    def opening(self) -> None:
        """Contents, summary, purpose, method and who took part."""
        contents = self.text(self.document, "{{ labels.contents }}", "Contents Heading")
        contents.paragraph_format.page_break_before = True
        self.body("[[contents]]")
        for name, first in (("summary", True), ("purpose", False), ("method", False)):
            self.heading(f"{{{{ labels.{name} }}}}", 1, new_page=first)
            self.each(f"text in {name}", "{{ text }}")
        self.heading("{{ labels.participants }}", 1)
        self.rows_table(
            (58, 72, 40), ("institution", "people", "answered"), "team in teams",
            ((["{{ team.institution }}", "Strong"],),
             ["{%p for person in team.people %}", "{{ person }}", "{%p endfor %}"], "{{ team.answered }}"),
        )  # fmt: skip

    def findings(self) -> None:
        """Levels as picture and by area, then the gaps."""
        self.heading("{{ labels.findings }}", 1, new_page=True)
        self.body("{{ labels.findings_intro }}")
        self.text(self.document, "[[levels]]", "Picture")
        self.body("{%p for area in findings %}")
        self.heading("{{ area.code }} {{ area.title }}", 2)
        self.body("{%p if area.summary %}")
        self.body("{{ area.summary }}", lead=True)
        self.body("{%p endif %}")
        names = ("capability", "level", "range", "target", "agreement", "note")
        coded = (["{{ row.code }}", "Code"], " {{ row.title }}")
        level = ("{% cellbg level_colours[row.level] %}{%r if row.level > 3 %}", ["{{ row.level_text }}", "Light"],
                 "{%r else %}", ["{{ row.level_text }}", "Strong"], "{%r endif %}")  # fmt: skip
        cells: tuple[Any, ...] = (
            coded,
            level,
            "{{ row.range_text }}",
            "{{ row.target_text }}",
            "{{ row.agreement }}",
            "{{ row.note }}",
        )
        self.rows_table((56, 17, 18, 14, 21, 44), names, "row in area.rows", cells, align=" ccc")
        self.body("{%p endfor %}")
        self.heading("{{ labels.gaps }}", 1, new_page=True)
        self.body("{{ labels.gaps_intro }}", lead=True)
        cells = (
            "{{ row.rank }}", coded, "{{ row.current }}", "{{ row.target }}", "{{ row.importance }}",
            ["{%p for reason in row.reasons %}", "– {{ reason }}", "{%p endfor %}"],
        )  # fmt: skip
        names = ("rank", "gap", "current", "target", "importance", "reasons")
        self.rows_table((13, 47, 16, 14, 24, 56), names, "row in gaps", cells, align="c ccc")

    def plan(self) -> None:
        """Objectives with their actions, and the schedule, on landscape pages."""
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
        self.heading("{{ labels.plan }}", 1, top=True)
        self.body("{{ labels.plan_intro }}")
        self.body("{%p for objective in objectives %}")
        self.heading("{{ objective.code }} {{ objective.title }}", 2)
        self.body("{%p if objective.intro %}")
        self.body("{{ objective.intro }}", lead=True)
        self.body("{%p endif %}")
        names = ("action", "hazards", "phase", "lead", "supporting", "start", "end", "indicator", "cost", "funding",
                 "status")  # fmt: skip
        widths = (54, 14, 25, 26, 27, 15.5, 15.5, 31, 15, 20, 20)
        action = [
            (["{{ row.code }}", "Code"], " {{ row.text }}"),
            "{%p if row.closes %}",
            (["{{ labels.closes }}: {{ row.closes }}", "Quiet"],),
            "{%p endif %}",
        ]
        table = self.rows_table(
            widths, names, "row in objective.rows", [action, *(f"{{{{ row.{name} }}}}" for name in names[1:])],
            align="        e",
        )  # fmt: skip
        self.control(table, "{%tr if objective.total %}")
        total, amount = (["{{ labels.total }}", "Strong"],), (["{{ objective.total }}", "Strong"],)
        self.row(table, widths, (total, *[""] * 7, amount, "", ""), align="        e")
        self.control(table, "{%tr endif %}")
        self.body("{%p endfor %}")
        self.body("{%p if 'schedule' in pictures %}")
        self.heading("{{ labels.schedule }}", 1, new_page=True)
        self.body("{{ labels.schedule_intro }}", lead=True)
        self.text(self.document, "[[schedule]]", "Picture")
        self.body("{%p endif %}")

    def closing(self) -> None:
        """Budget, where each action comes from, and the signatures."""
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=False)
        self.heading("{{ labels.budget }}", 1, top=True)
        self.body("{{ labels.budget_intro }}", lead=True)
        self.text(self.document, "[[budget]]", "Picture")
        widths = (56, 16, 16, 16)
        table = self.table(widths, total=PORTRAIT_MM)
        for values, head in (("budget.headings", True), ("line", False)):
            if not head:
                self.control(table, "{%tr for line in budget.rows %}")
            line = (f"{{{{ {values}[0] }}}}", f"{{%tc for cell in {values}[1:] %}}", "{{ cell }}", "{%tc endfor %}")
            self.row(table, widths, line, head=head, align=" eee")
        self.control(table, "{%tr endfor %}")
        self.heading("{{ labels.trace }}", 1, new_page=True)
        self.body("{{ labels.trace_intro }}", lead=True)
        answers = ["{%p for answer in row.answers %}", "– {{ answer }}", "{%p endfor %}"]
        cells = ("{{ row.action }}", "{{ row.gap }}", "{{ row.finding }}", answers)
        self.rows_table((62, 22, 28, 58), ("action", "gap", "finding", "answers"), "row in trace", cells)
        self.heading("{{ labels.sign_off }}", 1, new_page=True)
        self.each("text in sign_off", "{{ text }}")
        widths = (46, 46, 28, 50)
        table = self.table(widths)
        names = ("name", "function", "date", "signature")
        self.row(table, widths, [f"{{{{ labels.{name} }}}}" for name in names], head=True)
        for _ in range(3):
            self.row(table, widths, ("", "", "", "")).height = Mm(17)
        self.body("{%p if audit_head %}")
        self.text(self.document, "{{ labels.audit_head }}: {{ audit_head }}", "Quiet Line")
        self.body("{%p endif %}")
