"""Making a backup: one moment of the database and all evidence, encrypted, then read back to the last byte."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from concord.formats import age_file, backup_file
from concord.formats.backup_file import About, KeptFile, Rows, Sums, Tally
from concord.formats.errors import FormatError
from concord.kernel import clock, filestore
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.backup import tables
from concord.kernel.backup.snapshot import snapshot
from concord.kernel.errors import ConcordError, InvalidInput, WrongState

OPERATOR = "operator"  # of people's roles; the kernel knows no domain


class NotVerified(ConcordError):
    """A backup could not be read back as it was written, and was not kept."""


@dataclass(frozen=True)
class Made:
    """A backup that was written and read back. ``faults`` names evidence that the store itself no longer has whole."""

    path: Path
    sums: Sums
    size: int
    sha256: str
    faults: tuple[str, ...]


@dataclass
class _Contents:
    """What goes into a backup, counted as it goes by."""

    tally: Tally = field(default_factory=Tally)
    named: set[tuple[str, str]] = field(default_factory=set)  # the files that rows name, by country
    faults: list[str] = field(default_factory=list)

    def members(self, using: str) -> Iterator[bytes]:
        """Everything, in the order of the file."""
        yield backup_file.json_member(backup_file.ABOUT, about())
        for label, model in tables.tables().items():
            yield from backup_file.table_members(label, self._lines(model, using), self.tally)
        yield from self._files()
        yield backup_file.json_member(backup_file.MANIFEST, self.tally.sums())

    def _lines(self, model: tables.Model, using: str) -> Iterator[bytes]:
        names_files = tables.names_files(model)
        for row in tables.rows_of(model, using):
            if names_files:
                self.named.add((row["country_id"], row["sha256"]))
            yield backup_file.encode_row(row)

    def _files(self) -> Iterator[bytes]:
        # Read after the rows: a file is kept before a row names it, and never changes afterwards.
        for country_id, sha256 in filestore.listed():
            path = filestore.place(filestore.root(), country_id, sha256)
            if filestore.hash_of(path) != sha256:
                self.faults.append(f"{path}: the file was changed after it was uploaded; it is not in the backup.")
                continue
            with path.open("rb") as content:
                size = os.fstat(content.fileno()).st_size
                yield from backup_file.file_member(str(country_id), sha256, size, content, self.tally)
        for country, sha256 in sorted(self.named - {tuple(name.split("/")) for name in self.tally.files}):
            path = filestore.place(filestore.root(), UUID(country), sha256)
            if not path.exists():
                self.faults.append(f"{path}: an answer names this file, but it is gone.")


def make_backup(*, actor: Actor, path: Path, recipients: Sequence[str], replace: bool = False) -> Made:
    """Write everything this installation holds into one file that only the recipients' identities open.

    Others may go on writing meanwhile: what is in the file is one moment. It gets its name only after it was read back
    and every row and file in it was counted and hashed. The audit trail says before that a backup was started (so the
    copy holds it), and afterwards what was made.
    """
    require(lambda who, _subject: who.has(OPERATOR), actor)
    refuse_older_tables()
    if not recipients:
        raise InvalidInput("Say to whom the backup is encrypted; 'concord backup-key FILE' makes a key.")
    if path.exists() and not replace:
        raise InvalidInput(f"{path} is there already; give another name, or --replace.")
    age_file.read_recipients("\n".join(recipients), "")
    with audited(actor, "backup.started", recipients=list(recipients)):
        pass
    # This identity never leaves the memory of this process. With it the file can be read back without the key that
    # opens it later, which lies elsewhere.
    identity, own = age_file.make_identity()
    part = path.with_name(f"{path.name}.part")
    try:
        contents = _write(part, [*recipients, own])
        sha256 = _verify(part, identity, contents.tally.sums())
        size = part.stat().st_size
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    filestore.sync_folder(path.parent)
    made = Made(path, contents.tally.sums(), size, sha256, tuple(contents.faults))
    with audited(actor, "backup.made", rows=made.sums.rows, files=len(made.sums.files), size=size, sha256=sha256):
        pass
    return made


def about() -> About:
    """What stands at the head of a backup made here and now."""
    return About(
        concord=version("concord"),
        made_at=clock.now().isoformat(),
        database=connection.vendor,
        migrations=migrations(),
        tables={label: tables.field_names(model) for label, model in tables.tables().items()},
    )


def migrations() -> list[str]:
    """The migrations that this version knows and this database has."""
    loader = MigrationExecutor(connection).loader
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) in loader.disk_migrations)


def refuse_older_tables() -> None:
    """Refuse a database that this version has not upgraded yet: a backup must come before an upgrade, not with it."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise WrongState(
            "The database is empty, or was made by an older version; make the backup with that version, "
            "or upgrade with 'concord migrate' first."
        )


def _write(part: Path, recipients: Sequence[str]) -> _Contents:
    contents = _Contents()
    part.unlink(missing_ok=True)
    with filestore.naming(part), snapshot() as using, open(part, "xb", opener=_private) as out:
        age_file.encrypt(backup_file.packed(contents.members(using)), out, recipients)
        out.flush()
        os.fsync(out.fileno())
    return contents


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _verify(part: Path, identity: str, written: Sums) -> str:
    """Read the finished file back, compare it with what went in, and return its SHA-256."""
    try:
        with part.open("rb") as source, age_file.decrypted(source, identity, part.name) as stream:
            read, told = read_sums(backup_file.unpacked(stream, part.name))
    except FormatError as error:
        raise NotVerified(f"What was written cannot be read back; try another disk ({error}).") from None
    if not read == told == written:
        raise NotVerified("What was read back is not what was written; try another disk.")
    with part.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def read_sums(
    members: Iterator[About | Rows | KeptFile | Sums], take: Callable[[Any], str | None] = lambda _member: None
) -> tuple[Sums, Sums]:
    """Count and hash what a backup holds; returns that, and what its own list of contents says.

    ``take`` is given each member; of a file that it has read, it returns the SHA-256.
    """
    tally, told = Tally(), Sums({}, {})
    for member in members:
        taken = take(member)
        match member:
            case About():
                for table in member.tables:
                    tally.open_table(table)
            case Rows():
                tally.add_rows(member.table, b"".join(member.lines), len(member.lines))
            case KeptFile():
                sha256 = taken or hashlib.file_digest(member.content, "sha256").hexdigest()  # type: ignore[arg-type]
                tally.files[f"{member.country}/{sha256}"] = member.size
            case Sums():
                told = member
    return tally.sums(), told
