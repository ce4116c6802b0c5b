"""What the document of a plan says that came from a file and not from an assessment."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.plans.models import Objective
from concord.domains.plans.queries.importing import source_of, unclear_rows
from concord.domains.reports import words
from concord.domains.reports.material import Material


def summary(material: Material) -> str:
    """What the plan holds and costs."""
    cost, n = material.cost, words.number
    objectives = len({action.objective_id for action in material.actions})
    return _(
        "This plan has %(actions)s actions under %(objectives)s objectives. They are likely to cost %(likely)s "
        "%(currency)s (between %(low)s and %(high)s)."
    ) % {
        "actions": n(len(material.actions)), "objectives": n(objectives), "likely": n(cost.likely), "low": n(cost.low),
        "high": n(cost.high), "currency": material.plan.currency,
    }  # fmt: skip


def purpose() -> str:
    """Where the plan stands."""
    return _(
        "The country decides what the plan contains; every line may be changed, added or left out before adoption."
    )


def plan_intro(material: Material) -> str:
    """What stands above the tables of actions."""
    return _("Costs are likely costs in thousands of %(currency)s.") % {"currency": material.plan.currency}


def method(material: Material) -> tuple[str, ...]:
    """How the plan was taken over."""
    source = source_of(material.actor, material.plan)
    said = [
        _(
            "This plan was not drafted from an assessment made here: it was taken over from the file %(file)s. Its "
            "rows are kept as they stood. A cost that the file gives for several years together is shared equally "
            "among them."
        )
        % {"file": source.name if source else "–"}
    ]
    unclear = unclear_rows(material.actor, material.plan).filter(settled_at__isnull=True).count()
    if unclear:
        words_ = ngettext(
            "%(n)s row of the file is still to be clarified.",
            "%(n)s rows of the file are still to be clarified.",
            unclear,
        )
        said.append(words_ % {"n": unclear})
    return tuple(said)


def group_of(objective: Objective) -> tuple[str, str]:
    """Under which code and title an objective is drawn and summed: its area's, where it belongs to one."""
    if objective.area:
        return objective.code.partition(".")[0], objective.area
    return objective.code, objective.title
