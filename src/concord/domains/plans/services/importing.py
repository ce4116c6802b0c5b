"""Writes of plans that come from a file: the file, the naming of its columns, the plan, and what was unclear in it."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from concord.domains.plans.importing import propose_mapping, understand, write_imported
from concord.domains.plans.models import ImportedRow, Plan, PlanUpload
from concord.domains.plans.rules import can_import_plan, can_shape_plan
from concord.domains.plans.state import locked
from concord.formats.plan_import import PlanMap
from concord.kernel import clock, filestore
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


def keep_upload(*, actor: Actor, content: bytes, name: str, mapping: PlanMap | None = None) -> PlanUpload:
    """Keep a file with an existing plan, and a first mapping of its columns. ``FormatError`` if it is no workbook."""
    require(can_import_plan, actor)
    mapping = mapping or propose_mapping(actor, content, name)
    with audited(actor, "plan.file_kept", name=name, sha256=hashlib.sha256(content).hexdigest()) as record:
        record.subject = upload = PlanUpload.objects.create(
            country_id=actor.country_id,
            name=name[:200],
            sha256=filestore.keep(actor.country_id, content),
            mapping=mapping.model_dump(mode="json"),
            uploaded_at=clock.now(),
            uploaded_by=actor.name,
        )
    return upload


def map_upload(*, actor: Actor, upload: PlanUpload, mapping: PlanMap) -> None:
    """Say how the columns of a kept file are to be read."""
    require(can_import_plan, actor)
    with audited(actor, "plan.file_mapped", upload, columns=sorted(mapping.columns)):
        row = _waiting(actor, upload)
        row.mapping = mapping.model_dump(mode="json")
        row.save(update_fields=["mapping"])


def import_plan(*, actor: Actor, upload: PlanUpload, title: str = "") -> Plan:
    """Make a kept file a plan of its own, which from then on is the country's plan.

    Reading comes before the transaction. ``FormatError`` or ``InvalidInput`` where something must be named first.
    """
    require(can_import_plan, actor)
    with filestore.open_kept(upload.country_id, upload.sha256) as file:
        content = file.read()
    mapping = PlanMap.model_validate(upload.mapping)
    understood = understand(actor, content, upload.name, mapping)
    if not understood.plan.actions:
        raise InvalidInput(_("No row of the file could be read as an action; correct the naming of its columns."))
    title = title or mapping.title or upload.name.rsplit(".", 1)[0]
    with audited(actor, "plan.imported", file=upload.name, sha256=upload.sha256) as record:
        record.subject = plan = write_imported(actor, understood, _waiting(actor, upload), title)
        record.detail |= {
            "rows": len(understood.file.rows), "actions": len(understood.plan.actions),
            "unclear": len(understood.plan.problems), "likely": str(understood.likely), "currency": plan.currency,
        }  # fmt: skip
    return plan


def drop_upload(*, actor: Actor, upload: PlanUpload) -> None:
    """Forget a file of which no plan was made."""
    require(can_import_plan, actor)
    with audited(actor, "plan.file_dropped", upload, name=upload.name):
        PlanUpload.objects.for_actor(actor).filter(pk=_waiting(actor, upload).pk).delete()


def _waiting(actor: Actor, upload: PlanUpload) -> PlanUpload:
    row = PlanUpload.objects.for_actor(actor).select_for_update().get(pk=upload.pk)
    if row.plan_id:
        raise WrongState(_("A plan was already made from this file; choose the file again to make another one."))
    return row


def settle_row(*, actor: Actor, row: ImportedRow, note: str) -> None:
    """Note that what was unclear in a row of the file is settled, and how; an empty note opens it again."""
    require(can_shape_plan, actor)
    with audited(actor, "plan.row_settled", row, line=row.line, note=note):
        here = ImportedRow.objects.for_actor(actor).select_for_update().get(pk=row.pk)
        here.note = note[:400]
        here.settled_by, here.settled_at = (actor.name, clock.now()) if note else ("", None)
        here.save(update_fields=["note", "settled_by", "settled_at"])


def pick_plan(*, actor: Actor, plan: Plan) -> None:
    """Make one of the country's plans the one that everybody works on."""
    require(can_shape_plan, actor)
    with audited(actor, "plan.picked", plan, title=plan.title):
        row = locked(actor, plan)
        row.picked_at = clock.now()
        row.save(update_fields=["picked_at"])
