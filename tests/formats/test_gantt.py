"""The Gantt picture: bars where their months lie, mirrored for right-to-left, and pages for paper."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from pypdf import PdfReader

from concord.formats.gantt import TITLES, WIDTH, WORDS, Bar, Gantt, Load, gantt_pages, gantt_svg
from concord.formats.gantt_pdf import gantt_pdf

SVG = "{http://www.w3.org/2000/svg}"


def picture(*bars: Bar, **more: object) -> Gantt:
    return Gantt(bars, more.pop("loads", ()), 20, (2026, 10), "A roadmap", {word: word for word in WORDS}, **more)


def boxes(gantt: Gantt) -> list[tuple[float, float]]:
    """Where the bar's boxes begin and how wide they are, the legend's left out."""
    root = etree.fromstring(gantt_svg(gantt))
    groups = root.findall(f"{SVG}g")
    return [(float(r.get("x")), float(r.get("width"))) for g in groups for r in g.findall(f"{SVG}rect")]


def test_a_bar_lies_on_its_months():
    month = (WIDTH - TITLES) / 20
    assert boxes(picture(Bar("A", "Train", "Health", 5, 10))) == [(TITLES + 5 * month, 10 * month)]


def test_right_to_left_mirrors_the_bar():
    month = (WIDTH - TITLES) / 20
    assert boxes(picture(Bar("A", "Train", "Health", 5, 10), direction="rtl")) == [
        (WIDTH - TITLES - 15 * month, 10 * month)
    ]


def test_where_an_action_stood_before_is_framed():
    month = (WIDTH - TITLES) / 20
    moved = boxes(picture(Bar("A", "Train", "Health", 5, 10, before=2)))
    assert moved == [(TITLES + 2 * month, 10 * month), (TITLES + 5 * month, 10 * month)]


def test_years_stand_above_the_months_of_the_plan():
    root = etree.fromstring(gantt_svg(picture(Bar("A", "Train", "Health", 0, 3))))
    texts = [text.text for text in root.findall(f"{SVG}text")]
    assert texts[:2] == ["2026", "4"]
    assert [text for text in texts if text.startswith("20")] == ["2026", "2027", "2028"]


def test_words_of_people_are_words_and_never_markup():
    svg = gantt_svg(picture(Bar("A", '<script>"x"', "A & B", 0, 3)))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert 'style="' not in svg


def test_more_hands_taken_than_there_are_are_drawn_in_red():
    svg = gantt_svg(picture(Bar("A", "Train", "Health", 0, 3), loads=(Load("Health", (3,), (2,)),)))
    assert svg.count('fill="#b3261e"') == 1


@pytest.mark.parametrize(("bars", "loads", "pages"), [(48, 0, 1), (49, 0, 2), (40, 7, 1), (40, 8, 2)])
def test_lines_are_shared_out_over_pages(bars, loads, pages):
    gantt = picture(
        *(Bar(f"A{n}", "Train", "Health", n % 10, 3) for n in range(bars)),
        loads=tuple(Load(f"Office {n}", (1,) * 20, (2,) * 20) for n in range(loads)),
    )
    drawn = gantt_pages(gantt)
    assert len(drawn) == pages
    assert sum(svg.count("<g>") for svg in drawn) == bars


def test_paper_is_a3_across():
    pdf = PdfReader(io.BytesIO(gantt_pdf(picture(Bar("A", "Train", "Health", 0, 3)), "Roadmap of Tarsovia")))
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [1191, 842]
    assert "Roadmap of Tarsovia" in pdf.pages[0].extract_text()
