"""Changing a plan's rows: an edit is written whole or not at all, and its author can take it back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from concord.domains.plans.enums import ChangeSource
from concord.domains.plans.merging import Edit, EditRefused, inverse, weigh
from concord.domains.plans.models import Plan, PlanChange
from concord.domains.plans.plan_changes import NothingNew, last_own_change, write_edit
from concord.domains.plans.row_fields import ACTIONS
from concord.domains.plans.row_store import load_store
from concord.domains.plans.rules import can_edit_plan
from concord.domains.plans.state import locked_open
from concord.domains.plans.typed_edits import TypedEdit, refuse_strangers, tables_of, understood
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import WrongState


def change_plan(*, actor: Actor, plan: Plan, edit: Edit, source: ChangeSource = ChangeSource.FORM) -> PlanChange | None:
    """Change, add and remove rows of a plan; None where everything stood there already.

    ``EditRefused`` says value by value what is wrong and what somebody else changed meanwhile; then nothing is written.
    The focal point changes everything, a contributor what its institution leads (``row_fields.OF_THE_LEAD``).
    """
    require(can_edit_plan, actor)
    try:
        with audited(actor, "plan.changed") as record:
            return write_edit(actor, plan, edit, source, record)
    except NothingNew:
        return None


def change_as_typed(
    *, actor: Actor, plan: Plan, typed: TypedEdit, source: ChangeSource = ChangeSource.FORM
) -> PlanChange | None:
    """As ``change_plan``, for what somebody typed, pasted or chose in the words of their language."""
    require(can_edit_plan, actor)
    try:
        with audited(actor, "plan.changed") as record:
            store = load_store(actor, locked_open(actor, plan), [ACTIONS, *tables_of(typed)])
            refuse_strangers(typed, store)
            edit, problems = understood(typed, store, store.vocabulary())
            if problems:
                clashes = weigh(edit, store.rows).clashes
                raise EditRefused(_("Nothing was saved: some values are not right."), tuple(problems), clashes)
            return write_edit(actor, plan, edit, source, record)
    except NothingNew:
        return None


def undo_change(*, actor: Actor, plan: Plan) -> PlanChange:
    """Take back the last change of one's own that was not taken back yet.

    Refused where somebody else has changed the same values since.
    """
    require(can_edit_plan, actor)
    last = last_own_change(actor, plan)
    if last is None:
        raise WrongState(_("There is no change of yours to take back."))
    try:
        with audited(actor, "plan.change_undone") as record:
            record.detail["undone"] = last.pk
            return write_edit(actor, plan, inverse(last.entries), ChangeSource.UNDO, record, undoes=last)
    except NothingNew:
        raise WrongState(_("Nothing is left of your last change; somebody else has changed it back.")) from None
    except EditRefused as refused:
        words = _("Your last change cannot be taken back: somebody else has changed the same since.")
        raise EditRefused(words, refused.problems, refused.clashes) from None
