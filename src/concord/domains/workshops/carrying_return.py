"""What comes back home: which copy it is, whether it may still come, and its files until all is known to be whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from concord.domains.people.tokens import digest
from concord.domains.workshops.carrying_file import CHAIN, Contents, first_slip, read_file, refuse_damaged
from concord.domains.workshops.carrying_merge import Difference, refuse_foreign_rows
from concord.domains.workshops.carrying_tables import work_tables
from concord.domains.workshops.models.carrying import Carrying, CarryingState
from concord.formats.age_file import OtherKey
from concord.formats.backup_file import KeptFile
from concord.formats.errors import Fault, FormatError
from concord.formats.sealed_file import Key
from concord.kernel import chains, filestore
from concord.kernel.backup import tables
from concord.kernel.errors import WrongState
from concord.kernel.models import AuditEntry


@dataclass(frozen=True)
class Homecoming:
    """What came back: rows that are new, changed and gone, entries of the audit trail, and files."""

    new: int
    changed: int
    removed: int
    entries: int
    files: int


def carrying_of(path: Path) -> Carrying:
    """Of which time a file is; only the key that was made for that time opens it."""
    for carrying in Carrying.by_file.select_related("country").order_by("-taken_at"):
        try:
            slip = first_slip(path, Key(identity=carrying.identity))
        except OtherKey:
            continue
        told = (slip.copy, slip.country, digest(slip.secret), slip.way)
        if told != (carrying.pk, carrying.country_id, carrying.secret_hash, "home"):
            break
        return carrying
    raise FormatError(
        Fault(
            path.name, _("this is no copy of what was taken from here; 'concord workshop pack' on the laptop writes it")
        )
    )


def refuse_ended(carrying: Carrying) -> None:
    """Refuse a copy that may not come back any more, in one sentence that says why."""
    if carrying.state == CarryingState.AWAY:
        return
    words = {
        "day": date_format(carrying.ended_at or carrying.taken_at, "DATE_FORMAT"),
        "taken": date_format(carrying.taken_at, "DATE_FORMAT"),
        "person": carrying.ended_by,
    }
    away = Carrying.objects.for_country(carrying.country_id).filter(state=CarryingState.AWAY).first()
    if carrying.state == CarryingState.LOST:
        raise WrongState(
            _("This copy was declared lost on %(day)s by %(person)s; it is void, and what is at home counts.") % words
        )
    if carrying.state == CarryingState.RETURNED and away is None:
        raise WrongState(_("This copy came back on %(day)s already; nothing was taken in again.") % words)
    if away is not None:
        words["newer"] = date_format(away.taken_at, "DATE_FORMAT")
        raise WrongState(
            _("This is an older copy, taken on %(taken)s; the one that is away was taken on %(newer)s.") % words
        )
    raise WrongState(_("This copy was never finished; it is void, and what is at home counts."))


def read_home(path: Path, carrying: Carrying, files: Files) -> tuple[Contents, list[AuditEntry]]:
    """All of a file that comes home, found whole, and what it adds to the audit chain."""
    contents = read_file(path, Key(identity=carrying.identity), files.keep)
    if set(contents.lines) - {*work_tables(), CHAIN}:
        refuse_damaged(path.name)
    refuse_foreign_rows(contents.lines, carrying.country_id, path.name)
    slip = contents.slip
    entries = chains.checked(contents.lines.pop(CHAIN, []), carrying.country_id, slip.sequence, slip.head)
    if entries is None or len(entries) < carrying.sequence or entries[carrying.sequence - 1].hash != carrying.head:
        raise FormatError(
            Fault(path.name, _("its audit trail does not continue the one at home where it left; nothing was taken in"))
        )
    return contents, entries[carrying.sequence :]


def refuse_missing_files(found: Difference, carrying: Carrying, where: str) -> None:
    """Refuse rows that are new here and name evidence which is neither in the file nor in the store."""
    models = work_tables()
    for label, change in found.tables.items():
        for row in map(json.loads, change.come) if tables.names_files(models[label]) else ():
            if not filestore.has(carrying.country_id, row["sha256"]):
                problem = _("a file of evidence that it names did not come along: %(name)s") % {"name": row["name"]}
                raise FormatError(Fault(where, problem))


@dataclass
class Files:
    """Evidence that came back, in the store already; what was new there goes again unless everything is taken in."""

    country_id: UUID
    where: str
    new: list[Path] = field(default_factory=list)
    count: int = 0

    def keep(self, file: KeptFile) -> str:
        """Put one file into the store; what is there already stays."""
        if file.country != str(self.country_id):
            refuse_damaged(self.where)
        path = filestore.place(filestore.root(), self.country_id, file.sha256)
        self.count += 1
        if path.exists() and filestore.hash_of(path) == file.sha256:
            return filestore.hash_through(file.content)
        self.new.append(path)
        sha256 = filestore.copy_in(path, file.content)
        if sha256 != file.sha256:
            refuse_damaged(self.where)
        return sha256


@contextmanager
def files_for(country_id: UUID, where: str) -> Iterator[Files]:
    """Takes files in; when the block fails, those that were not there before are removed."""
    files = Files(country_id, where)
    try:
        yield files
    except BaseException:
        for path in files.new:
            path.unlink(missing_ok=True)
        raise
