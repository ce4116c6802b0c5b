"""Bringing a file of published activities in: read to its end first, then kept batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from concord.domains.assistance.services import Kept, keep_activities
from concord.formats.iati_activity import Activity
from concord.formats.iati_reader import Refused, check_file, read_activities
from concord.kernel.actor import Actor

BATCH = 250  # activities in one transaction; a few tenths of a second
MOST_LISTED = 200  # refused activities that are named; how many there are is always said


@dataclass
class Imported:
    """What became of one file."""

    name: str
    kept: Kept = field(default_factory=Kept)
    refused: list[Refused] = field(default_factory=list)
    refused_count: int = 0


def import_file(actor: Actor, path: Path, told: Callable[[int], None] = lambda done: None) -> Imported:
    """Keep the valid activities of a file and list the others; ``told`` hears how many are done.

    Raises ``FormatError`` before anything is written where the file as a whole cannot be read.
    """
    with path.open("rb") as file:
        check_file(file, path.name)
    imported = Imported(path.name)
    with path.open("rb") as file:
        valid = _valid(read_activities(file, path.name), imported)
        done = 0
        while batch := list(islice(valid, BATCH)):
            imported.kept += keep_activities(actor=actor, activities=batch, source=path.name)
            done += len(batch)
            told(done)
    return imported


def _valid(found: Iterator[Activity | Refused], imported: Imported) -> Iterator[Activity]:
    for one in found:
        if isinstance(one, Activity):
            yield one
            continue
        imported.refused_count += 1
        if len(imported.refused) < MOST_LISTED:
            imported.refused.append(one)
