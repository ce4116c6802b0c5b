"""Taking a country's work to a room and bringing it back: written in one place at a time, and whole or not at all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.people.rules import is_focal_point, is_operator
from concord.domains.people.tokens import digest, new_secret
from concord.domains.workshops.carrying_arrival import take_in_copy
from concord.domains.workshops.carrying_file import Written, first_slip, read_file, refuse_existing, write_file
from concord.domains.workshops.carrying_merge import apply, difference, refuse_unless_same
from concord.domains.workshops.carrying_return import (
    Homecoming,
    carrying_of,
    files_for,
    read_home,
    refuse_ended,
    refuse_missing_files,
)
from concord.domains.workshops.models.carrying import CarriedCopy, Carrying, CarryingState
from concord.formats import age_file
from concord.formats.carrying_slip import Slip
from concord.formats.sealed_file import Key, Lock
from concord.kernel import chains, clock, filestore, holding
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.backup import refuse_unless_empty
from concord.kernel.backup.making import refuse_older_tables
from concord.kernel.errors import InvalidInput, NotFound, WrongState


def take_country(*, actor: Actor, path: Path, lock: Lock, person: str = "", replacing: bool = False) -> Written:
    """Write all of the country's work into an encrypted file, and hold it here until that comes back or is lost.

    From the moment that the file shows, nothing of the work can be written here: what is in it cannot grow old.
    """
    require(is_focal_point, actor)
    refuse_older_tables()
    refuse_existing(path, replacing)
    if CarriedCopy.objects.for_actor(actor).exists():
        raise WrongState(_("This is a copy itself; bring it home, and take another one there."))
    identity, recipient = age_file.make_identity()
    secret, now, country = new_secret(), clock.now(), Country.objects.get(pk=actor.country_id)
    with transaction.atomic():
        holding.refuse_held(country.pk)
        carrying = Carrying(
            country=country, person=person, taken_at=now, taken_by=actor.name, secret_hash=digest(secret),
            identity=identity, sequence=0,
        )  # fmt: skip
        with audited(actor, "country.taken", carrying, person=person):
            carrying.save()
        head = chains.locked_head(country.pk)
        carrying.sequence, carrying.head = head.sequence, head.hash
        carrying.save(update_fields=["sequence", "head"])
        holding.hold(country.pk, holding.AWAY, now, person)
    slip = Slip(
        way="out", copy=carrying.pk, country=country.pk, code=country.code, name=country.name, secret=secret,
        sequence=carrying.sequence, head=carrying.head, recipient=recipient,
    )  # fmt: skip
    try:
        return write_file(path, slip, *_readable(lock))
    except BaseException:
        with audited(actor, "country.taking_failed", carrying):
            _end(carrying, CarryingState.FAILED, actor)
        raise


def open_copy(*, actor: Actor, path: Path, key: Key) -> CarriedCopy:
    """Load what was taken into this empty installation; everything or nothing."""
    require(is_operator, actor)
    refuse_unless_empty()
    slip = first_slip(path, key)
    try:
        with transaction.atomic(), files_for(slip.country, path.name) as files:
            copy = take_in_copy(read_file(path, key, files.keep), path.name)
            within = replace(actor, country_id=slip.country)
            with audited(within, "country.opened", copy, sequence=slip.sequence, head=slip.head):
                pass
    except BaseException:
        shutil.rmtree(filestore.root(), ignore_errors=True)  # it was empty
        raise
    return copy


def pack_copy(*, actor: Actor, path: Path, replacing: bool = False) -> Written:
    """Write this copy's work into a file that only home opens; from then on nothing is written here.

    Packing again, where a file was lost on the way, writes the same once more.
    """
    require(is_focal_point, actor)
    copy = _copy(actor)
    refuse_existing(path, replacing)
    packed_before = _is_packed(actor)
    if not packed_before:
        with transaction.atomic():
            with audited(actor, "country.packed", copy):
                pass
            holding.hold(actor.country_id, holding.PACKED, clock.now())
    head, country = chains.head_of(actor.country_id), Country.objects.get(pk=actor.country_id)
    slip = Slip(
        way="home", copy=copy.pk, country=country.pk, code=country.code, name=country.name, secret=copy.secret,
        sequence=head.sequence, head=head.hash, recipient=copy.recipient,
    )  # fmt: skip
    try:
        return write_file(path, slip, *_readable(Lock(recipients=(copy.recipient,))))
    except BaseException:
        if not packed_before:
            resume_copy(actor=actor)
        raise


def resume_copy(*, actor: Actor) -> None:
    """Go on working on a copy that was packed; what was packed before lacks what is written from now on."""
    require(is_focal_point, actor)
    copy = _copy(actor)
    if not _is_packed(actor):
        raise WrongState(_("This copy is not packed; go on."))
    with audited(actor, "country.resumed", copy):
        holding.hold(actor.country_id, holding.COPY, clock.now())


def return_country(*, actor: Actor, path: Path) -> Homecoming:
    """Take in what comes back, where it continues exactly what left; everything or nothing.

    Nothing of the work changes here meanwhile, so it is compared first, and only the difference is written.
    """
    require(is_focal_point, actor)
    carrying = carrying_of(path)
    if carrying.country_id != actor.country_id:
        raise NotFound("There is no such copy.")
    refuse_ended(carrying)
    with files_for(carrying.country_id, path.name) as files:
        contents, entries = read_home(path, carrying, files)
        found = difference(contents.lines, carrying.country_id)
        refuse_missing_files(found, carrying, path.name)
        with transaction.atomic():
            head = chains.locked_head(carrying.country_id)
            carrying.refresh_from_db()
            refuse_ended(carrying)
            if (head.sequence, head.hash) != (carrying.sequence, carrying.head):
                raise WrongState(_("The audit trail at home is not where it was left; have it verified first."))
            apply(found, carrying.country_id, path.name)
            refuse_unless_same(contents.lines, carrying.country_id)
            chains.append(entries, carrying.country_id)
            told = {"new": found.new, "changed": found.changed, "removed": found.removed}
            with audited(actor, "country.returned", carrying, entries=len(entries), **told):
                _end(carrying, CarryingState.RETURNED, actor)
    return Homecoming(**told, entries=len(entries), files=files.count)


def declare_lost(*, actor: Actor) -> Carrying:
    """The laptop is gone: its copy is void for good, and work goes on here as it was left."""
    require(is_focal_point, actor)
    with audited(actor, "country.lost") as record:
        away = Carrying.objects.for_actor(actor).select_for_update().filter(state=CarryingState.AWAY).first()
        if away is None:
            raise WrongState(_("The work of this country is here; there is nothing to declare lost."))
        record.subject = away
        _end(away, CarryingState.LOST, actor)
    return away


def _copy(actor: Actor) -> CarriedCopy:
    found: CarriedCopy | None = CarriedCopy.objects.for_actor(actor).first()
    if found is None:
        raise WrongState(_("This is no copy that was taken to a room; on the laptop, open one first."))
    return found


def _is_packed(actor: Actor) -> bool:
    held = holding.held(actor.country_id)
    return held is not None and held.how == holding.PACKED


def _end(carrying: Carrying, state: CarryingState, actor: Actor) -> None:
    """The copy may not come back any more, and this installation may write again."""
    carrying.state, carrying.ended_at, carrying.ended_by = state, clock.now(), actor.name
    carrying.save(update_fields=["state", "ended_at", "ended_by"])
    holding.release(carrying.country_id)


def _readable(lock: Lock) -> tuple[Lock, Key]:
    """The lock, and a key by which what was written is read back: to others' keys one is added, and forgotten."""
    if lock.passphrase:
        return lock, Key(passphrase=lock.passphrase)
    if not lock.recipients:
        raise InvalidInput(_("Say to whom the file is encrypted, or give a passphrase."))
    identity, recipient = age_file.make_identity()
    return Lock(recipients=(*lock.recipients, recipient)), Key(identity=identity)
