"""Charts: every action and area is drawn, both directions work, and the same data give the same picture."""

from __future__ import annotations

import re
import struct
from datetime import date, timedelta
from itertools import pairwise

import pytest

from concord.formats.charts import (
    LANDSCAPE,
    LEVEL_COLOURS,
    MAX_LINES,
    PORTRAIT,
    Amount,
    Bar,
    LevelCell,
    bar_pages,
    budget_by_year,
    gantt,
    gantt_page,
    heat_map,
)
from concord.formats.plan_document import Picture


def _bars(count: int, groups: int = 3) -> list[Bar]:
    first = date(2026, 2, 1)
    return [
        Bar(f"A{n:03}", f"Action {n}", f"O{n % groups}", f"Objective {n % groups}", first + timedelta(9 * n),
            first + timedelta(9 * n + 200))
        for n in range(count)
    ]  # fmt: skip


def _texts(picture: Picture) -> list[str]:
    return [text.strip("\u202b\u202c") for text in re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)]


def _size(picture: Picture) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture.png[16:24])
    return width, height


def _brightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_small_schedule_has_a_bar_for_every_action() -> None:
    picture = gantt(_bars(22), alt="Schedule", today=date(2026, 8, 1), today_word="Today")
    texts = _texts(picture)
    assert [text for text in texts if re.fullmatch(r"A\d{3}", text)] == [
        f"A{n:03}" for group in range(3) for n in range(22) if n % 3 == group
    ]
    assert {"Today", "2026", "2027", "Objective 0"} <= set(texts)
    assert picture.alt == "Schedule"
    assert 'aria-label="Schedule"' in picture.svg


def test_large_schedule_becomes_one_line_per_objective_that_fits_a_landscape_page() -> None:
    picture = gantt(_bars(180, groups=9), alt="Schedule", total_word="All actions")
    texts = _texts(picture)
    assert not any(text.startswith("A0") for text in texts)
    assert [text for text in texts if re.fullmatch(r"O\d", text)] == [f"O{n}" for n in range(9)]
    assert "All actions" in texts
    width, height = _size(picture)
    assert height / width < 160 / 263


def test_large_schedule_counts_the_actions_under_way_in_a_quarter() -> None:
    bars = [Bar("A1", "x", "O1", "t", date(2026, 1, 1), date(2026, 3, 31))] * (MAX_LINES + 1)
    numbers = [text for text in _texts(gantt(bars, alt="Schedule")) if text.isdigit()]
    assert numbers == ["2026", str(MAX_LINES + 1)]


def test_pages_show_every_action_once_and_share_one_axis() -> None:
    bars = _bars(64, groups=6)
    pages = [gantt_page(page, bars, alt="Page") for page in bar_pages(bars)]
    shown = [text for page in pages for text in _texts(page) if re.fullmatch(r"A\d{3}", text)]
    assert sorted(shown) == [f"A{n:03}" for n in range(64)]
    years = [[text for text in _texts(page) if re.fullmatch(r"20\d\d", text)] for page in pages]
    assert years == [["2026", "2027", "2028"]] * len(pages)
    assert all(_size(page)[1] / _size(page)[0] < 160 / 263 for page in pages)


def test_objective_with_more_actions_than_a_page_is_continued() -> None:
    assert [len(page) for page in bar_pages(_bars(40, groups=1))] == [31, 9]


def test_right_to_left_runs_time_from_the_right() -> None:
    def years(picture: Picture) -> list[tuple[float, str]]:
        found = re.findall(r"translate\(([\d.]+),[\d.]+\)[^>]*>(20\d\d)<", picture.svg)
        return sorted((float(at), year) for at, year in found)

    left = years(gantt(_bars(22), alt="x"))
    right = years(gantt(_bars(22), alt="x", direction="rtl"))
    assert [year for _, year in left] == ["2026", "2027"]
    assert [year for _, year in right] == ["2027", "2026"]
    assert [round(at) for at, _ in right] == [round(LANDSCAPE - at) for at, _ in reversed(left)]


def test_heat_map_prints_the_level_in_each_cell_and_a_dash_where_there_is_none() -> None:
    cells = [LevelCell("C1", "Law and policy", f"C1.{level}", level) for level in range(6)]
    picture = heat_map(cells, alt="Levels", level_words={level: f"word {level}" for level in range(6)})
    texts = _texts(picture)
    assert [text for text in texts if text in "–12345"] == ["–", "1", "2", "3", "4", "5", "1", "2", "3", "4", "5", "–"]
    assert {f"word {level}" for level in range(6)} <= set(texts)
    assert all(colour in picture.svg for colour in LEVEL_COLOURS.values())


def test_levels_can_be_told_apart_in_grey() -> None:
    brightness = [_brightness(LEVEL_COLOURS[level]) for level in range(1, 6)]
    assert all(lighter - darker > 20 for lighter, darker in pairwise(brightness))


def test_budget_prints_totals_and_draws_the_smallest_areas_together() -> None:
    amounts = [Amount(year, f"Area {n}", 10.0 * (n + 1)) for year in ("2026", "2027") for n in range(12)]
    texts = _texts(budget_by_year(amounts, alt="Budget", unit="EUR thousand", other_word="Other areas"))
    assert texts.count("780") == 4  # two years, each with its white halo
    assert [text for text in texts if text.startswith(("Area", "Other"))] == [
        "Other areas", *(f"Area {n}" for n in range(11, 3, -1))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "القوانين والسياسات"), ("az", "Şəhər və ölkə üçün"), ("ru", "Закон")]
)
def test_every_script_is_drawn_without_missing_letters(language: str, words: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    picture = heat_map([LevelCell("C1", words, "C1.1", 3)], alt=words, level_words={3: words}, direction=direction)
    assert _texts(picture).count(words) == 2
    assert _size(picture)[0] == pytest.approx(PORTRAIT * 200 / 96, abs=4)


def test_same_data_give_the_same_bytes() -> None:
    assert gantt(_bars(5), alt="x") == gantt(_bars(5), alt="x")


def test_markup_in_data_stays_text() -> None:
    bar = Bar("A1", "<script>alert(1)</script>", "O1", "a & b", date(2026, 1, 1), date(2026, 6, 1))
    svg = gantt([bar], alt="<b>").svg
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one action"):
        gantt([], alt="x")
