"""Risk charts: every code is drawn once, nothing lies on anything else, and right-to-left mirrors the scales."""

from __future__ import annotations

import re

import pytest

from concord.formats.chart_chips import CHIP, fanned, placed
from concord.formats.plan_document import Picture
from concord.formats.risk_charts import BARS_AT_MOST, GapPoint, ShareBar, Spot, gap_scatter, risk_matrix, shares

LIKELIHOOD = ("Remote", "Unlikely", "Possible", "Likely", "Very likely")
IMPACT = ("Minor", "Limited", "Moderate", "Severe", "Catastrophic")
ORIGINS = {"natural": "Natural", "accidental": "Accidental", "deliberate": "Deliberate"}


def matrix(spots: list[Spot], direction: str = "ltr") -> Picture:
    return risk_matrix(
        spots, alt="A matrix", likelihood_words=LIKELIHOOD, impact_words=IMPACT, axes=("Likelihood", "Impact on us"),
        origins=ORIGINS, direction=direction,
    )  # fmt: skip


def spot(code: str, likelihood: float = 3, impact: float = 2, spread: float = 0) -> Spot:
    ends = (likelihood - spread, likelihood + spread)
    return Spot(code, "natural", likelihood, impact, ends, (impact - spread, impact + spread))


def texts(picture: Picture) -> list[str]:
    return [text.strip("\u202b\u202c") for text in re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)]


def across(picture: Picture, text: str) -> float:
    """How far from the left a text stands."""
    found = re.search(rf'translate\(([\d.]+),[\d.]+\)"[^>]*>[\u202b]?{text}', picture.svg)
    assert found is not None, text
    return float(found[1])


def test_the_matrix_shows_every_scenario_once_with_all_words() -> None:
    codes = [f"S-{number:02}" for number in range(30)]
    drawn = matrix([spot(code, 1 + number % 5, 1 + number % 3) for number, code in enumerate(codes)])
    said = texts(drawn)
    assert sorted(text for text in said if text.startswith("S-")) == codes
    assert {*LIKELIHOOD, *IMPACT, *ORIGINS.values(), "Likelihood", "Impact on us"} <= set(said)
    assert 'aria-label="A matrix"' in drawn.svg
    assert drawn.png.startswith(b"\x89PNG")


def test_lines_show_a_spread_only_where_ratings_differ() -> None:
    agreed, spread = matrix([spot("A-01")]), matrix([spot("A-01", spread=0.5)])
    count = [len(re.findall('opacity="0.32"', drawn.svg)) for drawn in (agreed, spread)]
    assert count == [0, 2]


def test_a_matrix_from_right_to_left_is_mirrored() -> None:
    places = {}
    for direction in ("ltr", "rtl"):
        drawn = matrix([spot("A-01", 1), spot("B-01", 5)], direction)
        places[direction] = across(drawn, "A-01") < across(drawn, "B-01")
    assert places == {"ltr": True, "rtl": False}


def test_chips_never_lie_on_each_other_and_stay_inside() -> None:
    inside = (0.0, 0.0, 200.0, 120.0)
    found = placed(fanned([(190.0, 60.0)] * 20 + [(5.0, 5.0)] * 5), inside)
    boxes = [(x - CHIP[0] / 2, y - CHIP[1] / 2, x + CHIP[0] / 2, y + CHIP[1] / 2) for x, y in found]
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= 200 and b[3] <= 120 for b in boxes)
    crossing = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[n + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert crossing == []


def test_a_pair_stands_side_by_side_around_its_place() -> None:
    assert fanned([(100.0, 50.0), (100.0, 50.0), (10.0, 10.0)]) == [(86.5, 50.0), (113.5, 50.0), (10.0, 10.0)]


def test_a_ranking_shows_the_largest_first_and_no_more_than_fit() -> None:
    bars = [ShareBar(f"C-{n:02}", f"Capability {n}", n / 100, str(n), n / 200, n / 100) for n in range(1, 41)]
    drawn = shares(bars, alt="A ranking", unit="of 100 units")
    codes = [text for text in texts(drawn) if text.startswith("C-")]
    assert codes == [f"C-{n:02}" for n in range(40, 40 - BARS_AT_MOST, -1)]
    assert "of 100 units" in texts(drawn)
    with pytest.raises(ValueError, match="at least one line"):
        shares([], alt="", unit="")


def test_gaps_stand_in_the_column_of_the_levels_they_climb() -> None:
    points = [GapPoint("A-01", 1, 0.5), GapPoint("A-02", 3, 0.5), GapPoint("A-03", 3, 0.1)]
    drawn = gap_scatter(points, alt="Gaps", axes=("Levels to climb", "Exposure"))
    assert across(drawn, "A-01") < across(drawn, "A-02") == across(drawn, "A-03")
    assert {"1", "2", "3", "0", "50", "Levels to climb", "Exposure"} <= set(texts(drawn))
    with pytest.raises(ValueError, match="at least one gap"):
        gap_scatter([], alt="", axes=("", ""))


def test_the_same_values_give_the_same_picture() -> None:
    assert matrix([spot("A-01"), spot("A-02")]) == matrix([spot("A-01"), spot("A-02")])
