"""``make bench-schedule DATA=folder``: our search, plain CP-SAT and PyJobShop on the same instances at the same limit.

They take turns on every instance, so that all three meet the same machine. A peer that is not set up is left out.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Annotated, cast

import typer
from bench.rows import Row

from concord.cli.benches import Line, read_best_known, read_instances, summary
from concord.cli.schedule_workers import Solved, Workers, project_of, workers
from concord.formats.patterson import Instance
from concord.methods.scheduling.exact import Limits, solve

PEER = Path(".venv-peers/bin/python")
OUT = Path("out/bench-schedule.json")
Solver = Callable[[Path, Instance], Solved]


def main(
    folder: Annotated[Path, typer.Argument(help="A folder of instances.")],
    seconds: Annotated[float, typer.Option("--seconds")] = 10,
    count: Annotated[int, typer.Option("--workers")] = 2,
    only: Annotated[str, typer.Option("--only", help="ours, plain or pyjobshop; all of them if left out.")] = "",
) -> None:
    """Measure, show each instance as soon as it is done, then keep the numbers."""
    instances, known = read_instances(folder), read_best_known(folder)
    lines: dict[str, list[Line]] = {}
    with ExitStack() as stack:
        solvers: dict[str, Solver] = {}
        if only in ("", "ours"):
            pool = stack.enter_context(workers(count))
            solvers["ours"] = lambda _path, instance: ours(pool, instance, seconds)
        if only in ("", "plain"):
            solvers["plain"] = lambda _path, instance: plain(instance, seconds, count)
        if only in ("", "pyjobshop") and PEER.exists():
            solvers["pyjobshop"] = stack.enter_context(pyjobshop(seconds, count))
        for instance in instances:
            path = folder if folder.is_file() else folder / instance.file
            group, best = known.get(instance.file, ("without best known", None))
            for who, solver in solvers.items():
                lines.setdefault(who, []).append(Line(instance.file, group, solver(path, instance), best))
            say(
                f"{instance.file:<14} known {best or '?':<5}"
                + "".join(f"{who} {said(lines[who][-1])}" for who in lines)
            )
    for who, found in lines.items():
        say(f"\n{who}, {seconds:g} s, {count} workers")
        for line in summary(found):
            say(line)
    keep([row for who, found in lines.items() for row in rows(who, found)], lines)


def ours(pool: Workers, instance: Instance, seconds: float) -> Solved:
    """What ``concord bench schedule`` does."""
    return pool.solve(project_of(instance), seconds)


def plain(instance: Instance, seconds: float, count: int) -> Solved:
    """CP-SAT with its own settings on the model that our proofs use, without a schedule to start from."""
    project, started = project_of(instance), time.monotonic()
    verdict = solve(project, Limits(seconds=seconds, workers=count))
    length = verdict.schedule.makespan(project) if verdict.schedule else None
    return Solved(length, verdict.bound, time.monotonic() - started)


@contextmanager
def pyjobshop(seconds: float, count: int) -> Iterator[Solver]:
    """PyJobShop in its own environment; only its solver's time counts against the limit."""
    command = [PEER, Path(__file__).with_name("schedule_peer.py"), str(seconds), str(count)]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer,  # noqa: S603 - our own file
        cast(IO[str], peer.stdin) as asked,
        cast(IO[str], peer.stdout) as answered,
    ):

        def solver(path: Path, _instance: Instance) -> Solved:
            asked.write(f"{path}\n")
            asked.flush()
            return Solved(**json.loads(answered.readline()))

        yield solver


def said(line: Line) -> str:
    """One solver's result in few letters; a star where it is proven."""
    gap = "" if line.gap is None else f"{line.gap:.2f} %"
    return f"{line.solved.length or '-':>4}{'*' if line.solved.proven else ' '} {gap:>8}   "


def rows(who: str, lines: Sequence[Line]) -> Iterator[Row]:
    """The figures that are watched: the share proven optimal and the mean gap to the best known, by set."""
    before, peer = ("", "") if who == "ours" else (f"{who}_", who)
    for group in dict.fromkeys(line.group for line in lines):
        name = before + re.sub(r"\W", "_", group.lower())
        members = [line for line in lines if line.group == group]
        gaps = [line.gap for line in members if line.gap is not None]
        yield Row(f"{name}_optimal_share", sum(line.solved.proven for line in members) / len(members), "", peer)
        yield Row(f"{name}_matched_share", sum(gap <= 0 for gap in gaps) / len(members), "", peer)
        if len(gaps) == len(members):
            yield Row(f"{name}_mean_gap_percent", sum(gaps) / len(gaps), "%", peer)
            yield Row(f"{name}_worst_gap_percent", max(gaps), "%", peer)
        else:
            yield Row(f"{name}_unsolved", len(members) - len(gaps), "", peer)


def keep(found: Sequence[Row], lines: dict[str, list[Line]]) -> None:
    """Print the figures and write them, with every instance."""
    say("")
    for row in found:
        say(f"{row.name:<48} {row.value:>10.4g} {row.unit}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    kept = {"figures": [asdict(row) for row in found]}
    instances = {who: [asdict(line) for line in members] for who, members in lines.items()}
    OUT.write_text(json.dumps(kept | {"instances": instances}, indent=2) + "\n", "utf-8")
    say(f"written to {OUT}")


def say(words: str) -> None:
    """Print at once, since a bench may take long."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    typer.run(main)
