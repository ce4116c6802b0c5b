"""Coming into the room on one's phone: typing or scanning the code, asking to be let in, and leaving."""

from __future__ import annotations

from uuid import UUID

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from concord.domains.people.models import User
from concord.domains.people.queries import admission
from concord.domains.people.tokens import digest, new_secret
from concord.domains.workshops.actors import participant_actor
from concord.domains.workshops.arriving import LONGEST_NAME
from concord.domains.workshops.models import Workshop
from concord.domains.workshops.queries.phones import holder_of, institutions_to_choose, room_of
from concord.domains.workshops.services.joining import ask_to_join, join_as_oneself, leave_room
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.ui.errors import too_many
from concord.web.workshops.polling import cookie_name, phone_secret
from concord.web.workshops.voting import holder

KEPT_DAYS = 14
SECRET_LENGTH = 43  # letters of 256 random bits
# Wrong codes by address: a room of hundreds shares one, and each may mistype; for guessing it is far too slow.
WRONG_CODES = {"wrong_code": "300/5m/ip"}


def _proof(code: str) -> str:
    return salted_hmac("concord.workshops.scanned", code).hexdigest()[:12]


def join_path(workshop: Workshop) -> str:
    """The address for a QR code. It proves that it was scanned, so that nobody's guessing keeps a scanner out."""
    return reverse("join_workshop", args=[workshop.code], query={"k": _proof(workshop.code)})


def _scanned(request: HttpRequest, code: str) -> bool:
    return constant_time_compare(request.GET.get("k", ""), _proof(code))


def _guesses_left(request: HttpRequest, *, wrong: bool = False) -> bool:
    """Whether codes may still be tried from this address; ``wrong`` counts one that was not right."""
    tried = consume(request, app="concord", action="wrong_code", config=WRONG_CODES, dry_run=not wrong, limit_get=True)
    return tried is not None


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Where the code on the wall is typed."""
    typed = request.POST.get("code", "")[:40]
    problem = ""
    if request.method == "POST":
        if not _guesses_left(request):
            return too_many(request)
        try:
            return redirect("join_workshop", room_of(typed).code)
        except NotFound:
            _guesses_left(request, wrong=True)
            problem = _("There is no room with this code; look at the screen again.")
    context = {"typed": typed, "problem": problem}
    return render(request, "workshops/phone_code.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_in(request: HttpRequest, code: str) -> HttpResponse:
    """The form that asks to be let in; a phone that is known goes to its room."""
    workshop = _found(request, code)
    if workshop is None:
        return too_many(request)
    secret = phone_secret(request, workshop.pk)
    to_room = redirect("room", workshop.pk)
    problem = ""
    if holder_of(workshop.pk, secret) is not None:
        return to_room
    if request.method == "POST":
        try:
            _ask(request, workshop, secret)
        except (InvalidInput, WrongState) as error:
            problem = str(error)
        else:
            return to_room
    response = _form(request, workshop, problem)
    if len(secret) < SECRET_LENGTH:
        # Made before it is needed: whoever sends the form twice has asked once.
        response.set_cookie(
            cookie_name(workshop.pk), new_secret(), max_age=KEPT_DAYS * 86400, path=reverse("join"), httponly=True,
            samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _found(request: HttpRequest, code: str) -> Workshop | None:
    """The workshop of a code; None where too many wrong ones were tried from this address."""
    scanned = _scanned(request, code)
    if not scanned and not _guesses_left(request):
        return None
    try:
        return room_of(code)
    except NotFound:
        _guesses_left(request, wrong=True)
        raise


def _ask(request: HttpRequest, workshop: Workshop, secret: str) -> None:
    if len(secret) < SECRET_LENGTH:
        raise InvalidInput(_("This phone keeps no cookies; allow them for this address and try again."))
    if request.POST.get("as") == "oneself":
        actor = _account(request, workshop)
        if actor is None:
            raise InvalidInput(_("Your account has no role in this country; ask to be let in by name."))
        join_as_oneself(actor=actor, workshop=workshop, secret_hash=digest(secret))
        return
    name = request.POST.get("name", "")
    ask_to_join(
        actor=Actor(name[:LONGEST_NAME], workshop.country_id),
        workshop=workshop,
        name=name,
        institution_id=_institution(request.POST.get("institution", "")),
        secret_hash=digest(secret),
    )


def _institution(chosen: str) -> UUID | None:
    if chosen == "none":
        return None
    try:
        return UUID(chosen)
    except ValueError:
        raise InvalidInput(_("Choose your institution from the list.")) from None


def _account(request: HttpRequest, workshop: Workshop) -> Actor | None:
    """Who is signed in, where they have a role in the workshop's country and owe it nothing."""
    if not isinstance(request.user, User):
        return None
    try:
        let_in = admission(request.user, workshop.country.code)
    except NotFound:
        return None
    return None if let_in.owes_second_factor else let_in.actor


def _form(request: HttpRequest, workshop: Workshop, problem: str) -> HttpResponse:
    context = {
        "workshop": workshop,
        "institutions": institutions_to_choose(workshop),
        "account": _account(request, workshop),
        "problem": problem,
        "given": request.POST,
        "longest": LONGEST_NAME,
    }
    return render(request, "workshops/phone_join.html", context, status=422 if problem else 200)


@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave the room on this phone, for instance to come in under another name."""
    participant = holder(request, pk)
    leave_room(actor=participant_actor(participant), participant=participant)
    messages.info(request, _("You have left the room on this phone; what you voted stays."))
    response = redirect("join_workshop", participant.workshop.code)
    response.delete_cookie(cookie_name(pk), path=reverse("join"))
    return response
