import io

import openpyxl
import pytest
from tests.factories import make_world

from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.merging import Cell, Edit, EditRefused
from concord.domains.plans.models import Action, CostLine, Funding, Milestone, Plan, PlanChange
from concord.domains.plans.plan_book import issued_file
from concord.domains.plans.queries.workbooks import listing, read_returned
from concord.domains.plans.row_fields import ACTIONS
from concord.domains.plans.row_store import load_store
from concord.domains.plans.services.editing import change_plan, undo_change
from concord.domains.plans.services.workbooks import apply_plan_workbook, issue_plan_workbook, take_plan_workbook
from concord.formats.errors import FormatError
from concord.kernel.errors import NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
FIRST, SECOND = "MINI1-01-L3", "MINI2-02-L3"


@pytest.fixture
def world():
    return make_world(capabilities=2)


@pytest.fixture
def book(world):
    """The plan's workbook, opened by another program."""
    issued = issue_plan_workbook(actor=world.actor, plan=world.plan, language="en")
    return openpyxl.load_workbook(io.BytesIO(issued_file(issued)))


def columns(sheet):
    return {cell.value.rpartition(".")[2]: cell.column for cell in sheet[1] if cell.value}


def line(sheet, code, key="code"):
    """The row with this code."""
    column = columns(sheet)[key]
    return next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, column).value == code)


def write(sheet, row, **values):
    for key, value in values.items():
        sheet.cell(row, columns(sheet)[key]).value = value


def returned(world, book, name="plan.xlsx"):
    out = io.BytesIO()
    book.save(out)
    return read_returned(world.actor, out.getvalue(), name)


def applied(world, book, choices=None):
    issued, asked = returned(world, book)
    kept = take_plan_workbook(actor=world.actor, issued=issued, name="plan.xlsx", asked=asked)
    return apply_plan_workbook(actor=world.actor, returned=kept, choices=choices)


def faults(world, book):
    with pytest.raises(FormatError) as caught:
        returned(world, book)
    return [str(fault) for fault in caught.value.faults]


def action(world, code=FIRST):
    return Action.objects.for_actor(world.actor).get(code=code)


def change_here(world, field, value, code=FIRST):
    rows = load_store(world.actor, world.plan, [ACTIONS]).rows[ACTIONS]
    key, row = next((key, row) for key, row in rows.items() if row["code"] == code)
    change_plan(actor=world.actor, plan=world.plan, edit=Edit((Cell(ACTIONS, key, field, row[field], value),)))
    return f"{ACTIONS}|{key}|{field}"


def test_the_sheets_show_words_and_keep_ids_and_keys_hidden(world, book):
    assert book.sheetnames == [
        "Read first", "Actions", "Objectives", "Milestones", "Indicators", "Cost lines", "Funding", "_concord",
    ]  # fmt: skip
    sheet = book["Actions"]
    shown = {key: sheet.cell(3, column).value for key, column in columns(sheet).items()}
    assert (shown["code"], shown["lead"], shown["status"]) == (FIRST, "Health of Tarsovia", "Planned")
    assert (shown["starts_on"], shown["id"]) == ("2027-01-01", str(action(world).pk))
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions[sheet.cell(1, columns(sheet)["id"]).column_letter].hidden
    assert book["_concord"].sheet_state == "hidden"


def test_an_untouched_workbook_changes_nothing(world, book):
    issued, asked = returned(world, book)
    assert (asked.edit.empty, asked.missing, listing(world.actor, issued, asked).nothing) == (True, (), True)


def test_changed_cells_are_listed_first_and_written_when_applied(world, book):
    sheet = book["Actions"]
    write(sheet, line(sheet, FIRST), text="New words", lead="Customs of Tarsovia", status="Under way", hazards="C; N")
    issued, asked = returned(world, book)
    (row,) = listing(world.actor, issued, asked).changed
    assert (row.table, row.name) == ("Actions", FIRST)
    assert [(one.title, one.value) for one in row.values] == [
        ("Action", "New words"), ("Lead", "Customs of Tarsovia"), ("Status", "Under way"), ("Hazards", "C, N"),
    ]  # fmt: skip
    assert action(world).text != "New words"
    applied(world, book)
    found = action(world)
    assert (found.text, found.lead.code, found.status, found.hazards) == (
        "New words",
        "customs",
        "under_way",
        ["C", "N"],
    )
    assert AuditEntry.objects.filter(action="plan_workbook.applied").count() == 1


def test_real_dates_and_numbers_of_a_spreadsheet_are_read(world, book):
    import datetime as dt

    sheet = book["Actions"]
    write(sheet, line(sheet, FIRST), ends_on=dt.date(2028, 5, 31))
    costs = book["Cost lines"]
    write(costs, 3, quantity=12.5)
    applied(world, book)
    assert action(world).ends_on == dt.date(2028, 5, 31)
    changed = CostLine.objects.for_actor(world.actor).get(pk=costs.cell(3, columns(costs)["id"]).value)
    assert str(changed.quantity) == "12.50"
    assert changed.likely == changed.unit_likely * changed.quantity


def test_new_rows_are_created_also_below_new_actions(world, book):
    sheet = book["Actions"]
    write(sheet, sheet.max_row + 1, code="NEW-1", objective="MINI1", text="Train the trainers", lead="The army",
          starts_on="2027-02-01", ends_on="30.6.2027", depends_on=FIRST)  # fmt: skip
    write(
        sheet, sheet.max_row + 1, objective="MINI2", text="Without a code", starts_on="2027-01-01", ends_on="2027-12-31"
    )
    milestones, costs, funding = book["Milestones"], book["Cost lines"], book["Funding"]
    write(milestones, milestones.max_row + 1, action="NEW-1", title="First course", due="2027-03-01")
    write(costs, costs.max_row + 1, action="NEW-1", year=2027, title="Course", category="training", quantity=1,
          low=900, likely=1000.5, high="1 200,00")  # fmt: skip
    write(funding, 3, action=FIRST, year=2027, amount=500, source="State budget", status="Secured")
    applied(world, book)
    new = action(world, "NEW-1")
    assert (new.lead_text, str(new.ends_on), new.status, new.phase) == (
        "The army",
        "2027-06-30",
        "planned",
        "cross-cutting",
    )
    assert [one.code for one in new.depends_on.all()] == [FIRST]
    assert action(world, "MINI2-A01").text == "Without a code"
    assert Milestone.objects.for_actor(world.actor).get(action=new).title == "First course"
    cost = CostLine.objects.for_actor(world.actor).get(action=new)
    assert [str(one) for one in (cost.low, cost.likely, cost.high)] == ["900.00", "1000.50", "1200.00"]
    assert Funding.objects.for_actor(world.actor).get().status == "secured"


def test_the_same_file_taken_in_twice_adds_nothing_twice(world, book):
    sheet = book["Actions"]
    write(sheet, sheet.max_row + 1, objective="MINI1", text="Once", starts_on="2027-01-01", ends_on="2027-12-31")
    assert applied(world, book) is not None
    assert applied(world, book) is None
    assert Action.objects.for_actor(world.actor).filter(text="Once").count() == 1


def test_rows_that_are_missing_stay_and_marked_rows_go(world, book):
    milestones = book["Milestones"]
    milestones.delete_rows(3)
    write(milestones, 3, delete="x")
    issued, asked = returned(world, book)
    found = listing(world.actor, issued, asked)
    assert [row.name for row in found.missing] == [f"{FIRST} · MINI1-01 reaches level 3"]
    assert [row.name for row in found.removed] == [f"{SECOND} · MINI2-02 reaches level 3"]
    applied(world, book)
    assert [one.title for one in Milestone.objects.for_actor(world.actor)] == ["MINI1-01 reaches level 3"]


def test_sorted_rows_moved_columns_and_removed_columns_do_no_harm(world, book):
    sheet = book["Actions"]
    top, bottom = ([cell.value for cell in sheet[row]] for row in (3, 4))
    for at, (one, other) in enumerate(zip(top, bottom, strict=True), start=1):
        sheet.cell(3, at).value, sheet.cell(4, at).value = other, one
    sheet.delete_cols(columns(sheet)["supporting"])
    sheet.insert_cols(1)
    write(sheet, line(sheet, SECOND), text="Sorted")
    applied(world, book)
    assert (action(world, SECOND).text, action(world, SECOND).supporting.count()) == ("Sorted", 1)
    assert PlanChange.objects.for_actor(world.actor).get().entries[0]["field"] == "text"


# --- three ways ---


def test_what_only_one_side_changed_passes(world, book):
    change_here(world, "text", "Hers")
    sheet = book["Actions"]
    write(sheet, line(sheet, FIRST), status="Done")
    applied(world, book)
    assert (action(world).text, action(world).status) == ("Hers", "done")


def test_what_both_changed_differently_waits_for_a_person(world, book):
    place = change_here(world, "text", "Hers")
    sheet = book["Actions"]
    write(sheet, line(sheet, FIRST), text="The workbook's", status="Done")
    issued, asked = returned(world, book)
    (clash,) = listing(world.actor, issued, asked).clashes
    assert (clash.place, clash.now, clash.mine) == (place, "Hers", "The workbook's")
    with pytest.raises(EditRefused):
        applied(world, book)
    assert (action(world).text, action(world).status) == ("Hers", "planned")
    applied(world, book, {tuple(place.split("|")): (True, "Hers")})
    assert (action(world).text, action(world).status) == ("The workbook's", "done")


def test_a_choice_counts_for_what_was_seen_only(world, book):
    place = tuple(change_here(world, "text", "Hers").split("|"))
    sheet = book["Actions"]
    write(sheet, line(sheet, FIRST), text="The workbook's")
    change_here(world, "text", "Hers again")
    with pytest.raises(EditRefused):
        applied(world, book, {place: (True, "Hers")})
    assert applied(world, book, {place: (False, "Hers again")}) is None
    assert action(world).text == "Hers again"


def test_a_workbook_is_applied_once_and_can_be_taken_back(world, book):
    sheet = book["Actions"]
    before = action(world).text
    write(sheet, line(sheet, FIRST), text="New words")
    issued, asked = returned(world, book)
    kept = take_plan_workbook(actor=world.actor, issued=issued, name="plan.xlsx", asked=asked)
    apply_plan_workbook(actor=world.actor, returned=kept)
    with pytest.raises(WrongState):
        apply_plan_workbook(actor=world.actor, returned=kept)
    undo_change(actor=world.actor, plan=world.plan)
    assert action(world).text == before


# --- what is refused ---


def test_every_wrong_cell_is_named_and_nothing_is_taken(world, book):
    sheet = book["Actions"]
    row = line(sheet, FIRST)
    write(sheet, row, starts_on="soon", status="Nearly", text="=1+1", depends_on="NONE-1", objective=True)
    names = {key: sheet.cell(row, column).coordinate for key, column in columns(sheet).items()}
    said = faults(world, book)
    where = "plan.xlsx, sheet Actions, cell "
    assert f"{where}{names['text']}: the cell holds a formula; type the value itself" in said
    assert f"{where}{names['objective']}: the cell holds TRUE; write a text or a number" in said
    assert f"{where}{names['starts_on']}: write the date as 2027-03-31" in said
    assert f"{where}{names['depends_on']}: there is no action “NONE-1”" in said
    assert any(one.startswith(f"{where}{names['status']}: “Nearly” is none of: To be defined, Planned") for one in said)


def test_codes_copies_strange_ids_and_emptied_rows_are_refused(world, book):
    sheet = book["Actions"]
    first, second = line(sheet, FIRST), line(sheet, SECOND)
    for at, cell in enumerate(sheet[first], start=1):
        sheet.cell(10, at).value = cell.value
    write(sheet, 11, id="nothing of ours", text="x")
    for cell in sheet[second][:-1]:
        cell.value = None
    write(sheet, first, code="OTHER")
    assert [one.removeprefix("plan.xlsx, sheet Actions, cell ") for one in faults(world, book)] == [
        "A3: this is given once and stays; add a new row instead",
        "A4: the row was emptied; to delete it, write x in the column “Delete”",
        "A10: this row is a copy of row 3; type new rows at the end of the sheet instead",
        "A11: the hidden id of this row is none of this workbook; undo what was copied or moved",
    ]


def test_an_amount_that_is_worked_out_is_not_typed_over(world, book):
    costs = book["Cost lines"]
    write(costs, 3, likely=7)
    issued, asked = returned(world, book)
    (problem,) = listing(world.actor, issued, asked).problems
    assert problem.endswith("this is worked out from quantity and unit costs; change those")


def test_workbooks_of_others_and_of_adopted_plans_are_refused(world, book):
    other = make_world("QS", "Sarvonia", capabilities=2)
    with pytest.raises(FormatError, match="was not issued here"):
        returned(other, book)
    with pytest.raises(NotAllowed):
        issue_plan_workbook(actor=actor_in(world.people[Role.CONTRIBUTOR], "QT")[0], plan=world.plan, language="en")
    sheet = book["Actions"]
    write(sheet, line(sheet, FIRST), text="New words")
    issued, asked = returned(world, book)
    kept = take_plan_workbook(actor=world.actor, issued=issued, name="plan.xlsx", asked=asked)
    Plan.objects.for_actor(world.actor).update(status=PlanStatus.ADOPTED)
    with pytest.raises(WrongState):
        apply_plan_workbook(actor=world.actor, returned=kept)
    assert action(world).text != "New words"


def test_texts_that_look_like_formulas_or_markup_go_out_as_texts(world):
    for at, text in enumerate(('=HYPERLINK("http://a.example")', "+1", "@SUM(A1)", "<r><t>x</t></r>")):
        change_here(world, "text", text, code=(FIRST, SECOND)[at % 2])
        issued = issue_plan_workbook(actor=world.actor, plan=world.plan, language="en")
        content = issued_file(issued)
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Actions"]
        cell = sheet.cell(line(sheet, (FIRST, SECOND)[at % 2]), columns(sheet)["text"])
        assert (cell.value, cell.data_type) == (text, "s")
        assert read_returned(world.actor, content, "plan.xlsx")[1].edit.empty


def test_a_workbook_speaks_the_language_it_went_out_in(world):
    issued = issue_plan_workbook(actor=world.actor, plan=world.plan, language="fr")
    book = openpyxl.load_workbook(io.BytesIO(issued_file(issued)))
    sheet = book["Actions"]
    assert sheet.cell(3, columns(sheet)["status"]).value == "Prévue"
    write(sheet, 3, status="Achevée")
    applied(world, book)
    assert action(world).status == "done"
