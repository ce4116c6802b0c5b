"""The pieces of the plan's Word template, and its executive summary of two pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.shared import Mm

from concord.formats.docx_builder import PORTRAIT_MM, Direction, DocxBuilder
from concord.formats.docx_styles import ZEBRA, child

# How tall the two pictures may be, in millimetres, so that tables and texts fit beside them.
_STANDING_MM, _PAYING_MM = 72, 62


class PlanBuilder(DocxBuilder):
    """Loops, tables of any width, and the executive summary."""

    def __init__(self, direction: Direction, second: Direction | None = None) -> None:
        super().__init__(direction)
        self.second_rtl = (second or direction) == "rtl"

    # --- pieces

    def each(self, loop: str, words: str) -> None:
        """One body paragraph for each item."""
        self.body(f"{{%p for {loop} %}}")
        self.body(words)
        self.body("{%p endfor %}")

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

    def grid(self, name: str, *, first: float = 56, other: float = 16, style: str = "Table Text") -> None:
        """A table with as many columns as the grid of that name has."""
        widths = (first, other, other, other)
        self.body(f"{{%p if {name}.headings %}}")
        table = self.table(widths, total=PORTRAIT_MM)
        for values, head in ((f"{name}.headings", True), ("line", False)):
            if not head:
                self.control(table, f"{{%tr for line in {name}.rows %}}")
            line = (f"{{{{ {values}[0] }}}}", f"{{%tc for cell in {values}[1:] %}}", "{{ cell }}", "{%tc endfor %}")
            self.row(table, widths, line, head=head, align=" eee", style=style)
        self.control(table, "{%tr endfor %}")
        self.body("{%p endif %}")

    # --- the executive summary

    def banner(self) -> None:
        """What stands above the summary when it is a document of its own."""
        self.page(
            self.document.sections[0], landscape=False,
            header=("{{ cover.country }}", ["{{ cover.label }}", "Sharing Label"]),
            footer=("{{ cover.country }}", "{{ labels.page }} ", ["PAGE", "field"], " {{ labels.of }} ",
                    ["NUMPAGES", "field"]),
        )  # fmt: skip
        self.text(self.document, "{{ cover.title }} {{ cover.subtitle }}", "Heading 1 Alone")
        said = "{% for fact in cover.facts[:3] %}{{ fact[0] }}: {{ fact[1] }}   {% endfor %}"
        facts = self.text(self.document, said, "Summary Text")
        facts.paragraph_format.keep_with_next = True

    def executives(self, *, alone: bool = False) -> None:
        """The summary in the first language, and in the second where there is one."""
        for at in range(2):
            self.body(f"{{%p if executives|length > {at} %}}")
            self.rtl = self.second_rtl if at else self.base_rtl
            self.executive(f"executives[{at}]", new_page=not alone or at > 0)
            self.rtl = self.base_rtl
            self.body("{%p endif %}")

    def narrative(self, name: str) -> None:
        """A chapter's paragraphs; in two languages the second one's stand beside them."""
        self.body(f"{{%p if second and '{name}' in second.beside %}}")
        widths = (85, 85)
        table = self.table(widths, head=False, style="Facts")
        self.control(table, f"{{%tr for pair in second.beside.{name} %}}")
        row = self.row(table, widths, ("{{ pair[0] }}", ""), style="Body Text")
        self.rtl = self.second_rtl
        self._turn(row.cells[1].paragraphs[0])
        self.run(row.cells[1].paragraphs[0], "{{ pair[1] }}")
        self.rtl = self.base_rtl
        self.control(table, "{%tr endfor %}")
        self.body("{%p else %}")
        self.each(f"text in {name}", "{{ text }}")
        self.body("{%p endif %}")

    def executive(self, name: str, *, new_page: bool) -> None:
        """Two pages: where the country stands; then what the plan does, what it costs and who is asked."""
        self.heading(f"{{{{ {name}.headings.summary }}}}", 1, new_page=new_page)
        self.figures(f"{name}.figures")
        self.part(name, "standing", "standing", _STANDING_MM)
        self.body(f"{{%p if {name}.gaps.rows %}}")
        self.text(self.document, f"{{{{ {name}.headings.gaps }}}}", "Summary Heading")
        cells = [f"{{{{ line[{at}] }}}}" for at in range(5)]
        widths = (12, 72, 18, 46, 22)
        table = self.table(widths)
        self.row(table, widths, [f"{{{{ {name}.gaps.headings[{at}] }}}}" for at in range(5)], head=True, align="c c e",
                 style="Summary Cell")  # fmt: skip
        self.control(table, f"{{%tr for line in {name}.gaps.rows %}}")
        self.row(table, widths, cells, align="c c e", style="Summary Cell")
        self.control(table, "{%tr endfor %}")
        self.body("{%p endif %}")
        self.said(f"{name}.risks")
        self.body(f"{{%p if {name}.gaps.rows %}}")
        doing = self.text(self.document, f"{{{{ {name}.headings.doing }}}}", "Summary Heading")
        doing.paragraph_format.page_break_before = True
        self.body("{%p else %}")
        self.text(self.document, f"{{{{ {name}.headings.doing }}}}", "Summary Heading")
        self.body("{%p endif %}")
        self.said(f"{name}.doing")
        self.grid(f"{name}.objectives", first=44, other=16.5, style="Summary Cell")
        self.part(name, "paying", "paying", _PAYING_MM)
        self.grid(f"{name}.money", first=34, other=17, style="Summary Cell")
        self.body(f"{{%p if {name}.asked %}}")
        self.text(self.document, f"{{{{ {name}.headings.asked }}}}", "Summary Heading")
        asked = self.table((52, 118), head=False, style="Facts")
        self.control(asked, f"{{%tr for pair in {name}.asked %}}")
        self.row(asked, (52, 118), ((["{{ pair[0] }}", "Code"],), "{{ pair[1] }}"), style="Summary Cell")
        self.control(asked, "{%tr endfor %}")
        self.body("{%p endif %}")

    def part(self, name: str, texts: str, picture: str, most: int) -> None:
        """A heading, what is said, and the picture."""
        self.text(self.document, f"{{{{ {name}.headings.{texts} }}}}", "Summary Heading")
        self.said(f"{name}.{texts}")
        self.body(f"{{%p if '{picture}' in {name}.pictures %}}")
        self.text(self.document, f"[[{{{{ {name}.pictures.{picture} }}}}:{most}]]", "Picture")
        self.body("{%p endif %}")

    def said(self, texts: str) -> None:
        """Paragraphs of the summary."""
        self.body(f"{{%p for text in {texts} %}}")
        self.text(self.document, "{{ text }}", "Summary Text")
        self.body("{%p endfor %}")

    def figures(self, name: str) -> None:
        """Numbers with their words, side by side."""
        widths = (1.0, 34.0, 1.0)
        table = self.table(widths, head=False, style="Facts", total=PORTRAIT_MM)
        shown = ["{{ figure[0] }}", "{{ figure[1] }}"]
        row = self.row(
            table, widths, (f"{{%tc for figure in {name} %}}", shown, "{%tc endfor %}"), style="Summary Cell"
        )
        row.height = Mm(17)
        cell = row.cells[1]
        cell.paragraphs[0]._p.style = self._style_ids["Figure"]
        child(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=ZEBRA)
