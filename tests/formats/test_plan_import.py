"""Existing plans read from spreadsheets: the proposed mapping, the rows, and what could not be understood."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.plan_files import HEADINGS, LINES, costed_plan, workbook

from concord.formats import plan_import_values as values
from concord.formats.errors import FormatError
from concord.formats.plan_import import PlanMap, YearColumn, plan_map
from concord.formats.plan_import_grouping import ImportedPlan, group_plan, totals
from concord.formats.plan_import_proposal import map_text, propose_map
from concord.formats.plan_import_reader import read_plan


def taken(rows: list[tuple[object, ...]], mapping: PlanMap | None = None, **more: object) -> ImportedPlan:
    """A plan from rows, by the proposed mapping with changes."""
    content = workbook(rows)
    mapping = mapping or propose_map(content, "plan.xlsx")
    mapping = PlanMap.model_validate({**mapping.model_dump(), **more})
    return group_plan(read_plan(content, "plan.xlsx", mapping), this_year=2026)


def test_a_mapping_is_proposed_from_the_headings() -> None:
    mapping = propose_map(costed_plan(), "plan.xlsx")
    assert mapping.columns == {
        "area": "core_capacity", "objective": "requirement", "action": "activity", "item": "primary_subcategory",
        "category": "primary_category", "cost": "cost_original", "years": "year_calendar",
        "currency": "currency_original",
    }  # fmt: skip
    assert mapping.currencies == {"CFA": "XOF"}
    assert propose_map(costed_plan(), "plan.xlsx", "CM").currencies == {"CFA": "XAF"}


def test_the_mapping_survives_being_written_out_and_read_again() -> None:
    mapping = propose_map(costed_plan(), "plan.xlsx")
    text = map_text(mapping, ("pillar",))
    assert plan_map(text.encode(), "map.yaml") == mapping
    assert '# read by nothing: "pillar"' in text


def test_french_headings_with_a_column_for_each_year_are_recognised() -> None:
    rows = [("Domaine", "Objectif", "Activités", "Responsable", "Budget 2026", "Budget 2027"),
            ("Lois", "Une loi", "Écrire", "Ministère", 10, 20.5)]  # fmt: skip
    mapping = propose_map(workbook(rows), "plan.xlsx")
    assert mapping.columns == {"area": "Domaine", "objective": "Objectif", "action": "Activités", "lead": "Responsable"}
    assert [(one.column, one.year) for one in mapping.year_columns] == [("Budget 2026", 2026), ("Budget 2027", 2027)]
    plan = taken(rows, currency="EUR")
    assert totals(plan.lines, "year") == {"EUR": {"2026": Decimal("10.00"), "2027": Decimal("20.50")}}
    assert plan.actions[0].lead == "Ministère"


def test_rows_become_objectives_and_actions_and_their_cost_is_kept_to_the_cent() -> None:
    plan = taken([HEADINGS, *LINES])
    assert [(one.code, one.title, one.area) for one in plan.objectives] == [
        ("1.1", "Bring the law up to date", "National legislation"),
        ("2.1", "Equip the laboratories", "Chemical events"),
    ]
    assert [(a.code, a.text, a.hazards, a.rows) for a in plan.actions] == [
        ("1.1.1", "Recruit a lawyer", "", [2, 3]), ("1.1.2", "Print the law", "", [4]),
        ("2.1.1", "Buy a spectrometer", "C", [5]), ("2.1.2", "Name a focal point", "C", [6]),
    ]  # fmt: skip
    assert plan.currency == "XOF"
    assert totals(plan.lines, "given") == {
        "XOF": {"2026": Decimal("1200000.00"), "2026, 2027, 2028": Decimal("1000000.00"),
                "2027": Decimal("800000.50"), "N/A": Decimal("45000000.25")}
    }  # fmt: skip
    assert totals(plan.lines, "category") == {
        "XOF": {"Media": Decimal("1000000.00"), "Physical infrastructure": Decimal("45000000.25"),
                "Workforce": Decimal("2000000.50")}
    }  # fmt: skip
    assert {line.price_year for line in plan.lines} == {2025}


def test_a_cost_over_several_years_is_parted_without_losing_a_cent() -> None:
    plan = taken([HEADINGS, *LINES])
    printing = [(line.year, line.likely) for line in plan.actions[1].lines]
    assert printing == [(2026, Decimal("333333.34")), (2027, Decimal("333333.33")), (2028, Decimal("333333.33"))]


def test_what_is_not_understood_is_told_row_by_row() -> None:
    plan = taken([HEADINGS, *LINES])
    assert dict(plan.problems) == {
        5: ("'N/A' names no year; the cost is put into the plan's first year",), 6: ("no cost is given",),
    }  # fmt: skip


def test_lines_of_totals_are_not_counted_twice_and_remarks_are_kept() -> None:
    plan = taken([
        ("Area", "Action", "Cost", "Year", "Currency"), ("Laws", "Write", 10, 2026, "EUR"),
        (None, "Total", 10, None, None), ("Only a heading", None, None, None, None), (None, "Print", 5, 2026, "EUR"),
    ])  # fmt: skip
    assert totals(plan.lines, "year") == {"EUR": {"2026": Decimal("15.00")}}
    assert [row.counted for row in plan.file.rows] == [True, False, False, True]
    assert plan.problems[3] == ("this looks like a line of totals, so it is not counted a second time",)
    assert plan.problems[4] == ("no action stands here, and no cost: read as a heading or a remark",)
    assert [one.title for one in plan.objectives] == ["Laws"]  # an empty cell below is that of the row above


def test_a_row_without_action_belongs_to_the_one_above() -> None:
    plan = taken([("Action", "Cost", "Year", "Currency"), ("Write", 10, 2026, "EUR"), (None, 5, 2027, "EUR")])
    assert [(a.text, len(a.lines)) for a in plan.actions] == [("Write", 2)]
    assert plan.problems == {3: ("no action stands here; the cost is counted to the action above",)}


def test_formulas_dates_and_odd_amounts_are_taken_with_a_word_on_them() -> None:
    plan = taken([
        ("Action", "Cost", "Year", "Currency", "Start", "End"),
        ("One", "=3+4", 2026, "EUR", None, None),
        ("Two", "about twelve", 2026, "EUR", None, None),
        ("Three", -5, 2026, "EUR", None, None),
        ("Four", "1 250,75 EUR", None, "EUR", dt.date(2026, 3, 1), dt.date(2027, 6, 30)),
        ("Five", 3, 2026, "shells", "soon", None),
    ])  # fmt: skip
    assert plan.problems == {
        2: ("cell B2 holds a formula; its last result, 7.00, was taken",),
        3: ("cell B3: 'about twelve' is no amount, so no cost is known",),
        4: ("cell B4: a cost of -5.00 is below zero and is not counted",),
        6: ("'shells' is no currency that is known; name it under 'currencies'",
            "the start 'soon' is no day such as 2026-03-31",
            "no currency is known; the cost is counted as EUR"),
    }  # fmt: skip
    four = plan.actions[3]
    assert four.runs(2026) == (dt.date(2026, 3, 1), dt.date(2027, 6, 30))
    assert [(line.year, line.likely) for line in four.lines] == [(2026, Decimal("625.38")), (2027, Decimal("625.37"))]


def test_objectives_that_were_filled_down_are_noticed_and_joined_where_wanted() -> None:
    rows = [("Objective", "Action", "Cost", "Year", "Currency"),
            *((f"A law by {year}", f"Step {year}", 1, 2026, "EUR") for year in (2018, 2019, 2020))]  # fmt: skip
    assert len(taken(rows).objectives) == 3
    assert sorted(taken(rows).problems) == [3, 4]
    joined = taken(rows, join_numbered=True)
    assert [(one.title, len(one.actions)) for one in joined.objectives] == [("A law by 2018", 3)]
    assert joined.problems == {}


def test_a_range_comes_from_columns_or_from_the_mapping() -> None:
    rows = [("Action", "Low", "Cost", "High", "Year"), ("A", 8, 10, 15, 2026), ("B", None, 10, None, 2026),
            ("C", 12, 10, 15, 2026)]  # fmt: skip
    plan = taken(rows, currency="EUR", low=80, high=130)
    assert [(str(x.low), str(x.likely), str(x.high)) for x in plan.lines] == [
        ("8.00", "10.00", "15.00"), ("8.00", "10.00", "13.00"), ("10.00", "10.00", "10.00"),
    ]  # fmt: skip


def test_own_codes_stay_and_a_second_use_is_told() -> None:
    plan = taken([("Code", "Action", "Cost", "Year", "Currency"), ("A-1", "One", 1, 2026, "EUR"),
                  ("A 2", "Two", 1, 2026, "EUR"), ("A-1", "Again", 1, 2027, "EUR")])  # fmt: skip
    assert [(a.code, len(a.lines)) for a in plan.actions] == [("A-1", 2), ("A-2", 1)]


def test_several_currencies_need_a_word_on_which_is_the_plans() -> None:
    rows = [("Action", "Cost", "Year", "Currency"), ("A", 1, 2026, "EUR"), ("B", 2, 2026, "US$")]
    with pytest.raises(FormatError, match="the amounts are in EUR, USD; say under 'currency' which one is the plan's"):
        taken(rows)
    assert totals(taken(rows, currency="EUR").lines, "year") == {
        "EUR": {"2026": Decimal("1.00")},
        "USD": {"2026": Decimal("2.00")},
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04nonsense", "cut off or damaged"),
        (workbook([("only", "words"), ("here", "there")]), "no row looks like the headings of a plan"),
    ],
)
def test_what_is_no_plan_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        propose_map(content, "plan.xlsx")


def test_a_mapping_that_does_not_fit_is_refused_with_the_missing_heading() -> None:
    with pytest.raises(FormatError, match="there is no column headed 'Aktion'"):
        read_plan(costed_plan(), "plan.xlsx", PlanMap(columns={"action": "Aktion"}))
    with pytest.raises(FormatError, match="there is no sheet 'Other'; the workbook has line items"):
        read_plan(costed_plan(), "plan.xlsx", PlanMap(sheet="Other", columns={"action": "activity"}))
    with pytest.raises(FormatError, match="names no column for the action"):
        read_plan(costed_plan(), "plan.xlsx", PlanMap(year_columns=(YearColumn(column="cost_original", year=2026),)))


def test_faults_of_a_mapping_name_their_line() -> None:
    with pytest.raises(FormatError) as caught:
        plan_map(b"columns:\n  action: activity\n  colour: red\ncurrency: euro\n", "map.yaml")
    assert [fault.where for fault in caught.value.faults] == ["map.yaml, line 3", "map.yaml, line 4"]


def test_other_sheets_are_named_as_not_read() -> None:
    content = workbook([HEADINGS, *LINES], more=("Notes",))
    file = read_plan(content, "plan.xlsx", propose_map(content, "plan.xlsx"))
    assert file.unread_sheets == ("Notes",)
    assert file.unread == ("line_item_id", "country", "pillar", "year_numeric")
    assert ("pillar", "Prevent") in file.rows[0].cells


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1,250", "1250.00"), ("1.250", "1250.00"), ("0.125", "0.13"), ("1.250.000,5", "1250000.50"), ("12.5", "12.50"),
     ("US$ 3'000", "3000.00"), ("(40)", "-40.00"), ("١٢", "12.00"), ("5 to 6", None), ("", None)],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, wanted: str | None) -> None:
    assert values.amount(text) == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("2019", (2019,)), ("2019, 2021", (2019, 2021)), ("2019–2021", (2019, 2020, 2021)), ("2019/20", (2019, 2020)),
     ("Year 2", (2027,)), ("1-3", (2026, 2027, 2028)), ("N/A", ()), ("1850", ()), ("20190", ())],
)  # fmt: skip
def test_years_are_read_as_people_write_them(text: str, wanted: tuple[int, ...]) -> None:
    assert values.years(text, 2026) == wanted
