"""Fills a scratch database with a workshop in which a choice of five is being voted on, and prints what phones need.

A process of its own, since Django knows one database only: ``python -m bench.phones_filled 500``.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

INSTITUTIONS = 16
CHOICES = ("Training", "Laboratories", "Border posts", "Exercises", "Legislation")


def main() -> None:
    """Fill the database that the environment names, and say who votes."""
    from concord.cli.start import start

    start()
    from django.conf import settings
    from tests.factories import make_world
    from tests.workshops import a_free_item, a_workshop

    from concord.domains.workshops.queries import find_question
    from concord.domains.workshops.services import open_voting, open_workshop, start_item

    settings.ALLOWED_HOSTS += ["testserver"]
    world = make_world(planned=False)
    workshop = a_workshop(world)
    item = a_free_item(world, workshop, options=CHOICES)
    workshop = open_workshop(actor=world.actor, workshop=workshop)
    secrets_of = _phones(world, workshop, int(sys.argv[1]))
    start_item(actor=world.actor, item=item)
    question = open_voting(actor=world.actor, question=find_question(world.actor, workshop, item.questions.get().pk))
    told = {
        "workshop": str(workshop.pk), "country": world.country.code, "question": str(question.pk),
        "codes": [option["code"] for option in question.options], "phones": secrets_of,
        "facilitator": _cookie(world),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told))


def _phones(world: Any, workshop: Any, count: int) -> list[str]:
    """People who were let in, each with the secret of their phone; joining is no part of what is measured."""
    from tests.factories import make_institution

    from concord.domains.people.tokens import digest
    from concord.domains.workshops.enums import Standing
    from concord.domains.workshops.models import Participant
    from concord.kernel import clock

    institutions = [make_institution(world.country, "health", code=f"office-{n:02}") for n in range(INSTITUTIONS)]
    held = [secrets.token_urlsafe(32) for _n in range(count)]
    Participant.objects.for_country(world.country.pk).bulk_create(
        Participant(
            country=world.country, workshop=workshop, name=f"Official {n}", standing=Standing.ADMITTED,
            institution=institutions[n % INSTITUTIONS], token_hash=digest(secret), asked_at=clock.now(),
        )
        for n, secret in enumerate(held)
    )  # fmt: skip
    return held


def _cookie(world: Any) -> str:
    from django.conf import settings
    from tests.web.worlds import signed_in

    from concord.domains.people.enums import Role

    session = signed_in(world.people[Role.FOCAL_POINT]).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}"


def counted() -> None:
    """Say what stands in the database afterwards: ``python -m bench.phones_filled counted``."""
    from concord.cli.start import start

    start()
    from concord.domains.priorities.models import Vote
    from concord.kernel.models import AuditEntry

    votes = Vote._base_manager.all()
    told = {
        "votes": votes.count(),
        "voters": votes.values("voter").distinct().count(),
        "entries": AuditEntry.objects.filter(action="workshop.voted").count(),
        "last": dict(votes.values_list("by", "key")),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    counted() if sys.argv[1] == "counted" else main()
