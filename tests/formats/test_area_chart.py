"""Levels by area: bars parted by level."""

from __future__ import annotations

import pytest

from concord.formats.area_chart import levels_by_area
from concord.formats.charts import LevelCell

WORDS = {0: "not assessed", 1: "not in place", 2: "written", 3: "assigned", 4: "practised", 5: "tested"}
CELLS = [LevelCell("LEG", "Law", f"LEG-{at}", level) for at, level in enumerate((2, 2, 3, 0))]


def test_each_part_has_the_number_of_capabilities_at_its_level() -> None:
    picture = levels_by_area(CELLS, alt="Levels", level_words=WORDS)
    assert 'aria-label="Levels"' in picture.svg
    assert [picture.svg.count(f">{word}</text>") for word in ("Law", "2", "written")] == [1, 2, 1]
    assert picture.png.startswith(b"\x89PNG")


def test_right_to_left_puts_names_on_the_right() -> None:
    left, right = (levels_by_area(CELLS, alt="a", level_words=WORDS, direction=side) for side in ("ltr", "rtl"))
    assert "\u202bLaw\u202c" in right.svg
    assert left.svg != right.svg


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one capability"):
        levels_by_area([], alt="a", level_words=WORDS)
