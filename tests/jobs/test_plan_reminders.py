"""Reminders of a consultation: to whom, when, and not again too soon."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from tests.domains.plans.roads import set_out

from concord.domains.people.enums import Role
from concord.domains.plans.enums import Stance
from concord.domains.plans.services.consulting import close_consultation, reply_to_plan
from concord.jobs.plan_reminders import send_consultation_reminders
from concord.jobs.reminders import Sent
from concord.kernel import clock

pytestmark = pytest.mark.django_db


def in_days(days):
    return clock.now() + dt.timedelta(days=days)


def test_contributors_of_silent_institutions_are_reminded_in_the_last_week():
    way = set_out().to_consultation(days=14)
    assert send_consultation_reminders(in_days(6)) == []
    assert send_consultation_reminders(in_days(7)) == [Sent("QT", 1, 0, ())]
    (letter,) = mail.outbox
    assert letter.to == ["contributor@qt.example"]
    assert letter.subject == "National CBRN Action Plan: your institution’s reply is awaited"
    assert "version 0.2 of “National CBRN Action Plan” of Tarsovia is in consultation." in letter.body
    assert "Health of Tarsovia has not said yet whether it concurs." in letter.body
    assert "http://localhost:8000/QT/plan/consultation/" in letter.body
    assert way.consultation.reminded_at.date() == in_days(7).date()


def test_nobody_is_reminded_twice_within_three_days_nor_after_the_last_one():
    set_out().to_consultation(days=14)
    send_consultation_reminders(in_days(8))
    assert send_consultation_reminders(in_days(9)) == [Sent("QT", 0, 1, ())]
    assert send_consultation_reminders(in_days(12)) == [Sent("QT", 1, 0, ())]
    assert send_consultation_reminders(in_days(15)) == []
    assert len(mail.outbox) == 2


def test_who_has_replied_is_left_alone():
    way = set_out().to_consultation(days=3)
    health = way.world.institutions[0]
    reply_to_plan(
        actor=way.who(Role.CONTRIBUTOR), consultation=way.consultation, institution_id=health.pk, stance=Stance.CONCURS
    )
    assert send_consultation_reminders(in_days(0)) == []


def test_a_closed_consultation_reminds_nobody():
    way = set_out().to_consultation(days=3)
    close_consultation(actor=way.focal, consultation=way.consultation)
    assert send_consultation_reminders(in_days(0)) == []
    assert mail.outbox == []
