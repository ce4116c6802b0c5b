"""The votes behind a decision, as its minutes show them: from the tally that was frozen with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.priorities.enums import BallotKind
from concord.domains.reports import words
from concord.formats.decision_record import Block, RecordTable

MOST_COLUMNS = 4  # lines of a ballot up to which each institution's position is a table
MOST_LINES = 30  # lines of a long ballot that are listed

Tally = Mapping[str, Any]


def votes(tally: Tally) -> Block:
    """How many voted, on paper and in which round, and what it came to."""
    said = ngettext("%(n)s vote", "%(n)s votes", tally["votes"]) % {"n": tally["votes"]}
    if tally["paper"]:
        said = _("%(votes)s, of them %(paper)s on paper") % {"votes": said, "paper": tally["paper"]}
    if tally["round"] > 1:
        changed = ngettext("%(n)s vote changed", "%(n)s votes changed", tally["moved"]) % {"n": tally["moved"]}
        said = _("%(votes)s; round %(round)s, %(changed)s since the first") % {
            "votes": said, "round": tally["round"], "changed": changed,
        }  # fmt: skip
    lines = tally["lines"][:MOST_LINES]
    return Block(
        (f"{said}.",), table=_scale(tally, lines) if tally["kind"] == BallotKind.SCALE else _ranks(lines, tally)
    )


def _scale(tally: Tally, lines: Sequence[Tally]) -> RecordTable:
    steps = sorted({step for line in lines for step in line["counts"]}, key=int)
    rows = tuple(
        (
            line["title"],
            *(str(line["counts"].get(step) or "–") for step in steps),
            _number(line["median"]),
            _range(line),
            _agreement(line),
        )
        for line in lines
    )
    heads = (_("Question"), *steps, _("Middle"), _("Institutions"), _("Consensus"))
    widths = (50, *(9.0,) * len(steps), 17, 26, 26)
    return RecordTable(heads, rows, widths, align=" " + "c" * len(steps) + "ccc")


def _ranks(lines: Sequence[Tally], tally: Tally) -> RecordTable:
    rows = tuple(
        (line["title"], _worth(line["mean"], tally), _spread_of(line, tally), _agreement(line)) for line in lines
    )
    heads = (_("Question"), _("Result"), _("Institutions"), _("Consensus"))
    return RecordTable(heads, rows, (92, 24, 28, 26), align=" ccc")


def spread(tally: Tally) -> Iterable[Block]:
    """Where each institution stands, unless all stand alike or the ballot is too long for a table."""
    lines, voices = tally["lines"], tally["voices"]
    if not voices or len(lines) > MOST_COLUMNS:
        return
    if len(voices) > 1 and all(voice["values"] == voices[0]["values"] for voice in voices):
        yield Block((_("All institutions stand alike."),))
        return
    rows = tuple(
        (
            voice["institution"],
            str(voice["votes"]),
            *(_moved(voice, line["code"], tally) for line in lines),
        )
        for voice in voices
    )
    heads = (_("Institution"), _("Votes"), *(line["title"] for line in lines))
    each = 92 / len(lines)
    yield Block(
        (_("Where each institution stands:"),),
        table=RecordTable(heads, rows, (62, 16, *(each,) * len(lines)), align=" " + "c" * (len(lines) + 1)),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else words.number(value, "0.#")


def _agreement(line: Tally) -> str:
    now, first = line["agreement"], (line["first"] or {}).get("agreement")
    if now is None:
        return "–"
    shown = words.number(now, "0.00")
    return (
        shown
        if first is None
        else _("%(now)s (first %(first)s)") % {"now": shown, "first": words.number(first, "0.00")}
    )


def _range(line: Tally) -> str:
    low, high = _number(line["low"]), _number(line["high"])
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _worth(value: float, tally: Tally) -> str:
    if tally["weighs"] or tally["kind"] == BallotKind.CHOICE:
        return words.number(value, "0 %")
    return words.number(value, "0.#")


def _spread_of(line: Tally, tally: Tally) -> str:
    low, high = _worth(line["low"], tally), _worth(line["high"], tally)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _moved(voice: Tally, code: str, tally: Tally) -> str:
    """An institution's position, and where it stood at first if that was elsewhere."""
    if code not in voice["values"]:
        return "–"
    scaled = tally["kind"] == BallotKind.SCALE
    now = _number(voice["values"][code]) if scaled else _worth(voice["values"][code], tally)
    first = (voice["first"] or {}).get(code)
    if first is None or first == voice["values"][code]:
        return now
    return _("%(now)s (first %(first)s)") % {"now": now, "first": _number(first) if scaled else _worth(first, tally)}
