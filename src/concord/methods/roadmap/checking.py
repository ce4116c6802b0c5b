"""Whether a schedule keeps everything that it has to keep, checked apart from every model that makes schedules."""

from __future__ import annotations

from concord.methods.roadmap.problem import RoadmapProblem, Schedule, load, spent


def faults(problem: RoadmapProblem, schedule: Schedule) -> list[str]:
    """What the schedule breaks, one line each; empty where it keeps everything."""
    found = [line for number in range(len(problem.tasks)) for line in _dates(problem, schedule, number)]
    for institution, (taken, hands) in enumerate(zip(load(problem, schedule), problem.capacity, strict=True)):
        over = [month for month, (t, h) in enumerate(zip(taken, hands, strict=True)) if t > h]
        if over:
            found.append(f"institution {institution} has too few hands in month {over[0]}")
    for source, (used, limits) in enumerate(zip(spent(problem, schedule), problem.budgets, strict=True)):
        for year, (money, limit) in enumerate(zip(used, limits, strict=False)):
            if limit is not None and money > limit:
                found.append(f"source {source} lacks {money - limit} in year {year}")
    return found


def _dates(problem: RoadmapProblem, schedule: Schedule, number: int) -> list[str]:
    task, start, end = problem.tasks[number], schedule.starts[number], schedule.end(problem, number)
    window = task.modes[schedule.modes[number]].window
    found = []
    if start < task.earliest or end > problem.months:
        found.append(f"task {number} lies outside the months it may take")
    if task.fixed is not None and start != task.fixed:
        found.append(f"task {number} misses its fixed start")
    if task.due is not None and end > task.due:
        found.append(f"task {number} ends after its due month")
    if window and not window[0] <= start < end <= window[1]:
        found.append(f"task {number} lies outside its partner's window")
    for link in task.after:
        if start < schedule.end(problem, link.task) + link.lag:
            found.append(f"task {number} does not wait for task {link.task}")
    return found
