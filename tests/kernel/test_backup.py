"""Nothing lost: a restored copy is identical, whichever database it came from and whoever was writing meanwhile."""

import os
import subprocess
import sys
import threading
import time

import pytest
from django.db import connections
from tests.factories import make_framework, make_institution
from tests.kernel.backups import (
    DOCUMENTS,
    IDENTITY,
    RECIPIENT,
    contents,
    empty_installation,
    faults_in_chains,
    make,
    restore,
    world_with_evidence,
)

from concord.domains.assessments.models import Answer
from concord.domains.people.enums import Role
from concord.domains.people.models import Country, Institution
from concord.formats import age_file, backup_file
from concord.formats.errors import FormatError
from concord.kernel import filestore
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.audit import audited, verify_chain
from concord.kernel.backup import making, tables
from concord.kernel.errors import ConcordError, InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def backup(tmp_path):
    """The backup of a country with evidence, and the installation emptied afterwards."""
    world_with_evidence()
    make(tmp_path / "b.age")
    empty_installation()
    return tmp_path / "b.age"


def test_a_restored_copy_is_identical(tmp_path):
    world = world_with_evidence()
    answers = set(Answer._base_manager.values_list("pk", "value", "answered_at", "revision"))
    made = make(tmp_path / "b.age")
    empty_installation()

    restored = restore(tmp_path / "b.age")

    assert restored.sums == made.sums == contents(tmp_path / "b.age")[1]
    assert made.sums.tables["assessments.answer"].rows == len(answers) > 0
    assert set(Answer._base_manager.values_list("pk", "value", "answered_at", "revision")) == answers
    assert Country.objects.get().languages[1] == {"big": 1e22, "small": 1e-7, "zero": 0.0, "one": 1.0, "wide": 2**70}
    assert sorted(size for size in made.sums.files.values()) == sorted(map(len, DOCUMENTS))
    for document in DOCUMENTS:
        assert filestore.keep(world.country.pk, document) in {sha256 for _country, sha256 in filestore.listed()}
    assert faults_in_chains() == []
    assert AuditEntry.objects.filter(country_id=INSTANCE).last().action == "backup.started"


def test_the_trail_of_the_original_says_what_was_made(tmp_path):
    made = make(tmp_path / "b.age")

    entries = AuditEntry.objects.filter(country_id=INSTANCE)
    assert [entry.action for entry in entries] == ["backup.started", "backup.made"]
    assert made.sha256 in entries[1].detail
    assert made.sums.tables["kernel.auditentry"].rows == 1


def test_a_restored_copy_goes_on(backup):
    restore(backup)

    with audited(Actor("tester"), "work.resumed"):
        pass
    make_framework()
    assert faults_in_chains() == []
    assert AuditEntry.objects.latest("id").sequence == AuditEntry.objects.filter(country_id=INSTANCE).count()


def test_a_backup_goes_to_the_other_kind_of_database_and_back(tmp_path):
    """On PostgreSQL's turn to SQLite and back to PostgreSQL; on SQLite's turn through a laptop of its own."""
    world_with_evidence()
    made = make(tmp_path / "first.age")
    (tmp_path / "key.txt").write_text(IDENTITY)
    empty_installation()

    out = concord(tmp_path, "restore", "first.age", "--identity", "key.txt")
    rows, filled = made.sums.rows, sum(1 for table in made.sums.tables.values() if table.rows)
    assert out.splitlines()[0] == f"{rows:,} rows in {filled} tables and 3 files are identical."
    concord(tmp_path, "backup", "second.age", "--to", RECIPIENT)
    second = restore(tmp_path / "second.age")

    assert second.about.database == "sqlite"
    same = {label: table for label, table in second.sums.tables.items() if label not in LOGGED}
    assert same == {label: table for label, table in made.sums.tables.items() if label not in LOGGED}
    assert second.sums.files == made.sums.files
    assert faults_in_chains() == []


LOGGED = {"kernel.auditentry", "kernel.audithead"}  # a backup notes there that it was started, and what was made


def concord(folder, *words):
    """The command in a folder of its own, on SQLite."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONCORD_", "DJANGO_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-c", "from concord.cli.main import main; main()", *words],
        cwd=folder, env=environment | {"CONCORD_DATA_DIR": str(folder / "laptop"), "CONCORD_SECRET_KEY": "test-only"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_what_is_written_between_two_tables_is_not_in_the_backup(tmp_path, monkeypatch):
    world = world_with_evidence()
    read = tables.rows_of

    def rows_of(model, using):
        yield from read(model, using)
        make_institution(world.country, code=f"i{model._meta.label_lower.replace('.', '-')}"[:40])

    with monkeypatch.context() as patch:
        patch.setattr(tables, "rows_of", rows_of)
        made = make(tmp_path / "b.age")
    assert Institution._base_manager.count() == 3 + len(made.sums.tables)
    assert made.sums.tables["people.institution"].rows == 3
    empty_installation()
    restore(tmp_path / "b.age")
    assert Institution._base_manager.count() == 3
    assert faults_in_chains() == []


def test_people_go_on_writing_while_a_backup_is_made(tmp_path):
    world = world_with_evidence()
    stop, slowest, errors = threading.Event(), [], []

    def work(number):
        try:
            for turn in range(100_000):
                if stop.is_set():
                    return
                began = time.monotonic()
                make_institution(world.country, code=f"w{number}-{turn}")
                slowest.append(time.monotonic() - began)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            time.sleep(0.05)
            made = make(tmp_path / "b.age", replace=True)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert errors == []
    assert max(slowest) < 10
    live = AuditEntry.objects.filter(country_id=world.country.pk).count()
    empty_installation()
    restore(tmp_path / "b.age")
    assert faults_in_chains() == []
    verdict = verify_chain(world.country.pk)
    assert 0 < verdict.entries < live
    added = Institution._base_manager.filter(code__startswith="w").count()
    assert AuditEntry.objects.filter(action="institution.added").count() == added + 3
    assert made.sums.tables["people.institution"].rows == added + 3


def test_evidence_that_is_gone_or_damaged_is_named_loudly(tmp_path):
    world_with_evidence()
    gone, damaged = (filestore.place(filestore.root(), *found) for found in list(filestore.listed())[:2])
    gone.unlink()
    damaged.write_bytes(b"x")

    made = make(tmp_path / "b.age")

    assert made.faults == (
        f"{damaged}: the file was changed after it was uploaded; it is not in the backup.",
        f"{gone}: an answer names this file, but it is gone.",
    )
    assert len(made.sums.files) == 1


def test_a_backup_that_cannot_be_read_back_is_not_kept(tmp_path, monkeypatch):
    encrypt = age_file.encrypt

    def on_a_bad_disk(chunks, out, recipients):
        encrypt(chunks, out, recipients)
        out.seek(-20, 2)
        out.write(b"\0" * 20)

    monkeypatch.setattr(age_file, "encrypt", on_a_bad_disk)
    with pytest.raises(making.NotVerified, match="cannot be read back"):
        make(tmp_path / "b.age")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    assert [entry.action for entry in AuditEntry.objects.all()] == ["backup.started"]


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(age_file, "encrypt", full)
    with pytest.raises(OSError, match="No space left") as caught:
        make(tmp_path / "b.age")
    assert caught.value.filename == str(tmp_path / "b.age.part")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_backup_from_which_a_row_is_missing_is_not_kept(tmp_path, monkeypatch):
    world_with_evidence()
    read = backup_file.unpacked

    def forgetful(stream, where):
        return (m for m in read(stream, where) if getattr(m, "table", "") != "people.institution")

    monkeypatch.setattr(backup_file, "unpacked", forgetful)
    with pytest.raises(making.NotVerified, match="not what was written"):
        make(tmp_path / "b.age")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_backup_is_replaced_only_when_asked_for(tmp_path):
    (tmp_path / "b.age").write_bytes(b"precious")
    with pytest.raises(InvalidInput, match="is there already"):
        make(tmp_path / "b.age")
    assert (tmp_path / "b.age").read_bytes() == b"precious"
    make(tmp_path / "b.age", replace=True)
    assert (tmp_path / "b.age").read_bytes().startswith(age_file.MAGIC)
    assert (tmp_path / "b.age").stat().st_mode & 0o777 == 0o600


def test_only_the_operator_makes_a_backup(tmp_path):
    with pytest.raises(NotAllowed):
        make(tmp_path / "b.age", actor=Actor("x", roles=frozenset({Role.FOCAL_POINT})))
    assert Role.OPERATOR == making.OPERATOR


@pytest.mark.parametrize("recipients", [[], ["age1wrong"]])
def test_a_backup_needs_somebody_who_can_open_it(tmp_path, recipients):
    with pytest.raises((ConcordError, FormatError)):
        make(tmp_path / "b.age", recipients=recipients)
    assert AuditEntry.objects.count() == 0


def test_older_tables_are_not_backed_up_by_a_newer_version(tmp_path, monkeypatch):
    monkeypatch.setattr(making.MigrationExecutor, "migration_plan", lambda *_: ["one to come"])
    with pytest.raises(WrongState, match="older version"):
        make(tmp_path / "b.age")


def test_who_was_signed_in_is_left_out_and_nothing_else(tmp_path, client):
    client.session.save()
    held = contents(make(tmp_path / "b.age").path)[0].tables

    assert {"people.user", "contenttypes.contenttype", "auth.permission"} <= set(held)
    assert [label for label in held if "session" in label] == []
