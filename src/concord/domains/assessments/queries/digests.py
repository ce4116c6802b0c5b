"""Who has to be reminded of what: one digest for each person."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.assessments.models import Assessment, Remark, Thread
from concord.domains.assessments.queries.board import Part, parts
from concord.domains.assessments.rules import can_run_assessment
from concord.domains.people.enums import Role
from concord.domains.people.models import Institution, RoleGrant, User
from concord.domains.people.queries import current_grants
from concord.kernel import clock
from concord.kernel.actor import Actor, require

SOON = dt.timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """What one person is told: parts to answer, parts to look at, and exchanges in which a word is awaited."""

    user: User
    parts: tuple[Part, ...]
    handed_in: tuple[tuple[Institution, int], ...]
    threads: int

    @property
    def size(self) -> int:
        """How many things it is about; nothing is sent about none."""
        return len(self.parts) + sum(n for _institution, n in self.handed_in) + self.threads


@dataclass(frozen=True)
class _Waiting:
    """A thread that is open, and who spoke last in it."""

    capability_id: UUID
    institution_id: UUID | None
    last: UUID | None


def digests(actor: Actor, assessment: Assessment, only: Collection[UUID] | None = None) -> list[Digest]:
    """The digests that are due, by name of the person.

    Contributors are told what is returned, overdue or due within ``SOON``, focal points what is handed in, and both of
    threads in which somebody waits for them. With ``only`` some institutions, their contributors are told everything
    that is open, and nobody else anything.
    """
    require(can_run_assessment, actor)
    found, waiting = parts(actor, assessment), _waiting(actor, assessment)
    people: dict[User, list[RoleGrant]] = defaultdict(list)
    for grant in _grants(actor):
        people[grant.user].append(grant)
    by_institution: dict[UUID, set[Any]] = defaultdict(set)
    for grant in (grant for grants in people.values() for grant in grants):
        if grant.institution_id is not None:
            by_institution[grant.institution_id].add(grant.user_id)
    leading = {user.pk for user, grants in people.items() if any(g.role == Role.FOCAL_POINT for g in grants)}
    written = []
    for user, grants in sorted(people.items(), key=lambda item: item[0].name):
        own = {g.institution_id for g in grants if g.role == Role.CONTRIBUTOR and g.institution_id}
        leads = user.pk in leading and only is None
        if only is not None:
            own &= set(only)
        mine = [part for part in found if part.institution.pk in own and _to_do(part, only is not None)]
        asked = {(part.institution.pk, part.capability.pk) for part in found if part.institution.pk in own}
        spoken_to = sum(_concerns(t, own, asked, by_institution) or (leads and t.last not in leading) for t in waiting)
        digest = Digest(user, tuple(mine), tuple(_handed_in(found) if leads else ()), spoken_to)
        if digest.size:
            written.append(digest)
    return written


def _grants(actor: Actor) -> list[RoleGrant]:
    rows = current_grants().filter(country_id=actor.country_id, role__in=(Role.CONTRIBUTOR, Role.FOCAL_POINT))
    return list(rows.filter(user__is_active=True).exclude(user__email="").select_related("user"))


def _to_do(part: Part, everything: bool) -> bool:
    soon = part.due is not None and part.due <= clock.today() + SOON
    return part.open and (everything or soon or part.status == AssignmentStatus.RETURNED)


def _handed_in(found: Sequence[Part]) -> list[tuple[Institution, int]]:
    return list(Counter(part.institution for part in found if part.status == AssignmentStatus.SUBMITTED).items())


def _waiting(actor: Actor, assessment: Assessment) -> list[_Waiting]:
    remarks = Remark.objects.for_actor(actor).filter(thread=OuterRef("pk")).order_by("-at").values("user_id")[:1]
    rows = Thread.objects.for_actor(actor).filter(assessment=assessment, resolved_at__isnull=True)
    named = rows.annotate(last=Subquery(remarks)).values_list("capability_id", "institution_id", "last")
    return [_Waiting(*row) for row in named]


def _concerns(thread: _Waiting, own: set[UUID], asked: set[tuple[UUID, UUID]], people: dict[UUID, set[Any]]) -> bool:
    """Whether one of these institutions is spoken to, and did not have the last word."""
    return any(
        thread.last not in people[institution]
        for institution in own
        if thread.institution_id == institution
        or (thread.institution_id is None and (institution, thread.capability_id) in asked)
    )
