"""What tests of consolidation share: its addresses, who looks at them, and what is said after sending."""

from __future__ import annotations

import re

from django.test import Client
from tests.factories import World
from tests.web.test_pages import words
from tests.web.worlds import signed_in

from concord.domains.assessments.models import Assignment
from concord.domains.people.enums import Role
from concord.domains.people.queries import actor_in
from concord.kernel.actor import Actor

FIRST, SECOND = "MINI1-01", "MINI2-02"
BOARD, MATRIX, MOVE = "/QT/assessment/", "/QT/assessment/matrix/", "/QT/assessment/move/"
ASSIGN, REMARKS, DISPUTES = "/QT/assessment/assign/", "/QT/assessment/remarks/", "/QT/assessment/disagreements/"
AGREEING, SIGNATURE, FINDING = "/QT/assessment/agreeing/", "/QT/assessment/signature/", f"/QT/findings/{FIRST}/"


def as_role(world: World, role: Role) -> Actor:
    return actor_in(world.people[role], "QT")[0]


def client_of(world: World, role: Role = Role.FOCAL_POINT) -> Client:
    return signed_in(world.people[role])


def parts(world: World, **which: object) -> list[Assignment]:
    rows = Assignment.objects.for_actor(world.actor).filter(**which)
    return list(rows.select_related("institution", "capability").order_by("institution__code", "capability__order"))


def statuses(world: World) -> str:
    """The first letters of the parts' statuses, by institution (customs, health, interior) and capability."""
    return "".join(part.status[0] for part in parts(world))


def said_after(client: Client, address: str, given: dict[str, object]) -> str:
    """The messages on the page that follows what was sent."""
    page = client.post(address, given, follow=True)
    assert page.status_code == 200
    return " ".join(words(found) for found in re.findall(r'<p class="alert.*?</p>', page.content.decode(), re.DOTALL))
