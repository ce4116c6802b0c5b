"""A country's work in one file: written from one moment, read back before it gets its name, and read as hostile."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from concord.domains.workshops.carrying_people import people_lines
from concord.domains.workshops.carrying_tables import shared_tables, work_lines, work_tables
from concord.formats import backup_file, sealed_file
from concord.formats.backup_file import About, KeptFile, Rows, Sums, Tally
from concord.formats.carrying_slip import TABLE, Slip, read_slip, slip_line
from concord.formats.errors import Fault, FormatError
from concord.formats.sealed_file import Key, Lock
from concord.kernel import filestore
from concord.kernel.backup import tables
from concord.kernel.backup.making import NotVerified, about, migrations, read_sums
from concord.kernel.backup.snapshot import snapshot
from concord.kernel.errors import InvalidInput, NotFound
from concord.kernel.models import AuditEntry

CHAIN = "kernel.auditentry"
LARGEST_ROWS = 400_000_000  # bytes of rows that are taken into memory


@dataclass(frozen=True)
class Written:
    """A file that was written and read back."""

    path: Path
    rows: int
    files: int
    size: int
    missing: tuple[str, ...]  # evidence that the store no longer has as it was uploaded


@dataclass
class Contents:
    """What a file holds, after all of it was read, counted and hashed."""

    about: About
    slip: Slip
    lines: dict[str, list[bytes]] = field(default_factory=dict)
    sums: Sums = field(default_factory=lambda: Sums({}, {}))


def refuse_existing(path: Path, replacing: bool) -> None:
    """Refuse to write over a file unless that was asked for."""
    if path.exists() and not replacing:
        raise InvalidInput(_("%(path)s is there already; give another name, or --replace.") % {"path": path})


def write_file(path: Path, slip: Slip, lock: Lock, key: Key) -> Written:
    """Everything that ``slip`` speaks of, in one file; ``key`` reads it back."""
    part = path.with_name(f"{path.name}.part")
    tally, missing = Tally(), list[str]()
    try:
        part.unlink(missing_ok=True)
        with filestore.naming(part), snapshot() as using, open(part, "xb", opener=_private) as out:
            sealed_file.seal(backup_file.packed(_members(slip, tally, missing, using)), out, lock)
            out.flush()
            os.fsync(out.fileno())
        if _sums_of(part, key) != tally.sums():
            raise NotVerified(_("What was written cannot be read back as it was; try another disk."))
        size = part.stat().st_size
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    filestore.sync_folder(path.parent)
    return Written(path, tally.sums().rows - 1, len(tally.files), size, tuple(missing))


def first_slip(path: Path, key: Key) -> Slip:
    """Which copy a file is of; nothing else of it is read."""
    with path.open("rb") as source, sealed_file.opened(source, key, path.name) as stream:
        members = backup_file.unpacked(stream, path.name)
        next(members)
        second = next(members)
        if not isinstance(second, Rows) or second.table != TABLE:
            refuse_damaged(path.name)
        return read_slip(second.lines, path.name)


def read_file(path: Path, key: Key, keep: Callable[[KeptFile], str]) -> Contents:
    """The whole file, compared with its own list of contents. ``keep`` takes each file and says its SHA-256."""
    where, size = path.name, 0
    found: dict[str, list[bytes]] = {}
    head: list[About] = []

    def take(member: Any) -> str | None:
        nonlocal size
        match member:
            case About():
                _refuse_other_shape(member, where)
                head.append(member)
            case Rows():
                size += sum(map(len, member.lines))
                if size > LARGEST_ROWS or member.table not in head[0].tables:
                    refuse_damaged(where)
                found.setdefault(member.table, []).extend(member.lines)
            case KeptFile():
                return keep(member)
        return None

    with path.open("rb") as source, sealed_file.opened(source, key, where) as stream:
        read, told = read_sums(backup_file.unpacked(stream, where), take)
    if read != told:
        refuse_damaged(where)
    return Contents(head[0], read_slip(found.pop(TABLE, []), where), found, told)


def refuse_damaged(where: str) -> NoReturn:
    """What is in the file is not what belongs there."""
    raise FormatError(Fault(where, _("what the file holds does not fit together; use another copy of it"))) from None


def _members(slip: Slip, tally: Tally, missing: list[str], using: str) -> Iterator[bytes]:
    going = work_tables() | (shared_tables() if slip.way == "out" else {})
    people = people_lines(slip.country, using) if slip.way == "out" else {}
    shape = {label: tables.field_names(model) for label, model in going.items()}
    shape |= {label: list[str]() for label in (TABLE, *people)} | {CHAIN: tables.field_names(AuditEntry)}
    yield backup_file.json_member(backup_file.ABOUT, replace(about(), migrations=_ours(migrations()), tables=shape))
    yield from backup_file.table_members(TABLE, [slip_line(slip)], tally)
    named: set[str] = set()
    work = work_tables()
    for label, model in going.items():
        lines = work_lines(model, slip.country, using) if label in work else tables.lines_of(model, using)
        yield from backup_file.table_members(label, _naming(model, lines, named), tally)
    for label, rows in people.items():
        yield from backup_file.table_members(label, rows, tally)
    chain = tables.lines_of(AuditEntry, using, country_id=slip.country)
    yield from backup_file.table_members(CHAIN, chain, tally)
    yield from _files(slip.country, named, tally, missing)
    yield backup_file.json_member(backup_file.MANIFEST, tally.sums())


def _naming(model: tables.Model, lines: Iterator[bytes], named: set[str]) -> Iterator[bytes]:
    """The lines, noting the files that they name on the way."""
    if not tables.names_files(model):
        yield from lines
        return
    for line in lines:
        named.add(json.loads(line)["sha256"])
        yield line


def _files(country_id: UUID, named: set[str], tally: Tally, missing: list[str]) -> Iterator[bytes]:
    for sha256 in sorted(named):
        try:
            kept = filestore.open_kept(country_id, sha256)
        except (NotFound, filestore.DamagedFile):
            missing.append(sha256)
            continue
        with kept as content:
            size = os.fstat(content.fileno()).st_size
            yield from backup_file.file_member(str(country_id), sha256, size, content, tally)


def _sums_of(path: Path, key: Key) -> Sums:
    with path.open("rb") as source, sealed_file.opened(source, key, path.name) as stream:
        read, told = read_sums(backup_file.unpacked(stream, path.name))
    if read != told:
        raise NotVerified(_("What was written cannot be read back as it was; try another disk."))
    return read


def _ours(listed: list[str]) -> list[str]:
    """The migrations of our own tables: other parts may be switched on at home and not on a laptop."""
    own = {app.label for app in apps.get_app_configs() if app.name.startswith("concord.")}
    return [each for each in listed if each.split(".")[0] in own]


def _refuse_other_shape(told: About, where: str) -> None:
    if told.migrations != _ours(migrations()):
        problem = _("it was written by Concord %(version)s with other tables; use the same version on both machines")
        raise FormatError(Fault(where, problem % {"version": told.concord}))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
