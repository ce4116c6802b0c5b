"""The demonstration on a server: the fictional country with answers, findings, a plan, and people who can sign in."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from django.conf import settings

from concord.domains.people.enums import Role
from concord.domains.people.models import Country, Institution, User
from concord.domains.people.services import add_user, grant_roles
from concord.domains.reports.chain import COMMAND, Built, build_from_answers
from concord.domains.reports.demo_life import bring_to_life
from concord.domains.reports.demonstration import demonstration_people, write_demonstration
from concord.domains.reports.demonstration_risks import write_demonstration_estimates
from concord.formats.framework_pack import Pack
from concord.kernel.actor import Actor

LOGINS = "demo-logins.txt"
ESTIMATES = "estimates"


def settle_demonstration(pack: Pack) -> list[str]:
    """Put the fictional country into an empty database; returns the logins, line by line.

    Passwords are made once and kept in the data folder, readable by the server's user only. A database that already
    holds countries is left as it is.
    """
    file = Path(settings.DATA_DIR) / LOGINS
    if not Country.objects.exists():
        with tempfile.TemporaryDirectory(prefix="concord-demo-") as folder:
            write_demonstration(Path(folder), pack)
            write_demonstration_estimates(Path(folder) / ESTIMATES)
            built = build_from_answers(
                folder=Path(folder), pack=pack, target=4, say=lambda _done: None, estimates=Path(folder) / ESTIMATES
            )
        lines, people = _add_people(built)
        if built.plan.assessment is not None:
            bring_to_life(built.plan.country, built.plan.assessment, people)
        _keep(file, lines)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _add_people(built: Built) -> tuple[list[str], dict[Role, User]]:
    country = built.plan.country
    institutions = {i.kind: i for i in Institution.objects.for_country(country.pk)}
    operator = Actor("concord serve --demo", country.pk, frozenset({Role.OPERATOR, Role.FOCAL_POINT}))
    lines: list[str] = []
    people: dict[Role, User] = {}
    for person in demonstration_people():
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        user = add_user(actor=COMMAND, email=person.email, name=person.name, password=password)
        grant_roles(
            actor=operator,
            user=user,
            roles=[Role(person.role)],
            country=country,
            institution=institutions.get(person.kind),
        )
        people[Role(person.role)] = user
        lines.append(f"{Role(person.role).label:<12} {person.email:<34} {password}")
    return lines, people


def _keep(file: Path, lines: list[str]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
