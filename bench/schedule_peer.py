"""PyJobShop 0.0.9 in an environment of its own: a path per line comes in, its schedule's length and bound go out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyjobshop.read import read
from pyjobshop.solve import solve


def main() -> None:
    """Answer every line until there are no more."""
    seconds, workers = float(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        layout = "psplib" if "PRECEDENCE RELATIONS" in path.read_text("ascii") else "patterson"
        result = solve(read(path, instance_format=layout), time_limit=seconds, display=False, num_workers=workers)
        found = result.status.value in {"Optimal", "Feasible"}
        length = round(result.objective) if found else None
        answer = {"length": length, "bound": round(result.lower_bound), "seconds": result.runtime}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
