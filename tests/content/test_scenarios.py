"""The shipped scenarios: what is promised of them, counted."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from statistics import median

import pytest
from tests.support.sources import ROOT

from concord.content import content_path
from concord.formats.framework_pack import Capability
from concord.formats.framework_pack_reader import read_pack
from concord.formats.framework_wording import reading_grade
from concord.formats.scenario_pack import Scenario, ScenarioPack, check_against, read_scenario_pack, without_link

PACK = read_scenario_pack(content_path("scenarios.yaml"))
each_scenario = pytest.mark.parametrize("scenario", PACK.scenarios, ids=lambda one: one.code)
# Names that would take a scenario from what happens to a society to how somebody brings it about.
AGENTS = re.compile(
    r"anthrax|plague|smallpox|ebola|botulin|ricin|sarin|novichok|mustard|nerve agent|chlorine|ammonia|phosgene|cyanide"
    r"|arsenic|c(?:ae|e)sium|cobalt|iridium|polonium|strontium|americium|uranium|plutonium|dirty bomb",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def capabilities() -> dict[str, Capability]:
    core = read_pack(content_path("frameworks", "cbrn-core"))
    return {capability.code: capability for _area, capability in core.capabilities()}


def texts(scenario: Scenario) -> list[str]:
    whole = [scenario.title, scenario.story, scenario.affected, *scenario.likelier, *scenario.rarer]
    return [text[""] for text in [*whole, *([scenario.across] if scenario.across else [])]]


def exposure_when_all_are_rated_equal(pack: ScenarioPack) -> dict[str, Fraction]:
    halves: Counter[str] = Counter()
    for scenario in pack.scenarios:
        halves.update(dict.fromkeys(scenario.relies.strongly, 2))
        halves.update(dict.fromkeys(scenario.relies.partly, 1))
    return {code: Fraction(count, 2 * len(pack.scenarios)) for code, count in halves.items()}


def test_every_origin_hazard_and_reach_is_there() -> None:
    assert Counter(one.origin.value for one in PACK.scenarios) == {"natural": 5, "accidental": 12, "deliberate": 9}
    assert Counter(hazard.value for one in PACK.scenarios for hazard in one.hazards) == {
        "C": 14,
        "B": 10,
        "R": 14,
        "N": 5,
    }
    assert Counter(one.cross_border.value for one in PACK.scenarios) == {"none": 3, "possible": 16, "usual": 7}


def test_codes_are_numbered_without_holes_after_their_origin() -> None:
    counts = {"N": 5, "A": 12, "D": 9}
    assert [one.code for one in PACK.scenarios] == [
        f"{letter}-{number:02}" for letter, count in counts.items() for number in range(1, count + 1)
    ]
    assert [one.code for one in PACK.scenarios if one.code[0] != one.origin.value[0].upper()] == []


@each_scenario
def test_a_story_is_short_and_plain(scenario: Scenario) -> None:
    story = scenario.story[""]
    assert 2 <= len(re.findall(r"[.!?](?=\s|$)", story)) <= 4
    across = [scenario.across[""]] if scenario.across else []
    factors = ". ".join(text[""] for text in (*scenario.likelier, *scenario.rarer)) + "."
    hard = {text: reading_grade(text) for text in (story, scenario.affected[""], *across, factors)}
    assert {text: grade for text, grade in hard.items() if grade > 11} == {}


@each_scenario
def test_a_scenario_names_no_agent_and_no_quantity(scenario: Scenario) -> None:
    assert [text for text in texts(scenario) if AGENTS.search(text) or re.search(r"\d", text)] == []


@each_scenario
def test_what_a_scenario_leans_on_serves_its_hazards(scenario: Scenario, capabilities: dict[str, Capability]) -> None:
    leaning = (*scenario.relies.strongly, *scenario.relies.partly)
    assert [code for code in leaning if not set(capabilities[code].hazards) & set(scenario.hazards)] == []


def test_the_links_fit_the_shipped_framework(capabilities: dict[str, Capability]) -> None:
    core = read_pack(content_path("frameworks", "cbrn-core"))
    assert (PACK.framework.code, PACK.framework.edition) == (core.code, core.edition)
    assert check_against(PACK, capabilities) == []
    assert without_link(PACK, capabilities) == []
    assert PACK.unlinked == {}


def test_two_scenarios_never_lean_on_the_same() -> None:
    assert len({(frozenset(one.relies.strongly), frozenset(one.relies.partly)) for one in PACK.scenarios}) == 26


def test_the_links_tell_capabilities_apart(capabilities: dict[str, Capability]) -> None:
    exposed = exposure_when_all_are_rated_equal(PACK)
    assert len(exposed) == len(capabilities) == 66
    assert (min(exposed.values()), max(exposed.values())) == (Fraction(1, 26), Fraction(17, 26))
    assert median(exposed.values()) == Fraction(6, 26)
    assert len(set(exposed.values())) == 24
    strongly, partly = zip(*((len(one.relies.strongly), len(one.relies.partly)) for one in PACK.scenarios), strict=True)
    assert (min(strongly), max(strongly), min(partly), max(partly)) == (6, 13, 10, 18)


def test_the_guide_lists_every_scenario_with_its_title_and_hazards() -> None:
    guide = (ROOT / "docs/guide/scenarios.md").read_text("utf-8")
    listed = re.findall(r"^\| ([NAD]-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", guide, re.MULTILINE)
    assert listed == [
        (one.code, one.title[""], " ".join(one.hazards), one.cross_border.value) for one in PACK.scenarios
    ]


def test_the_example_in_the_guide_can_be_read(capabilities: dict[str, Capability]) -> None:
    guide = (ROOT / "docs/guide/scenarios.md").read_text("utf-8")
    [example] = re.findall(r"^```yaml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    pack = read_scenario_pack(example.encode())
    assert [one.code for one in pack.scenarios] == ["QT-01"]
    assert check_against(pack, capabilities) == []
