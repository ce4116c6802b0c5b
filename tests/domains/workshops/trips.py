"""A trip to a room for tests: what was taken, and a laptop that works on it and is forgotten afterwards."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pyrage import x25519
from tests.factories import World

from concord.domains.workshops import carrying_file
from concord.domains.workshops.models import CarriedCopy, Carrying
from concord.domains.workshops.services.carrying import pack_copy, return_country, take_country
from concord.formats import age_file, backup_file
from concord.formats.backup_file import About, KeptFile, Rows, Tally
from concord.formats.carrying_slip import TABLE, Slip
from concord.formats.sealed_file import Key, Lock
from concord.kernel import clock, filestore, holding

IDENTITY, RECIPIENT = age_file.make_identity()
KEY, LOCK = Key(identity=IDENTITY), Lock(recipients=(RECIPIENT,))


Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Trip:
    """One country's work under way. ``laptop`` stands for the other machine: what is done in it never was, here."""

    world: World
    folder: Path
    slip: Slip = field(init=False)

    def __post_init__(self) -> None:
        self.leave()

    def leave(self) -> None:
        """Take the work once more."""
        file = self.folder / f"out-{Carrying.by_file.count()}.age"
        take_country(actor=self.world.actor, path=file, lock=LOCK, person="Ms Ilken")
        self.slip = carrying_file.first_slip(file, KEY)

    @contextmanager
    def laptop(self) -> Iterator[None]:
        """Within the block, this installation is the laptop with the copy."""
        store = filestore.root()
        aside = store.with_name("aside")
        shutil.copytree(store, aside) if store.exists() else aside.mkdir()
        try:
            with transaction.atomic():
                holding.hold(self.slip.country, holding.COPY, clock.now())
                Carrying.by_file.all().delete()
                CarriedCopy.objects.create(
                    id=self.slip.copy, country_id=self.slip.country, secret=self.slip.secret,
                    recipient=self.slip.recipient, sequence=self.slip.sequence, head=self.slip.head,
                    opened_at=clock.now(),
                )  # fmt: skip
                yield
                transaction.set_rollback(True)
        finally:
            shutil.rmtree(store, ignore_errors=True)
            aside.rename(store)

    def pack(self, name: str = "home.age") -> Path:
        """What goes home, as the laptop now stands."""
        pack_copy(actor=self.world.actor, path=self.folder / name)
        return self.folder / name

    def bring_home(self, path: Path) -> object:
        """Take in what came."""
        return return_country(actor=self.world.actor, path=path)


def from_this_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files written from what the test's own transaction sees."""

    @contextmanager
    def moment() -> Iterator[str]:
        yield "default"

    monkeypatch.setattr(carrying_file, "snapshot", moment)


def altered(path: Path, to: Path, change: Callable[[Tables], None], *, with_files: bool = True) -> Path:
    """The same file with other rows, well counted and well encrypted: what somebody makes who has the laptop."""
    carrying = Carrying.by_file.get()
    kept = []
    with path.open("rb") as source, age_file.decrypted(source, carrying.identity, path.name) as stream:
        members = []
        for member in backup_file.unpacked(stream, path.name):
            members.append(member)
            if isinstance(member, KeptFile):
                kept.append((member, member.content.read()))
    (about,) = (member for member in members if isinstance(member, About))
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in about.tables}
    for member in members:
        if isinstance(member, Rows):
            rows[member.table] += [json.loads(line) for line in member.lines]
    change(rows)
    tally = Tally()
    tables = sorted(rows.items(), key=lambda table: table[0] != TABLE)  # the slip stands first
    parts = [backup_file.json_member(backup_file.ABOUT, about)]
    for table, lines in tables:
        parts += backup_file.table_members(table, [backup_file.encode_row(row) for row in lines], tally)
    for member, data in kept if with_files else []:
        parts += backup_file.file_member(member.country, member.sha256, member.size, io.BytesIO(data), tally)
    parts.append(backup_file.json_member(backup_file.MANIFEST, tally.sums()))
    recipient = str(x25519.Identity.from_str(carrying.identity).to_public())
    with to.open("wb") as out:
        age_file.encrypt(backup_file.packed(parts), out, [recipient])
    return to
