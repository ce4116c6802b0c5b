"""The Word template of a plan that Concord ships: built from scratch, so that no binary file is kept.

A country may download it, restyle and rearrange it in Word and hand it back. Values stand as ``{{ cover.title }}``,
loops as ``{%p for … %}`` paragraphs and ``{%tr for … %}`` table rows; ``[[levels]]`` is where a picture goes, and
``[[contents]]`` where the table of contents goes.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from docx.enum.section import WD_SECTION
from docx.shared import Mm

from concord.formats.docx_builder import Direction
from concord.formats.plan_docx_summary import PlanBuilder


@cache
def summary_template(direction: Direction = "ltr", second: Direction | None = None) -> bytes:
    """The executive summary as a document of its own."""
    builder = _Builder(direction, second)
    builder.banner()
    builder.executives(alone=True)
    target = io.BytesIO()
    builder.document.save(target)
    return target.getvalue()


@cache
def default_template(direction: Direction = "ltr", second: Direction | None = None) -> bytes:
    """The template for texts that run in ``direction``."""
    builder = _Builder(direction, second)
    builder.cover()
    builder.opening()
    builder.findings()
    builder.plan()
    builder.closing()
    target = io.BytesIO()
    builder.document.save(target)
    return target.getvalue()


class _Builder(PlanBuilder):
    """Writes the template from the first page to the last."""

    def __init__(self, direction: Direction, second: Direction | None = None) -> None:
        super().__init__(direction, second)
        self._page(self.document.sections[0], landscape=False)

    # --- sections

    def _page(self, section: Any, *, landscape: bool, a3: bool = False) -> None:
        marking = "{{ cover.country }}{% if cover.marking %} · {{ cover.marking }}{% endif %}"
        pages = ("{{ labels.page }} ", ["PAGE", "field"], " {{ labels.of }} ", ["NUMPAGES", "field"])
        header = ("{{ cover.title }}", ["{{ cover.label }}", "Sharing Label"])
        self.page(section, landscape=landscape, a3=a3, header=header, footer=(marking, *pages))

    # --- chapters

    def cover(self) -> None:
        """The first page: a block in our blue, then the facts."""
        self.cover_block(
            corner="{{ cover.country }}", label="{{ cover.label }}", title="{{ cover.title }}",
            subtitle="{{ cover.subtitle }}",
        )  # fmt: skip
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
        self.executives()
        self.body("{%p if not executives %}")
        self.heading("{{ labels.summary }}", 1, new_page=True)
        self.each("text in summary", "{{ text }}")
        self.body("{%p endif %}")
        for name in ("purpose", "method"):
            self.heading(f"{{{{ labels.{name} }}}}", 1, new_page=name == "purpose")
            self.narrative(name)
            if name == "purpose":
                self.sections()
        self.body("{%p if teams %}")
        self.heading("{{ labels.participants }}", 1)
        self.rows_table(
            (58, 72, 40), ("institution", "people", "answered"), "team in teams",
            ((["{{ team.institution }}", "Strong"],),
             ["{%p for person in team.people %}", "{{ person }}", "{%p endfor %}"], "{{ team.answered }}"),
        )  # fmt: skip
        self.body("{%p endif %}")

    def sections(self) -> None:
        """The chapters that the country wrote itself."""
        self.body("{%p for section in sections %}")
        self.heading("{{ section.title }}", 1)
        self.body("{%p for passage in section.passages %}")
        self.body("{%p for text in passage.texts %}")
        self.body("{% if passage.kind == 'list' %}– {% endif %}{{ text }}")
        self.body("{%p endfor %}")
        self.body("{%p endfor %}")
        self.body("{%p endfor %}")

    def findings(self) -> None:
        """Levels as picture and by area, then the gaps; a plan that came from a file has neither."""
        self.body("{%p if findings %}")
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
        self.risks(coded)
        self.body("{%p endif %}")
        self.body("{%p if gaps %}")
        self.heading("{{ labels.gaps }}", 1, new_page=True)
        self.body("{{ labels.gaps_intro }}", lead=True)
        self.picture("risk_gaps")
        exposed = [coded, "{%p if row.exposure %}", (["{{ row.exposure }}", "Quiet"],), "{%p endif %}"]
        cells = (
            "{{ row.rank }}", exposed, "{{ row.current }}", "{{ row.target }}", "{{ row.importance }}",
            ["{%p for reason in row.reasons %}", "– {{ reason }}", "{%p endfor %}"],
        )  # fmt: skip
        names = ("rank", "gap", "current", "target", "importance", "reasons")
        self.rows_table((12, 38, 16, 14, 23, 67), names, "row in gaps", cells, align="c ccc")
        self.body("{%p endif %}")

    def picture(self, name: str) -> None:
        """Where a picture goes that a plan need not have."""
        self.body(f"{{%p if '{name}' in pictures %}}")
        self.text(self.document, f"[[{name}]]", "Picture")
        self.body("{%p endif %}")

    def risks(self, coded: Any) -> None:
        """The scenarios with their matrix, once the plan follows them."""
        self.body("{%p if risks %}")
        self.heading("{{ labels.risks }}", 1, new_page=True)
        self.body("{{ labels.risks_intro }}", lead=True)
        self.picture("risk_matrix")
        names = ("scenario", "likelihood", "impact", "share", "spread")
        cells = (coded, *(f"{{{{ row.{name} }}}}" for name in names[1:]))
        self.rows_table((66, 32, 32, 18, 22), names, "row in risks", cells, align="   e")
        self.picture("risk_capabilities")
        self.body("{%p endif %}")

    def plan(self) -> None:
        """Objectives with their actions on A3 pages, and the schedule on landscape ones."""
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=True, a3=True)
        self.heading("{{ labels.plan }}", 1, top=True)
        self.body("{{ labels.plan_intro }}")
        self.body("{%p for objective in objectives %}")
        self.heading("{{ objective.code }} {{ objective.title }}", 2)
        self.body("{%p if objective.intro %}")
        self.body("{{ objective.intro }}", lead=True)
        self.body("{%p endif %}")
        names = ("action", "hazards", "phase", "lead", "supporting", "start", "end", "indicator", "cost", "funding",
                 "status")  # fmt: skip
        widths = (90, 15, 27, 41, 47, 17, 17, 61, 19, 28, 24)
        action = [
            (["{{ row.code }}", "Code"], " {{ row.text }}"),
            "{%p if row.closes %}",
            (["{{ labels.closes }}: {{ row.closes }}", "Quiet"],),
            "{%p endif %}",
            "{%p if row.serves %}",
            (["{{ labels.serves }}: {{ row.serves }}", "Quiet"],),
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
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
        self.body("{%p if 'schedule' in pictures %}")
        self.heading("{{ labels.schedule }}", 1, top=True)
        self.body("{{ labels.schedule_intro }}", lead=True)
        self.text(self.document, "[[schedule]]", "Picture")
        self.body("{%p endif %}")

    def operational(self) -> None:
        """What each institution has in hand in the next months."""
        self.body("{%p if operational %}")
        self.heading("{{ operational.heading }}", 1, top=True)
        self.each("text in operational.intro", "{{ text }}")
        self.body("{%p for lead in operational.leads %}")
        self.heading("{{ lead.lead }}", 2)
        self.body("{{ lead.intro }}", lead=True)
        widths = (72, 17, 17, 46, 18)
        table = self.table(widths)
        self.row(table, widths, [f"{{{{ operational.headings[{at}] }}}}" for at in range(5)], head=True, align="    e")
        self.control(table, "{%tr for row in lead.rows %}")
        cells = (
            (["{{ row.code }}", "Code"], " {{ row.text }}"),
            "{{ row.start }}",
            "{{ row.end }}",
            "{{ row.due }}",
            "{{ row.cost }}",
        )
        self.row(table, widths, cells, align="    e")
        self.control(table, "{%tr endfor %}")
        self.body("{%p endfor %}")
        self.body("{%p endif %}")

    def closing(self) -> None:
        """Operational plan, budget, where each action comes from, and the signatures."""
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), landscape=False)
        self.operational()
        self.heading("{{ labels.budget }}", 1, new_page=True)
        self.body("{{ labels.budget_intro }}", lead=True)
        self.text(self.document, "[[budget]]", "Picture")
        self.grid("budget")
        self.body("{%p for one in costs %}")
        self.heading("{{ one.title }}", 2)
        self.grid("one.grid")
        self.body("{%p endfor %}")
        self.body("{%p if trace %}")
        self.heading("{{ labels.trace }}", 1, new_page=True)
        self.body("{{ labels.trace_intro }}", lead=True)
        answers = ["{%p for answer in row.answers %}", "– {{ answer }}", "{%p endfor %}"]
        cells = ("{{ row.action }}", "{{ row.gap }}", "{{ row.finding }}", answers)
        self.rows_table((52, 31, 27, 60), ("action", "gap", "finding", "answers"), "row in trace", cells)
        self.body("{%p endif %}")
        self.heading("{{ labels.sign_off }}", 1, new_page=True)
        self.narrative("sign_off")
        widths = (46, 46, 28, 50)
        table = self.table(widths)
        names = ("name", "function", "date", "signature")
        self.row(table, widths, [f"{{{{ labels.{name} }}}}" for name in names], head=True)
        for _ in range(3):
            self.row(table, widths, ("", "", "", "")).height = Mm(17)
        self.body("{%p for fact in seal %}")
        self.text(self.document, "{{ fact[0] }}: {{ fact[1] }}", "Seal Line")
        self.body("{%p endfor %}")
        self.body("{%p if audit_head %}")
        self.text(self.document, "{{ labels.audit_head }}: {{ audit_head }}", "Quiet Line")
        self.body("{%p endif %}")
