"""Two processes beside the command that draw pictures and lay out documents while it reads and writes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any


@contextmanager
def drawing_pool() -> Iterator[Executor]:
    """A pool whose processes have loaded what draws before the first picture is asked for."""
    turn = multiprocessing.Lock()
    with ProcessPoolExecutor(max_workers=2, initializer=_warm_up, initargs=(turn,)) as pool:
        for _ in range(2):
            pool.submit(int)  # a process starts with its first task
        yield pool


def _warm_up(turn: Any) -> None:
    # The drawing engine and the template take seconds to be ready; meanwhile the command reads its input. One process
    # after the other, so that on two cores the command keeps one for itself.
    with turn:
        import docxtpl  # noqa: F401 - loading it is the point

        from concord.formats import plan_pdf  # noqa: F401 - loading it is the point
        from concord.formats.charts import Bar, gantt
        from concord.formats.plan_docx_template import default_template

        gantt([Bar("A", "a", "O", "o", date(2026, 1, 1), date(2026, 12, 31))], alt="a")
        default_template("ltr")
