"""The pages of a framework's book: cover, contents, how to read it, a chapter for each area, crosswalk."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm

from concord.formats.docx_builder import PORTRAIT_MM, DocxBuilder
from concord.formats.docx_finish import repacked, set_language, tidy_table, write_contents
from concord.formats.docx_styles import child
from concord.formats.framework_book_words import Book
from concord.formats.framework_pack import Area, BenchmarkAction, Capability, pack_hash
from concord.formats.tables import plain_text

TICK = "☐"
_FACTS = (34.0, 136.0)
_LADDER = (13.0, 21.0, 75.0, 20.0, 12.5, 16.0, 12.5)
_QUESTIONS = (26.0, 63.0, 40.0, 12.5, 16.0, 12.5)
_ACTIONS = (13.0, 60.0, 32.0, 15.0, 50.0)
_CODES = (42.0, 43.0, 42.0, 43.0)


def write_docx(book: Book) -> bytes:
    """The book as .docx; the same book gives the same bytes."""
    pages = _Pages(book)
    pages.cover()
    pages.how_to_read()
    for area in book.pack.areas:
        pages.area(area)
    pages.crosswalk_by_instrument()
    pages.finish()
    target = io.BytesIO()
    pages.document.save(target)
    return repacked(target.getvalue())


class _Pages(DocxBuilder):
    def __init__(self, book: Book) -> None:
        super().__init__(book.direction)
        self.book, self.labels = book, book.labels
        title, edition = book.say(book.pack.title), book.pack.edition
        self.page(
            self.document.sections[0],
            landscape=False,
            header=(title, f"{book.pack.code} {edition}"),
            footer=(
                " · ".join(
                    filter(None, (f"{self.labels['fingerprint']} {pack_hash(book.pack)[:16]}", book.pack.licence))
                ),
                f"{self.labels['page']} ", ["PAGE", "field"], f" {self.labels['of']} ", ["NUMPAGES", "field"],
            ),
        )  # fmt: skip

    def run(self, paragraph: Any, words: str, *, style: str | None = None, colour: str | None = None) -> Any:
        """One run, without the control characters that a text of a pack may hold."""
        return super().run(paragraph, plain_text(words), style=style, colour=colour)

    # --- before the chapters

    def cover(self) -> None:
        """The first page: what this is, its figures, and who reviews it."""
        book, pack = self.book, self.book.pack
        capabilities = [capability for _area, capability in pack.capabilities()]
        counts = {
            "areas": len(pack.areas),
            "capabilities": len(capabilities),
            "statements": sum(len(level.statements) for one in capabilities for level in one.levels),
            "free_questions": sum(len(one.questions) for one in capabilities),
            "actions": sum(len(one.benchmark_actions) for one in capabilities),
        }
        if not counts["free_questions"]:
            del counts["free_questions"]
        contains = " · ".join(f"{count} {self.labels[name].lower()}" for name, count in counts.items())
        edition = f"{self.labels['edition']} {pack.edition}"
        self.cover_block(corner=self.labels["kind"], label=edition, title=book.say(pack.title), subtitle=contains)
        if pack.about:
            self.body(book.say(pack.about))
        facts = self.table(_FACTS, head=False, style="Facts")
        for name, value in (
            ("licence", pack.licence), ("fingerprint", pack_hash(pack)), ("reviewer", ""), ("institution", ""),
            ("date", ""),
        ):  # fmt: skip
            row = self.row(facts, _FACTS, (([self.labels[name], "Quiet"],), value))
            if not value:
                row.height = Mm(11)
                _write_here(row.cells[1])

    def how_to_read(self) -> None:
        """Contents and the rules of reading and marking."""
        contents = self.text(self.document, self.labels["contents"], "Contents Heading")
        contents.paragraph_format.page_break_before = True
        self.contents = self.text(self.document, "…", "Body Text")
        self.heading(self.labels["how"], 1, new_page=True)
        for number in range(1, 5):
            self.body(self.labels[f"how_{number}"], lead=number == 4)
        widths = (20.0, 150.0)
        levels = self.table(widths)
        self.row(levels, widths, (self.labels["level"], self.labels["meaning"]), head=True, align="c")
        for level in range(1, 6):
            self.row(levels, widths, (([str(level), "Code"],), self.labels[f"level_{level}"]), align="c")
        self.heading(self.labels["question"], 3)
        for number in range(1, 7):
            self.text(self.document, f"{TICK}  {self.labels[f'ask_{number}']}", "Body Text")

    # --- chapters

    def area(self, area: Area) -> None:
        """A chapter: what the area is for, its capabilities at a glance, then each on its own pages."""
        self.heading(f"{area.code} · {self.book.say(area.title)}", 1, new_page=True)
        if area.aim:
            self.body(self.book.say(area.aim), lead=True)
        widths = (20.0, 90.0, 22.0, 38.0)
        table = self.table(widths)
        heads = [self.labels[name] for name in ("code", "capability", "hazards", "phase")]
        self.row(table, widths, heads, head=True)
        for one in area.capabilities:
            hazards, phase = " ".join(one.hazards), self.book.words("phase", (one.phase,))
            self.row(table, widths, (([one.code, "Code"],), self.book.say(one.title), hazards, phase))
        for capability in area.capabilities:
            self.capability(capability)

    def capability(self, capability: Capability) -> None:
        """One capability from its aim to the reviewer's box, beginning on a new page."""
        book = self.book
        self.heading(f"{capability.code}  {book.say(capability.title)}", 2, new_page=True)
        facts = self.table(_FACTS, head=False, style="Facts")
        for name, value in (
            ("aim", book.say(capability.aim)),
            ("why", book.say(capability.why)),
            ("hazards", self._scope(capability)),
            ("answered_by", book.kinds(capability.answered_by)),
            ("led_by", book.kinds(capability.led_by)),
            ("evidence", [f"– {book.say(text)}" for text in capability.evidence]),
        ):
            if value:
                strong = name == "aim"
                self.row(facts, _FACTS, (([self.labels[name], "Quiet"],), ([value, "Strong"],) if strong else value))
        self._ladder(capability)
        self._questions(capability)
        self._box()
        self._actions(capability)
        self._crosswalk(capability)

    def _scope(self, capability: Capability) -> tuple[Any, ...]:
        book, labels = self.book, self.labels
        elements = book.words("element", capability.elements)
        return (
            book.hazards(capability.hazards),
            [f"   {labels['phase']} ", "Quiet"], book.words("phase", (capability.phase,)),
            *([[f"   {labels['elements']} ", "Quiet"], elements] if elements else ()),
        )  # fmt: skip

    def _ladder(self, capability: Capability) -> None:
        if not capability.levels:
            return
        self.heading(self.labels["ladder"], 3)
        names = ("level", "code", "statement", "asks", "keep", "change", "drop")
        table, align = self.table(_LADDER), "c   ccc"
        self.row(table, _LADDER, [self.labels[name] for name in names], head=True, align=align)
        for level in capability.levels:
            for at, statement in enumerate(level.statements):
                words: list[Any] = [self.book.say(statement.text)]
                if statement.guidance:
                    words.append(([self.book.say(statement.guidance), "Quiet"],))
                number = ([str(level.level) if at == 0 else "", "Code"],)
                asks = ([self.labels[f"asks_{statement.asks}"], "Quiet"],)
                code = ([statement.code, "Code"],)
                self.row(table, _LADDER, (number, code, words, asks, TICK, TICK, TICK), align=align)

    def _questions(self, capability: Capability) -> None:
        if not capability.questions:
            return
        book, labels = self.book, self.labels
        self.heading(labels["free_questions"], 3)
        table, align = self.table(_QUESTIONS), "   ccc"
        names = ("code", "free_question", "answer_kind", "keep", "change", "drop")
        self.row(table, _QUESTIONS, [labels[name] for name in names], head=True, align=align)
        for question in capability.questions:
            words: list[Any] = [book.say(question.text)]
            for name, value in (
                ("", book.say(question.guidance)), ("part", book.say(question.group)),
                ("condition", question.relevance), ("limit", question.constraint),
            ):  # fmt: skip
                if value:
                    words.append(([f"{labels[name]}: {value}" if name else value, "Quiet"],))
            code, answer = ([question.code, "Code"],), ([book.answer(question), "Quiet"],)
            self.row(table, _QUESTIONS, (code, words, answer, TICK, TICK, TICK), align=align)

    def _actions(self, capability: Capability) -> None:
        if not capability.benchmark_actions:
            return
        self.heading(self.labels["actions"], 3)
        table, align = self.table(_ACTIONS), "c  c "
        names = ("reached", "action", "lead", "months", "cost")
        self.row(table, _ACTIONS, [self.labels[name] for name in names], head=True, align=align)
        for action in capability.benchmark_actions:
            self.row(table, _ACTIONS, self._action(action), align=align)

    def _action(self, action: BenchmarkAction) -> list[Any]:
        book, labels = self.book, self.labels
        text: list[Any] = [([action.code, "Code"], f" {book.say(action.text)}")]
        for name, value in (
            ("output", book.say(action.output_indicator)),
            ("outcome", book.say(action.outcome_indicator)),
            ("waits", book.waits(action)),
        ):
            if value:
                text.append(([f"{labels[name]}: {value}", "Quiet"],))
        who: list[Any] = [([book.kinds((action.lead,)), "Strong"],)]
        if action.support:
            who.append(([f"{labels['support']}: {book.kinds(action.support)}", "Quiet"],))
        who.append(([f"{labels['modes']}: {book.words('mode', action.modes)}", "Quiet"],))
        takes: list[Any] = [book.ingredient(part) for part in action.ingredients]
        if costs := book.cost(action):
            low, likely, high = (f"{int(round(cost, -3)):,}" for cost in costs)
            takes.append(([f"≈ {book.ingredients.currency if book.ingredients else ''} {likely}", "Strong"],))
            takes.append(([f"{low} – {high}", "Quiet"],))
        return [([str(action.from_level + 1), "Code"],), text, who, str(action.duration_months), takes]

    def _crosswalk(self, capability: Capability) -> None:
        if not capability.crosswalk:
            return
        self.heading(self.labels["crosswalk"], 3)
        codes: dict[str, list[str]] = {}
        for entry in capability.crosswalk:
            codes.setdefault(f"{entry.instrument} ({entry.edition})", []).append(entry.code)
        cells: list[Any] = []
        for title, found in codes.items():
            cells += [title, (["; ".join(found), "Strong"],)]
        table = self.table(_CODES)
        self.row(table, _CODES, (self.labels["instrument"], self.labels["code"]) * 2, head=True)
        for at in range(0, len(cells), 4):
            self.row(table, _CODES, (*cells[at : at + 4], "", "")[:4])

    def _box(self) -> None:
        """Room to write, right below the statements."""
        self.heading(self.labels["remarks"], 3)
        table = self.table((PORTRAIT_MM,), head=False)
        row = self.row(table, (PORTRAIT_MM,), ("",))
        row.height = Mm(20)
        _write_here(row.cells[0], around=True)

    # --- after the chapters

    def crosswalk_by_instrument(self) -> None:
        """Each instrument with its codes and the capabilities that serve them."""
        served: dict[str, dict[str, list[str]]] = {}
        for _area, capability in self.book.pack.capabilities():
            for entry in capability.crosswalk:
                title = self.book.instrument(entry.instrument, entry.edition)
                served.setdefault(title, {}).setdefault(entry.code, []).append(capability.code)
        if not served:
            return
        self.heading(self.labels["served"], 1, new_page=True)
        widths = (60.0, 110.0)
        for title in sorted(served):
            self.heading(title, 3)
            table = self.table(widths)
            self.row(table, widths, (self.labels["code"], self.labels["capabilities"]), head=True)
            for code, capabilities in sorted(served[title].items(), key=lambda item: _counting(item[0])):
                self.row(table, widths, (([code, "Strong"],), ", ".join(capabilities)))

    def finish(self) -> None:
        """Contents, column widths, language and properties."""
        write_contents(self.document, self.contents)
        for table in self.document.element.body.iter(qn("w:tbl")):
            tidy_table(table)
        set_language(self.document, self.book.language)
        properties = self.document.core_properties
        properties.title, properties.author = plain_text(self.book.say(self.book.pack.title))[:255], ""
        properties.language, properties.comments, properties.last_modified_by = self.book.language, "", ""
        properties.subject = f"{self.book.pack.code} {self.book.pack.edition}"
        # No clock: the same pack gives the same bytes.
        properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def _counting(code: str) -> list[tuple[str, int]]:
    """A sort key that puts C10.1 after C2.1."""
    return [(letters, int(part or 0)) for letters, part in re.findall(r"(\D*)(\d*)", code)]


def _write_here(cell: Any, *, around: bool = False) -> None:
    """A line to write on under the cell, or a frame around it."""
    borders = child(cell._tc.get_or_add_tcPr(), "w:tcBorders")
    for side in ("top", "left", "bottom", "right") if around else ("bottom",):
        child(borders, f"w:{side}", val="single", sz="4", space="0", color="9AA7B5")
