"""Reminders: who is told what and how often, in which language, and what happens when the mail server is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from tests.factories import (
    actor_of,
    give_answers,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_person,
)

from concord.domains.assessments.models import Assessment, Assignment, Reminder
from concord.domains.assessments.queries.digests import digests
from concord.domains.assessments.services import (
    add_remark,
    claim_reminder,
    open_thread,
    return_assignments,
    set_due,
    submit_assignments,
)
from concord.domains.frameworks.models import Capability
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution, User
from concord.domains.people.queries import actor_in
from concord.jobs.reminders import PAUSE, Sent, remind_now, send_due
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 10, 9, 0, tzinfo=dt.UTC)
HEALTH, CUSTOMS, FOCAL = "health@qt.example", "customs@qt.example", "focal@qt.example"


class Room:
    """Two institutions with a contributor each, a focal point, and two capabilities that both are asked about."""

    def __init__(self) -> None:
        country = make_country()
        self.country, self.actor = country, actor_of(country)
        self.customs, self.health = (make_institution(country, kind) for kind in ("customs", "health"))
        self.assessment: Assessment = make_assessment(country, make_framework(), [self.customs, self.health])
        self.people: dict[str, User] = {
            HEALTH: make_person(country, Role.CONTRIBUTOR, institution=self.health, email=HEALTH),
            CUSTOMS: make_person(country, Role.CONTRIBUTOR, institution=self.customs, email=CUSTOMS),
            FOCAL: make_person(country, Role.FOCAL_POINT, email=FOCAL),
        }

    def parts(self, institution: Institution, **which: object) -> list[Assignment]:
        rows = Assignment.objects.for_actor(self.actor).filter(institution=institution, **which)
        return list(rows.select_related("institution", "capability").order_by("capability__order"))

    def due(self, institution: Institution, day: dt.date, *, first: bool = False) -> None:
        chosen = self.parts(institution)[: 1 if first else None]
        set_due(actor=self.actor, assessment=self.assessment, assignments=chosen, due=day)

    def acting(self, email: str) -> Actor:
        return actor_in(self.people[email], "QT")[0]


@pytest.fixture
def room() -> Iterator[Room]:
    with clock.standing_still(NOW - dt.timedelta(days=30)):
        yield Room()


def sent_to() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def text_to(email: str) -> str:
    (message,) = [message for message in mail.outbox if message.to == [email]]
    return message.body


def day(offset: int) -> dt.date:
    return NOW.date() + dt.timedelta(days=offset)


@pytest.mark.parametrize(("offset", "reminded"), [(-5, [HEALTH]), (0, [HEALTH]), (7, [HEALTH]), (8, [])])
def test_contributors_are_told_what_is_overdue_or_due_within_a_week(room, offset, reminded):
    room.due(room.health, day(offset))
    assert send_due(NOW) == [Sent("QT", len(reminded), 0, ())]
    assert sent_to() == reminded


def test_a_digest_names_each_part_with_its_day_and_where_to_answer(room):
    room.due(room.health, day(-1), first=True)
    with override_settings(ADDRESS="https://concord.example"):
        send_due(NOW)
    (message,) = mail.outbox
    assert message.subject == "Needs assessment 2026: what waits for you"
    assert message.body == (
        "Dear Contributor of Tarsovia,\n\n"
        "this is where “Needs assessment 2026” of Tarsovia waits for you.\n\n"
        "To answer:\n"
        "- MINI1-01 Capability MINI1-01\n"
        "  0 of 5 statements answered; was due on March 9, 2027\n\n"
        "https://concord.example/QT/assessment/mine/\n\n"
        "Concord sends such reminders at most every three days.\n"
    )


def test_what_is_returned_is_told_with_its_reason_whenever_it_is_due(room):
    (part,) = room.parts(room.health)[:1]
    submit_assignments(actor=room.actor, assignments=[part])
    return_assignments(actor=room.actor, assignments=[part], reason="Which order & when?")
    send_due(NOW)
    assert sent_to() == [HEALTH]
    assert "Returned: Which order & when?" in text_to(HEALTH)


def test_the_focal_point_is_told_what_is_submitted(room):
    give_answers(room.assessment, room.customs)
    send_due(NOW)
    assert sent_to() == [FOCAL]
    assert "- Customs of Tarsovia: 2 parts" in text_to(FOCAL)
    assert "http://localhost:8000/QT/assessment/\n" in text_to(FOCAL)


def test_a_question_waits_for_the_institution_and_a_reply_for_the_focal_point(room):
    thread = open_thread(
        actor=room.acting(FOCAL),
        assessment=room.assessment,
        capability=Capability.objects.first(),
        institution=room.health,
        text="Which order?",
    )
    with clock.standing_still(NOW - dt.timedelta(days=20)):
        assert [(d.user.email, d.threads) for d in digests(room.actor, room.assessment)] == [(HEALTH, 1)]
        add_remark(actor=room.acting(HEALTH), thread=thread, text="No. 12")
    assert [(d.user.email, d.threads) for d in digests(room.actor, room.assessment)] == [(FOCAL, 1)]


def test_a_question_to_all_waits_for_every_institution_that_is_asked(room):
    Assignment.objects.for_actor(room.actor).filter(institution=room.customs, capability__code="MINI1-01").delete()
    for capability in Capability.objects.all():
        open_thread(actor=room.acting(FOCAL), assessment=room.assessment, capability=capability, text="Since when?")
    assert {d.user.email: d.threads for d in digests(room.actor, room.assessment)} == {HEALTH: 2, CUSTOMS: 1}


def test_ticking_twice_sends_once_and_again_after_three_days(room):
    room.due(room.health, day(0))
    assert send_due(NOW) == [Sent("QT", 1, 0, ())]
    assert send_due(NOW + dt.timedelta(hours=1)) == [Sent("QT", 0, 1, ())]
    assert send_due(NOW + PAUSE - dt.timedelta(seconds=1)) == [Sent("QT", 0, 1, ())]
    assert send_due(NOW + PAUSE) == [Sent("QT", 1, 0, ())]
    assert sent_to() == [HEALTH, HEALTH]
    rows = Reminder.objects.for_actor(room.actor)
    assert [(row.user.email, row.parts, row.sent_at) for row in rows] == [(HEALTH, 2, NOW + PAUSE), (HEALTH, 2, NOW)]


def test_everybody_reads_their_own_language(room):
    for email, language in ((HEALTH, "fr"), (CUSTOMS, "")):
        room.people[email].language = language
        room.people[email].save()
    room.country.languages = ["xx", "ru", "en"]
    room.country.save()
    for institution in (room.health, room.customs):
        room.due(institution, day(0))
    with override_settings(LANGUAGES=[("en", "English"), ("fr", "Français"), ("ru", "Русский")]):
        send_due(NOW)
    assert "10 mars 2027" in text_to(HEALTH)
    assert "10 марта 2027" in text_to(CUSTOMS)


def test_who_has_left_is_told_nothing(room):
    room.due(room.health, day(0))
    room.people[HEALTH].is_active = False
    room.people[HEALTH].save()
    room.people[CUSTOMS].grants.update(until=day(-1), delegated_by=None)
    room.due(room.customs, day(0))
    assert send_due(NOW) == [Sent("QT", 0, 0, ())]


class Refusing(EmailBackend):
    """A mail server that takes nothing for one person."""

    def send_messages(self, messages):
        for message in messages:
            if message.to == [CUSTOMS]:
                raise ConnectionRefusedError("the mail server does not answer")
        return super().send_messages(messages)


def test_a_failure_is_told_in_words_stops_nobody_else_and_is_tried_again(room):
    for institution in (room.customs, room.health):
        room.due(institution, day(0))
    with override_settings(EMAIL_BACKEND="tests.jobs.test_reminders.Refusing"):
        (outcome,) = send_due(NOW)
    assert (outcome.sent, outcome.failures) == (
        1,
        ("customs@qt.example was not reminded: the mail server does not answer",),
    )
    assert sent_to() == [HEALTH]
    assert AuditEntry.objects.filter(action="reminder.failed").count() == 1
    assert send_due(NOW) == [Sent("QT", 1, 1, ())]
    assert sent_to() == [CUSTOMS, HEALTH]


def test_by_hand_all_that_is_open_is_told_to_the_chosen_once_a_day(room):
    give_answers(room.assessment, room.customs)
    chosen = {room.customs.pk, room.health.pk}
    with clock.standing_still(NOW):
        sent = remind_now(room.actor, room.assessment, chosen, "http://192.168.1.5:8000/")
        assert sent == Sent("QT", 1, 0, ())
        assert remind_now(room.actor, room.assessment, chosen, "http://192.168.1.5:8000/") == Sent("QT", 0, 1, ())
    with clock.standing_still(NOW + dt.timedelta(days=1)):
        assert remind_now(room.actor, room.assessment, chosen, "http://192.168.1.5:8000/").sent == 1
    assert sent_to() == [HEALTH, HEALTH]
    assert "http://192.168.1.5:8000/QT/assessment/mine/" in mail.outbox[0].body


def test_only_who_runs_the_round_reminds(room):
    with pytest.raises(NotAllowed):
        remind_now(room.acting(HEALTH), room.assessment, {room.customs.pk}, "http://localhost/")
    with pytest.raises(NotAllowed):
        claim_reminder(
            actor=room.acting(HEALTH), assessment=room.assessment, user=room.people[CUSTOMS], parts=1, pause=PAUSE
        )


def test_a_claim_within_the_pause_is_refused_and_leaves_no_entry(room):
    given = {
        "actor": room.actor,
        "assessment": room.assessment,
        "user": room.people[HEALTH],
        "parts": 1,
        "pause": PAUSE,
    }
    claim_reminder(**given)
    before = AuditEntry.objects.count()
    with pytest.raises(WrongState, match="was reminded a short while ago"):
        claim_reminder(**given)
    assert AuditEntry.objects.count() == before


def test_countries_without_an_assessment_are_passed_over(db):
    make_country()
    assert send_due(NOW) == []


def test_a_long_list_is_cut_and_says_how_much_is_left(room, monkeypatch):
    monkeypatch.setattr("concord.jobs.reminders.LISTED", 1)
    room.due(room.health, day(0))
    send_due(NOW)
    assert "MINI2-02" not in text_to(HEALTH)
    assert "- and 1 more\n" in text_to(HEALTH)


def test_a_digest_costs_as_many_questions_for_two_capabilities_as_for_thirty(django_assert_num_queries):
    from tests.factories import make_pack

    country = make_country()
    make_person(country, Role.FOCAL_POINT, email=FOCAL)
    health = make_institution(country)
    make_person(country, Role.CONTRIBUTOR, institution=health, email=HEALTH)
    assessment = make_assessment(country, make_framework(make_pack(30)), [health])
    with django_assert_num_queries(7):
        assert len(digests(actor_of(country), assessment, {health.pk})) == 1
