"""Reads of a plan's narrative sections."""

from __future__ import annotations

from dataclasses import dataclass

from concord.domains.plans.models import Plan, Section
from concord.domains.plans.prose import Block, blocks, usual_sections
from concord.domains.plans.rules import can_see_plan
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


@dataclass(frozen=True)
class Chapter:
    """A section with its title in the language that is active; ``section`` is empty where nobody has written it."""

    code: str
    title: str
    section: Section | None = None

    @property
    def text(self) -> str:
        """The text as it was written."""
        return self.section.text if self.section else ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text as paragraphs and lists."""
        return blocks(self.text)

    @property
    def shown(self) -> bool:
        """Whether the plan contains it: switched on, and something is written."""
        return self.section is not None and self.section.shown and bool(self.text.strip())


def chapters(actor: Actor, plan: Plan) -> list[Chapter]:
    """All sections in the country's order, then the usual ones that nobody has written yet."""
    require(can_see_plan, actor)
    usual = usual_sections()
    rows = list(Section.objects.for_actor(actor).filter(plan=plan).order_by("order", "code"))
    found = [Chapter(row.code, row.title or usual.get(row.code, row.code), row) for row in rows]
    written = {row.code for row in rows}
    return found + [Chapter(code, title) for code, title in usual.items() if code not in written]


def shown_chapters(actor: Actor, plan: Plan) -> list[Chapter]:
    """The sections that the plan contains; for its page and its documents."""
    return [chapter for chapter in chapters(actor, plan) if chapter.shown]


def find_chapter(actor: Actor, plan: Plan, code: str) -> Chapter:
    """One section by its code."""
    found = next((chapter for chapter in chapters(actor, plan) if chapter.code == code), None)
    if found is None:
        raise NotFound("There is no such section.")
    return found
