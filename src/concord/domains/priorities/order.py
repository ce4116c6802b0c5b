"""A gap with its place: by importance, and, once the country has decided, where it was put and how firmly."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concord.domains.assessments.models import Finding
from concord.domains.risks.queries import Leaning


@dataclass(frozen=True)
class Standing:
    """Where a decision put a gap, and in which share of the weightings it is among the first ``top``.

    ``worked`` is the place that the method gave it; where it was moved, ``reason`` and ``moved_by`` say why and who.
    """

    place: int
    worked: int
    gaps: int
    top: int
    top_share: float
    low: int
    high: int
    reason: str = ""
    moved_by: str = ""

    @property
    def moved(self) -> bool:
        """Whether the country put it elsewhere than the method."""
        return bool(self.reason)

    @property
    def text(self) -> str:
        """In words: “third of 41, in the top ten in 94 % of the weightings”."""
        words = {
            "place": ordinal(self.place),
            "gaps": self.gaps,
            "top": self.top,
            "percent": round(100 * self.top_share),
        }
        if self.moved:
            words |= {"worked": ordinal(self.worked)}
            return _("%(place)s of %(gaps)s by decision; the method put it %(worked)s") % words
        if self.top == 10:
            return _("%(place)s of %(gaps)s, in the top ten in %(percent)s %% of the weightings") % words
        return _("%(place)s of %(gaps)s, among the first %(top)s in %(percent)s %% of the weightings") % words


@dataclass(frozen=True)
class RankedGap:
    """A gap with its importance and place; ``steps`` are the levels to climb. Equal importance shares a rank.

    ``exposure`` is the share of rated risk that leans on the capability, None where the area's weight stood in.
    ``standing`` is where the country's decision put it, None where there is none.
    """

    rank: int
    finding: Finding
    current: int
    target: int
    importance: float
    exposure: float | None = None
    leanings: tuple[Leaning, ...] = ()
    standing: Standing | None = None

    @property
    def steps(self) -> range:
        """The levels to leave, one after the other: 2, 3 for a gap from 2 to 4."""
        return range(self.current, self.target)


def ordinal(place: int) -> str:
    """A place in words: the first twelve have their own."""
    words = (
        pgettext("place", "first"), pgettext("place", "second"), pgettext("place", "third"),
        pgettext("place", "fourth"), pgettext("place", "fifth"), pgettext("place", "sixth"),
        pgettext("place", "seventh"), pgettext("place", "eighth"), pgettext("place", "ninth"),
        pgettext("place", "tenth"), pgettext("place", "eleventh"), pgettext("place", "twelfth"),
    )  # fmt: skip
    return words[place - 1] if 0 < place <= len(words) else _("place %(n)s") % {"n": place}
