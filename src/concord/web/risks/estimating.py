"""One scenario with the estimate of one's institution and the spread, and the list of what is still to rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from concord.domains.assessments.enums import Confidence
from concord.domains.frameworks.models import Capability
from concord.domains.people.models import Institution
from concord.domains.people.queries import institutions
from concord.domains.risks import queries
from concord.domains.risks.enums import IMPACT_WORDS, LIKELIHOOD_WORDS, RATING, Dimension, Stage
from concord.domains.risks.models import Estimate, RiskPicture, Scenario
from concord.domains.risks.queries import ToRate
from concord.domains.risks.ratings import DIMENSIONS
from concord.domains.risks.rules import can_estimate_for, can_run_risks, can_see_spread
from concord.domains.risks.services import Bands, estimate_risk
from concord.kernel.actor import require
from concord.kernel.errors import InvalidInput, NotFound
from concord.ui.access import CountryRequest, country_action, country_page
from concord.web.risks.asked_for import page_of, picture_for, rater, round_of, told
from concord.web.risks.spreads import scales_of

REASON_AT_MOST = 4000


@dataclass(frozen=True)
class Scale:
    """One question of the form: its name, its word, the bands in words, and what was chosen."""

    name: str
    title: str
    bands: tuple[tuple[int, str], ...]
    chosen: str  # "1" to "5", "none" where the institution cannot say, empty before anything was said


@country_page
def scenario(request: CountryRequest, code: str) -> HttpResponse:
    """A scenario: its story, what leans on what, one's own estimate, and the spread once it is shown."""
    actor, assessment = request.actor, round_of(request)
    found = queries.find_scenario(actor, code)
    picture = queries.picture_of(actor, assessment)
    strengths = queries.strengths_of(actor, found)
    capabilities = list(assessment.framework.capabilities.filter(pk__in=strengths).order_by("order"))
    context = page_of(
        request,
        "risks",
        assessment,
        picture,
        scenario=found,
        strongly=_leaning(capabilities, strengths, 2),
        partly=_leaning(capabilities, strengths, 1),
        **_own(request, picture, found),
    )
    if picture is not None and can_see_spread(actor, picture):
        spread = queries.spread_of(actor, picture, found)
        context |= {"spread": spread, "scales": scales_of(spread), "dimensions": list(Dimension)}
    return render(request, "risks/scenario.html", context)


def _leaning(capabilities: Sequence[Capability], strengths: dict[Any, int], wanted: int) -> list[Capability]:
    return [capability for capability in capabilities if strengths[capability.pk] == wanted]


def _own(request: CountryRequest, picture: RiskPicture | None, scenario: Scenario) -> dict[str, Any]:
    """The form of one's institution, with the scenarios before and after; nothing for who does not rate."""
    chosen = rater(request)
    context: dict[str, Any] = {"institution": chosen, "confidences": Confidence.choices}
    if can_run_risks(request.actor):
        context["institutions"] = institutions(request.actor)
    if picture is None or chosen is None or not can_estimate_for(request.actor, chosen):
        return context
    listed = queries.rating_list(request.actor, picture, chosen)
    at = next((number for number, row in enumerate(listed) if row.scenario.pk == scenario.pk), None)
    estimate = listed[at].estimate if at is not None else None
    return context | {
        "open": picture.stage in RATING and at is not None,
        "estimate": estimate,
        "form": form_of(estimate),
        "before": listed[at - 1].scenario if at else None,
        "after": listed[at + 1].scenario if at is not None and at + 1 < len(listed) else None,
        "number": (at or 0) + 1,
        "total": len(listed),
    }


def form_of(estimate: Estimate | None) -> list[Scale]:
    """The five questions of an estimate, likelihood first."""
    said = [("likelihood", _("How likely is it in the next five years?"), LIKELIHOOD_WORDS)]
    said += [(d.value, str(d.label), IMPACT_WORDS[d]) for d in DIMENSIONS]
    return [
        Scale(name, title, tuple((band, str(words[band])) for band in range(1, 6)), _chosen(estimate, name))
        for name, title, words in said
    ]


def _chosen(estimate: Estimate | None, name: str) -> str:
    if estimate is None:
        return ""
    band = getattr(estimate, name)
    return "none" if band is None else str(band)


@country_action
def estimate(request: CountryRequest, code: str) -> HttpResponse:
    """Take in an estimate; the way on leads to the next scenario that is still to rate."""
    picture, chosen = picture_for(request), rater(request)
    if chosen is None:
        raise NotFound("There is no such page.")
    require(can_estimate_for, request.actor, chosen)
    found = queries.find_scenario(request.actor, code)
    saved = False
    with told(request):
        estimate_risk(
            actor=request.actor,
            picture=picture,
            scenario=found,
            institution=chosen,
            bands=Bands(**{name: _band(request, name) for name in ("likelihood", *(d.value for d in DIMENSIONS))}),
            confidence=request.POST.get("confidence", ""),
            reason=request.POST.get("reason", "").replace("\r\n", "\n").strip()[:REASON_AT_MOST],
        )
        saved = True
    if not saved or request.POST.get("then") != "next":
        if saved:
            messages.success(request, _("Your estimate is saved."))
        return redirect(_page(request, found.code, chosen))
    following = _following(queries.rating_list(request.actor, picture, chosen), found)
    if following is None:
        messages.success(request, _("Your estimate is saved; nothing is left to rate."))
        return redirect(_with(reverse("risk_rating", args=[request.country.code]), request, chosen))
    messages.success(request, _("Your estimate of %(code)s is saved. This is the next one.") % {"code": found.code})
    return redirect(_page(request, following.code, chosen))


def _band(request: CountryRequest, name: str) -> int | None:
    given = request.POST.get(name, "")
    if given == "none":
        return None
    if given not in tuple("12345"):
        raise InvalidInput(_("Choose a band for each question, or say that your institution cannot say."))
    return int(given)


def _following(listed: Sequence[ToRate], scenario: Scenario) -> Scenario | None:
    """The next scenario that waits, from here to the end of the list and on from its beginning."""
    at = next((number for number, row in enumerate(listed) if row.scenario.pk == scenario.pk), 0)
    waiting = (row.scenario for row in (*listed[at + 1 :], *listed[:at]) if row.state in ("open", "kept"))
    return next(waiting, None)


def _page(request: CountryRequest, code: str, chosen: Institution) -> str:
    return _with(reverse("scenario", args=[request.country.code, code]), request, chosen)


def _with(address: str, request: CountryRequest, chosen: Institution) -> str:
    """The address, naming the institution where it is not one's own."""
    own = chosen.pk == request.actor.institution_id
    return address if own else f"{address}?{urlencode({'institution': chosen.code})}"


@country_page
def rating(request: CountryRequest) -> HttpResponse:
    """What an institution has rated and has still to rate."""
    picture, chosen = picture_for(request), rater(request)
    rows: list[ToRate] = []
    if chosen is not None:
        require(can_estimate_for, request.actor, chosen)
        rows = queries.rating_list(request.actor, picture, chosen)
    elif not can_run_risks(request.actor):
        raise NotFound("There is no such page.")
    done = [row for row in rows if row.state not in ("open", "kept")]
    context = page_of(
        request,
        "risk_rating",
        picture.assessment,
        picture,
        institution=chosen,
        institutions=institutions(request.actor) if can_run_risks(request.actor) else None,
        rows=rows,
        done=len(done),
        first=next((row.scenario for row in rows if row.state in ("open", "kept")), None),
        open=picture.stage in RATING,
        again=picture.stage == Stage.SECOND,
    )
    return render(request, "risks/rating.html", context)
