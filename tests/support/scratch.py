"""A room on a database of its own, for tests that start and kill real servers: ``python -m tests.support.scratch``.

Django knows one database a process, so the room is filled and checked in processes apart from the test's.
"""

from __future__ import annotations

import json
import sys
from typing import Any

TOKEN = "k" * 32  # a form's token and its cookie, which only have to agree
OFFICES, STATEMENTS = 5, 100


def fill() -> dict[str, Any]:
    """A country with five institutions that are asked a hundred statements each; who sends what, institution by it."""
    from tests.factories import make_country, make_framework, make_pack

    country = make_country()
    framework = make_framework(make_pack(STATEMENTS // 5))
    return {"country": str(country.pk), "desks": _desks(country, framework)}


def _desks(country: Any, framework: Any) -> list[dict[str, Any]]:
    from django.conf import settings
    from tests.factories import make_assessment, make_institution, make_person
    from tests.web.worlds import signed_in

    from concord.domains.assessments.models import Assignment
    from concord.domains.frameworks.queries import statements_of
    from concord.domains.people.enums import Role

    institutions = [make_institution(country, code=f"office-{number}") for number in range(OFFICES)]
    make_assessment(country, framework, institutions)
    desks = []
    for institution in institutions:
        person = make_person(country, Role.CONTRIBUTOR, institution=institution, email=f"{institution.code}@qt.example")
        session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        parts = Assignment.objects.for_country(country.pk).filter(institution=institution).order_by("capability__order")
        desks.append(
            {
                "who": str(person.pk),
                "cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
                "addresses": [
                    f"/QT/assessment/parts/{part.pk}/answers/{statement.code}/"
                    for part in parts
                    for statement in statements_of(part.capability_id)
                ],
            }
        )
    return desks


def check(country: str) -> dict[str, Any]:
    """What the database holds: every answer with its words, what it replaced, and whether the audit chain verifies."""
    from uuid import UUID

    from concord.domains.assessments.models import Answer, AnswerRevision, Assignment
    from concord.kernel.audit import verify_chain
    from concord.kernel.models import AuditEntry

    pk = UUID(country)
    parts = {(part.institution_id, part.capability_id): part.pk for part in Assignment.objects.for_country(pk)}
    answers = Answer.objects.for_country(pk).select_related("statement")
    earlier = AnswerRevision.objects.for_country(pk).select_related("answer__statement")

    def address(answer: Answer) -> str:
        part = parts[answer.institution_id, answer.statement.capability_id]
        return f"/QT/assessment/parts/{part}/answers/{answer.statement.code}/"

    return {
        "answers": {address(answer): [answer.comment, answer.revision] for answer in answers},
        "earlier": {address(row.answer): [row.comment, row.revision] for row in earlier},
        "written": AuditEntry.objects.filter(country_id=pk, action="answer.saved").count(),
        "fault": verify_chain(pk).fault,
    }


def main(words: list[str]) -> None:
    """Fill the database that the environment names, or check it."""
    from concord.cli.start import start

    start()
    sys.stdout.write(json.dumps(check(words[0]) if words else fill()))


if __name__ == "__main__":
    main(sys.argv[1:])
