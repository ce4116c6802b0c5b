"""Releases: sealed by one person, made by another, read by their audience alone, recalled and never changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

import pytest
from tests.factories import actor_of, make_country, make_institution, make_people

from concord.domains.people.enums import Role
from concord.domains.people.models import Country, User
from concord.domains.people.queries import actor_in
from concord.domains.people.services import grant_roles
from concord.domains.releases.enums import Audience, ReleaseStatus
from concord.domains.releases.models import Release
from concord.domains.releases.queries import find_release, received, releases, shared_with
from concord.domains.releases.sealing import Item, Reader
from concord.domains.releases.services import approve_release, decline_release, prepare_release, recall_release
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry
from concord.kernel.sharing import SharingLabel

pytestmark = pytest.mark.django_db
PARTNER = Reader(Audience.PARTNER, "agency", "Agency of Assistance")
ACTION = Item("action", UUID(int=7), "Train laboratories", SharingLabel.AMBER, {"text": "Train", "cost": "1200.00"})


@dataclass
class Team:
    country: Country
    people: dict[Role, User]

    def actor(self, role: Role) -> Actor:
        return actor_in(self.people[role], self.country.code)[0]


@pytest.fixture
def team() -> Team:
    country = make_country()
    return Team(country, make_people(country, make_institution(country)))


def prepared(team: Team, *items: Item, reader: Reader = PARTNER, label: str = SharingLabel.AMBER) -> Release:
    return prepare_release(
        actor=team.actor(Role.FOCAL_POINT), title="Laboratories", reader=reader, label=label, items=items or (ACTION,)
    )


def made(team: Team, *items: Item, reader: Reader = PARTNER, label: str = SharingLabel.AMBER) -> Release:
    return approve_release(actor=team.actor(Role.APPROVER), release=prepared(team, *items, reader=reader, label=label))


def test_the_hash_is_that_of_the_content_as_a_file(team):
    release = prepared(team)
    assert release.sha256 == hashlib.sha256(release.content.encode()).hexdigest()
    content = json.loads(release.content)
    assert content["items"] == [
        {"data": {"cost": "1200.00", "text": "Train"}, "id": str(ACTION.item_id), "kind": "action",
         "title": "Train laboratories"}
    ]  # fmt: skip
    assert content["audience"] == {"kind": "partner", "key": "agency", "name": "Agency of Assistance"}


def test_an_audience_reads_nothing_before_somebody_else_approves(team):
    release = prepared(team)
    assert received(Audience.PARTNER, "agency") == []
    with pytest.raises(NotAllowed):
        approve_release(actor=team.actor(Role.FOCAL_POINT), release=release)
    approve_release(actor=team.actor(Role.APPROVER), release=release)
    [one] = received(Audience.PARTNER, "agency")
    assert one.content is not None
    assert one.content["title"] == "Laboratories"
    assert received(Audience.PARTNER, "another") == []
    assert received(Audience.REGION, "agency") == []


def test_who_prepared_it_does_not_approve_it_with_another_role_either(team):
    release = prepared(team)
    grant_roles(
        actor=actor_of(team.country), user=team.people[Role.FOCAL_POINT], roles=[Role.APPROVER], country=team.country
    )
    with pytest.raises(NotAllowed):
        approve_release(actor=team.actor(Role.FOCAL_POINT), release=release)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, Role.OBSERVER])
def test_only_focal_points_prepare_and_recall(team, role):
    with pytest.raises(NotAllowed):
        prepare_release(actor=team.actor(role), title="X", reader=PARTNER, label=SharingLabel.CLEAR, items=[ACTION])
    release = made(team)
    for write in (recall_release, decline_release):
        with pytest.raises(NotAllowed):
            write(actor=team.actor(role), release=release, reason="no")


def test_a_recalled_release_is_read_no_more_and_stays_on_record(team):
    release = made(team)
    recall_release(actor=team.actor(Role.FOCAL_POINT), release=release, reason="Wrong annex")
    assert received(Audience.PARTNER, "agency") == []
    row = find_release(team.actor(Role.OBSERVER), 1)
    assert (row.status, row.reason, row.content) == (ReleaseStatus.RECALLED, "Wrong annex", release.content)
    with pytest.raises(WrongState):
        recall_release(actor=team.actor(Role.FOCAL_POINT), release=release, reason="again")


def test_a_declined_release_cannot_be_made(team):
    release = prepared(team)
    approver = team.actor(Role.APPROVER)
    with pytest.raises(InvalidInput):
        decline_release(actor=approver, release=release, reason=" ")
    decline_release(actor=approver, release=release, reason="Too much")
    with pytest.raises(WrongState):
        approve_release(actor=approver, release=release)


def test_a_content_that_was_altered_is_neither_made_nor_read(team):
    release = made(team)
    waiting = prepared(team)
    Release.objects.for_country(team.country.pk).update(content='{"items":[]}')
    assert [one.content for one in received(Audience.PARTNER, "agency")] == [None]
    with pytest.raises(WrongState, match="not what was prepared"):
        approve_release(actor=team.actor(Role.APPROVER), release=waiting)
    assert release.number == 1


@pytest.mark.parametrize(
    ("reader", "label"),
    [
        (PARTNER, SharingLabel.AMBER_STRICT),
        (PARTNER, SharingLabel.RED),
        (Reader(Audience.PUBLIC), SharingLabel.GREEN),
        (Reader(Audience.REGION), SharingLabel.GREEN),
    ],
)
def test_a_label_that_may_not_go_there_or_a_reader_without_name_is_refused(team, reader, label):
    with pytest.raises(InvalidInput):
        prepared(team, reader=reader, label=label)
    assert not releases(actor_of(team.country)).exists()


def test_nothing_twice_red_or_empty_is_released(team):
    focal = team.actor(Role.FOCAL_POINT)
    red = Item("action", UUID(int=8), "Named people only", SharingLabel.RED, {})
    for items in ([], [ACTION, ACTION], [ACTION, red]):
        with pytest.raises(InvalidInput):
            prepare_release(actor=focal, title="X", reader=PARTNER, label=SharingLabel.AMBER, items=items)


def test_what_was_shared_with_whom_shows_each_item_once_and_only_what_is_in_force(team):
    made(team)
    made(team, ACTION, Item("request", UUID(int=9), "Ask for training", SharingLabel.GREEN, {}))
    prepared(team, reader=Reader(Audience.PUBLIC), label=SharingLabel.CLEAR)
    [shared] = shared_with(team.actor(Role.OBSERVER))
    assert shared.reader == PARTNER
    assert [(item.kind, item.title, item.release.number) for item in shared.items] == [
        ("action", "Train laboratories", 2),
        ("request", "Ask for training", 2),
    ]


def test_the_audit_trail_says_what_went_to_whom(team):
    release = made(team)
    entry = AuditEntry.objects.filter(country_id=team.country.pk).latest("sequence")
    assert entry.action == "release.made"
    assert json.loads(entry.detail) == {"number": 1, "to": "Agency of Assistance", "sha256": release.sha256}


def test_another_countrys_release_does_not_exist(team):
    made(team)
    elsewhere = make_country("QS", "Elsewhere")
    with pytest.raises(NotFound):
        find_release(actor_of(elsewhere), 1)
    assert not releases(actor_of(elsewhere)).exists()
