"""A ballot as a form: its lines with what somebody said before, whatever kind it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from concord.domains.priorities.enums import BallotKind
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.workshops.tallying import Line as Counted
from concord.domains.workshops.tallying import Tally
from concord.web.deciding.paper import PaperPair
from concord.web.deciding.paper import paper_of as weighing_paper_of


@dataclass(frozen=True)
class Step:
    """One step of a scale, with a word for it where there is one."""

    value: int
    words: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """Something that is voted on, and what was said of it."""

    code: str
    title: str
    value: float | None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class LivePaper:
    """The paper of a ballot; ``one`` says that a choice is of one line, ``blank`` that lines may be left out."""

    kind: str
    lines: tuple[Line, ...]
    pairs: tuple[PaperPair, ...] = ()
    most: int = 1
    blank: bool = False

    @property
    def one(self) -> bool:
        """Whether exactly one line is chosen."""
        return self.most == 1


def paper_of(ballot: Ballot, own: Vote | None) -> LivePaper:
    """The paper of any ballot, filled with one's own vote."""
    said: dict[str, Any] = own.content if own else {}
    if ballot.kind == BallotKind.PAIRWISE:
        return LivePaper(ballot.kind, (), weighing_paper_of(ballot, own).pairs)
    lines = tuple(
        Line(one["code"], one["title"], said.get(one["code"]), _steps(ballot, one["code"], said.get(one["code"])))
        for one in ballot.options
    )
    limits = ballot.limits
    return LivePaper(ballot.kind, lines, (), limits.get("most", 1), bool(limits.get("blank")))


def said_in(posted: QueryDict) -> dict[str, str]:
    """A vote as the paper's form sends it, by code or pair; fields that were left empty are not in it."""
    said = {name.removeprefix("vote:"): value for name, value in posted.items() if name.startswith("vote:") and value}
    return said | dict.fromkeys(posted.getlist("choice"), "1")


def _steps(ballot: Ballot, code: str, said: float | None) -> tuple[Step, ...]:
    if ballot.kind != BallotKind.SCALE:
        return ()
    words = ballot.limits.get("words", {}).get(code, {})
    steps = range(ballot.limits["low"], ballot.limits["high"] + 1)
    return tuple(Step(value, words.get(str(value), ""), said == value) for value in steps)


@dataclass(frozen=True)
class ResultLine:
    """One line of a result in small: in words, and how far its bar reaches, in percent."""

    title: str
    words: str
    share: int


def result_lines(tally: Tally | None, *, weighs: bool) -> tuple[ResultLine, ...]:
    """The result of a vote as a phone shows it; ``weighs`` where votes are shares of a whole."""
    if tally is None:
        return ()
    return tuple(ResultLine(line.title, *_in_small(tally, line, weighs)) for line in tally.lines)


def _in_small(tally: Tally, line: Counted, weighs: bool) -> tuple[str, int]:
    if weighs:
        return _("%(percent)s %%") % {"percent": number_format(100 * line.mean, 0)}, round(100 * line.mean)
    match tally.kind:
        case BallotKind.CHOICE:
            votes = line.counts.get("1", 0)
            return _("%(votes)s of %(all)s") % {"votes": votes, "all": tally.votes}, round(100 * line.mean)
        case BallotKind.SCALE:
            return ("–", 0) if line.median is None else (number_format(line.median, 0), _along(line))
        case BallotKind.ORDER:
            place = _("place %(place)s on average") % {"place": number_format(line.mean, 1)}
            return place, round(100 * (len(tally.lines) + 1 - line.mean) / len(tally.lines))
    return number_format(line.mean, 0), round(line.mean)


def _along(line: Counted) -> int:
    """How far along its scale the middle of a line lies."""
    steps = [int(step) for step in line.counts]
    return round(100 * ((line.median or 0) - steps[0] + 1) / len(steps))
