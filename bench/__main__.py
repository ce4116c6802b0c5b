"""``make bench``: run every bench, print a table and write ``out/bench.json``."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from bench import decisions, documents, exposure, packs, room, workbooks
from bench.rows import Row

BENCHES: tuple[Callable[[], Iterator[Row]], ...] = (
    packs.reading, workbooks.workbooks, room.saving, exposure.exposing, decisions.deciding, documents.building,
    documents.rendering,
)  # fmt: skip
OUT = Path("out/bench.json")


def main() -> None:
    """Measure, show each row as soon as it is there, then keep them all."""
    say(f"{os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.platform()}")
    say(line("name", "value", "unit", "ratio", "peer"))
    rows = []
    for bench in BENCHES:
        for row in bench():
            rows.append(row)
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            say(line(row.name, f"{row.value:.4g}", row.unit, ratio, row.peer))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", "utf-8")
    say(f"written to {OUT}")


def line(name: str, value: str, unit: str, ratio: str, peer: str) -> str:
    """One line of the table."""
    return f"{name:<48} {value:>10} {unit:<6} {ratio:>8}  {peer}".rstrip()


def say(words: str) -> None:
    """Print at once, since a bench may take long."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
