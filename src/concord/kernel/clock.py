"""The one place that asks what time it is, so that a build can be repeated and a test can stand still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FIXED: ContextVar[dt.datetime | None] = ContextVar("fixed_now", default=None)


def now() -> dt.datetime:
    """The current moment in UTC."""
    return _FIXED.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The current date in UTC."""
    return now().date()


@contextmanager
def standing_still(moment: dt.datetime) -> Iterator[None]:
    """Within the block, ``now`` is ``moment``."""
    token = _FIXED.set(moment)
    try:
        yield
    finally:
        _FIXED.reset(token)
