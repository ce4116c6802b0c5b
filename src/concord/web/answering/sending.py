"""What the page's script sends while somebody answers: one answer at a time, and files beside it. Replies are JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import FileResponse, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from concord.domains.assessments import queries
from concord.domains.assessments.models import Assignment, EvidenceFile
from concord.domains.assessments.services import Saved, attach_evidence, remove_evidence, save_answer
from concord.domains.frameworks.models import Statement
from concord.domains.frameworks.queries import statements_of
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.kernel.filestore import open_kept
from concord.ui.access import CountryRequest
from concord.web.answering.doors import Door, door_of
from concord.web.answering.sheets import FIELDS, read_plain

P = ParamSpec("P")


def _in_words(view: Callable[Concatenate[CountryRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """What cannot be done comes back as one sentence (422)."""

    @wraps(view)
    def spoken(request: CountryRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (InvalidInput, WrongState) as error:
            return JsonResponse({"sentence": str(error)}, status=422)

    return spoken


@_in_words
def save(request: CountryRequest, pk: UUID, code: str) -> HttpResponse:
    """One answer as it stands on the page. 409 brings what somebody else answered meanwhile; nothing is written then.

    ``who`` says whose page sent it: where somebody else has signed in since, in the same browser, nothing is taken.
    """
    plain = _read(request.body)
    said, base = read_plain(plain)
    if plain.get("who") != str(request.actor.user_id):
        return JsonResponse({"sentence": _("Somebody else has signed in on this device.")}, status=403)
    assignment = queries.part_to_save(request.actor, pk)
    statement = _statement(assignment, code)
    saved = save_answer(actor=request.actor, assignment=assignment, statement=statement, said=said, base=base)
    return JsonResponse(_plain(saved), status=409 if saved.conflict else 200)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise InvalidInput(_("This is not an answer.")) from None


def _plain(saved: Saved) -> dict[str, object]:
    stands = {"revision": saved.revision, "by": saved.by, "at": saved.at.isoformat() if saved.at else ""}
    if saved.conflict:
        return stands | {"theirs": dict(zip(FIELDS, saved.said, strict=True))}
    return stands | {"saved": True}


def _statement(assignment: Assignment, code: str) -> Statement:
    found = next((one for one in statements_of(assignment.capability_id) if one.code == code), None)
    if found is None:
        raise NotFound("There is no such statement in this part.")
    return found


@_in_words
def attach(request: CountryRequest, pk: UUID, code: str) -> HttpResponse:
    """One file to put beside an answer."""
    assignment = queries.part_to_answer(request.actor, pk)
    upload = request.FILES.get("file")
    if upload is None:
        raise InvalidInput(_("Choose a file."))
    file = attach_evidence(
        actor=request.actor,
        assignment=assignment,
        statement=_statement(assignment, code),
        name=upload.name or "",
        data=upload.read(),
    )
    return JsonResponse(_file(door_of(request), pk, file))


def _file(door: Door, part: UUID, file: EvidenceFile) -> dict[str, object]:
    return {
        "id": str(file.pk),
        "name": file.name,
        "size": file.size,
        "url": door.to("evidence", part, file.pk),
        "remove": door.to("remove_evidence", part, file.pk),
    }


@_in_words
def remove(request: CountryRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Take a file away from an answer."""
    assignment = queries.part_to_answer(request.actor, pk)
    found = queries.evidence_file(request.actor, pk, file)
    remove_evidence(actor=request.actor, assignment=assignment, file=found)
    return JsonResponse({"removed": True})


def evidence(request: CountryRequest, pk: UUID, file: UUID) -> HttpResponse:
    """A file as it was uploaded, for who may read the answer: to be saved, never shown or run by the browser here."""
    found = queries.evidence_file(request.actor, pk, file)
    response = FileResponse(
        open_kept(found.country_id, found.sha256),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
