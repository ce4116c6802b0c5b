"""The executive summary, the operational plan and the seal in DOCX and PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import docx
import pypdf
import pytest
from tests.formats.documents import plan, short_plan
from tests.formats.executives import costs, executive, operational

from concord.formats.plan_document import PlanDocument
from concord.formats.plan_docx import render_docx, render_summary_docx
from concord.formats.plan_pdf import render_pdf, render_summary_pdf

SEAL = (("Version", "1.0"), ("Adopted by", "A. Minister"), ("SHA-256", "ab" * 32))


@cache
def _document() -> PlanDocument:
    pictures = {"areas": plan("en").pictures["levels"], "funding": plan("en").pictures["budget"]}
    shown = replace(executive(), pictures={"standing": "areas", "paying": "funding"})
    return replace(
        short_plan(), executives=(shown,), operational=operational(), costs=costs(), seal=SEAL, pictures=pictures
    )


def _pages(raw: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(raw)).pages]


def test_summary_alone_is_two_pages_however_full_it_is() -> None:
    first, second = _pages(render_summary_pdf(_document()))
    assert "Executive summary" in first
    assert "C9 Exchange" in first
    assert "Ministry 6" in second


def test_summary_stands_on_two_pages_of_the_plan_before_its_purpose() -> None:
    pages = _pages(render_pdf(_document()))
    at = next(at for at, words in enumerate(pages) if "Standing part" in words)
    assert "Doing part" in pages[at + 1]
    assert short_plan().labels["purpose"] in pages[at + 2]


@pytest.mark.parametrize("gaps", [0, 10])
def test_summary_without_gaps_is_not_parted(gaps: int) -> None:
    document = replace(_document(), executives=(executive(gaps=gaps),))
    first = _pages(render_summary_pdf(document))[0]
    assert ("Doing part" in first) == (gaps == 0)
    assert ("Gaps part" in first) == (gaps > 0)


def test_word_summary_alone_holds_every_part_and_both_pictures() -> None:
    word = docx.Document(io.BytesIO(render_summary_docx(_document())))
    heads = [one.text for one in word.paragraphs if one.style.name == "Summary Heading"]
    assert heads == ["Standing part", "Gaps part", "Doing part", "Paying part", "Asked part"]
    assert [round(one.height.mm) <= most for one, most in zip(word.inline_shapes, (72, 62), strict=True)] == [
        True,
        True,
    ]
    assert [len(table.rows) for table in word.tables] == [1, 11, 11, 8, 7]
    assert word.tables[0].rows[0].cells[4].text == "25.3\nmillion EUR still missing"


def test_word_plan_has_operational_plan_further_costs_and_seal() -> None:
    word = docx.Document(io.BytesIO(render_docx(_document())))
    texts = [one.text for one in word.paragraphs]
    assert "Operational plan for the next 12 months" in texts
    assert "Cost by hazard" in texts
    assert f"SHA-256: {'ab' * 32}" in texts
    due = [
        table.rows[1].cells[3].text for table in word.tables if table.rows[0].cells[-2].text == "Due in these months"
    ]
    assert due == ["03/2026 Draft is out\n06/2026 Law is passed", "–"]


def test_pdf_has_operational_plan_further_costs_and_seal() -> None:
    words = " ".join(_pages(render_pdf(_document())))
    assert "Operational plan for the next 12 months" in words
    assert "06/2026 Law is passed" in words
    assert "Cost by hazard" in words
    assert "ab" * 32 in words
