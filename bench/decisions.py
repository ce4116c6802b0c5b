"""How long decision methods take: acceptability of places beside pysensmcda, and a room's pairwise comparisons."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
from bench.rows import Row, seconds
from numpy.typing import NDArray

from concord.methods.ahp import comparison_matrices, priorities, second_look
from concord.methods.smaa import Scores, certain, smaa
from concord.methods.weight_space import any_weights, draw_weights

DRAWS, CRITERIA, SPAN = 10_000, 8, 0.1
SAME = "pysensmcda, same draws and results, weighted sum by numpy"


def deciding() -> Iterator[Row]:
    """Whole calls from drawing the weights to the results, scores known and scores within ranges of 0.2."""
    many, few = _table(200), _table(50)
    yield Row("smaa_200x8x10000_seconds", seconds(lambda: _ours(certain(many)), repeat=5), "s")
    yield Row("smaa_200x8x10000_uncertain_seconds", seconds(lambda: _ours(_ranges(many)), repeat=3), "s")
    yield Row("smaa_peak_mb", _peak(_ranges(many)), "MB")
    for name, scores, unsure, what in (
        ("smaa_ratio_to_pysensmcda", _ranges(few), True, "uncertain scores, with confidence factors"),
        ("smaa_ratio_to_pysensmcda_certain", certain(few), False, "certain scores"),
    ):
        ours, theirs = _in_turn(scores, few, unsure=unsure)
        yield Row(name, theirs / ours, "times", f"{SAME}, {what}", ours / theirs)
    matrices = _judged(people=40, criteria=15)
    both = seconds(lambda: (priorities(matrices), second_look(matrices)), repeat=5)
    yield Row("ahp_15x40_ms", both * 1000, "ms")


def _in_turn(scores: Scores, table: NDArray[np.float64], *, unsure: bool) -> tuple[float, float]:
    """The shortest of three each, one after the other, so that both meet the same machine."""
    pairs = [
        (seconds(lambda: _ours(scores), repeat=1), seconds(lambda: _theirs(table, unsure=unsure), repeat=1))
        for _ in range(3)
    ]
    return min(ours for ours, _ in pairs), min(theirs for _, theirs in pairs)


def _table(options: int) -> NDArray[np.float64]:
    return np.random.default_rng(options).random((options, CRITERIA))


def _ranges(table: NDArray[np.float64]) -> Scores:
    return Scores((table - SPAN).clip(0), (table + SPAN).clip(0, 1))


def _ours(scores: Scores) -> object:
    return smaa(scores, draw_weights(any_weights(CRITERIA), draws=DRAWS, seed=1), seed=1)


def _peak(scores: Scores) -> float:
    tracemalloc.start()
    _ours(scores)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _theirs(table: NDArray[np.float64], *, unsure: bool) -> object:
    """Rank acceptability, central weights and pairwise winning; with uncertain scores confidence factors too.

    With certain scores each confidence factor is 1 by construction, and neither side draws for it. The method handed
    over is the cheapest there is; its own examples hand over TOPSIS of pymcdm, which takes several times as long.
    """
    from pysensmcda.robustness import pairwise_winning_indices
    from pysensmcda.sampling import uniform_matrix
    from pysensmcda.smaa import central_weights, confidence_factors, rank_acceptability, simulate

    def weighted_sum(matrix: NDArray[np.float64], weights: NDArray[np.float64], _types: object) -> NDArray[np.float64]:
        return matrix @ weights

    types = np.ones(CRITERIA)
    drawn = uniform_matrix(table, absolute=SPAN, num_samples=DRAWS, seed=1) if unsure else None
    result = simulate(weighted_sum, table, types, num_samples=DRAWS, matrix_samples=drawn, seed=1)
    centres = central_weights(result)
    factors = confidence_factors(weighted_sum, centres, types, matrix_samples=drawn) if unsure else None
    return rank_acceptability(result), centres, factors, pairwise_winning_indices(result.rankings)


def _judged(people: int, criteria: int) -> NDArray[np.float64]:
    scale = np.array([1 / 9, 1 / 7, 1 / 5, 1 / 3, 1, 3, 5, 7, 9])
    judgements = np.random.default_rng(1).choice(scale, (people, criteria * (criteria - 1) // 2))
    return comparison_matrices(judgements, criteria)
