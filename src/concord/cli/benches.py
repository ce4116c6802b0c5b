"""``concord bench``: how good and how fast the methods are on published instances."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord.cli.schedule_workers import Solved
    from concord.formats.patterson import Instance

BEST_KNOWN = "best_known.csv"

app = typer.Typer(help="How good the methods are on published instances.", no_args_is_help=True)


@app.callback()
def _bench() -> None:
    """How good the methods are on published instances."""


@dataclass(frozen=True)
class Line:
    """One instance: what was found, beside the best that is known."""

    file: str
    group: str
    solved: Solved
    known: int | None

    @property
    def gap(self) -> float | None:
        """Percent by which the schedule is longer than the best known; None where either is missing."""
        if self.solved.length is None or not self.known:
            return None
        return 100 * (self.solved.length / self.known - 1)


@app.command()
def schedule(
    folder: Annotated[Path, typer.Argument(help="A folder of instances, or one instance (Patterson, PSPLIB, MMLIB).")],
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="How long each instance may take.")] = 10,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes that search at once.")] = 2,
) -> None:
    """Schedule each instance and compare with the best known lengths."""
    from concord.cli import schedule_workers

    instances = read_instances(folder)
    projects = {instance.file: schedule_workers.project_of(instance) for instance in instances}
    known = read_best_known(folder)
    typer.echo(f"{'file':<20} {'length':>7} {'bound':>7} {'known':>7} {'gap %':>7} {'seconds':>8}  proven")
    lines = []
    with schedule_workers.workers(workers) as pool:
        for instance in instances:
            solved = pool.solve(projects[instance.file], seconds)
            group, length = known.get(instance.file, ("without best known", None))
            lines.append(Line(instance.file, group, solved, length))
            typer.echo(told(lines[-1]))
    for sum_line in summary(lines):
        typer.echo(sum_line)


def read_instances(folder: Path) -> list[Instance]:
    """Every instance of the folder, in the order of its name's numbers."""
    from concord.formats.errors import Fault, FormatError
    from concord.formats.patterson import read_patterson

    paths = [folder] if folder.is_file() else [path for path in folder.iterdir() if path.name != BEST_KNOWN]
    instances = [read_patterson(path.read_bytes(), path.name) for path in paths if path.is_file()]
    if not instances:
        raise FormatError(Fault(str(folder), "there is no instance in this folder"))
    return sorted(instances, key=lambda instance: (len(instance.activities), len(instance.file), instance.file))


def read_best_known(folder: Path) -> dict[str, tuple[str, int]]:
    """By file, the set it belongs to and the best known length; from the folder or the one above, if it is there."""
    from concord.formats.errors import Fault, FormatError

    path = next(
        (path for place in (folder, *folder.resolve().parents[:2]) if (path := place / BEST_KNOWN).is_file()), None
    )
    if path is None:
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        try:
            return {row["instance"]: (row["category"], int(row["bks"])) for row in reader}
        except (KeyError, TypeError, ValueError) as error:
            problem = "expected the columns category, instance and bks, which is a whole number"
            raise FormatError(Fault(f"{path.name}, line {reader.line_num}", problem)) from error


def told(line: Line) -> str:
    """One row of the table."""
    solved = line.solved
    length, gap = solved.length or "", "" if line.gap is None else f"{line.gap:.2f}"
    numbers = f"{length:>7} {solved.bound:>7} {line.known or '':>7} {gap:>7} {solved.seconds:>8.1f}"
    return f"{line.file:<20} {numbers}  {'yes' if solved.proven else ''}".rstrip()


def summary(lines: Sequence[Line]) -> list[str]:
    """By set: how many are proven optimal, how many match the best known, and the mean and the worst gap."""
    told = [f"{'set':<20} {'files':>7} {'proven':>7} {'matched':>7} {'mean %':>7} {'worst %':>8}"]
    for group in dict.fromkeys(line.group for line in lines):
        members = [line for line in lines if line.group == group]
        gaps = [line.gap for line in members if line.gap is not None]
        proven, matched = sum(line.solved.proven for line in members), sum(gap <= 0 for gap in gaps)
        mean, worst = (f"{sum(gaps) / len(gaps):.3f}", f"{max(gaps):.2f}") if gaps else ("", "")
        told.append(f"{group:<20} {len(members):>7} {proven:>7} {matched:>7} {mean:>7} {worst:>8}")
        unsolved = sum(line.solved.length is None for line in members)
        if unsolved:
            told.append(f"  without any schedule: {unsolved}")
    return told
