"""What a format says when it cannot read what it was given: where, what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place of a file, in words its author can act on.

    ``where`` reads like ``pack.yaml, line 12, areas[0].title`` or ``health.xlsx, sheet Answers, cell E7``.
    """

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" if self.where else self.problem


class FormatError(ValueError):
    """A file that cannot be read as what it should be; carries every fault found."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
