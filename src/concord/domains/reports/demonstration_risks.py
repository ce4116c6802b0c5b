"""The demonstration country's estimates: seventeen workbooks in which its institutions rated the shipped scenarios.

Drawn like its answers (``demonstration``): from generators seeded by what is drawn, so that the bytes stay the same.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from concord.content import content_path
from concord.domains.reports.demonstration import demonstration_country, drawn_for
from concord.domains.risks.taking import shipped_scenarios
from concord.domains.risks.workbook_files import estimate_words
from concord.formats.estimate_workbook import CANNOT_SAY, AskedScenario, EstimateRow, EstimateWorkbook
from concord.formats.estimate_workbook_writer import write_estimate_workbook
from concord.formats.scenario_pack import Scenario


@cache
def _risks() -> dict[str, Any]:
    return dict(yaml.safe_load(content_path("demo", "risks.yaml").read_text(encoding="utf-8")))


def write_demonstration_estimates(out: Path) -> list[Path]:
    """Write all estimate workbooks into the folder ``out``, which is made if need be."""
    out.mkdir(parents=True, exist_ok=True)
    words = estimate_words()
    asked = [AskedScenario(one.code, _said(one.title), _about(one), _said(one.story)) for one in _scenarios()]
    written = []
    for number, workbook in enumerate(demonstration_estimates(), 1):
        file = out / f"{number:02}-{workbook.institution_code}.xlsx"
        file.write_bytes(write_estimate_workbook(workbook, asked, words=words))
        written.append(file)
    return written


def demonstration_estimates() -> list[EstimateWorkbook]:
    """What each institution says, in the order in which the country lists them."""
    country = demonstration_country()["country"]
    return [
        EstimateWorkbook(
            country_code=country["code"],
            country_name=country["name"],
            language="en",
            direction=country["direction"],
            institution_code=institution["kind"].replace("_", "-"),
            institution_name=institution["name"],
            label=country["label"],
            by=institution["people"][0]["name"],
            rows=tuple(_row(one, institution) for one in _scenarios()),
        )
        for institution in demonstration_country()["institutions"]
    ]


def _scenarios() -> list[Scenario]:
    """The scenarios that the country has a view of: one that the pack gains later stays unrated."""
    return [one for one in shipped_scenarios().scenarios if one.code in _risks()["around"]]


def _row(scenario: Scenario, institution: dict[str, Any]) -> EstimateRow:
    draw = drawn_for("risk", scenario.code, institution["kind"])
    known = set(_risks()["knows"].get(institution["kind"], "")) & {hazard.value for hazard in scenario.hazards}
    if draw.random() < (institution["unsure"] if known else 0.22):
        return EstimateRow(scenario.code, (CANNOT_SAY,) * 5, "", "")
    # Who doubts where others say yes sees more risk; who knows a hazard strays less from the rest.
    lean, stray = -0.5 * institution["bias"], 0.45 if known else 0.75
    bands = tuple(_band(middle, lean, stray, draw) for middle in _risks()["around"][scenario.code])
    confidence = draw.choices(("high", "medium", "low"), (4, 4, 1) if known else (1, 3, 4))[0]
    return EstimateRow(scenario.code, bands, confidence, _reason(scenario, bands[0], draw))


def _band(middle: int, lean: float, stray: float, draw: Random) -> int:
    return min(5, max(1, round(draw.gauss(middle + lean, stray))))


def _reason(scenario: Scenario, likelihood: int, draw: Random) -> str:
    if draw.random() > 0.3:
        return ""
    middle = _risks()["around"][scenario.code][0]
    key = "higher" if likelihood > middle else "lower" if likelihood < middle else "usual"
    return str(draw.choice(_risks()["reasons"][key])).replace("{year}", str(draw.randint(2019, 2025)))


def _about(scenario: Scenario) -> str:
    return ", ".join((scenario.origin.value.capitalize(), *(hazard.value for hazard in scenario.hazards)))


def _said(text: dict[str, str]) -> str:
    return text.get("en") or text.get("") or next(iter(text.values()))
