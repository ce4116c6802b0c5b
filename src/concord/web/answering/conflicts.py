"""Answers that a workbook and the database both changed: both versions side by side, until somebody decides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.assessments import queries
from concord.domains.assessments.enums import Side
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Conflict
from concord.domains.assessments.services import settle_conflict
from concord.kernel.errors import InvalidInput
from concord.ui.access import CountryRequest
from concord.web.answering.sheets import Ask


def conflicts(request: CountryRequest) -> HttpResponse:
    """The open conflicts that one may settle: all for a focal point, their own institution's for others."""
    assessment = queries.latest_assessment(request.actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "assessment"})
    context = {
        "section": "assessment",
        "label": assessment.label,
        "conflicts": [_shown(row) for row in queries.conflicts_to_settle(request.actor, assessment)],
    }
    return render(request, "answering/conflicts.html", context)


def _shown(conflict: Conflict) -> dict[str, object]:
    theirs, ours = (Said(*words) for words in (conflict.theirs, conflict.ours))
    ask = Ask(conflict.statement, ours, conflict.base_revision)
    return {
        "row": conflict,
        "theirs": theirs,
        "ours": ours,
        "their_words": ask.worded(theirs),
        "our_words": ask.worded(ours),
    }


def settle(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Keep the workbook's or the database's version."""
    conflict = queries.conflict_to_settle(request.actor, pk)
    if request.POST.get("keep") not in Side.values:
        raise InvalidInput(_("Choose which of the two answers is kept."))
    settle_conflict(actor=request.actor, conflict=conflict, keep=Side(request.POST["keep"]))
    messages.success(request, _("%(code)s is decided.") % {"code": conflict.statement.code})
    return redirect("conflicts", country_code=request.country.code)
