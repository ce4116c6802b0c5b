"""Fills a scratch database as a workshop room needs it, and prints as JSON what its 37 people will send.

A process of its own, since Django knows one database only: ``python -m bench.room_filled``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

PEOPLE, INSTITUTIONS, CAPABILITIES, SAVES = 37, 20, 60, 40
TOKEN = "b" * 32  # a form's token and its cookie, which only have to agree
LEVELS = {2: "abc", 3: "abc", 4: "ab", 5: "ab"}  # ten statements a capability, 600 in all


def main() -> None:
    """Fill the database that the environment names, and say what to send."""
    from concord.cli.start import start

    start()
    from tests.factories import make_country, make_framework

    from concord.domains.frameworks.models import Capability

    country = make_country()
    framework = make_framework(_pack())
    institutions, assessment = _round(country, framework)
    people = _people(country, institutions)
    capabilities = list(Capability.objects.filter(framework=framework).order_by("order"))
    from django.conf import settings

    settings.ALLOWED_HOSTS += ["testserver"]
    clients = [_client(number, user, assessment, capabilities) for number, user in enumerate(people)]
    sys.stdout.write(json.dumps({"clients": clients, **_counted(country, people[0], capabilities[-1])}))


def _pack() -> Any:
    from tests.factories import make_pack

    from concord.formats.framework_pack import Pack

    plain = make_pack(CAPABILITIES, code="room", areas=6).model_dump(mode="json")
    for area in plain["areas"]:
        for capability in area["capabilities"]:
            code = capability["code"]
            text = "A dated order names who is responsible for this at level"
            capability["levels"] = [
                {
                    "level": level,
                    "statements": [
                        {"code": f"{code}.{level}{letter}", "text": f"{text} {level}, and was reviewed ({letter})."}
                        for letter in letters
                    ],
                }
                for level, letters in LEVELS.items()
            ]
    return Pack.model_validate(plain)


def _round(country: Any, framework: Any) -> tuple[list[Any], Any]:
    from tests.factories import actor_of, give_answers, make_assessment, make_institution

    from concord.domains.assessments.models import Assignment
    from concord.domains.assessments.services import take_back_assignments

    institutions = [make_institution(country, "health", code=f"office-{n:02}") for n in range(INSTITUTIONS)]
    assessment = make_assessment(country, framework, institutions)
    for institution in institutions:
        give_answers(assessment, institution)
    # Answers that come in whole are handed in with that; in this room people still change them.
    handed_in = Assignment.objects.for_country(country.pk).filter(assessment=assessment)
    take_back_assignments(
        actor=actor_of(country), assignments=list(handed_in.select_related("institution", "capability"))
    )
    return institutions, assessment


def _people(country: Any, institutions: list[Any]) -> list[Any]:
    from tests.factories import MACHINE, actor_of

    from concord.domains.people.enums import Role
    from concord.domains.people.services import add_user, grant_roles

    people = []
    for number in range(PEOPLE):
        institution = institutions[number % INSTITUTIONS]
        user = add_user(actor=MACHINE, email=f"person{number}@qt.example", name=f"Official {number}")
        grant_roles(
            actor=actor_of(country), user=user, roles=[Role.CONTRIBUTOR], country=country, institution=institution
        )
        user.desk = institution
        people.append(user)
    return people


def _client(number: int, user: Any, assessment: Any, capabilities: list[Any]) -> dict[str, Any]:
    """Somebody's cookies, pages and saves: each changes answers that are there, and no two people the same one."""
    from concord.domains.assessments.models import Assignment
    from concord.domains.frameworks.queries import statements_of

    second = number >= INSTITUTIONS  # a colleague of somebody else at the same institution
    parts = dict(
        Assignment.objects.for_country(assessment.country_id)
        .filter(assessment=assessment, institution=user.desk)
        .values_list("capability_id", "pk")
    )
    saves, pages = [], []
    for capability in capabilities[30 if second else 0 :]:
        page = f"/QT/assessment/parts/{parts[capability.pk]}/"
        pages.append(page)
        for statement in statements_of(capability.pk):
            saves.append(
                {
                    "address": f"{page}answers/{statement.code}/",
                    "body": {
                        "value": ("yes", "partly", "no")[len(saves) % 3],
                        "confidence": "medium",
                        "comment": f"In force since 2019; the northern provinces follow in {2026 + len(saves) % 5}.",
                        "evidence": f"Order no. {len(saves)} of 2021",
                        "base": 1,
                        "who": str(user.pk),
                    },
                }
            )
    return {"cookie": _cookie(user), "pages": pages[:1], "saves": saves[:SAVES]}


def _cookie(user: Any) -> str:
    from django.conf import settings
    from tests.web.worlds import signed_in

    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def _counted(country: Any, user: Any, capability: Any) -> dict[str, Any]:
    """How many statements one save and the page of the whole assessment cost."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.factories import make_person
    from tests.web.worlds import signed_in

    from concord.domains.assessments.models import Assignment
    from concord.domains.people.enums import Role

    focal_point = make_person(country, Role.FOCAL_POINT)
    part = Assignment.objects.for_country(country.pk).get(capability=capability, institution=user.desk)
    client, address = signed_in(user), f"/QT/assessment/parts/{part.pk}/answers/{capability.code}.5b/"
    body = {"value": "no", "confidence": "", "comment": "", "evidence": "", "base": 1, "who": str(user.pk)}
    with CaptureQueriesContext(connection) as queries:
        reply = client.post(address, body, content_type="application/json")
    if reply.status_code != 200:
        raise RuntimeError(f"saving answered {reply.status_code}: {reply.content.decode()[:200]}")
    saved = sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in queries)
    reader = signed_in(focal_point)  # signing in is no part of opening the page
    with CaptureQueriesContext(connection) as queries:
        reader.get("/QT/assessment/")
    return {"save_queries": saved, "open_queries": len(queries), "board": {"cookie": _cookie(focal_point)}}


if __name__ == "__main__":
    main()
