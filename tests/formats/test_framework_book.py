"""The framework as a book: everything the pack says stands in it, with room for the reviewer, in either direction."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from concord.content import content_path
from concord.formats.docx_package import check_package
from concord.formats.framework_book import pack_to_docx, pack_to_xlsx
from concord.formats.framework_book_words import LABELS, open_book
from concord.formats.framework_pack import Element, Hazard, Mode, Pack, Phase, Scale
from concord.formats.framework_pack_reader import read_pack
from concord.formats.ingredient_book import read_ingredient_book
from concord.formats.instrument_list import read_instruments

SPOKEN = {"en": "Yes.", "ar": "قرار ساري."}
ARABIC = {
    "code": "small", "edition": "1.0", "language": "en", "title": {"en": "Small framework", "ar": "إطار صغير"},
    "institution_kinds": [{"code": "health", "title": {"en": "Ministry of health", "ar": "وزارة الصحة"}}],
    "areas": [{
        "code": "GOV", "title": {"en": "Coordination", "ar": "التنسيق"},
        "capabilities": [{
            "code": "GOV-01", "title": {"en": "Coordination body", "ar": "هيئة التنسيق"}, "answered_by": ["health"],
            "levels": [
                {"level": level, "statements": [{"code": f"GOV-01.{level}a", "text": SPOKEN}]}
                for level in (2, 3, 4, 5)
            ],
        }],
    }],
}  # fmt: skip


@cache
def core() -> Pack:
    """Two areas with two capabilities each of the shipped framework."""
    whole = read_pack(content_path("frameworks", "cbrn-core"))
    areas = tuple(area.model_copy(update={"capabilities": area.capabilities[:2]}) for area in whole.areas[:2])
    return whole.model_copy(update={"areas": areas})


@cache
def given() -> dict[str, Any]:
    return {
        "ingredients": read_ingredient_book(content_path("cost_ingredients.yaml")),
        "instruments": read_instruments(content_path("instruments.yaml")),
    }


@cache
def book() -> bytes:
    return pack_to_docx(core(), **given())


def words(raw: bytes) -> str:
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in Document(io.BytesIO(raw)).element.iter(qn("w:p"))
    )


def sheets(raw: bytes) -> dict[str, list[tuple[Any, ...]]]:
    return {page.title: list(page.iter_rows(values_only=True)) for page in openpyxl.load_workbook(io.BytesIO(raw))}


# --- the Word book


def test_every_text_of_the_pack_stands_in_the_book() -> None:
    shown = words(book())
    for area, one in core().capabilities():
        wanted = [f"{area.code} · {area.title['']}", f"{one.code}  {one.title['']}", *(one.aim or {}).values()]
        wanted += [*(one.why or {}).values(), *(f"– {text['']}" for text in one.evidence)]
        for level in one.levels:
            for statement in level.statements:
                wanted += [statement.code, statement.text[""], *(statement.guidance or {}).values()]
        for action in one.benchmark_actions:
            wanted += [f"{action.code} {action.text['']}", f"Output: {action.output_indicator['']}"]
            wanted += [f"Outcome: {action.outcome_indicator['']}"]
        wanted += [entry.code for entry in one.crosswalk]
        assert [text for text in wanted if text not in shown] == []


def test_the_book_is_a_plain_word_file_and_the_same_each_time() -> None:
    check_package(book(), template=False)
    assert pack_to_docx(core(), **given()) == book()


def test_each_chapter_and_capability_is_a_heading_that_the_contents_link_to() -> None:
    document = Document(io.BytesIO(book()))
    headings = [
        p.text for p in document.paragraphs if p.style is not None and p.style.name in ("Heading 1", "Heading 2")
    ]
    assert headings == [
        "How to read and mark this book",
        *(text for area in core().areas for text in (
            f"{area.code} · {area.title['']}", *(f"{one.code}  {one.title['']}" for one in area.capabilities)
        )),
        "Crosswalk by instrument",
    ]  # fmt: skip
    links = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))}
    assert links == {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert len(links) == len(headings)


def test_no_heading_and_no_table_head_stands_alone_and_no_row_is_cut() -> None:
    document = Document(io.BytesIO(book()))
    styles = {style.name: style for style in document.styles}
    assert all(styles[f"Heading {level}"].paragraph_format.keep_with_next for level in (1, 2, 3))
    for table in document.element.iter(qn("w:tbl")):
        for row in table.iter(qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
                assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p")))
            heights = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
            assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None or heights is not None


def test_each_statement_can_be_ticked_and_each_capability_has_room_for_remarks() -> None:
    statements = sum(len(level.statements) for _area, one in core().capabilities() for level in one.levels)
    shown = words(book())
    assert shown.count("☐") == 3 * statements + 6
    assert shown.count(LABELS["remarks"]) == 4


def test_an_action_tells_what_it_takes_and_costs() -> None:
    plain = {
        "code": "A", "from_level": 1, "text": "x", "lead": "health", "duration_months": 6,
        "ingredients": [
            {"kind": "workshop_days", "quantity": 2},
            {"kind": "training_days", "quantity": 90.5, "scales_with": "population", "note": "Nurses"},
        ],
        "output_indicator": "x", "outcome_indicator": "y", "depends_on": [{"capability": "GOV-01", "level": 3}],
    }  # fmt: skip
    one = ARABIC | {"areas": [ARABIC["areas"][0] | {"capabilities": [  # type: ignore[index]
        ARABIC["areas"][0]["capabilities"][0] | {"benchmark_actions": [plain]}  # type: ignore[index]
    ]}]}  # fmt: skip
    pack = Pack.model_validate(one)
    action = pack.areas[0].capabilities[0].benchmark_actions[0]
    opened = open_book(pack, ingredients=given()["ingredients"])
    assert [opened.ingredient(part) for part in action.ingredients] == [
        "National workshop with 40 people: 2 × day",
        "Training place: 90.5 × participant-day (grows with population, Nurses)",
    ]
    assert opened.waits(action) == "GOV-01 (level 3)"
    assert [float(cost) for cost in opened.cost(action) or ()] == [10_430.0, 18_955.0, 34_100.0]
    shown = words(pack_to_docx(pack, ingredients=given()["ingredients"]))
    assert "≈ EUR 19,000" in shown
    assert "10,000 – 34,000" in shown
    bare = open_book(pack)
    assert bare.ingredient(action.ingredients[0]) == "workshop days: 2"
    assert bare.cost(action) is None


def test_a_language_written_from_the_right_turns_the_book_round() -> None:
    pack = Pack.model_validate(ARABIC)
    raw = pack_to_docx(pack, "ar")
    document = Document(io.BytesIO(raw))
    assert "قرار ساري." in words(raw)
    assert "Yes." not in words(raw)
    spoken = [run for run in document.element.body.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
    assert all(run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in spoken)
    tables = list(document.element.body.iter(qn("w:tbl")))
    assert all(table.tblPr.find(qn("w:bidiVisual")) is not None for table in tables)
    assert document.core_properties.language == "ar"
    english = Document(io.BytesIO(pack_to_docx(pack, "en"))).element
    assert english.find(f".//{qn('w:bidiVisual')}") is None


def test_a_bare_pack_of_titles_makes_a_book() -> None:
    bare = {"code": "x", "edition": "1", "title": "T", "areas": [
        {"code": "A", "title": "Area", "capabilities": [{"code": "A-1", "title": "One"}]}
    ]}  # fmt: skip
    shown = words(pack_to_docx(Pack.model_validate(bare)))
    assert "A-1  One" in shown
    assert LABELS["ladder"] not in shown


def test_words_of_another_language_replace_ours() -> None:
    raw = pack_to_docx(Pack.model_validate(ARABIC), labels={"ladder": "L’échelle", "level": "Niveau"})
    assert "L’échelle" in words(raw)
    assert LABELS["ladder"] not in words(raw)


def test_every_value_of_a_pack_has_its_words() -> None:
    values = [("hazard", Hazard), ("phase", Phase), ("element", Element), ("mode", Mode), ("grows", Scale)]
    assert [f"{name}_{one}" for name, kind in values for one in kind if f"{name}_{one}" not in LABELS] == []


# --- the workbook


def test_the_workbook_has_a_line_for_each_thing_and_columns_for_the_reviewer() -> None:
    pages = sheets(pack_to_xlsx(core(), **given()))
    capabilities = [one for _area, one in core().capabilities()]
    assert {title: len(rows) - 1 for title, rows in pages.items()} == {
        "Capabilities": 4,
        "Statements": sum(len(level.statements) for one in capabilities for level in one.levels),
        "Benchmark actions": sum(len(one.benchmark_actions) for one in capabilities),
        "Crosswalk": sum(len(one.crosswalk) for one in capabilities),
    }
    for rows in pages.values():
        assert rows[0][-2:] == ("Keep / change / drop", "Reviewer's remark")
        assert all(row[-2:] == (None, None) for row in rows[1:])
    first = dict(zip(pages["Statements"][0], pages["Statements"][1], strict=True))
    statement = capabilities[0].levels[0].statements[0]
    assert (first["Level"], first["Code"], first["Statement"]) == (2, statement.code, statement.text[""])


def test_costs_stand_in_numbers_where_the_book_of_ingredients_is_given() -> None:
    head, first, *_rest = sheets(pack_to_xlsx(core(), **given()))["Benchmark actions"]
    row = dict(zip(head, first, strict=True))
    assert row["Low (EUR)"] < row["Likely (EUR)"] < row["High (EUR)"]
    head, first, *_rest = sheets(pack_to_xlsx(core()))["Benchmark actions"]
    assert dict(zip(head, first, strict=True))["Likely"] is None


def test_the_workbook_is_the_same_each_time_and_turns_round_with_its_language() -> None:
    assert pack_to_xlsx(core(), **given()) == pack_to_xlsx(core(), **given())
    pages = openpyxl.load_workbook(io.BytesIO(pack_to_xlsx(Pack.model_validate(ARABIC), "ar")))
    assert all(page.sheet_view.rightToLeft for page in pages)
    assert pages["Statements"]["D2"].value == "قرار ساري."


@pytest.mark.parametrize("write", [pack_to_docx, pack_to_xlsx])
def test_no_machine_and_no_clock_is_in_the_files(write: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(write(core()))) as package:
        properties = package.read("docProps/core.xml").decode()
    assert "2000-01-01T00:00:00Z" in properties
    assert "python-docx" not in properties


# --- free questions

ASKED = [
    {"code": "Q1", "text": {"en": "How many people?", "ar": "كم عدد الناس؟"}, "kind": "integer", "required": True,
     "guidance": "Full time only", "constraint": ". >= 0"},
    {"code": "Q2", "text": "What do they do?", "kind": "select_multiple", "relevance": "${Q1} > 0",
     "group": "Laboratory", "choices": [{"code": "a", "text": "Sampling"}, {"code": "b", "text": "Testing"}]},
]  # fmt: skip


@cache
def asking() -> Pack:
    area = ARABIC["areas"][0]
    capabilities = [*area["capabilities"], {"code": "GOV-02", "title": "Staff", "questions": ASKED}]
    return Pack.model_validate(ARABIC | {"areas": [area | {"capabilities": capabilities}]})


def test_questions_stand_in_the_word_book_with_their_answers_and_conditions() -> None:
    raw = pack_to_docx(asking())
    shown = words(raw)
    for text in ("How many people?", "Full time only", "a whole number, must be answered", "any of: Sampling; Testing",
                 "Asked only if: ${Q1} > 0", "Limit: . >= 0", "Part: Laboratory", "2 questions"):  # fmt: skip
        assert text in shown
    check_package(raw, template=False)
    assert "كم عدد الناس؟" in words(pack_to_docx(asking(), "ar"))


def test_questions_have_a_sheet_of_their_own_where_there_are_any() -> None:
    found = sheets(pack_to_xlsx(asking()))
    assert list(found) == ["Capabilities", "Statements", "Questions", "Benchmark actions", "Crosswalk"]
    row = [
        "GOV-02 Staff",
        "",
        "Q1",
        "How many people?",
        "a whole number, must be answered",
        "Full time only",
        "",
        ". >= 0",
    ]
    assert [cell or "" for cell in found["Questions"][1][:8]] == row
    assert "Questions" not in sheets(pack_to_xlsx(Pack.model_validate(ARABIC)))
