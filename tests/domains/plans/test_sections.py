"""Narrative sections: plain text, order, what the plan contains, and two people writing at once."""

import pytest
from django.utils import translation
from tests.domains.plans.roads import set_out

from concord.domains.people.enums import Role
from concord.domains.plans.models import Section
from concord.domains.plans.prose import Block, blocks, usual_sections
from concord.domains.plans.queries.narrative import chapters, find_chapter, shown_chapters
from concord.domains.plans.services.narrative import (
    SectionChanged,
    add_section,
    move_section,
    switch_section,
    write_section,
)
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db


def test_the_country_decides_which_sections_its_plan_contains():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="context", text="Where we stand.")
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Where we go.")
    own = add_section(actor=way.focal, plan=way.plan, title="Gender and inclusion")
    write_section(actor=way.focal, plan=way.plan, code=own.code, text="Everybody counts.", base=1)
    move_section(actor=way.focal, plan=way.plan, code="vision", way="up")
    switch_section(actor=way.focal, plan=way.plan, code="context", shown=False)
    assert [(one.code, one.title) for one in shown_chapters(way.focal, way.plan)] == [
        ("vision", "Vision and goals"), ("gender-and-inclusion", "Gender and inclusion"),
    ]  # fmt: skip
    assert len(chapters(way.focal, way.plan)) == len(usual_sections()) + 1
    assert find_chapter(way.focal, way.plan, "context").text == "Where we stand."


def test_usual_sections_are_named_in_the_readers_language():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Where we go.", title="Vision and goals")
    assert Section.objects.for_actor(way.focal).get().title == ""
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Where we go.", title="Our aim", base=1)
    with translation.override("fr"):
        assert find_chapter(way.focal, way.plan, "vision").title == "Our aim"


def test_writing_makes_a_draft_of_a_skeleton():
    way = set_out()
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Where we go.")
    assert way.plan.status == "draft"


def test_two_people_writing_at_once_do_not_overwrite_each_other():
    way = set_out()
    first = write_section(actor=way.focal, plan=way.plan, code="vision", text="One.")
    write_section(actor=way.focal, plan=way.plan, code="vision", text="Two.", base=first.revision)
    with pytest.raises(SectionChanged, match="Focal point of Tarsovia changed this section"):
        write_section(actor=way.focal, plan=way.plan, code="vision", text="Three.", base=first.revision)
    with pytest.raises(SectionChanged):
        write_section(actor=way.focal, plan=way.plan, code="vision", text="Three.")
    assert find_chapter(way.focal, way.plan, "vision").text == "Two."


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER])
def test_others_read_sections_and_do_not_write_them(role):
    way = set_out()
    actor = way.who(role)
    with pytest.raises(NotAllowed):
        write_section(actor=actor, plan=way.plan, code="vision", text="Mine.")
    with pytest.raises(NotAllowed):
        add_section(actor=actor, plan=way.plan, title="Mine")
    assert shown_chapters(actor, way.plan) == []


def test_what_does_not_fit_is_refused_in_words():
    way = set_out()
    with pytest.raises(InvalidInput, match="at most 30000"):
        write_section(actor=way.focal, plan=way.plan, code="vision", text="x" * 30_001)
    with pytest.raises(NotFound):
        write_section(actor=way.focal, plan=way.plan, code="nothing", text="x")
    with pytest.raises(NotFound):
        switch_section(actor=way.focal, plan=way.plan, code="nothing", shown=True)
    with pytest.raises(InvalidInput, match="Give the section a title"):
        add_section(actor=way.focal, plan=way.plan, title="  ")
    assert Section.objects.for_actor(way.focal).count() == 0


def test_sections_of_an_adopted_plan_are_locked():
    way = set_out().to_adoption()
    for write in (
        lambda: write_section(actor=way.focal, plan=way.plan, code="vision", text="x"),
        lambda: add_section(actor=way.focal, plan=way.plan, title="x"),
        lambda: switch_section(actor=way.focal, plan=way.plan, code="vision", shown=False),
        lambda: move_section(actor=way.focal, plan=way.plan, code="vision", way="up"),
    ):
        with pytest.raises(WrongState, match="adopted and cannot be changed"):
            write()


def test_own_titles_without_latin_letters_still_get_a_code_of_their_own():
    way = set_out()
    codes = [add_section(actor=way.focal, plan=way.plan, title=title).code for title in ("الرؤية", "الرؤية", "Vision")]
    assert codes == ["section", "section-2", "vision-2"]


def test_plain_text_is_read_as_paragraphs_and_lists():
    text = "First\nstill first.\n\nSecond:\n- one\n  goes on\n– two\n\n* three\r\nand on\n\n\nLast <b>bold</b>."
    assert blocks(text) == (
        Block("paragraph", ("First still first.",)),
        Block("paragraph", ("Second:",)),
        Block("list", ("one goes on", "two")),
        Block("list", ("three and on",)),
        Block("paragraph", ("Last <b>bold</b>.",)),
    )
    assert blocks(" \n\n") == ()
