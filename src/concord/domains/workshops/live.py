"""What phones ask every two seconds: whether something else is shown. Read twice a second at most, however many ask.

A process keeps what it read for half a second. Votes do not show here, so that five hundred of them make nobody's
phone load anything.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, QuerySet, UUIDField

from concord.domains.people.tokens import digest
from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import Participant, Workshop
from concord.kernel.canonical import sha256_of
from concord.kernel.prepared import Prepared, Slot

FRESH = 0.5  # seconds for which what was read is answered without a look at the database
STALE = 2.0  # seconds for which it is answered while another thread is reading
PEOPLE_FRESH = 5.0  # seconds after which who was let in is read again, though nothing else is shown
MOST_KEPT = 64  # rooms; a server that has led more forgets them all and reads them again


class Shown(NamedTuple):
    """What the room is shown, apart from who it is shown to."""

    workshop_id: UUID
    version: int
    status: str
    item_id: UUID | None
    question_id: UUID | None
    state: str | None
    round: int | None
    revealed: int | None
    timer_ends_at: dt.datetime | None
    item_title: str | None
    question_title: str | None
    question_text: str | None


@dataclass(frozen=True)
class _Room:
    shown: Shown
    admitted: frozenset[str]  # the hashes of their tokens
    people_read_at: float
    keys: dict[str, str] = field(default_factory=dict)  # by standing, what a poll is answered

    def key(self, standing: str) -> str:
        """What a poll by somebody of this standing is answered."""
        found = self.keys.get(standing)
        return found if found is not None else self.keys.setdefault(standing, key_of(self.shown, standing))


def key_of(shown: Shown, standing: str) -> str:
    """A short name of all that somebody of this standing sees in the room."""
    return sha256_of([*(str(part) for part in shown[2:]), standing])[:16]


def shown_in(workshop: Workshop) -> Shown:
    """The same as a poll reads, of a workshop that was read with its item, question and ballot."""
    item, question = workshop.current_item, workshop.current_question
    ballot = question.ballot if question is not None else None
    return Shown(
        workshop.pk,
        workshop.version,
        workshop.status,
        workshop.current_item_id,
        workshop.current_question_id,
        question.state if question is not None else None,
        ballot.round if ballot is not None else None,
        ballot.led_to if ballot is not None else None,
        workshop.timer_ends_at,
        item.title if item is not None else None,
        question.title if question is not None else None,
        question.text if question is not None else None,
    )


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    room: _Room | None = None
    read_at: float = float("-inf")

    @property
    def age(self) -> float:
        return time.monotonic() - self.read_at


_KEPT: dict[UUID, _Kept] = {}


def live_key(workshop_id: UUID, token: str) -> str | None:
    """A short name of what the holder of a token sees in a room; None where they have no place there.

    It changes when the phone has something to load. Without a query while the room was read a moment ago; somebody
    who waits at the door costs one, so that they come in at once.
    """
    room = _room(workshop_id)
    if room is None:
        return None
    hashed = digest(token)
    if hashed in room.admitted:
        return room.key(Standing.ADMITTED)
    found = _STANDING.rows(workshop=room.shown.workshop_id, token=hashed)
    return room.key(found[0][0]) if found else None


def forget_rooms() -> None:
    """Read everything again at the next poll."""
    _KEPT.clear()


def _room(pk: UUID) -> _Room | None:
    kept = _KEPT.get(pk)
    if kept is None:
        room = _read(pk, None)
        if room is not None:
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            _KEPT[pk] = _Kept(room=room, read_at=time.monotonic())
        return room
    if kept.age < FRESH:
        return kept.room
    # One thread reads; the others go on with what there is, unless that is old.
    if kept.lock.acquire(blocking=kept.age > STALE):
        try:
            if kept.age >= FRESH:
                kept.room, kept.read_at = _read(pk, kept.room), time.monotonic()
        finally:
            kept.lock.release()
    return kept.room


def _read(pk: UUID, before: _Room | None) -> _Room | None:
    rows = _SHOWN.rows(pk=pk)
    if not rows:
        return None
    shown = Shown(*rows[0])
    now = time.monotonic()
    if before is not None and before.shown[:2] == shown[:2] and now - before.people_read_at < PEOPLE_FRESH:
        return before if before.shown == shown else _Room(shown, before.admitted, before.people_read_at)
    admitted = frozenset(token for (token,) in _ADMITTED.rows(workshop=shown.workshop_id))
    return _Room(shown, admitted, now)


def _shown() -> QuerySet[Workshop, Any]:
    return Workshop.by_code.filter(pk=Slot("pk", UUIDField())).order_by().values_list(
        "pk", "version", "status", "current_item_id", "current_question_id", "current_question__state",
        "current_question__ballot__round", "current_question__ballot__led_to", "timer_ends_at",
        "current_item__title", "current_question__title", "current_question__text",
    )  # fmt: skip


def _participants() -> QuerySet[Participant]:
    # The token of somebody is looked for in one workshop, whose country is theirs: hence no other scope.
    return Participant.by_token.filter(workshop_id=Slot("workshop", UUIDField())).order_by()


_SHOWN = Prepared(_shown)
_ADMITTED = Prepared(
    lambda: _participants().filter(standing=Standing.ADMITTED, token_hash__isnull=False).values_list("token_hash")
)
_STANDING = Prepared(lambda: _participants().filter(token_hash=Slot("token", CharField())).values_list("standing"))
