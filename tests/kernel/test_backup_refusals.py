"""What is not a whole backup of this version, for this key and an empty installation, is refused; nothing is left."""

import pytest
from django.db import transaction
from tests.factories import make_country, make_framework, make_institution
from tests.kernel.backups import (
    DOCUMENTS,
    empty_installation,
    forged,
    head,
    make,
    restore,
    tail,
    world_with_evidence,
)

from concord.formats import age_file, backup_file
from concord.formats.backup_file import Tally
from concord.formats.errors import FormatError
from concord.kernel import filestore
from concord.kernel.actor import INSTANCE
from concord.kernel.backup import making, refuse_unless_empty, tables
from concord.kernel.errors import WrongState
from concord.kernel.models import AuditEntry

MADE: list[bytes] = []
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def backup(tmp_path):
    """The backup of a country with evidence, made once for all tests, in an empty installation."""
    if not MADE:
        world_with_evidence()
        MADE.append(make(tmp_path / "b.age").path.read_bytes())
        empty_installation()
    (tmp_path / "b.age").write_bytes(MADE[0])
    return tmp_path / "b.age"


def nothing_here() -> bool:
    refuse_unless_empty()
    return [path.name for path in filestore.root().parent.iterdir() if path.name != "evidence"] == []


def row_of(instance):
    """The row as a backup holds it; the installation is emptied afterwards."""
    (row,) = (row for row in tables.rows_of(type(instance), "default") if row["id"] == str(instance.pk))
    empty_installation()
    return row


@pytest.mark.parametrize("part", [0.2, 0.6, 0.99])
def test_of_a_truncated_or_changed_file_nothing_is_restored(backup, part):
    whole = backup.read_bytes()
    at = int(len(whole) * part)
    for content in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
        backup.write_bytes(content)
        with pytest.raises(FormatError):
            restore(backup)
        assert nothing_here()


def test_another_key_opens_nothing(backup):
    with pytest.raises(FormatError, match="not encrypted to this key"):
        restore(backup, age_file.make_identity()[0])
    assert nothing_here()


def test_an_installation_with_anything_in_it_is_refused(backup):
    make_framework()
    before = AuditEntry.objects.count()

    with pytest.raises(WrongState, match="not empty"):
        restore(backup)
    assert AuditEntry.objects.count() == before


def test_files_that_are_there_already_are_left_alone(backup):
    sha256 = filestore.keep(INSTANCE, b"somebody's")

    with pytest.raises(WrongState, match="There are files in"):
        restore(backup)
    assert list(filestore.listed()) == [(INSTANCE, sha256)]


def test_a_full_disk_is_named_and_leaves_nothing(backup, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(filestore.os, "fsync", full)
        with pytest.raises(OSError, match="No space left") as caught:
            restore(backup)
    assert "restoring-" in caught.value.filename
    assert nothing_here()


def test_what_a_killed_restore_left_is_cleared_away(backup, settings):
    (settings.DATA_DIR / "restoring-x" / "evidence").mkdir(parents=True)
    restore(backup)
    assert [path.name for path in settings.DATA_DIR.iterdir()] == ["evidence"]


def test_files_go_again_where_the_database_does_not_commit(backup, monkeypatch):
    class DiskFullError(Exception):
        pass

    leave, seen = transaction.Atomic.__exit__, []

    def fail_to_commit(self, kind, value, trace):
        if kind is None and filestore.root().exists():
            seen.extend(filestore.listed())
            leave(self, DiskFullError, DiskFullError(), None)
            raise DiskFullError
        leave(self, kind, value, trace)

    with monkeypatch.context() as patch:
        patch.setattr(transaction.Atomic, "__exit__", fail_to_commit)
        with pytest.raises(DiskFullError):
            restore(backup)
    assert len(seen) == len(DOCUMENTS)
    assert nothing_here()


def test_a_backup_of_other_tables_is_refused_with_the_version_to_use(tmp_path):
    older = forged(tmp_path / "b.age", head(concord="0.0.9", migrations=[]), tail())
    with pytest.raises(FormatError, match=r"made by Concord 0\.0\.9 with other tables \(first difference: account"):
        restore(older)
    fields = making.about().tables | {"people.country": ["id"]}
    with pytest.raises(FormatError, match=r"first difference: people\.country"):
        restore(forged(tmp_path / "c.age", head(tables=fields), tail()))


def test_a_backup_with_other_parts_switched_on_says_which(tmp_path):
    other = making.about().tables | {"socialaccount.socialaccount": ["id"]}
    with pytest.raises(FormatError, match=r"other parts switched on \(socialaccount\)"):
        restore(forged(tmp_path / "b.age", head(tables=other), tail()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: row | {"name": None},
        lambda row: row | {"id": "x"},
        lambda row: {"id": row["id"]},
        lambda row: [],
    ],
    ids=["without a name", "with a wrong id", "without its fields", "no row"],
)
def test_rows_that_do_not_fit_are_refused_whole(tmp_path, spoil):
    row = row_of(make_country())
    member = backup_file.small_member("rows/people.country/000000.jsonl", backup_file.encode_row(spoil(row)))
    with pytest.raises(FormatError, match=r"this database cannot hold a row of people\.country"):
        restore(forged(tmp_path / "b.age", head(), member, tail()))
    assert nothing_here()


def test_rows_that_the_list_of_contents_does_not_name_are_refused(tmp_path):
    row = row_of(make_country())
    member = backup_file.small_member("rows/people.country/000000.jsonl", backup_file.encode_row(row))
    with pytest.raises(FormatError, match="not what its list of contents says"):
        restore(forged(tmp_path / "b.age", head(), member, tail()))
    assert nothing_here()


def test_rows_that_point_to_nothing_are_refused(tmp_path):
    row = row_of(make_institution(make_country()))
    tally = Tally()
    for table in making.about().tables:
        tally.open_table(table)
    members = list(backup_file.table_members("people.institution", [backup_file.encode_row(row)], tally))
    with pytest.raises(FormatError, match="not what its list of contents says"):
        restore(forged(tmp_path / "b.age", head(), *members, tail(tally)))
    assert nothing_here()


def test_a_table_that_nobody_knows_is_refused(tmp_path):
    member = backup_file.small_member("rows/auth.nothing/000000.jsonl", b"{}\n")
    with pytest.raises(FormatError):
        restore(forged(tmp_path / "b.age", head(), member, tail()))
    assert nothing_here()


@pytest.mark.parametrize("country", ["00000000-0000-0000-0000-000000000001", "-" * 36, "0" * 36])
def test_a_file_whose_content_does_not_fit_its_name_is_refused(tmp_path, country):
    member = backup_file.small_member(f"files/{country}/{'a' * 64}", b"other")
    with pytest.raises(FormatError, match="not what its list of contents says"):
        restore(forged(tmp_path / "b.age", head(), member, tail(files={f"{country}/{'a' * 64}": 5})))
    assert nothing_here()
