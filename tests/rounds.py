"""A country whose first round was asked two years ago by the first of two editions, for tests of what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.editions import first_edition
from tests.factories import (
    actor_of,
    give_answers,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
)

from concord.domains.assessments.models import Assessment, Assignment
from concord.domains.assessments.queries.rounds import find_round
from concord.domains.assessments.services import (
    GivenAnswer,
    agree_findings,
    derive_findings,
    open_assessment,
    record_answers,
    record_scores,
    start_round,
)
from concord.domains.frameworks.models import Framework, Statement
from concord.domains.frameworks.services import BareRow, import_bare_framework
from concord.domains.people.enums import Role
from concord.domains.people.models import Country, Institution
from concord.kernel import clock
from concord.kernel.actor import Actor

OPENED = dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)
TODAY = dt.datetime(2026, 2, 1, 9, tzinfo=dt.UTC)


@dataclass
class Story:
    """A country whose first round, two years ago, was asked by the first edition."""

    country: Country
    first: Framework
    institutions: list[Institution]
    round: Assessment

    @property
    def actor(self) -> Actor:
        return actor_of(self.country)

    def contributor(self, number: int = 0) -> Actor:
        roles = frozenset({Role.CONTRIBUTOR})
        return Actor("contributor", self.country.pk, roles, self.institutions[number].pk)

    def part(self, assessment: Assessment, code: str, number: int = 0) -> Assignment:
        rows = Assignment.objects.for_actor(self.actor).select_related("assessment", "institution", "capability")
        return rows.get(assessment=assessment, capability__code=code, institution=self.institutions[number])


def make_story() -> Story:
    """Two institutions at level 2 in six capabilities, all agreed."""
    with clock.standing_still(OPENED):
        country = make_country()
        framework = make_framework(first_edition())
        institutions = [make_institution(country, kind) for kind in ("health", "customs")]
        assessment = make_assessment(country, framework, institutions)
        for institution in institutions:
            give_answers(assessment, institution)
        found = derive_findings(actor=actor_of(country), assessment=assessment)
        agree_findings(actor=actor_of(country), assessment=assessment, findings=found)
    return Story(country, framework, institutions, assessment)


def start(story: Story, framework: Framework, **more: Any) -> Any:
    with clock.standing_still(TODAY):
        return start_round(actor=story.actor, previous=story.round, framework=framework, title="Second", **more)


def answered(story: Story, assessment: Assessment, levels: dict[str, int]) -> None:
    """Both institutions answer the named capabilities up to a level; findings are worked out and agreed."""
    rows = Statement.objects.filter(capability__framework_id=assessment.framework_id, capability__code__in=list(levels))
    given = [
        GivenAnswer(s.code, "yes" if s.level <= levels[s.capability.code] else "no")
        for s in rows.select_related("capability")
    ]
    for institution in story.institutions:
        record_answers(actor=story.actor, assessment=assessment, institution=institution, answers=given)
    found = [f for f in derive_findings(actor=story.actor, assessment=assessment) if f.level is not None]
    agree_findings(actor=story.actor, assessment=assessment, findings=found)


def bare(story: Story, edition: str, *names: str) -> Framework:
    rows = [BareRow(f"P.{at}", name, "Area") for at, name in enumerate(names, start=1)]
    return import_bare_framework(actor=story.actor, code="OTHER", edition=edition, title="Elsewhere", rows=rows)


def scored(story: Story, framework: Framework, *levels: int) -> Assessment:
    assessment = open_assessment(actor=story.actor, framework=framework, title="Assessed elsewhere", source="Mission")
    scores = [(f"P.{at}", level) for at, level in enumerate(levels, start=1)]
    record_scores(actor=story.actor, assessment=assessment, scores=scores, rationale="From the report")
    return find_round(story.actor, assessment.pk)
