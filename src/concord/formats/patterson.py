"""Project-scheduling instances: the Patterson format (one mode), and the layout of PSPLIB and MMLIB (also several).

Patterson: whole numbers only, line breaks mean nothing: activities and resources; capacities; then of each activity its
duration, what it holds, how many successors it has and which. The other layout names its sections in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from concord.formats.errors import Fault, FormatError

MAX_BYTES, MAX_ACTIVITIES, MAX_RESOURCES, MAX_NUMBER = 5_000_000, 5_000, 100, 10**9
_SECTIONS = ("PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCE")


@dataclass(frozen=True)
class InstanceMode:
    """One way to carry out an activity; what it holds while it runs, and what it uses up."""

    duration: int
    renewable: tuple[int, ...]
    nonrenewable: tuple[int, ...] = ()


@dataclass(frozen=True)
class Instance:
    """What a file says: of each activity its modes and successors (from 0), of each resource how much there is."""

    file: str
    activities: tuple[tuple[InstanceMode, ...], ...]
    successors: tuple[tuple[int, ...], ...]
    renewable: tuple[int, ...]
    nonrenewable: tuple[int, ...] = ()


def read_patterson(content: bytes, file: str) -> Instance:
    """The instance in a file of either layout; raises ``FormatError`` saying where the file is wrong."""
    if len(content) > MAX_BYTES:
        raise FormatError(Fault(file, f"the file is larger than {MAX_BYTES // 1_000_000} MB"))
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        raise FormatError(Fault(file, "not a scheduling instance: it holds more than plain text")) from error
    if "PRECEDENCE RELATIONS" in text:
        return _Sections(text, file).instance()
    return _Numbers(text, file).instance()


class _Numbers:
    """The Patterson format, read number by number."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.numbers = [(word, at) for at, line in enumerate(text.splitlines(), 1) for word in line.split()]
        self.next = 0

    def take(self, what: str, most: int = MAX_NUMBER, least: int = 0) -> int:
        if self.next == len(self.numbers):
            raise FormatError(Fault(self.file, f"the file ends before {what}"))
        word, line = self.numbers[self.next]
        self.next += 1
        return _whole(word, what, f"{self.file}, line {line}", most, least)

    def instance(self) -> Instance:
        count = self.take("the number of activities", MAX_ACTIVITIES, 1)
        resources = self.take("the number of resources", MAX_RESOURCES)
        capacities = tuple(self.take(f"the capacity of resource {k + 1}") for k in range(resources))
        modes, successors = [], []
        for j in range(count):
            duration = self.take(f"the duration of activity {j + 1}")
            holds = tuple(self.take(f"what activity {j + 1} holds of resource {k + 1}") for k in range(resources))
            after = self.take(f"how many successors activity {j + 1} has", count)
            successors.append(tuple(self.take(f"a successor of activity {j + 1}", count, 1) - 1 for _ in range(after)))
            modes.append((InstanceMode(duration, holds),))
        if self.next < len(self.numbers):
            line = self.numbers[self.next][1]
            raise FormatError(Fault(f"{self.file}, line {line}", "there are more numbers than the activities need"))
        return Instance(self.file, tuple(modes), tuple(successors), capacities)


class _Sections:
    """The layout of PSPLIB and MMLIB, read section by section."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = list(enumerate(text.splitlines(), 1))

    def instance(self) -> Instance:
        count = self._said("jobs", MAX_ACTIVITIES, 1)
        renewable, nonrenewable = self._said("- renewable", MAX_RESOURCES), self._said("- nonrenewable", MAX_RESOURCES)
        if self._said("- doubly constrained", MAX_RESOURCES):
            raise FormatError(Fault(self.file, "doubly constrained resources are not read"))
        modes, successors = [], []
        for j, (where, row) in enumerate(self._rows("PRECEDENCE RELATIONS", count)):
            if len(row) < 3 or row[0] != j + 1 or len(row) != 3 + row[2] or not all(0 < k <= count for k in row[3:]):
                problem = f"expected activity {j + 1}: its number, modes, number of successors, and those"
                raise FormatError(Fault(where, problem))
            modes.append(row[1])
            successors.append(tuple(k - 1 for k in row[3:]))
        if min(modes) < 1:
            raise FormatError(Fault(self.file, "every activity needs at least one mode"))
        if sum(modes) > 10 * MAX_ACTIVITIES:
            raise FormatError(Fault(self.file, f"there are more than {10 * MAX_ACTIVITIES} modes"))
        choices = self._modes(modes, renewable, nonrenewable)
        where, stock = self._rows("RESOURCE", 1, titles=("AVAIL",))[0]
        if len(stock) != renewable + nonrenewable:
            raise FormatError(Fault(where, f"expected how much there is of {renewable + nonrenewable} resources"))
        return Instance(self.file, choices, tuple(successors), tuple(stock[:renewable]), tuple(stock[renewable:]))

    def _modes(self, modes: list[int], renewable: int, nonrenewable: int) -> tuple[tuple[InstanceMode, ...], ...]:
        rows = iter(self._rows("REQUESTS/DURATIONS", sum(modes)))
        width = 2 + renewable + nonrenewable
        read = []
        for j, count in enumerate(modes):
            options = []
            for m in range(count):
                where, row = next(rows)
                if row[: max(0, len(row) - width)] != ([j + 1] if m == 0 else []) or row[-width : -width + 1] != [
                    m + 1
                ]:
                    problem = f"expected mode {m + 1} of activity {j + 1}: its duration and {width - 2} requests"
                    raise FormatError(Fault(where, problem))
                duration, *requests = row[1 - width :]
                options.append(InstanceMode(duration, tuple(requests[:renewable]), tuple(requests[renewable:])))
            read.append(tuple(options))
        return tuple(read)

    def _said(self, name: str, most: int, least: int = 0) -> int:
        for at, line in self.lines:
            if line.strip().startswith(name) and ":" in line:
                words = line.partition(":")[2].split()
                return _whole(words[0] if words else "", f"'{name}'", f"{self.file}, line {at}", most, least)
        raise FormatError(Fault(self.file, f"the line '{name}' is missing"))

    def _rows(self, section: str, count: int, titles: tuple[str, ...] = ()) -> list[tuple[str, list[int]]]:
        """The section's first rows of numbers with their places; headings and rulers in between are passed over."""
        starts = [
            i for i, (_, line) in enumerate(self.lines)
            if line.strip().startswith(section) and all(title in line for title in titles)
        ]  # fmt: skip
        if not starts:
            raise FormatError(Fault(self.file, f"the section '{' '.join((section, *titles))}' is missing"))
        rows: list[tuple[str, list[int]]] = []
        for at, line in self.lines[starts[0] + 1 :]:
            words = line.split()
            if not words or not words[0].lstrip("-").isdigit():
                if rows or line.strip().startswith(_SECTIONS):
                    break
                continue
            where = f"{self.file}, line {at}"
            rows.append((where, [_whole(word, "a number", where) for word in words]))
            if len(rows) == count:
                return rows
        raise FormatError(Fault(self.file, f"the section '{section}' ends after {len(rows)} of {count} rows"))


def _whole(word: str, what: str, where: str, most: int = MAX_NUMBER, least: int = 0) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", word) or not least <= int(word) <= most:
        raise FormatError(Fault(where, f"{what} must be a whole number from {least} to {most}, found '{word[:40]}'"))
    return int(word)
