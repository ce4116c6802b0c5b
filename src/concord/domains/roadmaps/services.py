"""Writes of the roadmaps domain: asking for a roadmap, keeping what a search came to, and choosing one."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from concord.domains.plans.models import Plan
from concord.domains.plans.services.scheduling import set_dates
from concord.domains.roadmaps.asking import Wishes, as_json, inputs_from
from concord.domains.roadmaps.calendar import dates_of
from concord.domains.roadmaps.enums import OPEN, RunState
from concord.domains.roadmaps.gathering import gather
from concord.domains.roadmaps.models import RoadmapRun
from concord.domains.roadmaps.rules import can_choose_roadmap, can_run_roadmaps
from concord.domains.roadmaps.solving import Solved, problem_of
from concord.domains.roadmaps.words import requirement_words
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.canonical import sha256_of
from concord.kernel.errors import InvalidInput, WrongState
from concord.methods.errors import MethodError

LONGEST_TITLE = 120


def ask_for_roadmap(*, actor: Actor, plan: Plan, title: str, wishes: Wishes) -> RoadmapRun:
    """Keep what a roadmap is asked from; a background task then works it out."""
    require(can_run_roadmaps, actor, plan)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput(_("Give the roadmap a name of at most 120 characters."))
    inputs = gather(actor, plan, wishes)
    try:
        problem_of(inputs)
    except MethodError:
        raise InvalidInput(_("Actions of the plan wait for each other in a circle; change that first.")) from None
    with audited(actor, "roadmap.asked", plan=plan.pk, inputs=sha256_of(as_json(inputs))) as record:
        run = RoadmapRun.objects.create(
            country_id=actor.country_id, plan=plan, title=title, wishes=as_json(wishes), inputs=as_json(inputs),
            asked_at=clock.now(), asked_by=actor.name, asked_by_id=actor.user_id,
        )  # fmt: skip
        record.subject = run
    return run


def keep_result(*, actor: Actor, run: RoadmapRun, solved: Solved) -> RoadmapRun:
    """Keep what a search came to. For the background task."""
    require(can_run_roadmaps, actor, run)
    with audited(actor, "roadmap.worked_out", run) as record:
        row = _locked(actor, run)
        if row.state not in OPEN:
            raise WrongState(_("This roadmap is worked out already."))
        inputs = inputs_from(row.inputs)
        row.state, row.progress, row.ended_at = RunState.FAILED, 100, clock.now()
        row.cut_short = solved.cut_short
        if solved.found is not None:
            found, plan = solved.found, solved.found.schedule
            row.state = RunState.DONE
            row.rows = [
                {"code": job.code, "start": start, "months": job.ways[mode].months, "way": job.ways[mode].name,
                 "slack": slack}
                for job, start, mode, slack in zip(inputs.jobs, plan.starts, plan.modes, solved.slacks, strict=True)
            ]  # fmt: skip
            row.gap, row.quarterly_gap, row.months = found.gap, solved.quarterly_gap, found.months
            row.mean_month, row.mean_month_bound = found.mean_month, found.mean_month_bound
        elif solved.conflict is not None:
            row.state, row.smallest = RunState.IMPOSSIBLE, solved.conflict.smallest
            row.contradictions = [requirement_words(inputs, one) for one in solved.conflict.requirements]
        row.save()
        record.detail |= {"state": row.state, "rows": sha256_of(row.rows), "cut_short": row.cut_short}
    return row


def give_up(*, actor: Actor, run: RoadmapRun) -> None:
    """Note that a search ended without a result, because something unexpected went wrong."""
    require(can_run_roadmaps, actor, run)
    with audited(actor, "roadmap.failed", run):
        RoadmapRun.objects.for_actor(actor).filter(pk=run.pk, state__in=OPEN).update(
            state=RunState.FAILED, ended_at=clock.now()
        )


def stop_search(*, actor: Actor, run: RoadmapRun) -> None:
    """Ask a search to end with the best it has so far."""
    require(can_run_roadmaps, actor, run)
    with audited(actor, "roadmap.stopped", run):
        row = _locked(actor, run)
        if row.state not in OPEN:
            raise WrongState(_("This roadmap is worked out already."))
        row.to_stop = True
        row.save(update_fields=["to_stop"])


def choose_roadmap(*, actor: Actor, run: RoadmapRun) -> int:
    """Set the plan's dates to a roadmap's; how many actions that moved. Dates that the plan has already are left."""
    require(can_choose_roadmap, actor, run)
    with audited(actor, "roadmap.chosen", run, title=run.title) as record:
        row = _locked(actor, run)
        if row.state != RunState.DONE:
            raise WrongState(_("Only a roadmap that is worked out can be chosen."))
        dates: dict[str, tuple[dt.date, dt.date]] = dates_of(row)
        moved = set_dates(actor=actor, plan=row.plan, dates=dates)
        RoadmapRun.objects.for_actor(actor).filter(plan=row.plan_id).update(chosen_at=None, chosen_by="")
        row.chosen_at, row.chosen_by = clock.now(), actor.name
        row.save(update_fields=["chosen_at", "chosen_by"])
        record.detail |= {"moved": moved, "rows": sha256_of(row.rows)}
    return moved


def _locked(actor: Actor, run: RoadmapRun) -> RoadmapRun:
    return RoadmapRun.objects.for_actor(actor).select_for_update().get(pk=run.pk)
