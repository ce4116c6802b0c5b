"""Which questions an item puts to the room: worded, with their options, from what the country has so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.models import Finding
from concord.domains.priorities.enums import WEIGHING, BallotKind, Source
from concord.domains.priorities.models import Criterion, Prioritisation
from concord.domains.priorities.queries import first_order
from concord.domains.risks.enums import IMPACT_WORDS, LIKELIHOOD_WORDS, Dimension
from concord.domains.risks.models import Scenario
from concord.domains.workshops.enums import ItemKind
from concord.domains.workshops.models import AgendaItem, Question
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput

LEVEL, TARGET, LIKELIHOOD = "level", "target", "likelihood"
BANDS = {"low": 1, "high": 5}
CHOSEN = 5  # priorities that each may choose where nobody says how many
MOST_OPTIONS = 60  # more lines than that nobody reads on a phone
FREE_KINDS = (BallotKind.CHOICE, BallotKind.SCALE, BallotKind.POINTS, BallotKind.ORDER)
ASKS: dict[str, Sequence[str]] = {  # how each kind of item may ask, the usual way first
    ItemKind.FINDINGS: (BallotKind.SCALE,),
    ItemKind.SCENARIOS: (BallotKind.SCALE,),
    ItemKind.WEIGHTS: WEIGHING,
    ItemKind.SCORES: (BallotKind.POINTS,),
    ItemKind.PRIORITIES: (BallotKind.CHOICE, BallotKind.POINTS, BallotKind.ORDER),
    ItemKind.FREE: FREE_KINDS,
    ItemKind.DISCUSSION: (),
}
BY_SUBJECT = (ItemKind.FINDINGS, ItemKind.SCENARIOS, ItemKind.SCORES)  # several questions, each about one thing


@dataclass(frozen=True)
class FreeQuestion:
    """A question in the facilitator's own words."""

    title: str
    text: str = ""
    asks: str = BallotKind.CHOICE
    options: Sequence[str] = ()
    most: int = 1


@dataclass(frozen=True)
class Wording:
    """A question as it will be asked."""

    title: str
    text: str
    asks: str
    subject: UUID | None = None
    code: str = ""
    options: list[dict[str, str]] = field(default_factory=list)
    limits: dict[str, Any] = field(default_factory=dict)


def wordings(actor: Actor, item: AgendaItem, subjects: Iterable[UUID]) -> list[Wording]:
    """The questions that an item asks about some things; what is no such thing of the country is refused."""
    wanted = list(dict.fromkeys(subjects))
    match item.kind:
        case ItemKind.FINDINGS:
            worded = _findings(actor, item, wanted)
        case ItemKind.SCENARIOS:
            worded = _scenarios(actor, wanted)
        case ItemKind.WEIGHTS:
            worded = [_weights(actor, item)]
        case ItemKind.SCORES:
            worded = _scores(actor, item, wanted)
        case ItemKind.PRIORITIES:
            worded = [_priorities(actor, item)]
        case ItemKind.DISCUSSION:
            worded = [Wording(item.title, "", "")]
        case _:
            worded = []
    return worded


def free_wording(free: FreeQuestion) -> Wording:
    """A free question, checked."""
    title, lines = free.title.strip(), [line.strip() for line in free.options if line.strip()]
    if not 0 < len(title) <= 200:
        raise InvalidInput(_("Write the question in up to 200 characters."))
    if free.asks not in FREE_KINDS:
        raise InvalidInput(_("Say how the room answers."))
    if not (1 if free.asks == BallotKind.SCALE else 2) <= len(lines) <= MOST_OPTIONS:
        raise InvalidInput(_("Write from 2 to %(most)s answers, one on each line.") % {"most": MOST_OPTIONS})
    if free.asks == BallotKind.CHOICE and not 1 <= free.most <= len(lines):
        raise InvalidInput(_("Say how many of the answers each person may choose."))
    options = [_option(f"o{number}", line[:200]) for number, line in enumerate(lines, start=1)]
    return Wording(title, free.text.strip(), free.asks, options=options, limits=limits_of(free.asks, free.most))


def limits_of(asks: str, most: int = 1) -> dict[str, Any]:
    """The limits of a ballot of a kind."""
    match asks:
        case BallotKind.SCALE:
            return {**BANDS, "blank": True}
        case BallotKind.CHOICE:
            return {"most": most}
    return {}


def make_questions(item: AgendaItem, worded: Sequence[Wording], after: int = 0) -> list[Question]:
    """Questions to be written, in order behind those that are there."""
    return [
        Question(
            country_id=item.country_id, item=item, order=number, title=one.title[:200], text=one.text,
            subject=one.subject, code=one.code, options=one.options, limits=one.limits, asks=one.asks,
        )
        for number, one in enumerate(worded, start=after + 1)
    ]  # fmt: skip


def gap_options(actor: Actor, item: AgendaItem) -> list[dict[str, str]]:
    """The gaps of the assessment, the most important first."""
    gaps = first_order(actor, item.workshop.assessment)[:MOST_OPTIONS]
    return [_option(gap.finding.capability.code, str(gap.finding.capability.title)) for gap in gaps]


def _findings(actor: Actor, item: AgendaItem, wanted: list[UUID]) -> list[Wording]:
    rows = Finding.objects.for_actor(actor).filter(assessment=item.workshop.assessment_id, pk__in=wanted)
    known = {row.pk: row for row in rows.select_related("capability")}
    options = [_option(LEVEL, _("Level today")), _option(TARGET, _("Level to reach"))]
    return [
        Wording(
            f"{row.capability.code} {row.capability.title}",
            _("Which level has the country reached, and which should it reach?"),
            BallotKind.SCALE, row.pk, row.capability.code, options, dict(BANDS),
        )
        for row in _all_of(wanted, known)
    ]  # fmt: skip


def _scenarios(actor: Actor, wanted: list[UUID]) -> list[Wording]:
    known = {row.pk: row for row in Scenario.objects.for_actor(actor).filter(pk__in=wanted, left_out="")}
    options = [_option(LIKELIHOOD, _("Likelihood")), *(_option(one.value, str(one.label)) for one in Dimension)]
    words = {LIKELIHOOD: {str(band): str(text) for band, text in LIKELIHOOD_WORDS.items()}}
    words |= {one.value: {str(band): str(text) for band, text in IMPACT_WORDS[one].items()} for one in Dimension}
    return [
        Wording(
            f"{row.code} {row.title}", _("How likely is it, and how bad would it be? Leave out what you cannot judge."),
            BallotKind.SCALE, row.pk, row.code, options, {**BANDS, "blank": True, "words": words},
        )
        for row in _all_of(wanted, known)
    ]  # fmt: skip


def _weights(actor: Actor, item: AgendaItem) -> Wording:
    row = _prioritisation(actor, item)
    options = [_option(one.code, one.name) for one in row.criteria.filter(left_out=False)]
    return Wording(_("How much does each criterion count?"), "", item.asks, row.pk, options=options)


def _scores(actor: Actor, item: AgendaItem, wanted: list[UUID]) -> list[Wording]:
    criteria = Criterion.objects.for_actor(actor).filter(prioritisation=_prioritisation(actor, item))
    known = {one.pk: one for one in criteria.filter(source=Source.RATED, left_out=False)}
    options = gap_options(actor, item)
    return [
        Wording(one.name, one.asks, BallotKind.POINTS, one.pk, one.code, options)
        for one in _all_of(wanted or list(known), known)
    ]


def _priorities(actor: Actor, item: AgendaItem) -> Wording:
    row, options = _prioritisation(actor, item), gap_options(actor, item)
    most = min(CHOSEN, len(options) - 1)
    text = {
        BallotKind.CHOICE: _("Choose up to %(most)s gaps that should be closed first.") % {"most": most},
        BallotKind.POINTS: _("Give each gap points from 0 to 100: the more, the sooner it should be closed."),
        BallotKind.ORDER: _("Put the gaps in the order in which they should be closed."),
    }[BallotKind(item.asks)]
    return Wording(
        _("Which gaps come first?"), text, item.asks, row.pk, options=options, limits=limits_of(item.asks, most)
    )


def _prioritisation(actor: Actor, item: AgendaItem) -> Prioritisation:
    found = Prioritisation.objects.for_actor(actor).filter(assessment=item.workshop.assessment_id).first()
    if found is None:
        raise InvalidInput(_("Begin the prioritisation first, on the page “Priorities”; its criteria are asked here."))
    return found


def _all_of(wanted: Sequence[UUID], known: dict[UUID, Any]) -> list[Any]:
    if not wanted or set(wanted) - set(known):
        raise InvalidInput(_("Choose at least one thing that this item is about, from the list."))
    return [known[pk] for pk in wanted]


def _option(code: str, title: str) -> dict[str, str]:
    return {"code": code, "title": title}
