"""Paper ballots of a workshop: for each question that is voted on, one for everybody who votes on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from concord.domains.people.models import Country
from concord.domains.priorities.enums import BallotKind
from concord.domains.priorities.voting import STEPS, pairs
from concord.domains.workshops.enums import Means, Standing
from concord.domains.workshops.models import AgendaItem, Participant, Question, Workshop
from concord.domains.workshops.queries import agenda, participants
from concord.domains.workshops.rules import can_assist
from concord.formats.ballot_sheets import SheetLine, SheetQuestion, Sheets, Voter
from concord.kernel.actor import Actor, require
from concord.kernel.errors import NotFound, WrongState
from concord.kernel.sharing import SharingLabel


def render_sheets(
    actor: Actor, country: Country, workshop: Workshop, item: AgendaItem | None = None
) -> tuple[bytes, str, str]:
    """The ballots of all items, or of one: bytes, media type and file name."""
    from concord.formats.ballot_sheets import write_sheets

    require(can_assist, actor, workshop)
    made = sheets(country, workshop, list(_ballots(actor, workshop, item)))
    number = f"-{item.order}" if item is not None else ""
    return write_sheets(made), "application/pdf", f"{country.code.lower()}-ballots{number}.pdf"


def sheets(country: Country, workshop: Workshop, ballots: list[tuple[SheetQuestion, tuple[Voter, ...]]]) -> Sheets:
    """Ballots as a document that only has to be laid out."""
    return Sheets(
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        title=_("Ballots: %(title)s") % {"title": workshop.title},
        country=country.name,
        label=SharingLabel(workshop.label).label,
        marking=country.marking,
        labels={
            "code": _("Code"), "name": _("Name"), "institution": _("Institution"), "cut": _("cut along the lines"),
            "page": _("Page"), "of": _("of"),
        },
        ballots=tuple(ballots),
    )  # fmt: skip


def _ballots(
    actor: Actor, workshop: Workshop, only: AgendaItem | None
) -> Iterator[tuple[SheetQuestion, tuple[Voter, ...]]]:
    rows = participants(actor, workshop, Standing.ADMITTED).filter(means=Means.PAPER)
    people = list(rows.order_by("institution__name", "name", "paper_code"))
    if not people:
        raise WrongState(_("Say first who votes on paper; each of them gets ballots with a code."))
    found = False
    for number, line in enumerate(agenda(actor, workshop), start=1):
        if only is not None and line.item.pk != only.pk:
            continue
        asked = [one for one in line.questions if one.asks]
        for place, question in enumerate(asked, start=1):
            voters = tuple(map(_voter, filter(lambda one: _invited(line.item, one), people)))
            if voters:
                found = True
                yield _question(question, f"{number}.{place}" if len(asked) > 1 else str(number)), voters
    if not found:
        raise NotFound("There is nothing to vote on.")


def _invited(item: AgendaItem, one: Participant) -> bool:
    """A spare ballot goes to anybody; who takes part without a vote gets none."""
    return not one.name or item.invites(one.institution_id)


def _voter(one: Participant) -> Voter:
    return Voter(one.paper_code, one.name, str(one.institution) if one.institution is not None else "")


def _question(question: Question, number: str) -> SheetQuestion:
    limits: Mapping[str, Any] = question.limits
    titles = {option["code"]: option["title"] for option in question.options}
    shared: dict[str, Any] = {
        "number": number, "item": question.item.title, "title": question.title, "text": question.text,
        "how": _how(question, len(titles)),
    }  # fmt: skip
    match question.asks:
        case BallotKind.SCALE:
            steps = tuple(str(step) for step in range(limits["low"], limits["high"] + 1))
            lines = tuple(SheetLine(title, words=_words(limits, code, steps)) for code, title in titles.items())
            return SheetQuestion(**shared, kind="scale", lines=lines, steps=steps)
        case BallotKind.PAIRWISE:
            both = tuple(SheetLine(titles[first], titles[second]) for first, second in pairs(list(titles)))
            return SheetQuestion(**shared, kind="pairs", lines=both, steps=tuple(map(str, reversed(STEPS))))
    kind: Literal["choice", "number"] = "choice" if question.asks == BallotKind.CHOICE else "number"
    return SheetQuestion(**shared, kind=kind, lines=tuple(map(SheetLine, titles.values())))


def _words(limits: Mapping[str, Any], code: str, steps: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    told = limits.get("words", {}).get(code, {})
    return tuple((step, told[step]) for step in steps if told.get(step))


def _how(question: Question, lines: int) -> str:
    match question.asks:
        case BallotKind.SCALE:
            said = pgettext("on a paper ballot", "Tick one step in each line.")
            return f"{said} {_('A line may be left out.')}" if question.limits.get("blank") else said
        case BallotKind.CHOICE:
            most = question.limits.get("most", 1)
            return ngettext("Tick one line.", "Tick from one to %(most)s lines.", most) % {"most": most}
        case BallotKind.ORDER:
            return _("Write a place into each box, from 1 (comes first) to %(last)s; each place once.") % {
                "last": lines
            }
        case BallotKind.PAIRWISE:
            return _("Tick in each line: 1 for equal, towards the one that is more important, up to 9.")
    return _("Write a number from 0 to 100 into each box; the most important line gets 100.")
