"""What makes a pack unusable although each field is right: codes used twice, references to nothing, circles."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from concord.formats.framework_question import SELECTS

if TYPE_CHECKING:
    from concord.formats.framework_pack import Capability, Pack

Place = tuple[str | int, ...]
_Level = tuple[str, int]


def dotted(path: Place) -> str:
    """The place as an author reads it: ``areas[0].title``."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else (f".{step}" if words else step)
    return words or "top"


def contradictions(pack: Pack) -> Iterator[tuple[Place, str]]:
    """The place and wording of each fault that only the whole pack shows."""
    yield from _repeated_codes(pack)
    kinds = {kind.code for kind in pack.institution_kinds}
    known = {capability.code for _, capability in pack.capabilities()}
    for at, capability in _located(pack):
        numbers = [level.level for level in capability.levels]
        if numbers and numbers != [2, 3, 4, 5]:
            yield (*at, "levels"), f"levels must be 2, 3, 4 and 5 in this order, found {numbers}"
        yield from _choices(at, capability)
        for loc, kind in _named_kinds(at, capability):
            if kind not in kinds:
                yield loc, f"'{kind}' is not among institution_kinds"
        for b, action in enumerate(capability.benchmark_actions):
            for d, dependency in enumerate(action.depends_on):
                if dependency.capability not in known:
                    here = (*at, "benchmark_actions", b, "depends_on", d)
                    yield here, f"no capability {dependency.capability} in this pack"
    yield from _circles(pack)


def _located(pack: Pack) -> Iterator[tuple[Place, Capability]]:
    for a, area in enumerate(pack.areas):
        for c, capability in enumerate(area.capabilities):
            yield ("areas", a, "capabilities", c), capability


def _choices(at: Place, capability: Capability) -> Iterator[tuple[Place, str]]:
    for q, question in enumerate(capability.questions):
        here = (*at, "questions", q, "choices")
        codes = [choice.code for choice in question.choices]
        if question.kind in SELECTS and not codes:
            yield here, f"a question of the kind {question.kind} needs choices"
        elif question.kind not in SELECTS and codes:
            yield here, f"a question of the kind {question.kind} has no choices"
        seen: set[str] = set()
        for c, code in enumerate(codes):
            if code in seen:
                yield (*here, c, "code"), f"this question has the choice {code} twice"
            seen.add(code)


def _named_kinds(at: Place, capability: Capability) -> Iterator[tuple[Place, str]]:
    for field in ("answered_by", "led_by"):
        for k, kind in enumerate(getattr(capability, field)):
            yield (*at, field, k), kind
    for b, action in enumerate(capability.benchmark_actions):
        here = (*at, "benchmark_actions", b)
        yield (*here, "lead"), action.lead
        yield from (((*here, "support", k), kind) for k, kind in enumerate(action.support))


def _codes(pack: Pack) -> Iterator[tuple[Place, str]]:
    for a, area in enumerate(pack.areas):
        yield ("areas", a, "code"), area.code
    for at, capability in _located(pack):
        yield (*at, "code"), capability.code
        for k, level in enumerate(capability.levels):
            for s, statement in enumerate(level.statements):
                yield (*at, "levels", k, "statements", s, "code"), statement.code
        for q, question in enumerate(capability.questions):
            yield (*at, "questions", q, "code"), question.code
        for b, action in enumerate(capability.benchmark_actions):
            yield (*at, "benchmark_actions", b, "code"), action.code


def _repeated_codes(pack: Pack) -> Iterator[tuple[Place, str]]:
    seen: dict[str, str] = {}
    for loc, code in _codes(pack):
        if code in seen:
            yield loc, f"code {code} is already used at {seen[code]}"
        seen.setdefault(code, dotted(loc))


def _circles(pack: Pack) -> Iterator[tuple[Place, str]]:
    """Each dependency that closes a circle of levels that wait for each other and so are never reached.

    An action that leads from level k of its capability makes level k + 1; that level waits for level k and for every
    level that the action depends on.
    """
    waits: dict[_Level, set[_Level]] = {}
    places: dict[tuple[_Level, _Level], Place] = {}
    for at, capability in _located(pack):
        for level in range(3, 6):
            waits.setdefault((capability.code, level), set()).add((capability.code, level - 1))
        for b, action in enumerate(capability.benchmark_actions):
            made = (capability.code, action.from_level + 1)
            for d, dependency in enumerate(action.depends_on):
                needed = (dependency.capability, dependency.level)
                if needed in waits.get(made, ()):
                    continue
                waits.setdefault(made, set()).add(needed)
                places[made, needed] = (*at, "benchmark_actions", b, "depends_on", d)
    while circle := _circle(waits):
        steps = list(pairwise(circle))
        # The last dependency in the pack's order is named, taken away, and the search goes on for other circles.
        made, needed = max((step for step in steps if step in places), key=lambda step: _order(places[step]))
        turned = circle[circle.index(made) : -1] + circle[: circle.index(made)]
        way = " → ".join(f"{code} level {level}" for code, level in (*turned, made))
        yield places[made, needed], f"levels wait for each other in a circle: {way}"
        waits[made].discard(needed)


def _circle(waits: dict[_Level, set[_Level]]) -> list[_Level]:
    """One circle, each level followed by one it waits for and the first again at the end; empty when there is none."""
    try:
        TopologicalSorter({level: sorted(needed) for level, needed in waits.items()}).prepare()
    except CycleError as error:
        # Python lists a circle so that each item comes before the one that waits for it.
        found: list[_Level] = error.args[1]
        return found[::-1]
    return []


def _order(place: Place) -> tuple[int, ...]:
    return tuple(step for step in place if isinstance(step, int))
