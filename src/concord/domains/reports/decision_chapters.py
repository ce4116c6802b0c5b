"""The chapters of a decision record, each from one result."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concord.domains.priorities import telling
from concord.domains.priorities.enums import Aim
from concord.domains.priorities.results import Result, ScoreLine
from concord.domains.reports import words
from concord.formats.decision_record import Block, Chapter, RecordTable

CHANGES = 6


def _percent(share: float) -> str:
    return words.number(share, "0%")


def summary(result: Result) -> Chapter:
    """What a minister reads first."""
    lines = telling.lines_of(result)
    first = [f"{line.standing.place}. {line.gap.code} {line.gap.title}" for line in lines[: result.outcome.top]]
    said = [
        _("Of %(gaps)s capabilities below their target these come first:") % {"gaps": len(lines)},
    ]
    return Chapter(_("In short"), (Block((*said, *first)), Block((*telling.firm_sentences(result), *_moved(result)))))


def _moved(result: Result) -> tuple[str, ...]:
    count = len(result.moves)
    if not count:
        return (_("No gap was moved against the method."),)
    return (
        ngettext(
            "%(n)s gap was put on another place than the method gave it; the reason stands beside it.",
            "%(n)s gaps were put on other places than the method gave them; the reasons stand beside them.",
            count,
        )
        % {"n": count},
    )


def order(result: Result) -> Chapter:
    """Every gap on its place, and the moves with their reasons."""
    lines = telling.lines_of(result)
    rows = tuple(
        (
            str(line.standing.place),
            f"{line.gap.code} {line.gap.title}",
            f"{line.gap.current} → {line.gap.target}",
            line.word,
            _percent(line.standing.top_share),
            f"{line.standing.low}–{line.standing.high}",
        )
        for line in lines
    )
    table = RecordTable(
        (
            _("Place"),
            _("Capability"),
            _("Level and target"),
            _("How firm"),
            _("In the first %(n)s") % {"n": result.outcome.top},
            _("Places in nine of ten weightings"),
        ),
        rows,
        (11, 74, 21, 22, 19, 23),
        "c c cc",
        tuple(range(min(result.outcome.top, len(rows)))),
    )
    blocks = [
        Block(
            (
                _(
                    "“Firm” means that the gap is on the same side of the end of the top in at least nine of ten "
                    "weightings, “fairly firm” in at least seven."
                ),
            ),
            table=table,
        )
    ]
    if result.moves:
        blocks.append(_moves(result))
    return Chapter(_("The order"), tuple(blocks), new_page=True)


def _moves(result: Result) -> Block:
    rows = tuple(
        (
            f"{result.gaps[move.gap].code} {result.gaps[move.gap].title}",
            str(move.worked),
            str(result.place_of(move.gap)),
            move.reason,
            move.by,
        )
        for move in result.moves
    )
    heads = (_("Capability"), _("Place by the method"), _("Place decided"), _("Reason"), _("Moved by"))
    return Block(heading=_("Moved against the method"), table=RecordTable(heads, rows, (45, 18, 18, 60, 29), " cc"))


def firmness(result: Result) -> Chapter:
    """How firm the order is: all weightings, weights nearby, other methods, and what would change it."""
    rows = tuple(
        (
            one.name,
            "–" if one.tau is None else words.number(one.tau, "0.00"),
            _percent(one.overlap),
            one.enter or "–",
            one.leave or "–",
        )
        for one in telling.other_methods(result)
    )
    heads = (
        _("Method"),
        _("Likeness of the whole order (Kendall’s tau)"),
        _("Top that stays"),
        _("Comes in"),
        _("Goes out"),
    )
    return Chapter(
        _("How firm it is"),
        (
            Block(
                (
                    _(
                        "Each line shows how often a gap takes each place when weights and uncertain scores are drawn "
                        "from all that is thought possible; the darker, the more often. The ring marks its place."
                    ),
                ),
                picture="places",
            ),
            Block(tuple(telling.change_sentences(result, CHANGES)), heading=_("What would change it")),
            Block(
                (_("The same scores and weights, worked out by other methods:"),),
                table=RecordTable(heads, rows, (30, 45, 22, 36, 37), " cc"),
                heading=_("Other methods"),
            ),
        ),
        new_page=True,
    )


def votes(result: Result, *, named: bool) -> Chapter:
    """What criteria weigh, and what each institution gave."""
    title = _("Weights and votes")
    if not result.voices:
        return Chapter(title, (Block((_("Nobody has weighed the criteria; all weights were held possible."),)),), True)
    lines = telling.weight_lines(result)
    table = RecordTable(
        (_("Criterion"), _("Direction"), _("Weight"), _("Lowest"), _("Highest")),
        tuple(
            (line.title, str(Aim(line.aim).label), _percent(line.weight), _percent(line.low), _percent(line.high))
            for line in lines
        ),
        (60, 40, 22, 24, 24),
        "  ccc",
    )
    blocks = [
        Block(
            (
                ngettext(
                    "%(n)s institution weighed the criteria.", "%(n)s institutions weighed the criteria.",
                    len(result.voices),
                ) % {"n": len(result.voices)},
            ),
            picture="weights",
            table=table,
        )
    ]  # fmt: skip
    if named:
        blocks.append(_by_institution(result))
    return Chapter(title, tuple(blocks), new_page=True)


def _by_institution(result: Result) -> Block:
    """Each institution's weights; the first round's in brackets."""
    rows = []
    for voice in result.voices:
        said = []
        for n, criterion in sorted(enumerate(result.criteria), key=lambda one: -voice.weights[one[0]]):
            part = f"{criterion.title} {_percent(voice.weights[n])}"
            if voice.first is not None and abs(voice.first[n] - voice.weights[n]) >= telling.LEAST_SHOWN:
                part += f" ({_percent(voice.first[n])})"
            said.append(part)
        rows.append((voice.name, words.number(voice.influence, "0.##"), str(voice.votes), ", ".join(said)))
    return Block(
        (_("In brackets: what an institution gave in the first round, where that was something else."),)
        if any(voice.first for voice in result.voices)
        else (),
        heading=_("Votes by institution"),
        table=RecordTable(
            (_("Institution"), _("Influence"), _("Votes"), _("Weights")), tuple(rows), (45, 20, 16, 89), " cc"
        ),
    )


def dissent(result: Result, *, named: bool) -> Chapter:
    """Where institutions differ, and what each would have put first."""
    title, outcome = _("Where institutions differ"), result.outcome
    if len(outcome.by_institution) < 2:
        return Chapter(title, (Block((_("Fewer than two institutions voted, so there is nothing to compare."),)),))
    said = [telling.agreement_sentence(result)]
    rows = tuple(
        (f"{line.gap.code} {line.gap.title}", str(line.place), str(line.best), str(line.worst))
        for line in telling.most_disputed(result, 8)
    )
    blocks = [
        Block(
            (*said, _("The gaps on whose place they differ most:")),
            table=RecordTable(
                (_("Capability"), _("Place"), _("Best place"), _("Worst place")), rows, (98, 20, 26, 26), " ccc"
            ),
        )
    ]
    if named:
        blocks.append(Block((_("The place that each institution alone would give each gap:"),), picture="orders"))
        blocks.append(_own_orders(result))
    return Chapter(title, tuple(blocks), new_page=True)


def _own_orders(result: Result) -> Block:
    outcome, rows = result.outcome, []
    for n, voice in enumerate(result.voices):
        own = sorted(range(len(result.gaps)), key=lambda gap: outcome.by_institution[n][gap])
        tau = outcome.likeness[n]
        first = ", ".join(result.gaps[gap].code for gap in own[: outcome.top])
        rows.append((voice.name, "–" if tau is None else words.number(tau, "0.00"), first))
    heads = (_("Institution"), _("Likeness with the order of all"), _("What it would put first"))
    return Block(heading=_("Each institution’s own order"), table=RecordTable(heads, tuple(rows), (50, 30, 90), " c"))


def scores(result: Result) -> Chapter:
    """All scores, and those that the country set itself with their reasons."""
    heads = (_("Gap"), *(criterion.title for criterion in result.criteria))
    rows = tuple((result.gaps[gap].code, *(_score(one) for one in result.scores[gap])) for gap in result.order)
    own = tuple(
        (result.gaps[gap].code, result.criteria[n].title, words.number(one.likely, "0"), one.reason, one.by)
        for gap in result.order
        for n, one in enumerate(result.scores[gap])
        if one.origin == "own"
    )
    blocks = [
        Block(
            (
                _("From 0 to 100, where 100 speaks most for doing it first. ? nobody knows; * set by the country."),
            ),
            table=RecordTable(heads, rows, (20, *(150 / len(result.criteria) for _one in result.criteria)),
                              " " + "c" * len(result.criteria)),
        )
    ]  # fmt: skip
    if own:
        heads = (_("Gap"), _("Criterion"), _("Score"), _("Reason"), _("Set by"))
        blocks.append(
            Block(
                heading=_("Scores the country set itself"), table=RecordTable(heads, own, (20, 36, 16, 66, 32), "  c")
            )
        )
    return Chapter(_("Scores"), tuple(blocks), new_page=True)


def _score(score: ScoreLine) -> str:
    if score.origin == "unknown":
        return "?"
    return words.number(score.likely, "0") + ("*" if score.origin == "own" else "")


def method(result: Result) -> Chapter:
    """How the order was worked out."""
    return Chapter(
        _("How it was worked out"),
        (
            Block(
                (
                    _(
                        "Each gap has a score from 0 to 100 by each criterion, in a straight line from one end of the "
                        "scale to the other. Its value is the sum of its scores, each times the weight of its "
                        "criterion; the gaps stand by their value."
                    ),
                    _(
                        "The weight of a criterion is the mean of what institutions gave it, each with its influence. "
                        "For the firmness of places, weights were drawn 10,000 times from between the lowest and the "
                        "highest that an institution gave, and uncertain scores from within their ranges (SMAA-2, "
                        "Lahdelma and Salminen 2001). The draws have a fixed seed: the same votes give the same result."
                    ),
                    _(
                        "Where nobody knows a score, it stands in the middle and may be anything from 0 to 100. An "
                        "order is a help to those who decide; it decides nothing."
                    ),
                )
            ),
        ),
    )
