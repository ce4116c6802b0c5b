"""Guest links: one person, some parts, for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.rooms import Room

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import GuestLink
from concord.domains.assessments.queries import (
    LinkEnded,
    guest_actor,
    guest_link,
    guest_links,
    own_parts,
    part_to_save,
)
from concord.domains.assessments.services import make_guest_link, recall_guest_link, submit_assignments
from concord.domains.people.enums import Role
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def make(room: Room, by: Actor | None = None, **given: object) -> tuple[GuestLink, str]:
    wanted = {"institution": room.health, "capabilities": ["MINI1-01"], "guest": "Dr Sarova"} | given
    return make_guest_link(actor=by or room.actor(), assessment=room.assessment, **wanted)  # type: ignore[arg-type]


def test_a_guest_answers_its_part_in_its_own_name(room: Room) -> None:
    link, secret = make(room)
    guest, same = guest_actor(secret)
    assert same == link
    assert guest.name == "Dr Sarova (Health of Tarsovia)"
    assert room.save(Said("yes"), by=guest).by == "Dr Sarova (Health of Tarsovia)"
    link.refresh_from_db()
    assert link.used_at is not None
    # The audit trail tells by which link it came in.
    assert AuditEntry.objects.get(action="answer.saved").user_id == link.pk


def test_a_guest_sees_and_answers_nothing_but_its_parts(room: Room) -> None:
    guest, link = guest_actor(make(room)[1])
    shown = [part.assignment.capability.code for parts in own_parts(guest, link.assessment, link.institution).values()
             for part in parts]  # fmt: skip
    assert shown == ["MINI1-01"]
    for part in (room.part_of("MINI2-02"), room.part_of("MINI1-01", room.customs)):
        with pytest.raises(NotAllowed):
            part_to_save(guest, part.pk)


def test_a_guest_cannot_hand_in(room: Room) -> None:
    with pytest.raises(NotAllowed):
        submit_assignments(actor=guest_actor(make(room)[1])[0], assignments=[room.part])


def test_only_the_fingerprint_of_the_secret_is_kept(room: Room) -> None:
    link, secret = make(room)
    assert len(secret) == 43
    assert secret not in str(GuestLink.objects.for_country(room.country.pk).values().get(pk=link.pk))
    assert secret not in "".join(AuditEntry.objects.values_list("detail", flat=True))


def test_a_link_ends_by_itself(room: Room) -> None:
    _link, secret = make(room, days=2)
    with clock.standing_still(clock.now() + dt.timedelta(days=1, hours=23)):
        assert guest_actor(secret)[0].institution_id == room.health.pk
    with (
        clock.standing_still(clock.now() + dt.timedelta(days=2, seconds=1)),
        pytest.raises(LinkEnded, match=r"This link has ended\. Ask Anna for a new one"),
    ):
        guest_actor(secret)


def test_a_link_can_be_recalled_once(room: Room) -> None:
    link, secret = make(room)
    recall_guest_link(actor=room.actor(room.ben), link=link)
    with pytest.raises(LinkEnded):
        guest_actor(secret)
    with pytest.raises(WrongState):
        recall_guest_link(actor=room.actor(), link=link)
    link.refresh_from_db()
    assert (link.recalled_by, room.entries()) == ("Ben", ["guest_link.made", "guest_link.recalled"])


def test_a_secret_that_was_never_given_out_opens_nothing(room: Room) -> None:
    make(room)
    with pytest.raises(NotFound):
        guest_actor("x" * 43)


def test_a_guest_is_recognised_by_one_query(room: Room, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _link, secret = make(room)
    with django_assert_num_queries(1):
        actor, link = guest_actor(secret)
        assert (actor.country_id, link.country.code, link.institution.name) == (
            room.country.pk, "QT", "Health of Tarsovia",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"guest": "  "}, "Write the name of the person who gets the link, in up to 120 characters."),
        ({"days": 0}, "A link works for 1 to 60 days."),
        ({"days": 61}, "A link works for 1 to 60 days."),
        ({"capabilities": []}, "Choose at least one part, of those that Health of Tarsovia is asked."),
        ({"capabilities": ["MINI9-09"]}, "Choose at least one part, of those that Health of Tarsovia is asked."),
        ({"email": "nobody"}, "nobody is not an e-mail address."),
    ],
)
def test_a_link_that_makes_no_sense_is_refused(room: Room, given: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make(room, **given)
    assert str(refused.value) == sentence
    assert room.entries() == []


def test_contributors_make_links_for_their_own_institution_and_the_focal_point_for_any(room: Room) -> None:
    make(room, room.focal_point, institution=room.customs, guest="Of customs")
    with pytest.raises(NotAllowed):
        make(room, institution=room.customs)
    with pytest.raises(NotAllowed):
        make(room, replace(room.actor(), roles=frozenset({Role.REVIEWER})))
    make(room, guest="Of health")
    assert [link.guest for link in guest_links(room.actor(), room.assessment, room.health)] == ["Of health"]
    assert {link.guest for link in guest_links(room.focal_point, room.assessment, None)} == {"Of customs", "Of health"}
    with pytest.raises(NotAllowed):
        guest_links(room.actor(), room.assessment, None)
    of_customs = GuestLink.objects.for_country(room.country.pk).get(guest="Of customs")
    with pytest.raises(NotAllowed):
        guest_link(room.actor(), of_customs.pk)
