"""The picture of two rounds: every capability is drawn once, and moves read in both directions and in grey."""

from __future__ import annotations

import re
from typing import Any

import pytest

from concord.formats.plan_document import Picture
from concord.formats.round_chart import COLOURS, LEGEND, Step, steps_chart

WORDS = {name: f"word {name}" for name in LEGEND}


def step(number: int = 1, **more: Any) -> Step:
    area = more.pop("area", "A1")
    given = {"before": 2, "now": 3, "target": 4, "movement": "up", **more}
    return Step(area, f"Area {area}", f"C-{number:02}", f"Capability {number}", **given)


def texts(picture: Picture) -> list[str]:
    return [text.strip("\u202b\u202c") for text in re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)]


def brightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def marks(picture: Picture, colour: str) -> int:
    """How many shapes are filled with a colour, the one in the legend left out."""
    return len(re.findall(rf'<path[^>]*fill="{colour}"', picture.svg)) - 1


@pytest.mark.parametrize("count", [1, 14, 15, 66])
def test_every_capability_stands_in_the_picture_once_under_its_area(count: int) -> None:
    steps = [step(n, area=f"A{n % 3}") for n in range(count)]
    said = texts(steps_chart(steps, alt="x", words=WORDS))
    assert [text for text in said if text.startswith("C-")] == [
        f"C-{n:02}" for area in (0, 1, 2) for n in range(count) if n % 3 == area
    ]
    assert [text for text in said if text.startswith("A")] == [f"A{n}  Area A{n}" for n in range(min(count, 3))]
    assert said.count("5") == (1 if count + min(count, 3) <= 16 else 2)


def test_an_areas_name_never_stands_alone_at_the_end_of_a_column() -> None:
    # 24 lines: without care the twelfth, an area's name, would end the first column.
    steps = [step(n, area="A1" if n < 10 else "A2") for n in range(22)]
    found = re.findall(r"translate\(([\d.]+),([\d.]+)\)[^>]*>[^<A]*(A2  Area A2|C-10)<", steps_chart(
        steps, alt="x", words=WORDS).svg)  # fmt: skip
    assert len(found) == 2
    assert found[0][0] == found[1][0]


def test_what_moved_is_told_apart_and_what_cannot_be_compared_has_no_line() -> None:
    steps = [
        step(1), step(2, before=4, now=2, movement="down"), step(3, now=2, movement="same"),
        step(4, movement="apart"), step(5, before=0, movement="apart"), step(6, now=0, movement="apart", target=0),
    ]  # fmt: skip
    picture = steps_chart(steps, alt="x", words=WORDS)
    assert marks(picture, COLOURS["up"]) == 1
    assert marks(picture, COLOURS["down"]) == 1
    assert marks(picture, COLOURS["same"]) == 1
    lines = re.findall(r'<line[^>]*stroke-width="2.4"', picture.svg)
    assert len(lines) == 2
    assert {WORDS[name] for name in LEGEND} <= set(texts(picture))


def test_up_and_down_can_be_told_apart_in_grey() -> None:
    assert brightness(COLOURS["down"]) - brightness(COLOURS["up"]) > 50


def test_right_to_left_runs_the_levels_from_the_right() -> None:
    def levels(picture: Picture) -> list[str]:
        found = re.findall(r"translate\(([\d.]+),[\d.]+\)[^>]*>([1-5])<", picture.svg)
        return [number for _, number in sorted((float(x), number) for x, number in found)]

    assert levels(steps_chart([step()], alt="x", words=WORDS)) == ["1", "2", "3", "4", "5"]
    turned = steps_chart([step()], alt="x", words=WORDS, direction="rtl")
    assert levels(turned) == ["5", "4", "3", "2", "1"]


def test_the_picture_says_what_it_shows_and_markup_in_titles_stays_text() -> None:
    picture = steps_chart([Step("A", "<b>", "C", "<script>x</script>", 1, 2, 4, "up")], alt="Two & two", words=WORDS)
    assert 'aria-label="Two &amp; two"' in picture.svg
    assert "<script" not in picture.svg
    assert picture == steps_chart([Step("A", "<b>", "C", "<script>x</script>", 1, 2, 4, "up")], alt="Two & two",
                                  words=WORDS)  # fmt: skip


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one capability"):
        steps_chart([], alt="x", words=WORDS)
