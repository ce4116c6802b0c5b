"""Opening a prioritisation, its criteria, and asking institutions about them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concord.domains.assessments.models import Assessment
from concord.domains.priorities.balloting import Asked, in_words, make_ballot, refuse_wrong
from concord.domains.priorities.enums import WEIGHING, Aim, BallotKind, Source
from concord.domains.priorities.filling import fill, shipped_criteria
from concord.domains.priorities.models import Ballot, Criterion, Prioritisation
from concord.domains.priorities.order import RankedGap
from concord.domains.priorities.queries.gaps import first_order
from concord.domains.priorities.rules import can_run_priorities
from concord.domains.priorities.state import locked_open, refuse_open_ballots
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState

CHEAPEST_TOP = 1_000.0


@dataclass(frozen=True)
class CriterionText:
    """How a criterion is worded and which end comes first; empty words leave the shipped ones."""

    title: str
    about: str
    aim: str
    bottom: float | None = None  # the ends of the scale in the source's unit; None leaves them
    top: float | None = None


def open_prioritisation(*, actor: Actor, assessment: Assessment) -> Prioritisation:
    """Begin to order the gaps of an assessment, with the shipped criteria.

    The scale of cost runs to the dearest gap of this moment and stays there, so that a gap that comes up later turns
    nobody's order.
    """
    require(can_run_priorities, actor)
    gaps = first_order(actor, assessment)
    if len(gaps) < 2:
        raise WrongState(_("There is nothing to order yet: fewer than two capabilities lie below their target."))
    dearest = _dearest(actor, assessment, gaps)
    with audited(actor, "priorities.opened", gaps=len(gaps)) as record:
        if Prioritisation.objects.for_actor(actor).filter(assessment=assessment).exists():
            raise WrongState(_("The gaps of this assessment are being ordered already."))
        record.subject = row = Prioritisation.objects.create(
            country_id=actor.country_id,
            assessment=assessment,
            seed=zlib.crc32(assessment.pk.bytes) >> 1,  # 31 bits: what an integer column holds
            opened_by=actor.name,
            opened_at=clock.now(),
            label=assessment.label,
        )
        Criterion.objects.bulk_create(
            Criterion(
                country_id=actor.country_id, prioritisation=row, code=one.code, source=one.source, aim=one.aim,
                bottom=one.bottom, top=dearest if one.top is None else one.top, doubt=one.doubt, order=number,
            )
            for number, one in enumerate(shipped_criteria().criteria, start=1)
        )  # fmt: skip
    return row


def _dearest(actor: Actor, assessment: Assessment, gaps: Sequence[RankedGap]) -> float:
    """The likely cost of the dearest gap, rounded up to two figures."""
    costs = fill(actor, assessment, gaps, {Source.COST})[Source.COST]
    most = max((measure.likely for measure in costs.values()), default=CHEAPEST_TOP)
    step = 10.0 ** max(math.floor(math.log10(max(most, CHEAPEST_TOP))) - 1, 0)
    return math.ceil(most / step) * step


def add_criterion(*, actor: Actor, prioritisation: Prioritisation, text: CriterionText) -> Criterion:
    """Add a criterion of the country's own; institutions rate gaps by it from 0 to 100."""
    require(can_run_priorities, actor)
    if not text.title.strip():
        raise InvalidInput(_("A criterion needs a title."))
    _check(text)
    with audited(actor, "criterion.added", title=text.title.strip()) as record:
        row = locked_open(actor, prioritisation)
        refuse_open_ballots(actor, [row.pk])
        known = set(Criterion.objects.for_actor(actor).filter(prioritisation=row).values_list("code", flat=True))
        last = Criterion.objects.for_actor(actor).filter(prioritisation=row).aggregate(last=Max("order"))["last"] or 0
        record.subject = criterion = Criterion.objects.create(
            country_id=actor.country_id, prioritisation=row, code=_code(text.title, known), title=text.title.strip(),
            about=text.about.strip(), source=Source.RATED, aim=text.aim, bottom=0, top=100, doubt=0.1, order=last + 1,
        )  # fmt: skip
    return criterion


def change_criterion(*, actor: Actor, criterion: Criterion, text: CriterionText) -> Criterion:
    """Word a criterion anew, turn its direction, or set the ends of its scale."""
    require(can_run_priorities, actor)
    _check(text)
    with audited(actor, "criterion.changed", criterion) as record:
        locked_open(actor, criterion.prioritisation)
        row = Criterion.objects.for_actor(actor).select_for_update().get(pk=criterion.pk)
        before = (row.title, row.about, row.aim, row.bottom, row.top)
        row.title, row.about, row.aim = text.title.strip(), text.about.strip(), text.aim
        row.bottom = row.bottom if text.bottom is None else text.bottom
        row.top = row.top if text.top is None else text.top
        if not row.top > row.bottom:
            raise InvalidInput(_("The upper end of the scale must lie above the lower end."))
        row.save(update_fields=["title", "about", "aim", "bottom", "top"])
        record.detail |= {"code": row.code, "before": before}
    return row


def leave_out_criterion(*, actor: Actor, criterion: Criterion) -> None:
    """Order the gaps without this criterion; what was rated by it is kept."""
    require(can_run_priorities, actor)
    with audited(actor, "criterion.left_out", criterion, code=criterion.code):
        _counts(actor, criterion, left_out=True)


def take_back_criterion(*, actor: Actor, criterion: Criterion) -> None:
    """Let a criterion that was left out count again."""
    require(can_run_priorities, actor)
    with audited(actor, "criterion.taken_back", criterion, code=criterion.code):
        _counts(actor, criterion, left_out=False)


def _counts(actor: Actor, criterion: Criterion, *, left_out: bool) -> None:
    row = locked_open(actor, criterion.prioritisation)
    refuse_open_ballots(actor, [row.pk])
    rows = Criterion.objects.for_actor(actor).filter(prioritisation=row)
    if left_out and not rows.filter(left_out=False).exclude(pk=criterion.pk).exists():
        raise WrongState(_("At least one criterion must count."))
    rows.filter(pk=criterion.pk).update(left_out=left_out)


def ask_for_weights(*, actor: Actor, prioritisation: Prioritisation, asked: Asked) -> Ballot:
    """Ask institutions how much each criterion counts; the newest ballot is the one that does."""
    require(can_run_priorities, actor)
    criteria = Criterion.objects.for_actor(actor).filter(prioritisation=prioritisation, left_out=False)
    options = [(one.code, one.name) for one in criteria]
    refuse_wrong(asked, options)
    if asked.kind not in WEIGHING:
        raise InvalidInput(_("Weights are asked for by points, by comparisons or by an order."))
    question = {
        BallotKind.POINTS: _(
            "Think of a gap that is at the bottom of every criterion. Which one would you lift to its top first? Give "
            "it 100 points, and the others as many as their lift is worth beside it."
        ),
        BallotKind.PAIRWISE: _("Of each two: which should count more in the order of the gaps, and how much more?"),
        BallotKind.ORDER: _("Which criterion should count most, which next, and so on?"),
    }[BallotKind(asked.kind)]
    with audited(actor, "ballot.opened") as record:
        row = locked_open(actor, prioritisation)
        refuse_open_ballots(actor, [row.pk])
        record.subject = ballot = make_ballot(
            actor, subject=row.pk, title=_("How much does each criterion count?"), question=question,
            options=options, asked=asked,
        )  # fmt: skip
        record.detail |= in_words(ballot)
    return ballot


def ask_for_ratings(*, actor: Actor, criterion: Criterion, asked: Asked) -> Ballot:
    """Ask institutions to rate every gap by one criterion, from 0 to 100 points."""
    require(can_run_priorities, actor)
    if criterion.source != Source.RATED:
        raise WrongState(_("This criterion is filled in from the data; set a score of your own where you know better."))
    if asked.kind != BallotKind.POINTS:
        raise InvalidInput(_("Gaps are rated in points from 0 to 100."))
    gaps = first_order(actor, criterion.prioritisation.assessment)
    capabilities = sorted((gap.finding.capability for gap in gaps), key=lambda one: one.order)
    options = [(one.code, str(one.title)) for one in capabilities]
    refuse_wrong(asked, options)
    with audited(actor, "ballot.opened") as record:
        locked_open(actor, criterion.prioritisation)
        refuse_open_ballots(actor, [criterion.pk])
        record.subject = ballot = make_ballot(
            actor, subject=criterion.pk, title=criterion.name,
            question=_("%(asks)s Give each line points from 0 (not at all) to 100 (fully).") % {"asks": criterion.asks},
            options=options, asked=asked,
        )  # fmt: skip
        record.detail |= in_words(ballot)
    return ballot


def _check(text: CriterionText) -> None:
    if text.aim not in Aim.values:
        raise InvalidInput(_("Say whether more or less comes first."))


def _code(title: str, known: set[str]) -> str:
    """A code from a title, with a number where there is one of the name already."""
    stem = slugify(title)[:30] or "criterion"
    return next(code for n in range(1, 100) if (code := stem if n == 1 else f"{stem}-{n}") not in known)
