"""Restoring a backup into an empty installation: everything or nothing, and counted once more at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, transaction

from concord.formats import age_file, backup_file
from concord.formats.backup_file import About, KeptFile, Rows, Sums, Tally
from concord.formats.errors import Fault, FormatError
from concord.kernel import filestore
from concord.kernel.backup import tables
from concord.kernel.backup.making import migrations, read_sums
from concord.kernel.errors import WrongState

_STAGING = "restoring-"


@dataclass(frozen=True)
class Restored:
    """What was restored and found identical."""

    about: About
    sums: Sums


def refuse_unless_empty() -> None:
    """Refuse an installation that holds anything: a backup never mixes with other data, nor replaces them."""
    present = set(connection.introspection.table_names())
    for model in tables.tables().values():
        if tables.is_ours(model) and model._meta.db_table in present and model._base_manager.exists():
            raise WrongState("This installation is not empty; restore into a new one (another CONCORD_DATA_DIR).")
    store = filestore.root()
    if store.exists() and any(store.iterdir()):
        raise WrongState(f"There are files in {store}; move them elsewhere, or restore into a new installation.")


def read_about(*, path: Path, identity: str) -> About:
    """What stands at the head of a backup; refuses another key, or what is no backup, before anything is touched."""
    with path.open("rb") as source, age_file.decrypted(source, identity, path.name) as stream:
        first = next(backup_file.unpacked(stream, path.name))
    if not isinstance(first, About):
        raise _damaged(path.name)  # cannot be: reading refuses a file that does not begin with it
    return first


def restore_backup(*, path: Path, identity: str) -> Restored:
    """Take a backup into this empty installation and check that every row and every file is identical.

    One transaction for the rows, and a folder that is renamed for the files: whatever goes wrong, nothing stays. The
    audit trail gets no entry, since the copy would no longer be identical; its last one says which backup this is.
    """
    about, moved = read_about(path=path, identity=identity), False
    with _staging() as staged, path.open("rb") as source, age_file.decrypted(source, identity, path.name) as stream:
        taking = _Taking(path.name, staged)
        try:
            with transaction.atomic():
                refuse_unless_empty()
                _clear()
                _check(path.name, *read_sums(backup_file.unpacked(stream, path.name), taking.take), taking)
                _reset_sequences(taking)
                moved = _move_in(staged)
        except BaseException:
            if moved:  # the database did not commit, so the files go, too
                filestore.root().rename(staged)
            raise
    ContentType.objects.clear_cache()
    return Restored(about, taking.told)


class _Taking:
    """Puts each member of a backup into its place."""

    def __init__(self, where: str, staged: Path) -> None:
        self.where, self.staged = where, staged
        self.models = tables.tables()
        self.told = Sums({}, {})

    def take(self, member: About | Rows | KeptFile | Sums) -> str | None:
        """Take one member; of a file, return the SHA-256 of what was written."""
        match member:
            case About():
                _refuse_other_shape(member, self.where)
            case Rows():
                self._insert(member)
            case KeptFile():
                try:
                    country = UUID(member.country)
                except ValueError:
                    raise _damaged(self.where) from None
                return filestore.copy_in(filestore.place(self.staged, country, member.sha256), member.content)
            case Sums():
                self.told = member
        return None

    def _insert(self, rows: Rows) -> None:
        if rows.table not in self.models:
            raise _damaged(self.where)
        try:
            tables.insert_lines(self.models[rows.table], rows.lines, DEFAULT_DB_ALIAS)
        except (DatabaseError, ValueError, KeyError, TypeError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            problem = f"this database cannot hold a row of {rows.table} ({said}); nothing was restored"
            raise FormatError(Fault(self.where, problem)) from None


def _damaged(where: str) -> FormatError:
    return FormatError(Fault(where, "what the file holds is not what its list of contents says; use another copy"))


def _refuse_other_shape(told: About, where: str) -> None:
    shape = {label: tables.field_names(model) for label, model in tables.tables().items()}
    parts = {label.split(".")[0] for label in shape} ^ {label.split(".")[0] for label in told.tables}
    if parts:
        problem = (
            f"the backup was made with other parts switched on ({', '.join(sorted(parts))}); restore it with the same "
            "CONCORD_OIDC_ISSUER, set or not set, and change that afterwards"
        )
        raise FormatError(Fault(where, problem))
    different = sorted({*told.migrations} ^ {*migrations()}) or sorted(
        label for label in {*shape, *told.tables} if shape.get(label) != told.tables.get(label)
    )
    if different:
        problem = (
            f"the backup was made by Concord {told.concord} with other tables (first difference: {different[0]}); "
            "install that version, restore there, then upgrade with 'concord migrate'"
        )
        raise FormatError(Fault(where, problem))


def _clear() -> None:
    """Remove what migrations put into the tables of Django, which come from the backup as they were."""
    for model in tables.tables().values():
        if not tables.is_ours(model):
            model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)


def _check(where: str, read: Sums, told: Sums, taking: _Taking) -> None:
    """Compare what the file says, what came out of it, and what now stands in tables and folder."""
    if read != told:
        raise _damaged(where)
    try:
        connection.check_constraints()
    except IntegrityError:
        raise _damaged(where) from None
    tally = Tally()
    for label, model in taking.models.items():
        for _member in backup_file.table_members(label, tables.lines_of(model, DEFAULT_DB_ALIAS), tally):
            pass
    for name in told.files:
        country, sha256 = name.split("/")
        path = filestore.place(taking.staged, UUID(country), sha256)
        tally.files[f"{country}/{filestore.hash_of(path)}"] = path.stat().st_size
    if tally.sums() != told:
        raise WrongState("What was restored is not identical with the backup; nothing was kept. Please report this.")


def _reset_sequences(taking: _Taking) -> None:
    """Have the next row that gets a number get one that is free."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(taking.models.values()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder beside the store, for files until everything is known to be whole."""
    for left in settings.DATA_DIR.glob(f"{_STAGING}*"):  # by a restore that was killed
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=settings.DATA_DIR))
    try:
        yield folder / filestore.FOLDER
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move_in(staged: Path) -> bool:
    """Put the files where the store is; False where there are none."""
    if not staged.exists():
        return False
    store = filestore.root()
    if store.exists():
        store.rmdir()  # empty, or it would have been refused
    staged.rename(store)
    filestore.sync_folder(store.parent)
    return True
