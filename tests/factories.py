"""Countries, frameworks, answers and plans for tests: plain functions that go through the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from concord.content import content_path
from concord.domains.assessments.enums import AnswerValue
from concord.domains.assessments.models import Assessment, Finding
from concord.domains.assessments.services import (
    GivenAnswer,
    agree_findings,
    assign_capabilities,
    derive_findings,
    open_assessment,
    record_answers,
)
from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.domains.frameworks.services import import_pack
from concord.domains.people.enums import COUNTRY_ROLES, Role
from concord.domains.people.models import Country, Institution, User
from concord.domains.people.queries import CountryFacts
from concord.domains.people.services import add_country, add_institution, add_user, grant_roles
from concord.domains.plans.models import Plan
from concord.domains.plans.services import draft_plan
from concord.formats.framework_pack import Pack
from concord.formats.ingredient_book import IngredientBook, read_ingredient_book
from concord.kernel.actor import Actor

PASSWORD = "correct horse battery staple"
STARTS_ON = dt.date(2027, 1, 1)
KINDS = ("health", "interior", "customs")
MACHINE = Actor("test", roles=frozenset({Role.OPERATOR, Role.FOCAL_POINT}))


def make_country(code: str = "QT", name: str = "Tarsovia", *, direction: str = "ltr", marking: str = "") -> Country:
    """A fictional country; the code is one that ISO 3166 leaves to users."""
    facts = CountryFacts(code, name, ("en",), "EUR", direction, False)
    return add_country(actor=MACHINE, facts=facts, population=5_000_000, territories=8, marking=marking)


def actor_of(country: Country) -> Actor:
    """Someone who may do everything in the country."""
    return Actor("focal point", country.pk, frozenset({Role.FOCAL_POINT, Role.OPERATOR}))


def make_pack(capabilities: int = 2, *, code: str = "mini", areas: int = 2) -> Pack:
    """A small framework: two statements at level 2, one at each level above, one benchmark action per step."""
    numbers = [range(n, capabilities + 1, areas) for n in range(1, min(areas, capabilities) + 1)]
    return Pack.model_validate(
        {
            "code": code,
            "edition": f"1.{capabilities}",
            "title": "A small framework",
            "institution_kinds": [{"code": kind, "title": kind.title()} for kind in KINDS],
            "areas": [
                {
                    "code": f"{code.upper()}{area}",
                    "title": f"Area {area}",
                    "weight": 1.0 if area == 1 else 0.5,
                    "capabilities": [_capability(f"{code.upper()}{area}-{number:02}") for number in members],
                }
                for area, members in enumerate(numbers, start=1)
            ],
        }
    )


def _capability(code: str) -> dict[str, object]:
    levels = [(2, "a"), (2, "b"), (3, "a"), (4, "a"), (5, "a")]
    return {
        "code": code,
        "title": f"Capability {code}",
        "aim": f"Aim of {code}.",
        "why": f"Reason for {code}.",
        "hazards": ["R", "N"] if code.endswith("1") else ["C", "B"],
        "phase": "prevention",
        "answered_by": list(KINDS),
        "led_by": ["health"],
        "levels": [
            {
                "level": level,
                "statements": [
                    {"code": f"{code}.{k}{letter}", "text": f"Statement {code}.{k}{letter} holds."}
                    for k, letter in levels
                    if k == level
                ],
            }
            for level in (2, 3, 4, 5)
        ],
        "benchmark_actions": [
            {
                "code": f"{code}.A{level}",
                "from_level": level,
                "text": f"Do what lifts {code} from level {level}.",
                "lead": "health",
                "support": ["customs"],
                "duration_months": 6 * level,
                "ingredients": [{"kind": "national_expert_days", "quantity": 100}],
                "output_indicator": f"Output of {code}.A{level}",
                "outcome_indicator": f"Outcome of {code}.A{level}",
            }
            for level in (1, 2, 3, 4)
        ],
        "crosswalk": [{"instrument": "JEE", "edition": "3.0", "code": "P1.1"}],
    }


def make_framework(pack: Pack | None = None) -> Framework:
    """The small framework, or another pack, taken in."""
    return import_pack(actor=MACHINE, pack=pack or make_pack())


def make_institution(country: Country, kind: str = "health", *, code: str = "", name: str = "") -> Institution:
    """An institution of a kind."""
    return add_institution(
        actor=actor_of(country), code=code or kind, name=name or f"{kind.title()} of {country.name}", kind=kind
    )


def make_person(country: Country, role: Role, *, institution: Institution | None = None, email: str = "") -> User:
    """A person who signs in with ``PASSWORD`` and holds one role in the country."""
    user = add_user(
        actor=MACHINE,
        email=email or f"{role}@{country.code.lower()}.example",
        name=f"{role.label} of {country.name}",
        password=PASSWORD,
    )
    grant_roles(actor=actor_of(country), user=user, roles=[role], country=country, institution=institution)
    return user


def make_people(country: Country, institution: Institution | None = None) -> dict[Role, User]:
    """One person for each country role; the contributor answers for ``institution``."""
    return {
        role: make_person(country, role, institution=institution if role == Role.CONTRIBUTOR else None)
        for role in COUNTRY_ROLES
    }


def make_assessment(
    country: Country, framework: Framework, institutions: Sequence[Institution], *, target: int = 4
) -> Assessment:
    """A round in which every institution is asked about every capability."""
    actor = actor_of(country)
    assessment = open_assessment(actor=actor, framework=framework, title="Needs assessment 2026", target=target)
    capabilities = list(Capability.objects.filter(framework=framework))
    for institution in institutions:
        assign_capabilities(actor=actor, assessment=assessment, institution=institution, capabilities=capabilities)
    return assessment


def give_answers(
    assessment: Assessment,
    institution: Institution,
    *,
    reached: int = 2,
    except_for: dict[str, AnswerValue] | None = None,
) -> None:
    """An institution's answers: yes up to level ``reached``, no above it, but what ``except_for`` says by code."""
    special = except_for or {}
    statements = Statement.objects.filter(capability__framework_id=assessment.framework_id).order_by("order")
    record_answers(
        actor=actor_of(assessment.country),
        assessment=assessment,
        institution=institution,
        answers=[
            GivenAnswer(
                s.code,
                special.get(s.code, AnswerValue.YES if s.level <= reached else AnswerValue.NO),
                "high",
                f"Comment of {institution.code} on {s.code}",
                f"Order of {institution.code}, 2025" if s.level <= reached else "",
            )
            for s in statements
        ],
        participants=[(f"Official of {institution.code}", "Head of department")],
    )


@cache
def ingredient_book() -> IngredientBook:
    """The book of unit costs that ships with Concord."""
    return read_ingredient_book(content_path("cost_ingredients.yaml"))


def make_plan(assessment: Assessment) -> Plan:
    """The first draft of the plan that follows from the assessment's findings."""
    return draft_plan(
        actor=actor_of(assessment.country), assessment=assessment, book=ingredient_book(), starts_on=STARTS_ON
    )


@dataclass
class World:
    """A country that has come as far as a plan."""

    country: Country
    framework: Framework
    institutions: list[Institution]
    people: dict[Role, User]
    assessment: Assessment
    findings: list[Finding] = field(default_factory=list)
    plan: Plan | None = None

    @property
    def actor(self) -> Actor:
        """Someone who may do everything here."""
        return actor_of(self.country)


def make_world(
    code: str = "QT",
    name: str = "Tarsovia",
    *,
    capabilities: int = 2,
    target: int = 3,
    agreed: bool = True,
    planned: bool = True,
) -> World:
    """Three institutions at level 2; on the first statement of level 3 customs says yes while the others say no.

    Findings are agreed, so that every role sees them.

    Each capability has one gap and (up to target 3) one action: ``capabilities`` says how many rows lists have.
    """
    country = make_country(code, name)
    framework = make_framework(make_pack(capabilities))
    institutions = [make_institution(country, kind) for kind in KINDS]
    world = World(
        country,
        framework,
        institutions,
        make_people(country, institutions[0]),
        make_assessment(country, framework, institutions, target=target),
    )
    for institution in institutions:
        yes = dict.fromkeys(_level_three(framework), AnswerValue.YES) if institution.kind == "customs" else {}
        give_answers(world.assessment, institution, except_for=yes)
    world.findings = derive_findings(actor=world.actor, assessment=world.assessment)
    if agreed:
        agree_findings(actor=world.actor, assessment=world.assessment, findings=world.findings)
    if planned:
        world.plan = make_plan(world.assessment)
    return world


def _level_three(framework: Framework) -> list[str]:
    return list(Statement.objects.filter(capability__framework=framework, level=3).values_list("code", flat=True))
