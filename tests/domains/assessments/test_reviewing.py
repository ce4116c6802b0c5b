"""Remarks: who opens an exchange, who reads it and replies, and how it is settled."""

from __future__ import annotations

import pytest
from tests.factories import World, make_institution, make_person, make_world

from concord.domains.assessments.models import Thread
from concord.domains.assessments.queries.review import find_thread, spoken_threads, threads, threads_about
from concord.domains.assessments.services import add_remark, open_thread, reopen_thread, resolve_thread
from concord.domains.assessments.services.reviewing import LONGEST
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution
from concord.domains.people.queries import actor_in
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db
FIRST = "MINI1-01"


@pytest.fixture
def world() -> World:
    return make_world(agreed=False, planned=False)


def as_role(world: World, role: Role) -> Actor:
    return actor_in(world.people[role], world.country.code)[0]


def ask(
    world: World, role: Role = Role.REVIEWER, *, to: Institution | None = None, text: str = "Which order?"
) -> Thread:
    return open_thread(
        actor=as_role(world, role),
        assessment=world.assessment,
        capability=Capability.objects.get(code=FIRST),
        statement=Statement.objects.get(code=f"{FIRST}.2a"),
        institution=to,
        text=text,
    )


def said(actor: Actor, world: World) -> list[list[tuple[str, str]]]:
    found = spoken_threads(actor, world.assessment)
    return [[(remark.by, remark.text) for remark in thread.remarks.all()] for thread in found]


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.REVIEWER, Role.APPROVER])
def test_who_reads_all_answers_asks_and_the_institution_replies(world, role):
    thread = ask(world, role, to=world.institutions[0], text=" Which order? ")
    health = as_role(world, Role.CONTRIBUTOR)
    add_remark(actor=health, thread=thread, text="No. 12 of 2026.")
    exchange = [[(f"{role.label} of Tarsovia", "Which order?"), ("Contributor of Tarsovia", "No. 12 of 2026.")]]
    assert said(health, world) == exchange
    assert said(as_role(world, Role.APPROVER), world) == exchange
    assert said(as_role(world, Role.OBSERVER), world) == []


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.OBSERVER])
def test_others_open_no_exchange(world, role):
    with pytest.raises(NotAllowed):
        ask(world, role)


def test_an_institution_reads_nothing_that_another_one_is_asked(world):
    thread = ask(world, to=world.institutions[1])
    health = as_role(world, Role.CONTRIBUTOR)
    assert not threads(health, world.assessment).exists()
    with pytest.raises(NotFound):
        find_thread(health, world.assessment, thread.pk)
    with pytest.raises(NotFound):
        add_remark(actor=health, thread=thread, text="We know better")
    with pytest.raises(NotAllowed):
        add_remark(actor=as_role(world, Role.OBSERVER), thread=thread, text="Me too")


def test_what_is_asked_of_all_is_read_by_who_is_asked_about_the_capability(world):
    thread = ask(world)
    harbour = make_institution(world.country, "customs", code="harbour")
    outsider = make_person(world.country, Role.CONTRIBUTOR, institution=harbour, email="harbour@qt.example")
    assert list(threads(as_role(world, Role.CONTRIBUTOR), world.assessment)) == [thread]
    assert not threads(actor_in(outsider, "QT")[0], world.assessment).exists()


def test_a_settled_exchange_takes_no_reply_until_it_is_opened_again(world):
    thread = ask(world, to=world.institutions[0])
    reviewer, health = as_role(world, Role.REVIEWER), as_role(world, Role.CONTRIBUTOR)
    with pytest.raises(NotAllowed):
        resolve_thread(actor=health, thread=thread)
    settled = resolve_thread(actor=reviewer, thread=thread)
    assert settled.resolved_by == "Reviewer of Tarsovia"
    for service in (lambda: resolve_thread(actor=reviewer, thread=thread),
                    lambda: add_remark(actor=health, thread=thread, text="One more thing")):  # fmt: skip
        with pytest.raises(WrongState, match="settled"):
            service()
    opened = reopen_thread(actor=as_role(world, Role.FOCAL_POINT), thread=thread)
    assert (opened.resolved_by, opened.resolved_at) == ("", None)
    with pytest.raises(WrongState, match="open already"):
        reopen_thread(actor=reviewer, thread=thread)
    add_remark(actor=health, thread=thread, text="One more thing")
    assert [len(exchange) for exchange in said(health, world)] == [2]


@pytest.mark.parametrize(("text", "sentence"), [("  ", "Write something"), ("x" * (LONGEST + 1), "at most 5000")])
def test_a_remark_says_something_and_not_too_much(world, text, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        ask(world, text=text)
    thread = ask(world, text="x" * LONGEST)
    with pytest.raises(InvalidInput, match=sentence):
        add_remark(actor=as_role(world, Role.REVIEWER), thread=thread, text=text)


def test_a_remark_is_about_what_belongs_together(world):
    reviewer, elsewhere = as_role(world, Role.REVIEWER), make_world("QU", "Orvania", agreed=False, planned=False)
    first, second = Capability.objects.filter(framework=world.framework).order_by("order")
    asked = {"actor": reviewer, "assessment": world.assessment, "text": "Why?"}
    with pytest.raises(InvalidInput, match="statement is not part"):
        open_thread(capability=second, statement=Statement.objects.filter(capability=first).first(), **asked)
    with pytest.raises(InvalidInput, match="institution of the country"):
        open_thread(capability=first, institution=elsewhere.institutions[0], **asked)
    assert Thread.objects.for_actor(reviewer).count() == 0


def test_another_countrys_exchanges_do_not_exist(world):
    thread = ask(world)
    other = make_world("QU", "Orvania", agreed=False, planned=False)
    focal = as_role(other, Role.FOCAL_POINT)
    assert threads_about(focal, world.assessment, thread.capability) == []
    with pytest.raises(NotFound):
        find_thread(focal, world.assessment, thread.pk)
    with pytest.raises(NotFound):
        add_remark(actor=focal, thread=thread, text="Hello")
