"""What tests of backups share: an installation with evidence, emptying it, and backups that nobody honest made."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

from django.core.management import call_command
from tests.factories import MACHINE, World, make_world

from concord.domains.assessments.models import EvidenceFile
from concord.domains.frameworks.models import Statement
from concord.formats import age_file, backup_file
from concord.formats.backup_file import About, Sums, Tally
from concord.kernel import clock, filestore
from concord.kernel.actor import INSTANCE
from concord.kernel.audit import verify_chain
from concord.kernel.backup import Made, Restored, make_backup, restore_backup
from concord.kernel.backup.making import about
from concord.kernel.models import AuditHead

IDENTITY, RECIPIENT = age_file.make_identity()
DOCUMENTS = (b"%PDF an order in force", b"minutes of the last meeting", b"\x00\xff" * 70_000)


def world_with_evidence() -> World:
    """The small country, with numbers that databases write differently, and three documents as evidence."""
    world = make_world()
    world.country.languages = ["en", {"big": 1e22, "small": 1e-7, "zero": -0.0, "one": 1.0, "wide": 2**70}]
    world.country.save()
    for number, document in enumerate(DOCUMENTS):
        add_evidence(world, f"{number}.pdf", document)
    return world


def add_evidence(world: World, name: str, document: bytes) -> EvidenceFile:
    """A document beside an answer, in the store and in its table."""
    return EvidenceFile.objects.create(
        country=world.country,
        assessment=world.assessment,
        institution=world.institutions[0],
        statement=Statement.objects.all()[0],
        name=name,
        media_type="application/pdf",
        size=len(document),
        sha256=filestore.keep(world.country.pk, document),
        uploaded_by="tester",
        uploaded_at=clock.now(),
    )


def make(path: Path, **given: object) -> Made:
    """A backup to the key of these tests."""
    return make_backup(**{"actor": MACHINE, "path": path, "recipients": [RECIPIENT]} | given)


def restore(path: Path, identity: str = IDENTITY) -> Restored:
    """A backup taken in, with the key of these tests."""
    return restore_backup(path=path, identity=identity)


def empty_installation() -> None:
    """This installation as it is on its first day."""
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(filestore.root(), ignore_errors=True)


def faults_in_chains() -> list[str]:
    """What verifying every chain of the audit trail finds."""
    chains = {INSTANCE, *AuditHead.objects.values_list("country_id", flat=True)}
    return [verdict.fault for verdict in map(verify_chain, chains) if verdict.fault]


def head(**changes: object) -> bytes:
    """The first member of a backup of this installation."""
    return backup_file.json_member(backup_file.ABOUT, replace(about(), **changes))


def tail(tally: Tally | None = None, *, files: dict[str, int] | None = None) -> bytes:
    """The last member, which says that every table is empty unless a tally says otherwise."""
    if tally is None:
        tally = Tally(files=files or {})
        for table in about().tables:
            tally.open_table(table)
    return backup_file.json_member(backup_file.MANIFEST, tally.sums())


def forged(path: Path, *members: bytes) -> Path:
    """A file that anybody who knows the recipient can make: well encrypted, and with any members."""
    with path.open("wb") as out:
        age_file.encrypt(backup_file.packed(members), out, [RECIPIENT])
    return path


def contents(path: Path) -> tuple[About, Sums]:
    """The head of a backup and its list of contents."""
    with path.open("rb") as source, age_file.decrypted(source, IDENTITY, path.name) as stream:
        members = [m for m in backup_file.unpacked(stream, path.name) if isinstance(m, About | Sums)]
    first, last = members
    assert isinstance(first, About)
    assert isinstance(last, Sums)
    return first, last


def stream_of(*members: bytes) -> io.BytesIO:
    """The members as they stand inside the encryption."""
    return io.BytesIO(b"".join(backup_file.packed(members)))
