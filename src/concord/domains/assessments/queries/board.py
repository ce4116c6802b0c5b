"""How far the round has come at a glance: institutions by area, and capabilities by institution."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from concord.domains.assessments.enums import OPEN, AssignmentStatus
from concord.domains.assessments.models import Answer, Assessment, Assignment
from concord.domains.assessments.rules import can_see_board
from concord.domains.frameworks.models import Area, Capability
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor, require

SILENT, LATE = "silent", "late"  # states that follow from answers and dates


@dataclass(frozen=True)
class BoardFilter:
    """What of the board one wants to see: an area's code, an institution's, a status or ``silent`` or ``late``."""

    area: str = ""
    institution: str = ""
    state: str = ""


@dataclass(frozen=True)
class Part:
    """One institution asked about one capability, and how far it has come."""

    pk: UUID
    institution: Institution
    capability: Capability
    status: str
    due: dt.date | None
    reason: str
    asked: int
    answered: int
    last_change: dt.datetime | None

    @property
    def open(self) -> bool:
        """Whether the institution can still answer."""
        return self.status in OPEN

    @property
    def silent(self) -> bool:
        """Whether nothing was answered although it is asked."""
        return self.open and not self.answered

    @property
    def late(self) -> bool:
        """Whether it should have been handed in already."""
        return self.open and self.due is not None and self.due < clock.today()

    @property
    def status_word(self) -> str:
        """The status in words."""
        return str(AssignmentStatus(self.status).label)


@dataclass(frozen=True)
class Lot:
    """Several parts taken together, for one cell, one row or the whole board."""

    parts: tuple[Part, ...]

    @cached_property
    def asked(self) -> int:
        """Statements asked."""
        return sum(part.asked for part in self.parts)

    @cached_property
    def answered(self) -> int:
        """Statements answered."""
        return sum(part.answered for part in self.parts)

    @cached_property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many parts stand where: status, its word, and the number; only those that occur."""
        tally = Counter(part.status for part in self.parts)
        return [(s.value, str(s.label), tally[s]) for s in AssignmentStatus if tally[s]]

    @cached_property
    def bar(self) -> list[tuple[str, int, int]]:
        """The counts as a bar of 1000: status, where its piece begins, how wide it is."""
        pieces, before = [], 0
        for status, _word, number in self.counts:
            start, end = (1000 * n // len(self.parts) for n in (before, before + number))
            pieces.append((status, start, end - start))
            before += number
        return pieces

    @property
    def silent(self) -> bool:
        """Whether nothing of it is answered yet, though some is asked."""
        return any(part.open for part in self.parts) and not self.answered

    @property
    def late(self) -> int:
        """How many parts are overdue."""
        return sum(part.late for part in self.parts)

    @property
    def due(self) -> dt.date | None:
        """The first day on which something of it is due."""
        return min((part.due for part in self.parts if part.open and part.due), default=None)

    @property
    def last_change(self) -> dt.datetime | None:
        """When something of it was last answered."""
        return max((part.last_change for part in self.parts if part.last_change), default=None)


@dataclass(frozen=True)
class BoardRow:
    """One institution; a cell for each area, or none where it is asked about nothing there."""

    institution: Institution
    cells: tuple[Lot | None, ...]
    total: Lot


@dataclass(frozen=True)
class Board:
    """Institutions by area."""

    areas: tuple[Area, ...]
    rows: tuple[BoardRow, ...]
    total: Lot


@dataclass(frozen=True)
class MatrixRow:
    """One capability; a part for each institution, or none where it is not asked."""

    capability: Capability
    parts: tuple[Part | None, ...]


@dataclass(frozen=True)
class MatrixArea:
    """The rows of one area."""

    area: Area
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Matrix:
    """Capabilities (by area) by institution."""

    institutions: tuple[Institution, ...]
    areas: tuple[MatrixArea, ...]


def areas_of(assessment: Assessment) -> list[Area]:
    """The areas of the framework that is assessed, in its order."""
    return list(Area.objects.filter(framework_id=assessment.framework_id).order_by("order"))


def parts(actor: Actor, assessment: Assessment, wanted: BoardFilter = BoardFilter()) -> list[Part]:
    """Every assignment with its counts, by institution and in the framework's order."""
    require(can_see_board, actor)
    given = _given(actor, assessment)
    asked = _asked(assessment)
    capabilities = Capability.objects.filter(framework_id=assessment.framework_id).select_related("area")
    by_pk = {capability.pk: capability for capability in capabilities.defer("aim", "why", "evidence")}
    institutions = {institution.pk: institution for institution in Institution.objects.for_actor(actor)}
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment)
    found = []
    for pk, institution_id, capability_id, status, due, reason in rows.values_list(
        "pk", "institution_id", "capability_id", "status", "due", "reason"
    ):
        answered, last = given.get((institution_id, capability_id), (0, None))
        number = asked.get(capability_id, 0)
        institution, capability = institutions[institution_id], by_pk[capability_id]
        found.append(Part(pk, institution, capability, status, due, reason, number, answered, last))
    kept = [part for part in found if _matches(part, wanted)]
    return sorted(kept, key=lambda part: (part.institution.name, part.institution.code, part.capability.order))


def _given(actor: Actor, assessment: Assessment) -> dict[tuple[UUID, UUID], tuple[int, Any]]:
    rows = Answer.objects.for_actor(actor).filter(assessment=assessment).exclude(value="")
    counted = rows.values_list("institution_id", "statement__capability_id").order_by()
    return {
        (institution, capability): (n, last)
        for institution, capability, n, last in counted.annotate(n=Count("pk"), last=Max("answered_at"))
    }


def _asked(assessment: Assessment) -> dict[UUID, int]:
    rows = Capability.objects.filter(framework_id=assessment.framework_id).order_by()
    return dict(rows.values_list("pk").annotate(n=Count("statements")))


def _matches(part: Part, wanted: BoardFilter) -> bool:
    if wanted.area and part.capability.area.code != wanted.area:
        return False
    if wanted.institution and part.institution.code != wanted.institution:
        return False
    if wanted.state in (SILENT, LATE):
        return part.silent if wanted.state == SILENT else part.late
    return not wanted.state or part.status == wanted.state


def board(found: Sequence[Part], areas: Iterable[Area]) -> Board:
    """Parts as institutions by area."""
    shown = tuple(areas)
    by_row: dict[Institution, dict[UUID, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for part in found:
        by_row[part.institution][part.capability.area_id].append(part)
    rows = (
        BoardRow(
            institution,
            tuple(Lot(tuple(by_area[area.pk])) if by_area.get(area.pk) else None for area in shown),
            Lot(tuple(part for in_area in by_area.values() for part in in_area)),
        )
        for institution, by_area in by_row.items()
    )
    return Board(shown, tuple(rows), Lot(tuple(found)))


def matrix(found: Sequence[Part], assessment: Assessment, area: str = "") -> Matrix:
    """Parts as capabilities by institution; every capability of the framework (or of one area) has its row."""
    institutions = tuple(sorted({part.institution for part in found}, key=lambda i: (i.name, i.code)))
    by_place = {(part.capability.pk, part.institution.pk): part for part in found}
    rows: dict[Area, list[MatrixRow]] = {}
    capabilities = Capability.objects.filter(framework_id=assessment.framework_id).select_related("area")
    for capability in capabilities.defer("aim", "why", "evidence").order_by("order"):
        if not area or capability.area.code == area:
            cells = tuple(by_place.get((capability.pk, institution.pk)) for institution in institutions)
            rows.setdefault(capability.area, []).append(MatrixRow(capability, cells))
    return Matrix(institutions, tuple(MatrixArea(a, tuple(r)) for a, r in rows.items()))
