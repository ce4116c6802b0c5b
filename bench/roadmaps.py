"""How near to its bound a national plan of full size is scheduled, by quarter and by month, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.national_plans import national_plan, utilisation
from bench.rows import Row

from concord.methods.roadmap.checking import faults
from concord.methods.roadmap.monthly import refine_by_month
from concord.methods.roadmap.problem import RoadmapProblem, Schedule, spent
from concord.methods.roadmap.quarterly import plan_by_quarter

SEEDS = (1, 2, 3)
TIGHT = 0.97


def scheduling() -> Iterator[Row]:
    """Three made-up plans: by quarter within 2 % of the bound in 20 s; by month, the gap as it is."""
    for seed in SEEDS:
        problem, hidden = national_plan(seed)
        links = sum(len(task.after) for task in problem.tasks)
        size = f"{len(problem.tasks)} actions, {len(problem.capacity)} institutions, {links} dependencies"
        yield Row(f"national_plan_{seed}_utilisation_percent", 100 * utilisation(problem, hidden), "%", size)
        begin = time.perf_counter()
        quarterly = plan_by_quarter(problem)
        taken = time.perf_counter() - begin
        if quarterly is None or faults(problem, quarterly.schedule):
            raise SystemExit(f"plan {seed} was not scheduled, though it can be")
        yield Row(f"roadmap_quarterly_{seed}_s", taken, "s", "limit 20 s")
        yield Row(f"roadmap_quarterly_{seed}_gap_percent", 100 * quarterly.gap, "%", "limit 2 %")
        yield Row(f"roadmap_quarterly_{seed}_budgets_binding", _binding(problem, quarterly.schedule), "years")
        begin = time.perf_counter()
        monthly = refine_by_month(problem, quarterly.schedule)
        taken = time.perf_counter() - begin
        if faults(problem, monthly.schedule):
            raise SystemExit(f"plan {seed} by month breaks what it has to keep")
        yield Row(f"roadmap_monthly_{seed}_s", taken, "s")
        yield Row(f"roadmap_monthly_{seed}_gap_percent", 100 * monthly.gap, "%")
        gain = 100 * (1 - monthly.value / quarterly.value)
        yield Row(f"roadmap_monthly_{seed}_earlier_percent", gain, "%", "against the quarters")


def _binding(problem: RoadmapProblem, schedule: Schedule) -> int:
    """The years whose money is spent to 97 % or more."""
    pairs = zip(spent(problem, schedule)[0], problem.budgets[0], strict=False)
    return sum(limit is not None and used >= TIGHT * limit for used, limit in pairs)
