"""One of everything that an address can name, in one country; for the walk over all addresses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.factories import MACHINE, PASSWORD, World, make_person
from tests.plan_files import costed_plan
from tests.risk_worlds import rated, with_scenarios
from tests.workshops import a_room, item_of

from concord.domains.assessments.models import Assignment, Conflict, IssuedWorkbook
from concord.domains.assessments.services import attach_evidence, make_guest_link, open_thread, return_assignments
from concord.domains.frameworks.models import Capability, Statement
from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import RoleGrant, User
from concord.domains.people.queries import actor_in
from concord.domains.people.services import add_region, add_user, delegate_role, grant_roles, invite_person
from concord.domains.plans.enums import FundingStatus
from concord.domains.plans.models import Consultation, ExchangeRate, ImportedRow, PlanComment, ReturnedPlanWorkbook
from concord.domains.plans.plan_book import Asked as AskedOfPlan
from concord.domains.plans.services.costing import keep_rate
from concord.domains.plans.services.funding import set_funding
from concord.domains.plans.services.importing import keep_upload
from concord.domains.plans.services.versions import keep_version
from concord.domains.plans.services.workbooks import issue_plan_workbook, take_plan_workbook
from concord.domains.priorities.models import Ballot
from concord.domains.priorities.services import Asked, ask_for_ratings, open_prioritisation
from concord.domains.recommendations.enums import Origin
from concord.domains.recommendations.services import add_recommendation
from concord.domains.roadmaps.asking import Wishes, inputs_from
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.services import ask_for_roadmap, keep_result
from concord.domains.roadmaps.solving import solve
from concord.domains.workshops.models import Decision as LiveDecision
from concord.domains.workshops.services import confirm_decision, draft_decision
from concord.kernel import clock

CAPABILITY, STATEMENT, ACTION = "MINI1-01", "MINI1-01.2a", "MINI1-01-L3"
TEXT = b"Order 12 of the ministry, 2026"


@dataclass(frozen=True)
class Scene:
    """The keys that addresses of a country carry. Parts, links and files are of the contributor's institution."""

    code: str
    part: UUID
    evidence: UUID
    thread: UUID
    conflict: UUID
    assessment: UUID
    recommendation: UUID
    guest_link: UUID
    guest_secret: str
    invitation: UUID
    invitation_secret: str
    criterion: UUID
    ballot: UUID
    workshop: UUID
    workshop_code: str
    workshop_item: UUID
    workshop_decision: UUID
    person: UUID
    grant: UUID
    own_grant: UUID
    delegation: UUID
    plan_comment: UUID
    plan_workbook: UUID
    roadmap: UUID
    rate: UUID
    funding: UUID
    upload: UUID
    unclear: UUID


def make_scene(world: World) -> Scene:
    """Fill a world with one of everything."""
    actor, country = world.actor, world.country
    health, assessment = world.institutions[0], world.assessment
    capability = Capability.objects.get(framework=world.framework, code=CAPABILITY)
    statement = Statement.objects.get(capability=capability, code=STATEMENT)
    part = Assignment.objects.for_actor(actor).get(capability=capability, institution=health)
    return_assignments(actor=actor, assignments=[part], reason="Which order?")
    part.refresh_from_db()
    file = attach_evidence(actor=actor, assignment=part, statement=statement, name="order.txt", data=TEXT)
    thread = open_thread(actor=actor, assessment=assessment, capability=capability, text="Which order?")
    recommendation = add_recommendation(
        actor=actor, capability_code=CAPABILITY, text="Do it", origin=Origin.EXERCISE, source="A", made_on=clock.today()
    )
    link, guest_secret = make_guest_link(
        actor=actor, assessment=assessment, institution=health, capabilities=[CAPABILITY], guest="Guest"
    )
    rated(with_scenarios(world))
    invitation, secret = invite_person(
        actor=actor, country=country, email=f"new@{country.code.lower()}.example", name="New", roles=[Role.OBSERVER]
    )
    person = make_person(country, Role.OBSERVER, email=f"second@{country.code.lower()}.example")
    contributor = world.people[Role.CONTRIBUTOR]
    own = RoleGrant.objects.get(user=contributor)
    held = RoleGrant.objects.get(user=person)
    delegation = delegate_role(
        actor=actor_in(contributor, country.code)[0],
        grant=own,
        to=person,
        until=clock.today() + dt.timedelta(days=7),
    )
    ballot = _ballot(world)
    decided = _decided(world)
    return Scene(
        code=country.code,
        part=part.pk,
        evidence=file.pk,
        thread=thread.pk,
        conflict=_conflict(world, statement).pk,
        assessment=assessment.pk,
        recommendation=recommendation.pk,
        guest_link=link.pk,
        guest_secret=guest_secret,
        invitation=invitation.pk,
        invitation_secret=secret,
        criterion=ballot.subject,
        ballot=ballot.pk,
        workshop=decided.workshop_id,
        workshop_code=decided.workshop.code,
        workshop_item=decided.item_id,
        workshop_decision=decided.pk,
        person=person.pk,
        grant=held.pk,
        own_grant=own.pk,
        delegation=delegation.pk,
        plan_comment=_comment(world).pk,
        plan_workbook=_plan_workbook(world).pk,
        roadmap=_roadmap(world).pk,
        **_money(world),
    )


def _conflict(world: World, statement: Statement) -> Conflict:
    said: dict[str, Any] = {"value": "yes", "confidence": "", "comment": "", "evidence": ""}
    owned = {"country": world.country, "assessment": world.assessment, "institution": world.institutions[0]}
    now = clock.now()
    return Conflict.objects.create(
        **owned, statement=statement, workbook=IssuedWorkbook.objects.create(**owned, issued_at=now),
        base_revision=1, theirs=said, theirs_by="a", ours=said, ours_by="b", found_at=now,
    )  # fmt: skip


def _roadmap(world: World) -> RoadmapRun:
    """A roadmap of the plan, worked out."""
    assert world.plan is not None
    run = ask_for_roadmap(actor=world.actor, plan=world.plan, title="As planned", wishes=Wishes())
    return keep_result(actor=world.actor, run=run, solved=solve(inputs_from(run.inputs)))


def _plan_workbook(world: World) -> ReturnedPlanWorkbook:
    """A workbook of the plan that came back as it went out."""
    assert world.plan is not None
    issued = issue_plan_workbook(actor=world.actor, plan=world.plan, language="en")
    return take_plan_workbook(actor=world.actor, issued=issued, name="plan.xlsx", asked=AskedOfPlan())


def _money(world: World) -> dict[str, UUID]:
    """A rate, money for an action, a file that waits, and an unclear row of a file."""
    actor, plan = world.actor, world.plan
    assert plan is not None
    keep_rate(actor=actor, currency="USD", into="EUR", on=dt.date(2026, 1, 1), value=Decimal("0.9"))
    action = plan.actions.get(code=ACTION)
    money = set_funding(
        actor=actor, action=action, year=2027, amount=Decimal(100), source="Budget", status=FundingStatus.SECURED
    )
    upload = keep_upload(actor=actor, content=costed_plan(), name="plan.xlsx")
    row = ImportedRow.objects.create(country=world.country, plan=plan, line=7, cells=[["A", "b"]], problems=["what?"])
    return {
        "rate": ExchangeRate.objects.for_actor(actor).get().pk,
        "funding": money.pk,
        "upload": upload.pk,
        "unclear": row.pk,
    }


def _ballot(world: World) -> Ballot:
    """An open ballot on one criterion of the world's order of gaps."""
    prioritisation = open_prioritisation(actor=world.actor, assessment=world.assessment)
    criterion = prioritisation.criteria.get(code="urgency")
    return ask_for_ratings(actor=world.actor, criterion=criterion, asked=Asked())


def _comment(world: World) -> PlanComment:
    """A comment in a consultation that is over; the plan itself is the skeleton that other addresses need."""
    if world.plan is None:
        raise TypeError("a scene has a plan")
    version, now = keep_version(actor=world.actor, plan=world.plan), clock.now()
    consultation = Consultation.objects.create(
        country=world.country, plan=world.plan, version=version, closes_on=clock.today(), opened_at=now, closed_at=now
    )
    return PlanComment.objects.create(country=world.country, consultation=consultation, number=1, text="Why?", at=now)


def _decided(world: World) -> LiveDecision:
    """The one decision of a workshop under way, whose discussion is before the room."""
    room = a_room(world, "discussion", "free")
    question = room.turns_to(item_of(room, "discussion"))
    draft_decision(actor=room.actor, question=question, text="So it is.", outcome={})
    return confirm_decision(actor=room.actor, question=question)


def visitors(world: World, other: World) -> dict[str, User]:
    """Everybody who may knock: each role of the country, somebody of another country, and roles of no country."""
    region = add_region(actor=MACHINE, code="east", name="East")
    found: dict[str, User] = {str(role): world.people[role] for role in COUNTRY_ROLES}
    found["stranger"] = other.people[Role.FOCAL_POINT]
    for role in (Role.OPERATOR, Role.PARTNER, Role.SECRETARIAT):
        found[role] = add_user(actor=MACHINE, email=f"{role}@server.example", name=role.label, password=PASSWORD)
        grant_roles(actor=MACHINE, user=found[role], roles=[role], region=region if role == Role.SECRETARIAT else None)
    return found
