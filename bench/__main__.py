"""``make bench``: run every bench (or, with ``ONLY="room iati"``, some), print a table and write ``out/bench.json``."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from bench import decisions, documents, exposure, iati, packs, phones, plans, plans_money, roadmaps, room, workbooks
from bench.matching import measuring
from bench.rows import Row

BENCHES: dict[str, Callable[[], Iterator[Row]]] = {
    "packs": packs.reading,
    "workbooks": workbooks.workbooks,
    "room": room.saving,
    "phones": phones.polling,
    "exposure": exposure.exposing,
    "decisions": decisions.deciding,
    "building": documents.building,
    "documents": documents.rendering,
    "iati": iati.reading,
    "plans": plans.editing,
    "costs": plans_money.drawing_costs,
    "matching": measuring.matching,
    "roadmaps": roadmaps.scheduling,
}
OUT = Path("out/bench.json")


def main() -> None:
    """Measure all or those that are named, show each row as soon as it is there, then keep them all."""
    names = sys.argv[1:] or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        sys.exit(f"There is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.")
    say(f"{os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.platform()}")
    say(line("name", "value", "unit", "ratio", "peer"))
    rows = []
    for name in names:
        for row in BENCHES[name]():
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
