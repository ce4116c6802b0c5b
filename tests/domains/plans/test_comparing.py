"""What is different between two versions: rows, fields, words and totals."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domains.plans.roads import set_out

from concord.domains.plans.comparing import FieldChange, compare
from concord.domains.plans.queries.versions import NOW, difference
from concord.domains.plans.services.narrative import write_section
from concord.domains.plans.services.versions import keep_version
from concord.domains.plans.snapshot import snapshot
from concord.domains.plans.text_difference import Piece, pieces


@pytest.fixture
def content(db):
    way = set_out(3)
    write_section(actor=way.focal, plan=way.plan, code="vision", text="A safer country by 2031.")
    return snapshot(way.focal, way.plan)


def test_nothing_is_different_between_a_plan_and_itself(content):
    found = compare(content, deepcopy(content))
    assert not found
    assert (found.actions.changed, found.sections.added) == ((), ())


def test_actions_added_dropped_and_changed_are_told_apart(content):
    after = deepcopy(content)
    gone = after["actions"].pop(1)
    new = {**deepcopy(gone), "id": "new", "code": "X-1", "text": "Something new."}
    after["actions"].append(new)
    after["actions"][0]["text"] = "Do what lifts MINI1-01 from level 2 at once."
    after["actions"][0]["lead"] = "Customs of Tarsovia"
    found = compare(content, after).actions
    likely = Decimal(sum(Decimal(line["likely"]) for line in gone["cost_lines"]))
    assert [(row.code, row.title, row.lead, row.likely) for row in found.gone] == [
        (gone["code"], gone["text"], gone["lead"], likely)
    ]
    assert [row.code for row in found.added] == ["X-1"]
    (changed,) = found.changed
    assert changed.code == "MINI1-01-L3"
    text, lead = changed.changes
    assert text == FieldChange(
        "text", "Text",
        pieces=(Piece("same", "Do what lifts MINI1-01 from level 2"), Piece("added", " at once"), Piece("same", ".")),
    )  # fmt: skip
    assert (lead.title, lead.before, lead.after) == ("Lead", "Health of Tarsovia", "Customs of Tarsovia")


def test_an_action_dropped_with_a_reason_counts_as_dropped(content):
    after = deepcopy(content)
    after["actions"][0] |= {"status": "dropped", "dropped_because": "Done by the neighbour."}
    found = compare(content, after).actions
    assert [(row.code, row.note) for row in found.gone] == [("MINI1-01-L3", "Done by the neighbour.")]
    assert found.changed == ()
    back = compare(after, content).actions
    assert [change.name for change in back.changed[0].changes] == ["dropped_because", "status"]


def test_an_action_keeps_its_identity_when_its_code_changes(content):
    after = deepcopy(content)
    after["actions"][0]["code"] = "A-1"
    (changed,) = compare(content, after).actions.changed
    assert [(one.name, one.before, one.after) for one in changed.changes] == [("code", "MINI1-01-L3", "A-1")]


def test_rows_that_hang_on_an_action_are_compared_line_by_line(content):
    after = deepcopy(content)
    action = after["actions"][0]
    action["milestones"].append({"title": "Order signed", "due": "2027-03-01"})
    action["supporting"] = ["Interior of Tarsovia"]
    line = action["cost_lines"][0]
    line["likely"] = "12500.50"
    (changed,) = compare(content, after).actions.changed
    by_name = {change.name: change for change in changed.changes}
    assert by_name["milestones"].added == ("Order signed (2027-03-01)",)
    assert (by_name["supporting"].gone, by_name["supporting"].added) == (
        ("Customs of Tarsovia",), ("Interior of Tarsovia",),
    )  # fmt: skip
    assert (len(by_name["cost_lines"].gone), len(by_name["cost_lines"].added)) == (1, 1)
    assert "12,500.5 (" in by_name["cost_lines"].added[0]


def test_totals_are_compared_in_all_and_by_year(content):
    after = deepcopy(content)
    after["totals"] |= {"likely": "30500.00", "by_year": {"2027": "20000.00", "2030": "10500.00"}}
    lines = {line.name: (line.before, line.after, line.delta) for line in compare(content, after).totals}
    before = Decimal(content["totals"]["likely"])
    assert lines["likely"] == (before, Decimal(30500), Decimal(30500) - before)
    assert lines["2030"] == (Decimal(0), Decimal(10500), Decimal(10500))


def test_sections_and_objectives_are_compared_too(content):
    after = deepcopy(content)
    after["sections"][0]["text"] = "A safer country by 2032."
    after["objectives"][0]["title"] = "Prevention"
    after["plan"]["currency"] = "USD"
    found = compare(content, after)
    assert [(row.title, [piece.kind for piece in row.changes[0].pieces]) for row in found.sections.changed] == [
        ("Vision and goals", ["same", "gone", "added", "same"])
    ]
    assert [(row.code, row.title) for row in found.objectives.changed] == [("MINI1", "Prevention")]
    assert [(change.name, change.before, change.after) for change in found.plan] == [("currency", "EUR", "USD")]


def test_a_field_that_nobody_named_is_compared_all_the_same(content):
    before, after = deepcopy(content), deepcopy(content)
    before["actions"][0]["beneficiaries"], after["actions"][0]["beneficiaries"] = 10, 20
    (changed,) = compare(before, after).actions.changed
    assert [(one.title, one.before, one.after) for one in changed.changes] == [("Beneficiaries", "10", "20")]


@pytest.mark.django_db
def test_a_version_is_compared_with_another_and_with_the_plan_as_it_stands():
    way = set_out()
    for text in ("One.", "One two.", "One two three."):
        write_section(
            actor=way.focal, plan=way.plan, code="vision", text=text,
            base=len(text.split()) - 1,
        )  # fmt: skip
        if text != "One two three.":
            keep_version(actor=way.focal, plan=way.plan)
    (change,) = difference(way.focal, way.plan, "0.1", "0.2").sections.changed[0].changes
    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        ("same", "One"), ("added", " two"), ("same", "."),
    ]  # fmt: skip
    (change,) = difference(way.focal, way.plan, "0.2", NOW).sections.changed[0].changes
    assert ("added", " three") in [(piece.kind, piece.text) for piece in change.pieces]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("the old dog", "the new dog", "the [-old-]{+new+} dog"),
        ("one two three four", "one four", "one [-two three -]four"),
        ("Entirely this.", "Something else, nobody knows", "[-Entirely this.-]{+Something else, nobody knows+}"),
        ("a b c d e", "a x c y e", "a [-b-]{+x+} c [-d-]{+y+} e"),
        ("First line\nsecond", "First line\nthird", "First line\n[-second-]{+third+}"),
        ("خطة العمل الأولى هنا", "خطة العمل الثانية هنا", "خطة العمل [-الأولى-]{+الثانية+} هنا"),
    ],
)
def test_texts_are_compared_word_by_word(before, after, shown):
    marks = {"same": "%s", "gone": "[-%s-]", "added": "{+%s+}"}
    assert "".join(marks[piece.kind] % piece.text for piece in pieces(before, after)) == shown


@given(st.text(alphabet="ab c\n.", max_size=60), st.text(alphabet="ab c\n.", max_size=60))
def test_the_pieces_hold_both_texts_whole(before, after):
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "added") == before
    assert "".join(piece.text for piece in found if piece.kind != "gone") == after


def test_long_texts_are_compared_without_matching_every_word_with_every_other():
    before = " ".join(f"word{number}" for number in range(6000))
    after = " ".join(f"other{number}" for number in range(6000))
    assert [piece.kind for piece in pieces(before, after)] == ["gone", "added"]
