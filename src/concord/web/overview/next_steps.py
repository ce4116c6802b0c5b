"""What comes next in a country, worked out from what is there: an ordered list with the first open step marked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.assessments.models import Assessment
from concord.domains.assessments.queries import FindingProgress, PartProgress, Turnout
from concord.domains.assessments.rules import can_run_assessment, can_see_board
from concord.domains.people.enums import Role
from concord.domains.plans.enums import PlanStatus
from concord.domains.plans.models import Plan
from concord.domains.plans.queries import PlanTally
from concord.domains.plans.queries.road import Road
from concord.domains.reports.words import day
from concord.kernel.actor import Actor

DONE, NOW, LATER = "done", "now", "later"
CONSULTED = (PlanStatus.CONSULTATION, PlanStatus.FINAL, PlanStatus.ADOPTED)


@dataclass(frozen=True)
class Standing:
    """How far a country has come; ``tally`` is there with ``plan``."""

    assessment: Assessment
    turnout: list[Turnout]
    parts: PartProgress
    findings: FindingProgress
    signed: bool
    gaps: int
    plan: Plan | None
    tally: PlanTally | None
    road: Road | None = None  # there with ``plan``


@dataclass(frozen=True)
class NextStep:
    """One step: what is to do, how it stands in words, the page where one does it, and whether it is done."""

    title: str
    standing: str
    page: str  # the name of an address under the country
    state: str = LATER


# Where somebody goes who does not run the round; the board itself sends contributors on to what they are asked.
PAGES = {
    Role.CONTRIBUTOR: {"assign": "overview", "agreeing": "findings"},
    Role.OBSERVER: {"board": "overview", "assign": "overview", "agreeing": "findings"},
}


def next_steps(standing: Standing, actor: Actor) -> list[NextStep]:
    """The steps in order. What is done is marked done wherever it stands; the first other one is now.

    Each leads to the page on which the actor does it, or sees how it stands.
    """
    steps = [
        _answers(standing),
        _accepted(standing),
        _findings(standing),
        _agreed(standing),
        _signed(standing),
        _gaps(standing),
        *_plan(standing),
    ]
    elsewhere = _elsewhere(actor)
    first_open = next((index for index, step in enumerate(steps) if step.state != DONE), None)
    return [
        replace(step, page=elsewhere.get(step.page, step.page), state=NOW if index == first_open else step.state)
        for index, step in enumerate(steps)
    ]


def _elsewhere(actor: Actor) -> dict[str, str]:
    if can_see_board(actor):
        return {} if can_run_assessment(actor) else {"assign": "board"}
    return PAGES[Role.CONTRIBUTOR if actor.has(Role.CONTRIBUTOR) else Role.OBSERVER]


def _state(done: bool) -> str:
    return DONE if done else LATER


def _answers(standing: Standing) -> NextStep:
    title = _("Collect the answers of institutions")
    if not standing.turnout and standing.assessment.source:
        words = _("Levels come from elsewhere: %(source)s") % {"source": standing.assessment.source}
        return NextStep(title, words, "overview", DONE)
    if not standing.turnout:
        return NextStep(title, _("Nobody is asked yet."), "assign")
    asked, given = len(standing.turnout), sum(row.answered > 0 for row in standing.turnout)
    words = _("Answers are in from %(given)s of %(asked)s institutions.") % {"given": given, "asked": asked}
    waiting = standing.parts.total - standing.parts.submitted
    if given == asked and waiting:
        still = ngettext("%(n)s part is not submitted yet.", "%(n)s parts are not submitted yet.", waiting)
        words = _("%(one)s %(other)s") % {"one": words, "other": still % {"n": waiting}}
    return NextStep(title, words, "board", _state(0 < standing.parts.total == standing.parts.submitted))


def _accepted(standing: Standing) -> NextStep:
    title, parts = _("Accept what is submitted"), standing.parts
    if not parts.total and standing.assessment.source:
        return NextStep(title, _("Nothing to accept: no institution was asked."), "overview", DONE)
    words = _("%(accepted)s of %(total)s parts are accepted, %(waiting)s wait to be looked at.") % {
        "accepted": parts.accepted, "total": parts.total, "waiting": parts.submitted - parts.accepted,
    }  # fmt: skip
    return NextStep(title, words, "board", _state(0 < parts.total == parts.accepted))


def _findings(standing: Standing) -> NextStep:
    words = _("Not derived yet.")
    if standing.findings.total:
        words = _("%(total)s capabilities have a national level.") % {"total": standing.findings.total}
    return NextStep(_("Derive the findings"), words, "agreeing", _state(standing.findings.total > 0))


def _agreed(standing: Standing) -> NextStep:
    done, total = standing.findings.agreed, standing.findings.total
    words = _("%(agreed)s of %(total)s findings are agreed.") % {"agreed": done, "total": total}
    return NextStep(_("Agree the findings"), words, "agreeing", _state(0 < total == done))


def _signed(standing: Standing) -> NextStep:
    words = _("Signed.") if standing.signed else _("Not signed yet.")
    return NextStep(_("Sign the findings"), words, "signature", _state(standing.signed))


def _gaps(standing: Standing) -> NextStep:
    words = _("Follows from the findings.")
    if standing.findings.total:
        words = _("%(gaps)s gaps stand in order of importance.") % {"gaps": standing.gaps}
    return NextStep(_("Put the gaps in order"), words, "gaps", _state(standing.findings.total > 0))


def _plan(standing: Standing) -> list[NextStep]:
    plan, tally = standing.plan, standing.tally
    titles = (_("Draft the plan"), _("Settle leads, dates and costs"), _("Adopt the plan"), _("Find the funding"))
    if plan is None or tally is None:
        words = _("Waits for the draft of the plan."), _("Waits for the draft of the plan."), _("Waits for the plan.")
        first = NextStep(titles[0], _("Follows from the gaps."), "plan")
        return [first, *(NextStep(title, said, "plan") for title, said in zip(titles[1:], words, strict=True))]
    drafted = _("%(actions)s actions drafted, %(open)s of them still to be defined.") % {
        "actions": tally.actions, "open": tally.to_be_defined,
    }  # fmt: skip
    funded = _("%(funded)s of %(actions)s actions have money pledged or secured.") % {
        "funded": tally.funded, "actions": tally.actions,
    }  # fmt: skip
    settled = _("The plan is a %(status)s: lead institutions check what was proposed.") % {
        "status": plan.get_status_display().lower()
    }
    if plan.status in CONSULTED:
        settled = _("The plan has gone into consultation.")
    adopted = plan.status == PlanStatus.ADOPTED
    signed = _("Version %(version)s is adopted.") if adopted else _("Version %(version)s is not adopted yet.")
    signed = " ".join((signed % {"version": plan.version}, *_on_the_road(standing.road)))
    return [
        NextStep(titles[0], drafted, "plan", DONE),
        NextStep(titles[1], settled, "plan_road", _state(plan.status in CONSULTED)),
        NextStep(titles[2], signed, "plan_road", _state(adopted)),
        NextStep(titles[3], funded, "plan", _state(0 < tally.actions == tally.funded)),
    ]


def _on_the_road(road: Road | None) -> list[str]:
    """What comes next on the way to adoption, who sees to it, and since when it is late."""
    line = road.now if road else None
    if line is None:
        return []
    said = [_("Next: %(step)s.") % {"step": line.title}]
    if line.owner_name:
        said.append(_("%(name)s sees to it.") % {"name": line.owner_name})
    if line.row.due and line.late:
        said.append(_("It was due on %(day)s.") % {"day": day(line.row.due)})
    elif line.row.due:
        said.append(_("It is due on %(day)s.") % {"day": day(line.row.due)})
    return said
