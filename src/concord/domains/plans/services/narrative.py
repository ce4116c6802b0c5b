"""Writing the narrative sections of a plan, switching them on and off, and putting them in order."""

from __future__ import annotations

from typing import Literal

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concord.domains.plans.models import Plan, Section
from concord.domains.plans.prose import usual_sections
from concord.domains.plans.rules import can_write_sections
from concord.domains.plans.state import locked_open, worked_on
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotFound, WrongState

LONGEST = 30_000
MOST = 40


class SectionChanged(WrongState):
    """Somebody else changed the section since the writer opened it."""


def write_section(*, actor: Actor, plan: Plan, code: str, text: str, title: str = "", base: int = 0) -> Section:
    """Write one section; ``base`` is the revision that the writer started from (0 where there was none).

    The usual sections need no title; one that is given replaces the usual one.
    """
    require(can_write_sections, actor)
    text, title = text.replace("\r\n", "\n").strip(), title.strip()
    if len(text) > LONGEST:
        raise InvalidInput(_("A section has at most %(most)s characters.") % {"most": LONGEST})
    with audited(actor, "plan.section_written", plan, section=code, characters=len(text)) as record:
        row = locked_open(actor, plan)
        section = Section.objects.for_actor(actor).filter(plan=row, code=code).first()
        if section is None:
            if code not in usual_sections():
                raise NotFound("There is no such section.")
            section = _new(actor, row, code)
        elif section.revision != base:
            words = _(
                "%(name)s changed this section meanwhile. Both texts stand below; put them together and save again."
            )
            raise SectionChanged(words % {"name": section.changed_by})
        else:
            section.revision += 1
        section.text, section.title = text, _title(code, title or section.title)
        section.changed_by, section.changed_at = actor.name, clock.now()
        section.save()
        worked_on(actor, row)
        record.detail["revision"] = section.revision
    return section


def add_section(*, actor: Actor, plan: Plan, title: str) -> Section:
    """Add a section of the country's own, at the end."""
    require(can_write_sections, actor)
    title = title.strip()
    if not title or len(title) > 200:
        raise InvalidInput(_("Give the section a title of at most 200 characters."))
    with audited(actor, "plan.section_added", plan, title=title) as record:
        row = locked_open(actor, plan)
        taken = set(Section.objects.for_actor(actor).filter(plan=row).values_list("code", flat=True))
        if len(taken) >= MOST:
            raise InvalidInput(_("A plan has at most %(most)s sections.") % {"most": MOST})
        section = _new(actor, row, _free_code(title, taken | set(usual_sections())))
        section.title, section.changed_by, section.changed_at = title, actor.name, clock.now()
        section.save()
        worked_on(actor, row)
        record.detail["section"] = section.code
    return section


def switch_section(*, actor: Actor, plan: Plan, code: str, shown: bool) -> Section:
    """Say whether the plan contains a section; its text stays either way."""
    require(can_write_sections, actor)
    with audited(actor, "plan.section_switched", plan, section=code, shown=shown):
        row = locked_open(actor, plan)
        section = _existing(actor, row, code)
        section.shown = shown
        section.save(update_fields=["shown"])
        worked_on(actor, row)
    return section


def move_section(*, actor: Actor, plan: Plan, code: str, way: Literal["up", "down"]) -> None:
    """Let a section and its neighbour change places."""
    require(can_write_sections, actor)
    with audited(actor, "plan.section_moved", plan, section=code, way=way):
        row = locked_open(actor, plan)
        _existing(actor, row, code)
        there = list(Section.objects.for_actor(actor).filter(plan=row).order_by("order", "code"))
        at = next(index for index, section in enumerate(there) if section.code == code)
        to = at - 1 if way == "up" else at + 1
        if 0 <= to < len(there):
            there[at], there[to] = there[to], there[at]
        for order, section in enumerate(there, start=1):
            section.order = order
        Section.objects.for_actor(actor).bulk_update(there, ["order"])
        worked_on(actor, row)


def _new(actor: Actor, plan: Plan, code: str) -> Section:
    last = Section.objects.for_actor(actor).filter(plan=plan).aggregate(last=Max("order"))["last"] or 0
    return Section(country_id=plan.country_id, plan=plan, code=code, order=last + 1)


def _existing(actor: Actor, plan: Plan, code: str) -> Section:
    """A section's row; of a usual one that nobody has written, a new one."""
    found = Section.objects.for_actor(actor).filter(plan=plan, code=code).first()
    if found is None and code in usual_sections():
        found = _new(actor, plan, code)
        found.save()
    if found is None:
        raise NotFound("There is no such section.")
    return found


def _title(code: str, title: str) -> str:
    """The title to keep; none where it is the usual one, which every language has."""
    return "" if title == usual_sections().get(code) else title[:200]


def _free_code(title: str, taken: set[str]) -> str:
    stem = slugify(title)[:30] or "section"
    return next(code for code in (stem, *(f"{stem}-{number}" for number in range(2, MOST + 20))) if code not in taken)
