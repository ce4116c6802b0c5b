"""To the room and back: read-only at home meanwhile, and whole or not at all when it returns."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.domains.workshops.trips import KEY, LOCK, Trip, from_this_transaction
from tests.factories import make_framework, make_world
from tests.kernel.backups import add_evidence, empty_installation, faults_in_chains, make, restore

from concord.domains.assessments.models import Answer, EvidenceFile, Finding
from concord.domains.assessments.services import GivenAnswer, record_answers, reopen_finding
from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution, Invitation, RoleGrant, User
from concord.domains.people.services import add_institution, change_account, end_sessions, invite_person
from concord.domains.plans.models import Action
from concord.domains.priorities.services import open_prioritisation
from concord.domains.recommendations.services import add_recommendation
from concord.domains.risks.services import take_scenarios
from concord.domains.workshops.carrying_return import Homecoming
from concord.domains.workshops.models import CarriedCopy, Carrying, CarryingState
from concord.domains.workshops.services.carrying import (
    declare_lost,
    open_copy,
    pack_copy,
    resume_copy,
    return_country,
    take_country,
)
from concord.jobs.reminders import send_due
from concord.kernel import clock, filestore, holding
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.audit import verify_chain
from concord.kernel.errors import NotAllowed, WrongState
from concord.kernel.models import AuditEntry

LAPTOP = Actor("concord workshop open", roles=frozenset({Role.OPERATOR}))


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def trip(db, tmp_path, monkeypatch) -> Trip:
    from_this_transaction(monkeypatch)
    return Trip(make_world(), tmp_path)


def actions_of(country_id) -> list[str]:
    return list(AuditEntry.objects.filter(country_id=country_id).values_list("action", flat=True))


# --- there and back ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_work_goes_to_another_machine_and_comes_back_whole(tmp_path):
    world = make_world()
    actor, country = world.actor, world.country.pk
    add_evidence(world, "order.pdf", b"%PDF an order in force")
    supporting = Action.supporting.through._base_manager.count()
    answers = Answer._base_manager.count()
    taken = take_country(actor=actor, path=tmp_path / "out.age", lock=LOCK, person="Ms Ilken")
    left = verify_chain(country)
    make(tmp_path / "home.backup")
    empty_installation()

    copy = open_copy(actor=LAPTOP, path=tmp_path / "out.age", key=KEY)

    assert (taken.files, taken.missing, copy.country.name) == (1, (), "Tarsovia")
    assert (Answer._base_manager.count(), Action.supporting.through._base_manager.count()) == (answers, supporting)
    assert User.objects.get(email="focal_point@qt.example").check_password("correct horse battery staple")
    assert verify_chain(country, kept_head=left.head).fault == ""
    reopen_finding(actor=actor, finding=Finding._base_manager.order_by("pk")[0], reason="The room sees it otherwise")
    add_evidence(world, "photo.pdf", b"%PDF taken in the room")
    action = Action._base_manager.order_by("code")[0]
    action.supporting.set([world.institutions[1], world.institutions[2]])
    Action._base_manager.order_by("code").last().delete()
    pack_copy(actor=actor, path=tmp_path / "back.age")
    remaining, ties = Action._base_manager.count(), Action.supporting.through._base_manager.count()
    empty_installation()
    restore(tmp_path / "home.backup")

    back = return_country(actor=actor, path=tmp_path / "back.age")

    assert back.files == 2
    assert back.entries == 3  # opened, reopened, packed
    assert faults_in_chains() == []
    assert actions_of(country)[-5:] == [
        "country.taken", "country.opened", "finding.reopened", "country.packed", "country.returned",
    ]  # fmt: skip
    assert (Action._base_manager.count(), Action.supporting.through._base_manager.count()) == (remaining, ties)
    photo = EvidenceFile._base_manager.get(name="photo.pdf")
    assert filestore.open_kept(country, photo.sha256).read() == b"%PDF taken in the room"
    assert (Carrying.by_file.get().state, CarriedCopy._base_manager.count()) == (CarryingState.RETURNED, 0)
    assert holding.held(country) is None
    assert add_institution(actor=actor, code="police", name="Police").code == "police"


def test_what_changed_is_counted_and_nothing_else_is_written(trip):
    finding = trip.world.findings[0]
    with trip.laptop():
        add_institution(actor=trip.world.actor, code="police", name="Police")
        reopen_finding(actor=trip.world.actor, finding=finding, reason="The room sees it otherwise")
        file = trip.pack()

    back = trip.bring_home(file)

    assert isinstance(back, Homecoming)
    assert (back.new, back.removed, back.entries, back.files) == (1, 0, 3, 0)
    assert back.changed == 1  # the finding
    assert Institution._base_manager.filter(code="police").exists()
    assert verify_chain(trip.world.country.pk).fault == ""


# --- at home meanwhile ---------------------------------------------------------------------------------------


def test_nothing_of_the_work_can_be_written_at_home(trip):
    world, actor = trip.world, trip.world.actor
    statement = Statement.objects.order_by("code")[0]
    writes = (
        lambda: add_institution(actor=actor, code="police", name="Police"),
        lambda: record_answers(
            actor=actor, assessment=world.assessment, institution=world.institutions[0],
            answers=[GivenAnswer(statement.code, "yes")],
        ),
        lambda: reopen_finding(actor=actor, finding=world.findings[0], reason="Otherwise"),
        lambda: take_scenarios(actor=actor, framework=world.framework, texts=[], relies={}, unlinked={}),
        lambda: open_prioritisation(actor=actor, assessment=world.assessment),
        lambda: add_recommendation(
            actor=actor, capability_code=Capability.objects.all()[0].code, text="Do more", origin="exercise",
            source="Exercise 2026", made_on=dt.date(2026, 10, 1),
        ),
    )  # fmt: skip
    before = actions_of(world.country.pk)
    for write in writes:
        with pytest.raises(WrongState, match=r"^The work of this country is with Ms Ilken since .*only be read\.$"):
            write()
    assert actions_of(world.country.pk) == before
    assert before[-1] == "country.taken"
    assert not Institution._base_manager.filter(code="police").exists()


def test_people_still_sign_in_and_are_invited_at_home_in_the_servers_own_chain(trip):
    world = trip.world
    user = world.people[Role.CONTRIBUTOR]
    own = Actor(user.name, world.country.pk, frozenset({Role.CONTRIBUTOR}), user_id=user.pk)
    change_account(actor=own, user=user, name="Anna Ilken", language="fr")
    end_sessions(actor=own, user=user)
    invite_person(actor=world.actor, country=world.country, email="new@qt.example", name="New", roles=[Role.OBSERVER])

    here = AuditEntry.objects.filter(country_id=INSTANCE).order_by("-sequence")[:3]
    assert [entry.action for entry in here] == ["person.invited", "sessions.ended", "user.changed"]
    assert all(f'"country":"{world.country.pk}"' in entry.detail for entry in here)
    assert faults_in_chains() == []

    with trip.laptop():
        file = trip.pack()
    trip.bring_home(file)
    assert Invitation._base_manager.get().email == "new@qt.example"


def test_nobody_is_reminded_at_home_of_what_cannot_be_answered_there(trip):
    assert send_due(clock.now()) == []
    with trip.laptop():
        assert send_due(clock.now()) == []
        file = trip.pack()
    trip.bring_home(file)
    assert [sent.country for sent in send_due(clock.now())] == ["QT"]


def test_another_country_of_the_server_works_on(trip):
    other = make_world("QS", "Sondria", planned=False)
    assert add_institution(actor=other.actor, code="police", name="Police").country == other.country
    with pytest.raises(WrongState):
        add_institution(actor=trip.world.actor, code="police", name="Police")


def test_work_that_is_away_is_not_taken_twice(trip):
    with pytest.raises(WrongState, match=r"^The work of this country is with Ms Ilken since"):
        trip.leave()
    assert Carrying.by_file.count() == 1


def test_a_file_that_cannot_be_written_leaves_home_as_it_was(db, tmp_path, monkeypatch):
    from_this_transaction(monkeypatch)
    world = make_world(planned=False)

    with pytest.raises(FileNotFoundError):
        take_country(actor=world.actor, path=tmp_path / "nowhere" / "out.age", lock=LOCK)

    assert (Carrying.by_file.get().state, holding.held(world.country.pk)) == (CarryingState.FAILED, None)
    assert actions_of(world.country.pk)[-2:] == ["country.taken", "country.taking_failed"]
    assert list(tmp_path.glob("*.age*")) == []


def test_only_the_focal_point_takes_and_declares_lost(trip):
    observer = Actor("observer", trip.world.country.pk, frozenset({Role.OBSERVER, Role.APPROVER}))
    with pytest.raises(NotAllowed):
        take_country(actor=observer, path=trip.folder / "x.age", lock=LOCK)
    with pytest.raises(NotAllowed):
        declare_lost(actor=observer)


# --- on the laptop -------------------------------------------------------------------------------------------


def test_people_are_not_changed_on_the_laptop(trip):
    with trip.laptop():
        with pytest.raises(WrongState, match=r"^People and their roles are kept at home"):
            invite_person(
                actor=trip.world.actor, country=trip.world.country, email="new@qt.example", name="New",
                roles=[Role.OBSERVER],
            )  # fmt: skip
        with pytest.raises(WrongState, match=r"^This is a copy itself"):
            take_country(actor=trip.world.actor, path=trip.folder / "x.age", lock=LOCK)


def test_a_packed_copy_is_written_to_again_only_after_resuming(trip):
    actor = trip.world.actor
    with trip.laptop():
        first = trip.pack("first.age")
        with pytest.raises(WrongState, match=r"^This copy was packed to go home"):
            add_institution(actor=actor, code="police", name="Police")
        again = trip.pack("again.age")
        chain = actions_of(trip.world.country.pk)
        assert chain.count("country.packed") == 1
        resume_copy(actor=actor)
        add_institution(actor=actor, code="police", name="Police")
        last = trip.pack("last.age")
    assert first.exists()
    assert again.exists()

    trip.bring_home(last)

    assert actions_of(trip.world.country.pk)[-5:] == [
        "country.packed", "country.resumed", "institution.added", "country.packed", "country.returned",
    ]  # fmt: skip


def test_only_a_copy_is_packed(trip):
    with pytest.raises(WrongState, match=r"^This is no copy that was taken to a room"):
        trip.pack()
    with pytest.raises(WrongState, match=r"^This is no copy that was taken to a room"):
        resume_copy(actor=trip.world.actor)


@pytest.mark.django_db(transaction=True)
def test_a_copy_opens_only_in_an_empty_installation(tmp_path):
    world = make_world(planned=False)
    take_country(actor=world.actor, path=tmp_path / "out.age", lock=LOCK)
    with pytest.raises(WrongState, match=r"^This installation is not empty"):
        open_copy(actor=LAPTOP, path=tmp_path / "out.age", key=KEY)
    empty_installation()
    make_framework()
    with pytest.raises(WrongState, match=r"^This installation is not empty"):
        open_copy(actor=LAPTOP, path=tmp_path / "out.age", key=KEY)
    assert (Framework.objects.count(), RoleGrant.objects.count()) == (1, 0)
