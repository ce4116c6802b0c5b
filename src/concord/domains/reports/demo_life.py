"""What the people of the demonstration have done so far: parts accepted and returned, remarks, findings agreed.

Only services are used, as the pages use them, so that the demonstration shows what really happens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.assessments.models import Assessment, Assignment, Finding
from concord.domains.assessments.services import (
    accept_assignments,
    add_remark,
    agree_findings,
    open_thread,
    return_assignments,
    set_due,
)
from concord.domains.frameworks.models import Capability
from concord.domains.people.enums import Role
from concord.domains.people.models import Country, Institution, User
from concord.domains.workshops.queries import suggested_agenda
from concord.domains.workshops.services import WorkshopText, make_workshop, take_suggested_agenda
from concord.kernel import clock
from concord.kernel.actor import Actor

DAYS_LEFT = 21
LATE_KINDS = ("customs", "justice")  # their parts wait for the focal point
RETURNED = 2  # parts given back to the contributor who can sign in
SETTLED = 0.999  # agreement of findings that nobody disputes


def bring_to_life(country: Country, assessment: Assessment, people: Mapping[Role, User]) -> None:
    """Let the focal point and the reviewer do their first day's work."""
    focal = _actor(country, Role.FOCAL_POINT, people)
    reviewer = _actor(country, Role.REVIEWER, people)
    assignments = list(
        Assignment.objects.for_actor(focal)
        .filter(assessment=assessment)
        .select_related("assessment", "institution", "capability__area")
        .order_by("capability__order", "institution__code")
    )
    due = clock.today() + dt.timedelta(days=DAYS_LEFT)
    set_due(actor=focal, assessment=assessment, assignments=assignments, due=due)
    submitted = [row for row in assignments if row.status == AssignmentStatus.SUBMITTED]
    health = [row for row in submitted if row.institution.kind == "health"]
    back = health[:RETURNED]
    return_assignments(
        actor=focal,
        assignments=back,
        reason="Please name the order or plan that proves the answers at level 3, and ask your regional departments.",
    )
    waiting = {row.pk for row in back}
    accept_assignments(
        actor=focal,
        assignments=[r for r in submitted if r.institution.kind not in LATE_KINDS and r.pk not in waiting],
    )
    _speak(focal, reviewer, assessment, back[0].capability, back[0].institution)
    undisputed = Finding.objects.for_actor(focal).filter(
        assessment=assessment, agreement__gte=SETTLED, level__isnull=False
    )
    agree_findings(actor=focal, assessment=assessment, findings=list(undisputed))
    _invite(focal, assessment)


def _invite(focal: Actor, assessment: Assessment) -> None:
    """Prepare a workshop about what is disputed, with the agenda that the state of the assessment suggests."""
    text = WorkshopText("National workshop: findings and risks", clock.today() + dt.timedelta(days=14), 2, "Room 1")
    workshop = make_workshop(actor=focal, assessment=assessment, text=text)
    items = suggested_agenda(focal, assessment)
    take_suggested_agenda(actor=focal, workshop=workshop, items=items)


def _speak(
    focal: Actor, reviewer: Actor, assessment: Assessment, capability: Capability, institution: Institution
) -> None:
    first = open_thread(
        actor=reviewer,
        assessment=assessment,
        capability=capability,
        institution=institution,
        text="Two ministries call this fulfilled and you do not. Do you look at the same document?",
    )
    add_remark(actor=focal, thread=first, text="Good question; the part is returned to the ministry with it.")
    open_thread(
        actor=reviewer,
        assessment=assessment,
        capability=capability,
        text="The evidence is older than five years. Has it been exercised since?",
    )


def _actor(country: Country, role: Role, people: Mapping[Role, User]) -> Actor:
    user = people[role]
    return Actor(user.name, country.pk, frozenset({role}), None, user.pk)
