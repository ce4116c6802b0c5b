"""What a newer edition of a framework makes of the earlier one's codes. Plain values: no database, no clock.

Statements and capabilities are told apart by their codes alone. What the newer pack says in its ``changes`` counts.
Where it says nothing, a code in both editions with the same words is unchanged, and one with other words reworded.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from concord.formats.framework_pack import Change


class Verdict(StrEnum):
    """How something of the newer edition follows from the earlier one. Only what is unchanged carries an answer."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"


class Note(NamedTuple):
    """One code of the earlier edition, what became of it, and its codes in the newer one (none: the same code)."""

    code: str
    change: str
    codes: tuple[str, ...] = ()


class Origin(NamedTuple):
    """From which codes of the earlier edition something comes, and how; an unchanged one comes from exactly one."""

    verdict: Verdict
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Carrying:
    """For each code of the newer edition its origin; ``retired`` are the earlier codes that nothing comes from."""

    origins: Mapping[str, Origin]
    retired: tuple[str, ...] = ()

    def successors(self) -> dict[str, tuple[str, ...]]:
        """By earlier code, the newer codes that come from it."""
        found: dict[str, tuple[str, ...]] = {}
        for code, origin in self.origins.items():
            for earlier in origin.codes:
                found[earlier] = (*found.get(earlier, ()), code)
        return found

    def codes(self, verdict: Verdict) -> tuple[str, ...]:
        """The newer codes with a verdict, in the newer edition's order."""
        return tuple(code for code, origin in self.origins.items() if origin.verdict == verdict)


def carry(old: Mapping[str, Hashable], new: Mapping[str, Hashable], notes: Iterable[Note] = ()) -> Carrying:
    """The origin of every code of ``new``; both editions are given as codes with their words."""
    told = {note.code: note for note in notes if note.code in old}
    sources: dict[str, list[Note]] = {}
    for note in told.values():
        for code in _leads_to(note):
            sources.setdefault(code, []).append(note)
    origins = {
        code: _origin(code, sources.get(code, []), stands=code in old and code not in told, same=old.get(code) == words)
        for code, words in new.items()
    }
    followed = {earlier for origin in origins.values() for earlier in origin.codes}
    return Carrying(origins, tuple(code for code in old if code not in followed))


def nothing_carried(old: Iterable[str], new: Iterable[str]) -> Carrying:
    """Two frameworks that have nothing to do with each other: everything is new, whatever its code."""
    return Carrying({code: Origin(Verdict.NEW) for code in new}, tuple(old))


def joined(first: Carrying, second: Carrying, old: Iterable[str]) -> Carrying:
    """From the first edition to the third, where one carrying leads to the second and one on from there."""
    origins = {code: _through(first, origin) for code, origin in second.origins.items()}
    followed = {earlier for origin in origins.values() for earlier in origin.codes}
    return Carrying(origins, tuple(code for code in old if code not in followed))


def _leads_to(note: Note) -> tuple[str, ...]:
    if note.change == Change.RETIRED:
        return ()
    return note.codes or (note.code,)


def _origin(code: str, notes: list[Note], *, stands: bool, same: bool) -> Origin:
    """``stands``: the code is in the earlier edition and no note speaks of it; ``same``: with the same words."""
    earlier = tuple(note.code for note in notes) + ((code,) if stands else ())
    if not earlier:
        return Origin(Verdict.NEW)
    if len(earlier) > 1:
        return Origin(Verdict.MERGED, earlier)
    if stands:
        return Origin(Verdict.UNCHANGED if same else Verdict.REWORDED, earlier)
    note = notes[0]
    if note.change == Change.MERGED:
        return Origin(Verdict.MERGED, earlier)
    if note.change == Change.SPLIT or len(note.codes) > 1:
        return Origin(Verdict.SPLIT, earlier)
    return Origin(Verdict.UNCHANGED if note.change == Change.UNCHANGED else Verdict.REWORDED, earlier)


def _through(first: Carrying, origin: Origin) -> Origin:
    before = [first.origins[code] for code in origin.codes if code in first.origins]
    codes = tuple(dict.fromkeys(code for step in before for code in step.codes))
    if not codes:
        return Origin(Verdict.NEW)
    if len(codes) > 1:
        return Origin(Verdict.MERGED, codes)
    changed = [step.verdict for step in (origin, *before) if step.verdict not in (Verdict.UNCHANGED, Verdict.NEW)]
    return Origin(changed[0] if changed else Verdict.UNCHANGED, codes)
