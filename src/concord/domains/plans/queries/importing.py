"""Reads about plans that came from a file."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from concord.domains.plans.importing import Understood, understand
from concord.domains.plans.models import Action, ImportedRow, Plan, PlanUpload
from concord.domains.plans.rules import can_import_plan, can_see_plan
from concord.formats.plan_import import PlanMap
from concord.kernel import filestore
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound


def all_plans(actor: Actor) -> QuerySet[Plan]:
    """The country's plans, the one that everybody works on first."""
    require(can_see_plan, actor)
    return Plan.objects.for_actor(actor).order_by(Coalesce("picked_at", "drafted_at").desc())


def find_plan(actor: Actor, pk: UUID) -> Plan:
    """One of the country's plans."""
    found = all_plans(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


def uploads(actor: Actor) -> QuerySet[PlanUpload]:
    """Files of which no plan was made yet, the newest first."""
    require(can_import_plan, actor)
    return PlanUpload.objects.for_actor(actor).filter(plan__isnull=True)


def find_upload(actor: Actor, pk: UUID) -> PlanUpload:
    """One of these files."""
    found = uploads(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


def content_of(actor: Actor, upload: PlanUpload) -> bytes:
    """What a kept file holds."""
    require(can_import_plan, actor)
    with filestore.open_kept(upload.country_id, upload.sha256) as file:
        return file.read()


def preview(actor: Actor, upload: PlanUpload) -> Understood:
    """What a kept file would become by its mapping; see ``understand``."""
    return understand(actor, content_of(actor, upload), upload.name, PlanMap.model_validate(upload.mapping))


def imported_rows(actor: Actor, plan: Plan) -> QuerySet[ImportedRow]:
    """The rows of the file that a plan came from."""
    require(can_see_plan, actor)
    return ImportedRow.objects.for_actor(actor).filter(plan=plan).select_related("action")


def unclear_rows(actor: Actor, plan: Plan) -> QuerySet[ImportedRow]:
    """Those in which something could not be understood, the open ones first."""
    return imported_rows(actor, plan).exclude(problems=[]).order_by(F("settled_at").asc(nulls_first=True), "line")


def rows_of(actor: Actor, action: Action) -> QuerySet[ImportedRow]:
    """The rows of the file that an action came from."""
    require(can_see_plan, actor)
    return ImportedRow.objects.for_actor(actor).filter(action=action)


def source_of(actor: Actor, plan: Plan) -> PlanUpload | None:
    """The file that a plan came from."""
    require(can_see_plan, actor)
    return PlanUpload.objects.for_actor(actor).filter(plan=plan).first()
