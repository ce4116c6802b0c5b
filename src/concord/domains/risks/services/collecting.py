"""Taking in the estimates of a returned workbook: all of one institution at once, and nothing over anybody's head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from concord.domains.assessments.enums import Confidence
from concord.domains.people.models import Institution
from concord.domains.risks.enums import RATING, Stage
from concord.domains.risks.marks import SaidOfRisk, mark_of, said_in
from concord.domains.risks.models import Estimate, RiskPicture, Scenario
from concord.domains.risks.ratings import latest_round
from concord.domains.risks.rules import can_estimate_for
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput, WrongState


@dataclass(frozen=True)
class ReturnedEstimate:
    """What a workbook says of one scenario, and the mark of the estimate it started from (empty: of none)."""

    code: str
    said: SaidOfRisk
    mark: str


@dataclass(frozen=True)
class CollectedEstimates:
    """What became of one workbook: how many estimates were taken, and by scenario code what was not, and why."""

    institution: str
    taken: int = 0
    same: int = 0
    conflicts: tuple[str, ...] = ()  # changed here too since the workbook went out
    unknown: tuple[str, ...] = ()  # no such scenario, or left out


def collect_estimates(
    *, actor: Actor, picture: RiskPicture, institution: Institution, returned: Sequence[ReturnedEstimate],
    by: str = "", replace: bool = False, dry_run: bool = False,
) -> CollectedEstimates:  # fmt: skip
    """Take in a returned workbook in the round that runs; collecting it again changes nothing.

    An estimate that was changed here since the workbook went out stays as it is, unless ``replace``; a dry run writes
    nothing. ``by`` says who filled the workbook in.
    """
    require(can_estimate_for, actor, institution)
    if institution.country_id != actor.country_id:
        raise InvalidInput(_("Institution and scenario must belong to this country."))
    for row in returned:
        _check(row)
    if dry_run:
        return _weigh(actor, picture, institution, returned, replace)[0]
    with audited(actor, "risk.estimates_collected", picture, institution=institution.code, by=by) as record:
        stands = RiskPicture.objects.for_actor(actor).select_for_update().get(pk=picture.pk)
        if stands.stage not in RATING:
            raise WrongState(_("The estimates are closed; the focal point can open them again."))
        collected, news = _weigh(actor, stands, institution, returned, replace)
        _write(actor, stands, institution, news, by)
        record.detail |= {"taken": collected.taken, "conflicts": list(collected.conflicts)}
    return collected


def _check(row: ReturnedEstimate) -> None:
    given = asdict(row.said.bands).values()
    if any(band is not None and not 1 <= band <= 5 for band in given):
        raise InvalidInput(_("A band is a number from 1 to 5."))
    if row.said.confidence not in ("", *Confidence.values):
        raise InvalidInput(_("Say how sure you are: high, medium or low."))


def _weigh(
    actor: Actor, picture: RiskPicture, institution: Institution, returned: Sequence[ReturnedEstimate], replace: bool
) -> tuple[CollectedEstimates, dict[UUID, SaidOfRisk]]:
    """What becomes of each row, and by scenario what is to be written."""
    scenarios = dict(Scenario.objects.for_actor(actor).filter(left_out="").values_list("code", "pk"))
    rows = Estimate.objects.for_actor(actor).filter(picture=picture, institution=institution)
    held = {estimate.scenario_id: said_in(estimate) for estimate in latest_round(rows)}
    news: dict[UUID, SaidOfRisk] = {}
    same, conflicts, unknown = 0, [], []
    for row in returned:
        pk = scenarios.get(row.code)
        if pk is None:
            unknown.append(row.code)
        elif mark_of(row.said) in (row.mark, mark_of(held.get(pk))):
            same += 1
        elif mark_of(held.get(pk)) == row.mark or replace:
            news[pk] = row.said
        else:
            conflicts.append(row.code)
    return CollectedEstimates(institution.name, len(news), same, tuple(conflicts), tuple(unknown)), news


def _write(
    actor: Actor, picture: RiskPicture, institution: Institution, news: Mapping[UUID, SaidOfRisk], by: str
) -> None:
    number = 1 if picture.stage == Stage.FIRST else 2
    Estimate.objects.for_actor(actor).filter(
        picture=picture, institution=institution, scenario__in=list(news), round=number
    ).delete()
    now = clock.now()
    Estimate.objects.bulk_create(
        Estimate(
            country_id=actor.country_id, picture=picture, scenario_id=pk, institution=institution, round=number,
            confidence=said.confidence, reason=said.reason.strip(), by=(by or actor.name)[:200], at=now,
            **asdict(said.bands),
        )
        for pk, said in news.items()
    )  # fmt: skip
