"""Where institutions contradict each other: ranked by how little they agree, with who said what and what proves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from concord.domains.assessments.enums import NUMBER, AnswerValue
from concord.domains.assessments.models import Answer, Assessment, Assignment, EvidenceFile
from concord.domains.assessments.queries.answers import StatementView, answers, by_statement, statement_views
from concord.domains.assessments.queries.counting import Counts, levels_now, numbers
from concord.domains.assessments.rules import may_see_all_answers
from concord.domains.frameworks.models import STATEMENT, Statement
from concord.kernel.actor import Actor, require
from concord.methods.levels import CapabilityLevel, agreement

Said = tuple[UUID, UUID]  # an institution, and the statement to which it said something


@dataclass(frozen=True)
class Proof:
    """A document beside an answer, and the part on whose address it is read."""

    file: EvidenceFile
    part: UUID


Proofs = Mapping[Said, Sequence[Proof]]


@dataclass(frozen=True)
class Dispute:
    """A statement on which answers differ, and how far they agree (1 all alike, 0 split between yes and no)."""

    statement_id: UUID
    capability_id: UUID
    agreement: float


@dataclass(frozen=True)
class SaidBy:
    """One institution's answer, the documents beside it, and whether it differs from the median."""

    answer: Answer
    proofs: tuple[Proof, ...]
    differs: bool


@dataclass(frozen=True)
class Disagreement:
    """A disputed statement with everything said, and its capability's level as the answers stand now."""

    view: StatementView
    said: tuple[SaidBy, ...]
    level: CapabilityLevel | None


def disputes(actor: Actor, assessment: Assessment, given: Counts, area: str = "", hazard: str = "") -> list[Dispute]:
    """The disputed statements by what was ``counted``, least agreement first; of one area or hazard where given."""
    require(may_see_all_answers, actor)
    rows = Statement.objects.filter(capability__framework_id=assessment.framework_id, kind=STATEMENT)
    if area:
        rows = rows.filter(capability__area__code=area)
    found = []
    for statement, capability, hazards in rows.order_by("capability__order", "order").values_list(
        "pk", "capability_id", "capability__hazards"
    ):
        agreed = agreement(numbers(given[statement])) if statement in given else None
        if agreed is not None and agreed < 1 and (not hazard or hazard in hazards):
            found.append(Dispute(statement, capability, agreed))
    return sorted(found, key=lambda dispute: dispute.agreement)  # a stable sort keeps the framework's order


def disagreements(
    actor: Actor, assessment: Assessment, counts: Counts, chosen: Sequence[Dispute]
) -> list[Disagreement]:
    """Some disputes with everything a page shows of them, in their order."""
    pks = [dispute.statement_id for dispute in chosen]
    rows = Statement.objects.filter(pk__in=pks).select_related("capability__area")
    statements = {statement.pk: statement for statement in rows}
    given = by_statement(answers(actor, assessment).filter(statement__in=pks))
    documents = proofs(actor, assessment, pks)
    levels = levels_now(actor, assessment, counts, {d.capability_id for d in chosen})
    views = statement_views([statements[pk] for pk in pks], given)
    return [Disagreement(view, said(view, documents), levels.get(view.statement.capability_id)) for view in views]


def said(view: StatementView, documents: Proofs) -> tuple[SaidBy, ...]:
    """A statement's answers with the documents beside them."""
    return tuple(
        SaidBy(
            answer,
            tuple(documents.get((answer.institution_id, answer.statement_id), ())),
            answer.value in NUMBER and NUMBER[AnswerValue(answer.value)] != view.median,
        )
        for answer in view.answers
    )


def proofs(actor: Actor, assessment: Assessment, statements: Sequence[UUID]) -> Proofs:
    """The documents beside answers to some statements: all, those of one's own institution, or none."""
    files = EvidenceFile.objects.for_actor(actor).filter(assessment=assessment, statement__in=statements)
    asked = Assignment.objects.for_actor(actor).filter(assessment=assessment)
    if not may_see_all_answers(actor):
        if actor.institution_id is None:
            return {}
        files = files.filter(institution_id=actor.institution_id)
        asked = asked.filter(institution_id=actor.institution_id)
    part_of = {
        (institution, capability): pk
        for pk, institution, capability in asked.filter(capability__statements__in=statements)
        .distinct()
        .values_list("pk", "institution_id", "capability_id")
    }
    found: dict[Said, list[Proof]] = defaultdict(list)
    rows = files.filter(removed_at__isnull=True).select_related("statement").order_by("uploaded_at")
    for file in rows:
        part = part_of.get((file.institution_id, file.statement.capability_id))
        if part is not None:
            found[file.institution_id, file.statement_id].append(Proof(file, part))
    return found
