"""A result in sentences and lines: how firm each place is, what would change the order, where institutions differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from concord.domains.priorities.order import Standing
from concord.domains.priorities.results import GapLine, MoveLine, Result, VoiceLine
from concord.domains.priorities.working import STEADY

FAIRLY = 0.7
LEAST_SHOWN = 0.005


@dataclass(frozen=True)
class OrderLine:
    """A gap on its place: how firm that is, from where to where it goes, and who moved it."""

    gap: GapLine
    standing: Standing
    value: float | None = None
    move: MoveLine | None = None

    @property
    def in_top(self) -> bool:
        """Whether its place counts as the top."""
        return self.standing.place <= self.standing.top

    @property
    def sureness(self) -> float:
        """In which share of the weightings it is on this side of the end of the top."""
        share = self.standing.top_share
        return share if self.standing.worked <= self.standing.top else 1 - share

    @property
    def firmness(self) -> str:
        """``firm``, ``fairly``, ``open``, or ``moved``: a class for the page, and a key for its word."""
        if self.standing.moved:
            return "moved"
        return "firm" if self.sureness >= STEADY else "fairly" if self.sureness >= FAIRLY else "open"

    @property
    def word(self) -> str:
        """The word for how firm it is."""
        return {
            "firm": pgettext("robustness", "firm"),
            "fairly": pgettext("robustness", "fairly firm"),
            "open": pgettext("robustness", "uncertain"),
            "moved": pgettext("robustness", "by decision"),
        }[self.firmness]


def lines_of(result: Result) -> list[OrderLine]:
    """Every gap of a result, first place first."""
    outcome, moved = result.outcome, {move.gap: move for move in result.moves}
    lines = []
    for place, gap in enumerate(result.order, start=1):
        move = moved.get(gap)
        standing = Standing(
            place, outcome.places[gap], len(result.gaps), outcome.top, outcome.top_shares[gap], outcome.low[gap],
            outcome.high[gap], move.reason if move else "", move.by if move else "",
        )  # fmt: skip
        lines.append(OrderLine(result.gaps[gap], standing, outcome.values[gap], move))
    return lines


@dataclass(frozen=True)
class WeightLine:
    """A criterion with its weight, its spread over institutions, and what each of them gave."""

    title: str
    aim: str
    weight: float
    low: float
    high: float
    given: tuple[tuple[float, float | None], ...]  # this round's, and the first round's where there were two


def weight_lines(result: Result) -> list[WeightLine]:
    """The criteria, the heaviest first."""
    outcome = result.outcome
    lines = [
        WeightLine(
            criterion.title,
            criterion.aim,
            outcome.weights[n],
            min((voice.weights[n] for voice in result.voices), default=outcome.weights_low[n]),
            max((voice.weights[n] for voice in result.voices), default=outcome.weights_high[n]),
            tuple((voice.weights[n], _before(voice, n)) for voice in result.voices),
        )
        for n, criterion in enumerate(result.criteria)
    ]
    return sorted(lines, key=lambda line: -line.weight)


def _before(voice: VoiceLine, criterion: int) -> float | None:
    """What an institution gave in the first round, where that was another whole percent."""
    first = None if voice.first is None else voice.first[criterion]
    return None if first is None or abs(first - voice.weights[criterion]) < LEAST_SHOWN else first


@dataclass(frozen=True)
class SpreadLine:
    """A gap with the place that each institution's own weights would give it."""

    gap: GapLine
    place: int
    places: tuple[int, ...]

    @property
    def best(self) -> int:
        """The best place an institution would give it."""
        return min(self.places)

    @property
    def worst(self) -> int:
        """The worst place an institution would give it."""
        return max(self.places)

    @property
    def width(self) -> int:
        """How many places lie between the two that differ most."""
        return self.worst - self.best


def spread_lines(result: Result) -> list[SpreadLine]:
    """Every gap in the order decided; empty where fewer than two institutions weighed."""
    if len(result.outcome.by_institution) < 2:
        return []
    return [
        SpreadLine(result.gaps[gap], place, tuple(own[gap] for own in result.outcome.by_institution))
        for place, gap in enumerate(result.order, start=1)
    ]


def most_disputed(result: Result, count: int = 5) -> list[SpreadLine]:
    """The gaps on whose place institutions differ most."""
    lines = sorted(spread_lines(result), key=lambda line: (-line.width, line.place))
    return [line for line in lines[:count] if line.width]


def change_sentences(result: Result, count: int = 5) -> list[str]:
    """What would change the order, nearest first, in sentences."""
    said = []
    for change in result.outcome.changes[:count]:
        words = {
            "criterion": result.criteria[change.criterion].title,
            "now": round(100 * change.now),
            "then": f"{100 * change.then:.1f}".removesuffix(".0"),
            "enter": _codes(result, change.enter),
            "leave": _codes(result, change.leave),
        }
        said.append(_template(change.what, change.then > change.now) % words)
    return said


def _template(what: str, up: bool) -> str:
    if what == "first" and up:
        return _("If “%(criterion)s” weighed more than %(then)s %% (now %(now)s %%), %(enter)s would come first.")
    if what == "first":
        return _("If “%(criterion)s” weighed less than %(then)s %% (now %(now)s %%), %(enter)s would come first.")
    if up:
        return _(
            "If “%(criterion)s” weighed more than %(then)s %% (now %(now)s %%), %(enter)s would be at the top instead "
            "of %(leave)s."
        )
    return _(
        "If “%(criterion)s” weighed less than %(then)s %% (now %(now)s %%), %(enter)s would be at the top instead of "
        "%(leave)s."
    )


@dataclass(frozen=True)
class OtherLine:
    """What another method makes of it: how like the order is, how much of the top stays, and what comes in and out."""

    name: str
    tau: float | None
    overlap: float
    enter: str
    leave: str


def other_methods(result: Result) -> list[OtherLine]:
    """Every other method, with the codes of the gaps it would swap."""
    return [
        OtherLine(
            one.name,
            one.tau,
            one.overlap,
            ", ".join(result.gaps[gap].code for gap in one.enter),
            ", ".join(result.gaps[gap].code for gap in one.leave),
        )
        for one in result.outcome.others
    ]


def _codes(result: Result, gaps: tuple[int, ...]) -> str:
    return ", ".join(result.gaps[gap].code for gap in gaps) or _("nothing")


def firm_sentences(result: Result) -> list[str]:
    """How firm the top is, in two or three sentences."""
    outcome = result.outcome
    if outcome.top >= len(result.gaps):
        return []
    firm = sum(line.in_top and line.firmness == "firm" for line in lines_of(result))
    said = [
        ngettext(
            "%(firm)s of %(top)s place at the top is firm: it holds in at least nine of ten weightings.",
            "%(firm)s of %(top)s places at the top are firm: they hold in at least nine of ten weightings.",
            outcome.top,
        )
        % {"firm": firm, "top": outcome.top},
        _("With each weight up to a fifth larger or smaller, the top is the same in %(percent)s %% of the weightings.")
        % {"percent": round(100 * outcome.holds)},
    ]
    overlap = min((one.overlap for one in outcome.others), default=1.0)
    if overlap == 1:
        said.append(_("Other methods put the same gaps at the top."))
    else:
        said.append(_("Other methods keep at least %(percent)s %% of the top.") % {"percent": round(100 * overlap)})
    return said


def agreement_sentence(result: Result) -> str:
    """How far the institutions' own orders agree (Kendall's W), in a word and a number."""
    w = result.outcome.agreement
    if w is None:
        return _("Their orders cannot be compared.")
    word = (
        pgettext("agreement of orders", "strong") if w >= 0.7
        else pgettext("agreement of orders", "moderate") if w >= 0.5
        else pgettext("agreement of orders", "weak")
    )  # fmt: skip
    sentence = _("The agreement of the institutions’ orders is %(word)s (Kendall’s W %(w)s; 1 is the same order).")
    return sentence % {"word": word, "w": f"{w:.2f}"}
