"""The shipped framework: what is promised of it, counted."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from concord.content import content_path
from concord.formats.framework_pack import Pack, in_language
from concord.formats.framework_pack_reader import read_pack
from concord.formats.framework_quality import Rule, check_quality, figures
from concord.formats.ingredient_book import IngredientBook, read_ingredient_book
from concord.formats.instrument_list import InstrumentList, read_instruments

AREAS = [
    "Legislation and regulation", "Governing authorities and coordination", "Risk-mitigation strategy", "Prevention",
    "Detection", "Preparedness and response", "Recovery", "Sustainability", "Strategic trade control",
]  # fmt: skip
# The parts of the first JEE tool that are about laboratories, zoonoses apart, food, biosafety, response, points of
# entry, chemical events and radiation emergencies: a country that has their scores can start from them.
JEE_CODES = (
    "P.5.1 P.6.1 P.6.2 D.1.1 D.1.2 D.1.3 D.1.4 R.1.1 R.1.2 R.2.1 R.2.2 R.2.3 R.2.4 R.3.1 R.5.1 R.5.2 R.5.3 R.5.4 R.5.5 "
    "PoE.1 PoE.2 CE.1 CE.2 RE.1 RE.2"
)  # fmt: skip


@pytest.fixture(scope="module")
def core() -> Pack:
    return read_pack(content_path("frameworks", "cbrn-core"))


@pytest.fixture(scope="module")
def book() -> IngredientBook:
    return read_ingredient_book(content_path("cost_ingredients.yaml"))


@pytest.fixture(scope="module")
def instruments() -> InstrumentList:
    return read_instruments(content_path("instruments.yaml"))


def test_nine_areas_stand_in_their_order_with_four_capabilities_or_more(core: Pack) -> None:
    assert [in_language(area.title, "en", "en") for area in core.areas] == AREAS
    assert {area.code: len(area.capabilities) for area in core.areas if len(area.capabilities) < 4} == {}
    assert sum(len(area.capabilities) for area in core.areas) >= 54


def test_there_are_three_hundred_statements_and_each_hazard_is_served(core: Pack) -> None:
    shown = figures(core)
    assert sum(shown.statements.values()) >= 300
    assert list(shown.statements) == [2, 3, 4, 5]
    assert {letter: count for letter, count in shown.hazards.items() if count < 30} == {}


def test_each_step_of_each_capability_has_an_action(core: Pack) -> None:
    without = [
        f"{capability.code} from level {step}"
        for _area, capability in core.capabilities()
        for step in (1, 2, 3, 4)
        if step not in {action.from_level for action in capability.benchmark_actions}
    ]
    assert without == []


@pytest.mark.parametrize("code", JEE_CODES.split())
def test_a_jee_code_finds_a_capability(core: Pack, code: str) -> None:
    assert [
        capability.code
        for _area, capability in core.capabilities()
        if any((entry.instrument, entry.edition, entry.code) == ("JEE", "1", code) for entry in capability.crosswalk)
    ]


def test_every_crosswalk_names_a_code_that_exists_in_that_edition(core: Pack, instruments: InstrumentList) -> None:
    unknown = defaultdict(set)
    for _area, capability in core.capabilities():
        for entry in capability.crosswalk:
            edition = instruments.editions(entry.instrument).get(entry.edition)
            if edition is None or entry.code not in edition.codes:
                unknown[f"{entry.instrument} {entry.edition}"].add(entry.code)
    assert unknown == {}


def test_no_crosswalk_entry_stands_twice_in_a_capability(core: Pack) -> None:
    twice = [
        (capability.code, entry.code)
        for _area, capability in core.capabilities()
        for entry, count in Counter(capability.crosswalk).items()
        if count > 1
    ]
    assert twice == []


def test_the_known_editions_have_as_many_codes_as_published(instruments: InstrumentList) -> None:
    counted = {(one.name, one.edition): len(one.codes) for one in instruments.instruments}
    assert (counted["JEE", "1"], counted["SPAR", "2"], counted["Sendai", "2015"]) == (48, 35, 4)
    assert len(counted) == len(instruments.instruments)


def test_actions_are_made_of_known_ingredients_at_a_believable_cost(core: Pack, book: IngredientBook) -> None:
    prices = {code: float(entry.likely) for code, entry in book.by_code().items()}
    actions = [action for _area, capability in core.capabilities() for action in capability.benchmark_actions]
    assert {part.kind for action in actions for part in action.ingredients} <= set(prices)
    costs = {action.code: sum(prices[part.kind] * part.quantity for part in action.ingredients) for action in actions}
    assert {code: cost for code, cost in costs.items() if not 4_000 <= cost <= 6_000_000} == {}


def test_what_only_a_program_sees_is_in_order(core: Pack, book: IngredientBook, instruments: InstrumentList) -> None:
    remarks = check_quality(core, instruments=instruments, ingredients=book.by_code())
    wording = {Rule.DOUBLE, Rule.VAGUE, Rule.GRADE, Rule.ASKS, Rule.DUPLICATE}
    assert [str(remark) for remark in remarks if remark.rule not in wording] == []
    # Rules of thumb about wording may err; a rare remark is for a reader to judge, many are a text let go.
    assert len(remarks) <= sum(figures(core).statements.values()) // 50
