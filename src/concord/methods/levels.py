"""One national level from many institutions' answers: a strict ladder over statements.

Sources: the ladder follows ISO/IEC 33020:2019 (a level needs all levels below it fully achieved), with level 1 as the
floor of the WHO Joint External Evaluation. Agreement: Tastle & Wierman 2007, "Consensus and dissention: a measure of
ordinal dispersion", Int. J. Approximate Reasoning 45(3). Confidence words: Mastrandrea et al. 2010 (IPCC guidance
note).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from concord.methods.errors import MethodError

YES, PARTLY, NO = 1.0, 0.5, 0.0
TOP = 5


@dataclass(frozen=True)
class StatementAnswers:
    """The answers to one statement. ``values`` holds 1, 0.5 and 0 for yes, partly and no.

    ``not_applicable`` counts the answers removed; ``missing`` counts "don't know" and unanswered.
    """

    level: int
    values: tuple[float, ...] = ()
    not_applicable: int = 0
    missing: int = 0

    def __post_init__(self) -> None:
        if not 2 <= self.level <= TOP:
            raise MethodError(f"level must be 2 to {TOP}, got {self.level}")
        if any(value not in (YES, PARTLY, NO) for value in self.values):
            raise MethodError("values must be 1, 0.5 or 0")
        if self.not_applicable < 0 or self.missing < 0:
            raise MethodError("counts must not be negative")

    @property
    def applicable(self) -> bool:
        """Whether anything is left once every "not applicable" is removed (a statement nobody was asked counts)."""
        return bool(self.values) or self.missing > 0 or self.not_applicable == 0


@dataclass(frozen=True)
class CapabilityLevel:
    """The outcome for one capability.

    ``level`` is 1 to 5, or None where every answer is missing. ``progress`` is the mean x_s of the next level (0 to 1),
    None at level 5 or where nothing there was answered. ``low`` and ``high`` take every missing answer as no, then as
    yes. ``ahead`` are the indices of statements above the level that the median answer calls fulfilled.
    """

    level: int | None
    progress: float | None
    low: int
    high: int
    ahead: tuple[int, ...]


def lower_median(values: Sequence[float]) -> float:
    """The middle value; of an even number the lower of the two, so that half a yes is never a yes.

    >>> lower_median([1.0, 0.0, 0.5, 1.0])
    0.5
    """
    if not values:
        raise MethodError("the median of nothing does not exist")
    return sorted(values)[(len(values) - 1) // 2]


def capability_level(statements: Sequence[StatementAnswers]) -> CapabilityLevel | None:
    """The national level of one capability from its statements; None where all of it is not applicable.

    L is the highest k for which every applicable statement at levels 2..k has a lower median of 1 and level k has at
    least one applicable statement; otherwise 1.
    """
    applicable = [(index, s) for index, s in enumerate(statements) if s.applicable]
    if not applicable:
        return None
    told = [(s.level, lower_median(s.values) if s.values else None) for _, s in applicable]
    low = _ladder([(s.level, lower_median((*s.values, *[NO] * max(s.missing, not s.values)))) for _, s in applicable])
    high = _ladder([(s.level, lower_median((*s.values, *[YES] * max(s.missing, not s.values)))) for _, s in applicable])
    if all(x is None for _, x in told):
        return CapabilityLevel(None, None, low, high, ())
    level = _ladder(told)
    above = sorted({k for k, _ in told if k > level})
    known = [x for k, x in told if above and k == above[0] and x is not None]
    ahead = tuple(index for (index, s), (k, x) in zip(applicable, told, strict=True) if k > level and x == YES)
    return CapabilityLevel(level, sum(known) / len(known) if known else None, low, high, ahead)


def _ladder(medians: Sequence[tuple[int, float | None]]) -> int:
    reached = 1
    for k in range(2, TOP + 1):
        here = [x for level, x in medians if level == k]
        if any(x != YES for x in here):
            break
        if here:
            reached = k
    return reached


def agreement(values: Sequence[float], *, width: float = 1.0) -> float | None:
    """How far ratings agree: 1 all alike, 0 split between both ends of the scale; None without ratings.

    1 + sum over answers of p_i * log2(1 - |X_i - mu| / d), with d the scale's ``width`` (Tastle & Wierman 2007): 1 for
    answers in {0, 1/2, 1}, 4 for bands from 1 to 5.

    >>> agreement([1.0, 0.0])
    0.0
    """
    if not values:
        return None
    mean = math.fsum(values) / len(values)
    total = 1.0 + math.fsum(math.log2(1.0 - abs(x - mean) / width) for x in values) / len(values)
    return min(1.0, max(0.0, total))


CONFIDENCE_WORDS = ("very low", "low", "medium", "high", "very high")


def confidence(evidence_share: float, mean_agreement: float) -> str:
    """Confidence in a finding, from evidence and agreement as in the IPCC's matrix; it never changes the level.

    ``evidence_share`` is the share of answers with evidence named (0 to 1): under 1/3 limited, under 2/3 medium, else
    robust. ``mean_agreement`` (0 to 1): under 0.5 low, under 0.8 medium, else high. Both bounds are ours.
    """
    if not (0 <= evidence_share <= 1 and 0 <= mean_agreement <= 1):
        raise MethodError("evidence_share and mean_agreement must lie between 0 and 1")
    evidence = 0 if evidence_share < 1 / 3 else 1 if evidence_share < 2 / 3 else 2
    agreed = 0 if mean_agreement < 0.5 else 1 if mean_agreement < 0.8 else 2
    return CONFIDENCE_WORDS[evidence + agreed]
