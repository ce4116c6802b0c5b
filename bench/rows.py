"""What a bench yields, and how it takes time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured number; ``peer`` says against whose number, ``ratio`` is ours divided by theirs."""

    name: str
    value: float
    unit: str
    peer: str = ""
    ratio: float | None = None


def seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """The shortest of several runs: what the work costs when nothing else disturbs it."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)
