"""Opening a round and asking institutions about capabilities."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.answer_store import move_on, said_by, write_answers
from concord.domains.assessments.editions import Changes, Succession, succession
from concord.domains.assessments.enums import OPEN
from concord.domains.assessments.keeping import carry_files, gather_kept, keepable
from concord.domains.assessments.merging import NOTHING
from concord.domains.assessments.models import Answer, Assessment, Assignment
from concord.domains.assessments.queries.rounds import last_answers
from concord.domains.assessments.rules import can_answer_part, can_run_assessment
from concord.domains.frameworks.models import Capability, Framework, Statement
from concord.domains.people.models import Institution
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, NotFound, WrongState
from concord.kernel.sharing import SharingLabel, refuse_above_ceiling

LONGEST_TITLE = 200


@dataclass(frozen=True)
class RoundStart:
    """A round that was started from an earlier one: what it asks, of how many, and what has nobody to answer it."""

    assessment: Assessment
    changes: Changes
    institutions: int
    parts: int
    kept: tuple[str, ...]  # capabilities that are not asked again and keep their answers and findings
    unasked: tuple[str, ...]  # capabilities that are to be asked and that nobody is asked about


def open_assessment(
    *,
    actor: Actor,
    framework: Framework,
    title: str,
    target: int = 4,
    source: str = "",
    label: str = SharingLabel.AMBER_STRICT,
) -> Assessment:
    """Open a round against a framework; its pack hash is pinned."""
    require(can_run_assessment, actor)
    _check(target, label)
    with audited(actor, "assessment.opened", framework=str(framework), target=target) as record:
        record.subject = assessment = _new(actor, framework, title, target, label)
        assessment.source = source
        assessment.save(force_insert=True)
    return assessment


def _check(target: int, label: str) -> None:
    refuse_above_ceiling(label)
    if not 2 <= target <= 5:
        raise InvalidInput(f"The target must be a level from 2 to 5, not {target}.")


def _new(actor: Actor, framework: Framework, title: str, target: int, label: str) -> Assessment:
    return Assessment(
        country_id=actor.country_id,
        framework=framework,
        pack_hash=framework.pack_hash,
        title=title,
        round=Assessment.objects.for_actor(actor).count() + 1,
        target=target,
        label=label,
        opened_on=clock.today(),
    )


def start_round(
    *,
    actor: Actor,
    previous: Assessment,
    framework: Framework,
    title: str,
    target: int = 4,
    due: dt.date | None = None,
    only: Collection[str] | None = None,
    suggest: bool = False,
) -> RoundStart:
    """Start a round that follows an earlier one, possibly against a newer edition of its framework.

    Whoever was asked about a capability is asked about what became of it. ``only`` names capabilities of the earlier
    round: the others are not asked again and keep their answers and findings, if they ask what they asked; what the
    newer edition changed is asked again all the same. ``suggest`` asks the kinds of institution that the framework
    names where nobody was asked.
    """
    require(can_run_assessment, actor)
    _check(target, previous.label)
    if previous.country_id != actor.country_id:
        raise NotFound("There is no such round.")
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        raise InvalidInput(_("Give the round a title of at most 200 characters."))
    follows = succession(previous.framework, framework)
    rest, again = _shared_out(follows, only)
    capabilities = {c.code: c for c in Capability.objects.filter(framework=framework)}
    assessment = _new(actor, framework, title.strip(), target, previous.label)
    assessment.previous = previous
    parts = _who_is_asked(actor, assessment, follows, [capabilities[code] for code in again], due=due, suggest=suggest)
    kept = gather_kept(actor, previous, assessment, follows, {old: capabilities[new] for new, old in rest.items()})
    with audited(actor, "round.started", previous=previous.pk, framework=str(framework), target=target) as record:
        assessment.save(force_insert=True)
        Assignment.objects.bulk_create(parts)
        kept.write()
        record.subject = assessment
        record.detail |= {"asked": len(again), "kept": len(rest), "parts": len(parts), "due": due}
    answered = {part.capability_id for part in parts}
    return RoundStart(
        assessment,
        follows.changes(again),
        len({part.institution_id for part in parts}),
        len(parts),
        tuple(rest),
        tuple(code for code in again if capabilities[code].pk not in answered),
    )


def _shared_out(follows: Succession, only: Collection[str] | None) -> tuple[dict[str, str], list[str]]:
    """Which capabilities of the newer edition are kept (with their earlier code), and which are asked again."""
    everything = list(follows.capabilities.origins)
    if only is None:
        return {}, everything
    successors = follows.capabilities.successors()
    wanted = {code for earlier in only for code in successors.get(earlier, ())}
    if not wanted:
        raise InvalidInput(_("Choose at least one capability that is still asked about."))
    rest = keepable(follows, [code for code in everything if code not in wanted])
    return rest, [code for code in everything if code not in rest]


def _who_is_asked(
    actor: Actor,
    assessment: Assessment,
    follows: Succession,
    capabilities: Sequence[Capability],
    *,
    due: dt.date | None,
    suggest: bool,
) -> list[Assignment]:
    """Assignments of the new round, not yet written: to those who were asked about what each capability comes from."""
    asked: dict[str, set[UUID]] = defaultdict(set)
    rows = Assignment.objects.for_actor(actor).filter(assessment=assessment.previous)
    for code, institution in rows.values_list("capability__code", "institution_id"):
        asked[code].add(institution)
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    if suggest:
        for pk, kind in Institution.objects.for_actor(actor).values_list("pk", "kind"):
            by_kind[kind].append(pk)
    found = []
    for capability in capabilities:
        origin = follows.capabilities.origins[capability.code]
        institutions = {pk for code in origin.codes for pk in asked[code]}
        institutions = institutions or {pk for kind in capability.answered_by or by_kind for pk in by_kind[kind]}
        row = {"country_id": actor.country_id, "assessment": assessment, "capability": capability, "due": due}
        found += [Assignment(institution_id=pk, **row) for pk in sorted(institutions)]
    return found


def carry_forward(*, actor: Actor, assignment: Assignment, statements: Sequence[Statement]) -> int:
    """Take over the institution's answers of the round before where it said nothing yet; returns how many.

    Only what is unchanged is taken over, with its comment and evidence. Whoever carries an answer over answers for it.
    """
    require(can_answer_part, actor, assignment)
    if assignment.status not in OPEN:
        raise WrongState(
            _("%(part)s was handed in; take it back or have it returned to change it.")
            % {"part": assignment.capability.code}
        )
    last = {pk: answer for pk, answer in last_answers(actor, assignment).items() if answer.carriable}
    wanted = {statement.pk: last[statement.pk] for statement in statements if statement.pk in last}
    rows = Answer.objects.for_actor(actor).filter(
        assessment=assignment.assessment, institution=assignment.institution, statement__in=list(wanted)
    )
    if all(said_by(row) != NOTHING for row in rows) and len(rows) == len(wanted):
        return 0
    with audited(actor, "answers.carried", assignment) as record:
        # Two people may carry the same part over at the same moment: one waits here for the other.
        Assignment.objects.for_actor(actor).select_for_update(of=("self",)).get(pk=assignment.pk)
        present = {row.statement_id: row for row in rows.select_for_update(of=("self",))}
        carried = {pk: answer for pk, answer in wanted.items() if said_by(present.get(pk)) == NOTHING}
        said = {pk: answer.said for pk, answer in carried.items()}
        write_answers(actor, assignment.assessment, assignment.institution, said, present)
        files = carry_files(actor, assignment, {answer.statement_id: pk for pk, answer in carried.items()})
        move_on(actor, assignment)
        record.detail |= {
            "institution": assignment.institution.code,
            "part": assignment.capability.code,
            "statements": sorted(answer.code for answer in carried.values()),
            "files": files,
        }
    return len(carried)


def assign_capabilities(
    *, actor: Actor, assessment: Assessment, institution: Institution, capabilities: Sequence[Capability]
) -> None:
    """Ask an institution about capabilities; asking twice is asking once."""
    require(can_run_assessment, actor)
    with audited(actor, "capabilities.assigned", assessment, institution=institution.code, count=len(capabilities)):
        Assignment.objects.bulk_create(
            (
                Assignment(
                    country_id=actor.country_id, assessment=assessment, institution=institution, capability=capability
                )
                for capability in capabilities
            ),
            ignore_conflicts=True,
        )


def assign_suggested(*, actor: Actor, assessment: Assessment) -> tuple[int, list[str]]:
    """Ask every institution about the capabilities that the framework suggests for its kind.

    Where it suggests none, as a questionnaire of somebody else does, all are asked. Returns how many institutions are
    asked, and the codes of capabilities for which there is no institution.
    """
    require(can_run_assessment, actor)
    by_kind: dict[str, list[Institution]] = defaultdict(list)
    for institution in Institution.objects.for_actor(actor):
        by_kind[institution.kind].append(institution)
    rows: list[Assignment] = []
    unasked: list[str] = []
    for capability in Capability.objects.filter(framework_id=assessment.framework_id):
        kinds = capability.answered_by or list(by_kind)
        suggested = [institution for kind in kinds for institution in by_kind[kind]]
        rows += [
            Assignment(
                country_id=actor.country_id, assessment=assessment, institution=institution, capability=capability
            )
            for institution in suggested
        ]
        if not suggested:
            unasked.append(capability.code)
    asked = len({row.institution_id for row in rows})
    with audited(actor, "capabilities.assigned", assessment, institutions=asked, count=len(rows)):
        Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    return asked, unasked
