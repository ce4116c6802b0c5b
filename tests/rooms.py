"""A room in which one institution answers: what tests of saving, evidence, guests and their pages share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories import (
    actor_of,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_pack,
    make_person,
)
from tests.web.worlds import signed_in

from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Answer, AnswerRevision, Assessment, Assignment
from concord.domains.assessments.queries import part_to_save
from concord.domains.assessments.services import Saved, save_answer
from concord.domains.frameworks.models import Statement
from concord.domains.frameworks.queries import statements_of
from concord.domains.people.enums import Role
from concord.domains.people.models import Country, Institution, User
from concord.domains.people.queries import actor_in
from concord.formats.framework_pack import Pack
from concord.kernel.actor import Actor
from concord.kernel.models import AuditEntry


@dataclass
class Room:
    """Health and customs are asked about the same capabilities; Anna and Ben answer for health."""

    pack: Pack = field(default_factory=make_pack)
    country: Country = field(init=False)
    assessment: Assessment = field(init=False)

    def __post_init__(self) -> None:
        self.country = make_country()
        self.health, self.customs = make_institution(self.country), make_institution(self.country, "customs")
        self.assessment = make_assessment(self.country, make_framework(self.pack), [self.health, self.customs])
        self.anna, self.ben = (self.contributor(name) for name in ("Anna", "Ben"))
        self.part = self.part_of(self.pack.areas[0].capabilities[0].code)
        self.statements = {one.code.rpartition(".")[2]: one for one in statements_of(self.part.capability_id)}

    def contributor(self, name: str, institution: Institution | None = None) -> User:
        email = f"{name.lower()}@{self.country.code.lower()}.example"
        user = make_person(self.country, Role.CONTRIBUTOR, institution=institution or self.health, email=email)
        user.name = name
        user.save()
        return user

    def actor(self, user: User | None = None) -> Actor:
        return actor_in(user or self.anna, self.country.code)[0]

    @property
    def focal_point(self) -> Actor:
        return actor_of(self.country)

    def part_of(self, code: str, institution: Institution | None = None) -> Assignment:
        parts = Assignment.objects.for_country(self.country.pk)
        return parts.select_related("institution", "capability", "assessment").get(
            institution=institution or self.health, capability__code=code
        )

    def save(self, said: Said, base: int = 0, *, by: Actor | None = None, on: str = "2a") -> Saved:
        actor = by or self.actor()
        part = part_to_save(actor, self.part.pk)
        return save_answer(actor=actor, assignment=part, statement=self.statements[on], said=said, base=base)

    def answer(self, on: str = "2a") -> Answer | None:
        return Answer.objects.for_country(self.country.pk).filter(statement=self.statements[on]).first()

    def entries(self) -> list[str]:
        """What the audit trail says was done with answers, files and links."""
        actions = AuditEntry.objects.filter(country_id=self.country.pk).values_list("action", flat=True)
        return [one for one in actions if one.startswith(("answer", "evidence", "guest"))]

    def earlier(self) -> list[str]:
        return list(AnswerRevision.objects.for_country(self.country.pk).values_list("value", flat=True))

    def statement(self, on: str = "2a") -> Statement:
        return self.statements[on]

    def client(self, user: User | None = None) -> Client:
        return signed_in(user or self.anna)

    @property
    def page(self) -> str:
        return f"/{self.country.code}/assessment/parts/{self.part.pk}/"


AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def send(room: Room, client: Client, said: Said, base: int = 0, *, on: str = "2a", **more: object) -> Any:
    body = {**said._asdict(), "base": base, "who": str(room.anna.pk), **more}
    return client.post(f"{room.page}answers/MINI1-01.{on}/", body, content_type="application/json")


def asked(queries: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(AROUND) for query in queries)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def form(page: str, **changes: str) -> dict[str, str]:
    """What the page's form would send, with changes by field (``value_2a`` for ``value.MINI1-01.2a``)."""
    bases = dict(re.findall(r'name="(base\.[^"]+)" value="(\d+)"', page))
    checked = dict(re.findall(r'name="((?:value|confidence)\.[^"]+)" value="([^"]+)" checked', page))
    texts = dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    lines = dict(re.findall(r'<input class="form-control"[^>]* name="([^"]+)" value="([^"]*)"', page))
    typed = {"{}.MINI1-01.{}".format(*name.split("_")): value for name, value in changes.items()}
    return bases | checked | texts | lines | typed
