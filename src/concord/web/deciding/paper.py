"""The ballot paper: its lines or pairs with what one said before; and the table of a ballot's result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from concord.domains.priorities.counting import Voice, contradiction
from concord.domains.priorities.enums import BallotKind
from concord.domains.priorities.models import Ballot, Vote
from concord.domains.priorities.queries import BallotResult
from concord.domains.priorities.voting import STEPS, pair_key, pairs

LEAST_SHOWN = 0.5  # a smaller difference is none in whole numbers


@dataclass(frozen=True)
class PaperLine:
    """An option with the points or the place that one gave it."""

    code: str
    title: str
    value: float | None


@dataclass(frozen=True)
class Choice:
    """One answer to a comparison, as a number and in words."""

    value: int
    words: str
    chosen: bool


@dataclass(frozen=True)
class PaperPair:
    """Two options to compare, and the answers offered."""

    key: str
    first: str
    second: str
    choices: tuple[Choice, ...]
    again: bool  # the one that fits worst with the others

    @property
    def done(self) -> bool:
        """Whether it was compared."""
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Paper:
    """All of it; ``look_again`` says which comparison contradicts the others most."""

    lines: tuple[PaperLine, ...]
    pairs: tuple[PaperPair, ...]
    look_again: dict[str, Any] | None

    @property
    def compared(self) -> int:
        """How many pairs were compared."""
        return sum(pair.done for pair in self.pairs)


def paper_of(ballot: Ballot, own: Vote | None) -> Paper:
    """The paper, filled with one's own vote."""
    titles = {option["code"]: option["title"] for option in ballot.options}
    said: dict[str, Any] = own.content if own else {}
    if ballot.kind != BallotKind.PAIRWISE:
        return Paper(tuple(PaperLine(code, titles[code], said.get(code)) for code in ballot.codes), (), None)
    again = contradiction(ballot, own) if own else None
    keys = {pair_key(*pair): pair for pair in pairs(ballot.codes)}
    return Paper(
        (),
        tuple(
            PaperPair(
                key,
                titles[first],
                titles[second],
                _choices(titles[first], titles[second], said.get(key)),
                again is not None and {again.more, again.less} == {first, second},
            )
            for key, (first, second) in keys.items()
        ),
        again
        and {
            "more": titles[again.more], "less": titles[again.less], "given": round(again.given),
            "fitting": again.fitting, "ratio": again.ratio, "then": again.ratio_then,
        },
    )  # fmt: skip


def _choices(first: str, second: str, said: float | None) -> tuple[Choice, ...]:
    values = [*STEPS, *(-step for step in reversed(STEPS) if step > 1)]
    return tuple(
        Choice(value, _in_words(first if value > 0 else second, abs(value)), said is not None and value == said)
        for value in values
    )


def _in_words(title: str, strength: int) -> str:
    return {
        1: pgettext("comparison", "Both count the same"),
        3: pgettext("comparison", "“%(title)s” counts somewhat more"),
        5: pgettext("comparison", "“%(title)s” counts clearly more"),
        7: pgettext("comparison", "“%(title)s” counts very much more"),
        9: pgettext("comparison", "“%(title)s” counts beyond comparison"),
    }[strength] % {"title": title}


@dataclass(frozen=True)
class OutcomeLine:
    """An option: the mean of institutions, the lowest and highest, and what each gave in this and the first round."""

    code: str
    title: str
    mean: float
    low: float
    high: float
    given: tuple[tuple[float, float | None], ...]


@dataclass(frozen=True)
class OutcomeTable:
    """What a ballot has come to, the heaviest first; no lines where nothing may be seen yet."""

    round: int
    institutions: tuple[Any, ...]
    lines: tuple[OutcomeLine, ...]


def result_table(result: BallotResult, *, rates: bool) -> OutcomeTable:
    """The result as a table: weights in percent, or points."""
    scale = 1.0 if rates else 100.0

    def before(voice: Voice, code: str) -> float | None:
        """What it gave in the first round, where that was something else."""
        first = None if voice.first is None else voice.first[code]
        return None if first is None or abs(first - voice.values[code]) * scale < LEAST_SHOWN else first

    mean, titles = result.mean, {option["code"]: option["title"] for option in result.ballot.options}
    lines = [
        OutcomeLine(
            code,
            titles[code],
            scale * mean[code],
            scale * result.spread(code)[0],
            scale * result.spread(code)[1],
            tuple(
                (scale * voice.values[code], None if (first := before(voice, code)) is None else scale * first)
                for voice in result.voices
            ),
        )
        for code in (result.ballot.codes if mean else ())
    ]
    return OutcomeTable(result.round, result.voices, tuple(sorted(lines, key=lambda line: -line.mean)))
