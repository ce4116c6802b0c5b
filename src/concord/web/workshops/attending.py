"""Who is in the room: letting in, for whom somebody speaks, and who was there at which item."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concord.domains.people.queries import institutions
from concord.domains.workshops import queries, services
from concord.domains.workshops.enums import Standing
from concord.domains.workshops.models import Participant
from concord.domains.workshops.rules import can_assist
from concord.kernel.actor import require
from concord.ui.access import CountryRequest, country_form
from concord.web.consolidation.asked_for import told
from concord.web.workshops.asked_for import ids, one_id, page_of, workshop_at

ORDER = (Standing.WAITING, Standing.ADMITTED, Standing.LEFT, Standing.REFUSED)


@country_form
def people(request: CountryRequest, pk: UUID) -> HttpResponse:
    """Everybody who asked to come in, with what may be done; and the list of those present at each item begun."""
    actor, found = request.actor, workshop_at(request, pk)
    require(can_assist, actor, found)
    if request.method == "POST":
        given = request.POST
        with told(request):
            if given.get("do") == "present":
                item = queries.find_item(actor, found, one_id(given.get("item", "")))
                there = services.set_present(actor=actor, item=item, present=ids(given.getlist("present")))
                messages.success(request, _("Kept: %(n)s people were there.") % {"n": there})
            else:
                participant = queries.find_participant(actor, found, one_id(given.get("participant", "")))
                wanted = one_id(given.get("institution", ""))
                chosen = institutions(actor).filter(pk=wanted).first()
                if chosen is not None:
                    services.move_participant(actor=actor, participant=participant, institution=chosen)
        return redirect("workshop_people", request.country.code, pk)
    everybody = list(queries.participants(actor, found).exclude(name=""))
    begun = [line for line in queries.agenda(actor, found) if line.item.started_at is not None]
    context = page_of(
        request,
        found,
        groups=[(one, [p for p in everybody if p.standing == one]) for one in ORDER],
        everybody=everybody,
        institutions=institutions(actor),
        items=[(line, *_there(request, line, everybody)) for line in begun],
    )
    return render(request, "workshops/people.html", context)


def _there(
    request: CountryRequest, line: queries.AgendaLine, everybody: list[Participant]
) -> tuple[list[tuple[Participant, bool]], int]:
    noted = queries.present_at(request.actor, line.item)
    rows = [(one, noted[one.pk]) for one in everybody if one.pk in noted]
    return rows, sum(there for _one, there in rows)
