"""Reads of consultations: who replied what, who has not, and what became of every comment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from concord.domains.people.enums import Role
from concord.domains.people.models import Institution, User
from concord.domains.people.queries import current_grants
from concord.domains.plans.enums import CommentOutcome, Place, PlanStatus, Stance
from concord.domains.plans.models import Action, Consultation, Plan, PlanComment, Reply
from concord.domains.plans.places import Spot, spots
from concord.domains.plans.rules import can_see_consultation
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def consultations(actor: Actor, plan: Plan) -> list[Consultation]:
    """Every consultation on a plan, the newest first."""
    require(can_see_consultation, actor)
    rows = Consultation.objects.for_actor(actor).filter(plan=plan)
    return list(rows.select_related("plan", "version").defer("version__content"))


def find_consultation(actor: Actor, plan: Plan, pk: UUID | None = None) -> Consultation:
    """One consultation on a plan; the newest where none is named."""
    found = next((row for row in consultations(actor, plan) if pk in (None, row.pk)), None)
    if found is None:
        raise NotFound("There is no such consultation.")
    return found


def find_comment(actor: Actor, plan: Plan, pk: UUID) -> PlanComment:
    """One comment on a plan."""
    require(can_see_consultation, actor)
    rows = PlanComment.objects.for_actor(actor).filter(pk=pk, consultation__plan=plan)
    found = rows.select_related("consultation__plan", "institution").first()
    if found is None:
        raise NotFound("There is no such comment.")
    return found


@dataclass(frozen=True)
class Said:
    """A comment with the words for what it hangs on, and the stance of the institution behind it."""

    comment: PlanComment
    place: str
    stance: Stance | None

    @property
    def speaker(self) -> str:
        """The institution, or the reviewer who speaks for nobody but themselves."""
        return self.comment.institution.name if self.comment.institution else self.comment.by

    @property
    def blocks(self) -> bool:
        """Whether it keeps the plan from becoming final."""
        return self.stance == Stance.OBJECTS and self.comment.outcome == CommentOutcome.OPEN


@dataclass(frozen=True)
class Asked:
    """An institution that is consulted, its reply if there is one, and how many comments it made."""

    institution: Institution
    reply: Reply | None
    comments: int


@dataclass(frozen=True)
class Consulted:
    """How a consultation stands."""

    consultation: Consultation
    asked: tuple[Asked, ...]
    said: tuple[Said, ...]
    spots: tuple[Spot, ...]

    @property
    def silent(self) -> tuple[Asked, ...]:
        """The institutions that have not replied."""
        return tuple(one for one in self.asked if one.reply is None)

    @property
    def stances(self) -> Counter[str]:
        """How many institutions said what."""
        return Counter(one.reply.stance for one in self.asked if one.reply)

    @property
    def unanswered(self) -> tuple[Said, ...]:
        """The comments that nobody has answered."""
        return tuple(one for one in self.said if one.comment.outcome == CommentOutcome.OPEN)

    @property
    def blocking(self) -> tuple[Said, ...]:
        """The comments without which the plan does not become final."""
        return tuple(one for one in self.said if one.blocks)


def consulted(actor: Actor, consultation: Consultation) -> Consulted:
    """A consultation with its replies and comments, in a fixed number of queries."""
    require(can_see_consultation, actor)
    comments = PlanComment.objects.for_actor(actor).filter(consultation=consultation)
    rows = list(comments.select_related("institution").order_by("number"))
    replies = {one.institution_id: one for one in Reply.objects.for_actor(actor).filter(consultation=consultation)}
    counts = Counter(row.institution_id for row in rows)
    there = tuple(spots(consultation.version))
    titles = {(spot.place, spot.code): spot for spot in there}
    return Consulted(
        consultation,
        tuple(Asked(one, replies.get(one.pk), counts[one.pk]) for one in consultation.asked.order_by("name")),
        tuple(
            Said(row, _place(row, titles), _stance(replies.get(row.institution_id)) if row.institution_id else None)
            for row in rows
        ),
        there,
    )


def _place(comment: PlanComment, titles: dict[tuple[Place, str], Spot]) -> str:
    spot = titles.get((Place(comment.place), comment.code))
    if spot is None:
        return comment.code or str(Place(comment.place).label)
    return f"{spot.code} {spot.title}" if spot.place == Place.ACTION else spot.title


def _stance(reply: Reply | None) -> Stance | None:
    return Stance(reply.stance) if reply else None


def likely_asked(actor: Actor, plan: Plan) -> set[UUID]:
    """The institutions that lead or support an action: who should be consulted, as a suggestion."""
    rows = Action.objects.for_actor(actor).filter(plan=plan)
    leading = rows.filter(lead__isnull=False).values_list("lead_id", flat=True)
    supporting = rows.filter(supporting__isnull=False).values_list("supporting", flat=True)
    return {*leading, *supporting}


@dataclass(frozen=True)
class Silent:
    """The contributors of institutions that have not replied, each with the institution's name."""

    consultation: Consultation
    people: tuple[tuple[User, str], ...]


def silent_people(actor: Actor, plan: Plan, soon: dt.timedelta) -> Silent | None:
    """Who is to be reminded of a consultation that ends within ``soon``; nobody where none does."""
    found = next(iter(consultations(actor, plan)), None)
    running = plan.status == PlanStatus.CONSULTATION and found is not None and found.is_open
    if found is None or not running or found.closes_on > clock.today() + soon:
        return None
    replied = Reply.objects.for_actor(actor).filter(consultation=found).values("institution_id")
    silent = found.asked.exclude(pk__in=replied)
    grants = current_grants().filter(role=Role.CONTRIBUTOR, institution__in=silent, user__is_active=True)
    rows = grants.exclude(user__email="").select_related("user", "institution").order_by("user__name", "user__email")
    people = {row.user: row.institution.name for row in rows if row.institution}
    return Silent(found, tuple(people.items())) if people else None
