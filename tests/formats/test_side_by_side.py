"""A plan's document in two languages: what differs stands together, what is the same stands once."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import docx
import pypdf
from docx.oxml.ns import qn
from tests.formats.documents import plan, short_plan
from tests.formats.executives import executive

from concord.formats.plan_document import PlanDocument
from concord.formats.plan_docx import render_docx, render_summary_docx
from concord.formats.plan_pdf import render_pdf
from concord.formats.side_by_side import side_by_side


@cache
def _both(second: str = "ar") -> PlanDocument:
    """The short Russian plan with the same rows in another language."""
    first = replace(short_plan(), executives=(executive(),))
    whole = plan(second)
    few = replace(whole.objectives[0], rows=whole.objectives[0].rows[:3])
    other = replace(
        whole, findings=whole.findings[:3], gaps=whole.gaps[:12], objectives=(few,), trace=whole.trace[:3],
        pictures={}, executives=(executive("Résumé"),),
    )  # fmt: skip
    return side_by_side(first, other)


def test_words_stand_below_each_other_headings_beside_each_other_and_figures_once() -> None:
    both, first, second = _both("en"), short_plan(), plan("en")
    assert both.labels["capability"] == f"{first.labels['capability']}\n{second.labels['capability']}"
    assert both.labels["findings"] == f"{first.labels['findings']} · {second.labels['findings']}"
    assert both.labels["page"] == first.labels["page"]
    assert both.gaps[0].title == f"{first.gaps[0].title}\n{second.gaps[0].title}"
    assert both.findings[0].title == f"{first.findings[0].title} · {second.findings[0].title}"
    assert (both.gaps[0].rank, both.gaps[0].importance) == (first.gaps[0].rank, first.gaps[0].importance)
    assert both.second is not None
    assert both.second.beside["purpose"] == ((first.purpose[0], second.purpose[0]),)


def test_language_of_the_other_direction_is_marked_where_it_stands_within_a_text() -> None:
    both, second = _both("ar"), plan("ar")
    assert both.labels["capability"].endswith(f"\n\u202b{second.labels['capability']}\u202c")
    assert both.cover.subtitle.startswith(f"\u202b{second.cover.title}\u202c\n")


def test_same_language_twice_changes_nothing_but_the_summary() -> None:
    first = replace(short_plan(), executives=(executive(),))
    twice = side_by_side(first, first)
    assert twice.second is not None
    assert twice.second.beside == {}
    assert replace(twice, second=None, executives=first.executives) == first


def test_word_document_sets_texts_in_columns_and_turns_the_second_summary() -> None:
    raw = render_docx(_both("ar"))
    word = docx.Document(io.BytesIO(raw))
    purpose = next(t for t in word.tables if t.rows[0].cells[0].text == short_plan().purpose[0])
    assert purpose.rows[0].cells[1].text == plan("ar").purpose[0]
    assert purpose.rows[0].cells[1].paragraphs[0]._p.pPr.find(qn("w:bidi")).get(qn("w:val")) == "1"
    assert purpose.rows[0].cells[0].paragraphs[0]._p.pPr.find(qn("w:bidi")) is None
    titles = [one for one in word.paragraphs if one.text in ("Executive summary", "Résumé")]
    bidi = [one._p.pPr.find(qn("w:bidi")) is not None for one in titles if one.style.name == "Heading 1"]
    assert bidi == [False, True]


def test_pdf_holds_both_languages_and_summaries() -> None:
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pdf(_both("en")))).pages)
    assert "Executive summary" in words
    assert "Résumé" in words
    assert f"{short_plan().labels['gaps']} · {plan('en').labels['gaps']}" in words.replace("\n", " ")


def test_summary_alone_has_both_languages() -> None:
    word = docx.Document(io.BytesIO(render_summary_docx(_both("en"))))
    heads = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["Executive summary", "Résumé"]
