"""What a program can see of a framework's quality: remarks for the person who writes it, none of which is a fault.

The checklist is ``docs/framework-quality.md``. What needs a reader (is it true, does it climb) is not tried here, and
wording is only judged in English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

import numpy as np
from rapidfuzz import fuzz, process

from concord.formats.framework_pack import Asks, Capability, Pack, Statement, in_language
from concord.formats.framework_wording import double_question, reading_grade, vague_words, word_count
from concord.formats.instrument_list import InstrumentList

# Under this many capabilities a pack is a part or an example, and its balance says nothing.
FULL_PACK = 30
LEAST_PER_HAZARD = 30
LEAST_PER_AREA = 4
MOST_WORDS = 29
ACTION_WORDS = (12, 35)
# A sentence of the greatest length allowed, in words of five letters (about the mean of running English), has grade
# 4.71 × 5 + 0.5 × 29 − 21.43 = 16.6. Above 17 a statement is harder to read than the longest plain one.
HARDEST_GRADE = 17.0
# Both the whole texts and their telling words must be this alike, of 100. At 80 the shipped pack's stock phrases
# ("Our institution took part in …") stay apart, and a sentence turned round or lightly reworded is found.
ALIKE = 80
# Two statements of one level may say the same of two things on purpose; only a copy is a mistake there.
ALIKE_ON_ONE_LEVEL = 95
_ROWS = 500


class Rule(StrEnum):
    """What a remark is about."""

    DOUBLE = "double question"
    VAGUE = "vague word"
    LONG = "too long"
    GRADE = "hard to read"
    ASKS = "whom it asks"
    DUPLICATE = "near duplicate"
    MISSING = "missing field"
    STEP = "step without action"
    ACTION = "length of action"
    CROSSWALK = "unknown code"
    INGREDIENT = "unknown ingredient"
    AREA = "small area"
    HAZARD = "thin hazard"


@dataclass(frozen=True)
class Remark:
    """One thing to look at again; ``where`` is the code of the statement, action, capability, area or pack."""

    where: str
    rule: Rule
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.text}"


@dataclass(frozen=True)
class Figures:
    """A pack in numbers; ``mean_grade`` is None where no statement is in English."""

    statements: dict[int, int]
    hazards: dict[str, int]
    mean_grade: float | None


def check_quality(
    pack: Pack, *, instruments: InstrumentList | None = None, ingredients: Collection[str] | None = None
) -> tuple[Remark, ...]:
    """Every remark on the pack, in its order; those on the whole pack come last.

    ``instruments`` lets crosswalk codes be checked, ``ingredients`` (codes of the book) what actions are made of.
    """
    alike = _near_duplicates(pack)
    remarks: list[Remark] = []
    for area in pack.areas:
        if pack_is_full(pack) and len(area.capabilities) < LEAST_PER_AREA:
            text = f"{len(area.capabilities)} capabilities, of at least {LEAST_PER_AREA}"
            remarks.append(Remark(area.code, Rule.AREA, text))
        for capability in area.capabilities:
            remarks += _of_capability(capability)
            for level in capability.levels:
                for statement in level.statements:
                    remarks += _of_statement(statement, pack)
                    remarks += alike.get(statement.code, [])
            remarks += _of_actions(capability, pack, ingredients)
            remarks += _of_crosswalk(capability, instruments) if instruments else ()
    return (*remarks, *_of_hazards(pack))


def pack_is_full(pack: Pack) -> bool:
    """Whether the pack is large enough for its balance to mean something."""
    return sum(len(area.capabilities) for area in pack.areas) >= FULL_PACK


def figures(pack: Pack) -> Figures:
    """How many statements each level has, on how many capabilities each hazard stands, and the mean reading grade."""
    capabilities = [capability for _area, capability in pack.capabilities()]
    levels = Counter(level.level for c in capabilities for level in c.levels for _ in level.statements)
    grades = [reading_grade(words) for statement in _statements(pack) if (words := _english(statement.text, pack))]
    return Figures(dict(sorted(levels.items())), _hazards(pack), round(fmean(grades), 1) if grades else None)


def _hazards(pack: Pack) -> dict[str, int]:
    found = Counter(hazard.value for _area, capability in pack.capabilities() for hazard in set(capability.hazards))
    return {letter: found[letter] for letter in "CBRN"}


def _statements(pack: Pack) -> Iterator[Statement]:
    for _area, capability in pack.capabilities():
        for level in capability.levels:
            yield from level.statements


def _english(text: dict[str, str], pack: Pack) -> str:
    own = text.get("", text.get(pack.language, "")) if pack.language.split("-")[0] == "en" else ""
    return text.get("en", own)


# --- one rule after the other ------------------------------------------------------------------


def _of_statement(statement: Statement, pack: Pack) -> Iterator[Remark]:
    words = _english(statement.text, pack)
    if not words:
        return
    if reason := double_question(words):
        yield Remark(statement.code, Rule.DOUBLE, f"{reason} in “{words}”")
    if vague := vague_words(words):
        yield Remark(statement.code, Rule.VAGUE, f"{', '.join(vague)} in “{words}”")
    if (count := word_count(words)) > MOST_WORDS:
        yield Remark(statement.code, Rule.LONG, f"{count} words, of at most {MOST_WORDS}")
    if (grade := round(reading_grade(words), 1)) > HARDEST_GRADE:
        yield Remark(statement.code, Rule.GRADE, f"grade {grade:.1f}, of at most {HARDEST_GRADE:.0f}: “{words}”")
    ours = re.search(r"\bour\b", words, re.I) is not None
    if ours != (statement.asks is Asks.INSTITUTION):
        says = "speaks of us but asks the nation" if ours else "asks every institution but does not say 'our'"
        yield Remark(statement.code, Rule.ASKS, f"it {says}: “{words}”")


def _of_capability(capability: Capability) -> Iterator[Remark]:
    fields = ("aim", "why", "elements", "answered_by", "led_by", "evidence", "levels")
    if empty := [field for field in fields if not getattr(capability, field)]:
        yield Remark(capability.code, Rule.MISSING, f"no {', no '.join(empty)}")
    steps = {action.from_level for action in capability.benchmark_actions}
    for step in range(1, 5):
        if capability.levels and step not in steps:
            yield Remark(capability.code, Rule.STEP, f"no benchmark action leads from level {step} to {step + 1}")


def _of_actions(capability: Capability, pack: Pack, ingredients: Collection[str] | None) -> Iterator[Remark]:
    least, most = ACTION_WORDS
    for action in capability.benchmark_actions:
        count = word_count(in_language(action.text, pack.language, pack.language))
        if not least <= count <= most:
            yield Remark(action.code, Rule.ACTION, f"{count} words, of {least} to {most}")
        if vague := vague_words(_english(action.text, pack)):
            yield Remark(action.code, Rule.VAGUE, ", ".join(vague))
        for ingredient in action.ingredients:
            if ingredients is not None and ingredient.kind not in ingredients:
                yield Remark(action.code, Rule.INGREDIENT, f"'{ingredient.kind}' is not in the ingredient book")


def _of_crosswalk(capability: Capability, instruments: InstrumentList) -> Iterator[Remark]:
    for entry in capability.crosswalk:
        editions = instruments.editions(entry.instrument)
        named = f"{entry.instrument} edition {entry.edition}"
        if editions and entry.edition not in editions:
            known = ", ".join(sorted(editions))
            yield Remark(capability.code, Rule.CROSSWALK, f"{named} is not known here, only edition {known}")
        elif editions and entry.code not in editions[entry.edition].codes:
            yield Remark(capability.code, Rule.CROSSWALK, f"{named} has no code {entry.code}")


def _of_hazards(pack: Pack) -> Iterator[Remark]:
    # A pack that never names a hazard is about others; one that names it should mean it.
    for letter, count in _hazards(pack).items() if pack_is_full(pack) else ():
        if 0 < count < LEAST_PER_HAZARD:
            yield Remark(pack.code, Rule.HAZARD, f"{letter} on {count} capabilities, of at least {LEAST_PER_HAZARD}")


# --- near duplicates ---------------------------------------------------------------------------


def _near_duplicates(pack: Pack) -> dict[str, list[Remark]]:
    """Remarks by the code of the later statement of each pair that says nearly the same."""
    placed = [(level, s) for _area, c in pack.capabilities() for level in c.levels for s in level.statements]
    spoken = [in_language(statement.text, pack.language, pack.language) for _level, statement in placed]
    whole = [" ".join(_words(words)) for words in spoken]
    telling = _without_common_words(whole)
    remarks: dict[str, list[Remark]] = {}
    for start in range(0, len(whole), _ROWS):
        rows = slice(start, start + _ROWS)
        first = process.cdist(whole[rows], whole, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        second = process.cdist(telling[rows], telling, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        alike = np.minimum(first, second)
        for row, later in np.argwhere(alike >= ALIKE).tolist():
            earlier = start + row
            one_level = placed[earlier][0] is placed[later][0]
            if earlier >= later or (one_level and alike[row, later] < ALIKE_ON_ONE_LEVEL):
                continue
            here, there = placed[later][1].code, placed[earlier][1].code
            text = f"like {there}: “{spoken[earlier]}” and “{spoken[later]}”"
            remarks.setdefault(here, []).append(Remark(here, Rule.DUPLICATE, text))
    return remarks


def _words(text: str) -> list[str]:
    return re.findall(r"\w[\w'’-]*", text.casefold())


def _without_common_words(texts: list[str]) -> list[str]:
    """The words that tell the texts apart; a text made of common words only stays whole."""
    found = Counter(word for text in texts for word in set(text.split()))
    common = max(5, len(texts) // 20)
    return [" ".join(word for word in text.split() if found[word] <= common) or text for text in texts]
