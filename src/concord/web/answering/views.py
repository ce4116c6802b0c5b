"""The page of one part, and the list of one's parts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments import queries
from concord.domains.assessments.changes import checked_change
from concord.domains.assessments.enums import AssignmentStatus
from concord.domains.assessments.models import Assignment
from concord.domains.assessments.rules import can_submit_part, may_see_all_answers
from concord.domains.assessments.services import (
    attach_evidence,
    carry_forward,
    remove_evidence,
    save_answers,
    submit_assignments,
    take_back_assignments,
)
from concord.domains.frameworks.models import Statement
from concord.domains.frameworks.queries import statements_of
from concord.kernel import clock
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.access import CountryRequest
from concord.web.answering.doors import door_of
from concord.web.answering.sheets import Sent, in_language, read_form, rungs


def part(request: CountryRequest, pk: UUID) -> HttpResponse:
    """One capability as an institution answers it. With script each change is saved by itself; without, by the form."""
    assignment = queries.part_to_answer(request.actor, pk)
    statements = statements_of(assignment.capability_id)
    sent = None
    if request.method == "POST":
        sent, then = _take_in(request, assignment, statements), request.POST.get("then", "")
        if sent.is_clean:
            _then(request, assignment, statements, then)
            anchor = f"#s-{then.partition(':')[2]}" if then.startswith(("carry:", "remove:")) else ""
            return redirect(door_of(request).to("part", pk) + anchor.partition("/")[0])
        assignment = queries.part_to_answer(request.actor, pk)
    return render(request, "answering/part.html", _page(request, assignment, statements, sent))


def _page(
    request: CountryRequest, assignment: Assignment, statements: Sequence[Statement], sent: Sent | None
) -> dict[str, object]:
    actor, door = request.actor, door_of(request)
    levels = rungs(
        statements,
        queries.own_answers(actor, assignment),
        queries.part_evidence(actor, assignment),
        queries.last_answers(actor, assignment),
        sent,
    )
    asks = [ask for level in levels for ask in level.asks]
    return {
        "section": "assessment",
        "label": assignment.assessment.label,
        "layout": "answering/guest.html" if door.is_guest else "ui/country.html",
        "door": door,
        "assignment": assignment,
        "capability": assignment.capability,
        "part": queries.Part(assignment, len(asks), sum(bool(ask.said.value) for ask in asks)),
        "place": queries.place_of(actor, assignment),
        "accepts": [in_language(text) for text in assignment.capability.evidence],
        "back": door.home if actor.institution_id else reverse("board", args=[request.country.code]),
        "back_to_board": actor.institution_id is None,
        "rungs": levels,
        "carriable": [ask for ask in asks if ask.can_carry],
        "sent": sent,
        "may_submit": can_submit_part(actor, assignment),
        "today": clock.today(),
    }


def _take_in(request: CountryRequest, assignment: Assignment, statements: Sequence[Statement]) -> Sent:
    """Save what the form says, as far as it can be; what cannot comes back with the reason."""
    present = queries.own_answers(request.actor, assignment)
    sent = Sent(read_form(statements, request.POST, present))
    good = []
    for key, change in sent.changes.items():
        try:
            good.append(checked_change(assignment, change))
        except (InvalidInput, WrongState) as error:
            sent.problems[key] = str(error)
    saved = save_answers(actor=request.actor, assignment=assignment, changes=good) if good else {}
    sent.conflicts = {key: stands for key, stands in saved.items() if stands.conflict}
    return sent


def _then(request: CountryRequest, assignment: Assignment, statements: Sequence[Statement], then: str) -> None:
    """What was asked for besides saving, by the button that was pressed."""
    verb, _colon, what = then.partition(":")
    wanted = [statement for statement in statements if what in ("", statement.code)]
    done = _("Saved.")
    try:
        match verb:
            case "carry":
                count = carry_forward(actor=request.actor, assignment=assignment, statements=wanted)
                done = ngettext(
                    "%(n)s answer of the last round was carried forward.",
                    "%(n)s answers of the last round were carried forward.",
                    count,
                ) % {"n": count}
            case "remove":
                file = queries.evidence_file(request.actor, assignment.pk, _uuid(what.partition("/")[2]))
                remove_evidence(actor=request.actor, assignment=assignment, file=file)
                done = _("The file was removed.")
            case "submit":
                submit_assignments(actor=request.actor, assignments=[assignment])
                done = _("Handed in. You can take it back until it is accepted.")
            case "take_back":
                take_back_assignments(actor=request.actor, assignments=[assignment])
                done = _("Taken back: you can change your answers again.")
        _attach(request, assignment, statements)
    except (InvalidInput, WrongState) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def _attach(request: CountryRequest, assignment: Assignment, statements: Sequence[Statement]) -> None:
    for statement in statements:
        for upload in request.FILES.getlist(f"files.{statement.code}"):
            attach_evidence(
                actor=request.actor,
                assignment=assignment,
                statement=statement,
                name=upload.name or "",
                data=upload.read(),
            )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such file.") from None


def my_parts(request: CountryRequest) -> HttpResponse:
    """What one's institution is asked, by area; handing in everything that is complete."""
    actor = request.actor
    assessment = queries.latest_assessment(actor)
    if assessment is None:
        return render(request, "overview/empty.html", {"section": "assessment"})
    if actor.institution_id is None:
        if may_see_all_answers(actor):
            return redirect("board", country_code=request.country.code)
        raise NotFound("There is no such page.")
    institution = queries.own_institution(actor)
    areas = queries.own_parts(actor, assessment, institution)
    parts = [part for members in areas.values() for part in members]
    # What was returned waits for a change, so it is handed in by itself.
    complete = [
        part
        for part in parts
        if part.is_open and part.is_complete and part.assignment.status != AssignmentStatus.RETURNED
    ]
    if request.method == "POST":
        if complete:
            submit_assignments(actor=actor, assignments=[part.assignment for part in complete])
            messages.success(request, _("Handed in everything that is complete."))
        else:
            messages.info(request, _("There is nothing complete to hand in yet."))
        return redirect(door_of(request).home)
    context = {
        "section": "assessment",
        "label": assessment.label,
        "door": door_of(request),
        "assessment": assessment,
        "institution": institution,
        "areas": areas,
        "parts": parts,
        "complete": complete,
        "next": _next_open(parts),
        "conflicts": queries.open_conflicts(actor, assessment).filter(institution=institution).count(),
        "today": clock.today(),
    }
    return render(request, "answering/my_parts.html", context)


def _next_open(parts: Sequence[queries.Part]) -> queries.Part | None:
    """Returned parts first, then the first that is not complete, in order."""
    returned = [part for part in parts if part.assignment.status == AssignmentStatus.RETURNED]
    waiting = [part for part in parts if part.is_open and not part.is_complete]
    return next(iter([*returned, *waiting]), None)
