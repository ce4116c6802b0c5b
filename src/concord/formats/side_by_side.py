"""A plan's document in two languages: what the two say differently stands together, what is the same stands once."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from concord.formats.plan_document import (
    AreaFindings,
    Cover,
    NarrativeSection,
    ObjectiveTable,
    OperationalChapter,
    PlanDocument,
    Second,
    TitledGrid,
)

Part = TypeVar("Part")

# Headings hold both languages on one line, everything else one below the other.
_HEADINGS = frozenset({
    "contents", "summary", "purpose", "method", "participants", "findings", "gaps", "plan", "schedule", "budget",
    "trace", "sign_off", "risks",
})  # fmt: skip
_ONCE = frozenset({"page", "of"})
_NARRATIVE = ("purpose", "method", "sign_off")
_ONE_LINE = {AreaFindings: "title", ObjectiveTable: "title", TitledGrid: "title", NarrativeSection: "title",
             OperationalChapter: "heading"}  # fmt: skip
_MARKS = {"ltr": "\u202a", "rtl": "\u202b"}


def side_by_side(first: PlanDocument, second: PlanDocument) -> PlanDocument:
    """Both languages in one document, in the first one's direction; texts in columns, words in tables below each other.

    The executive summary stands in each language, with the pictures that it names; other pictures, and the annex of
    answers, stay in the first language.
    """
    pair = _Pair(first.direction, second.direction)
    paired = {
        name: tuple(zip(getattr(first, name), getattr(second, name), strict=True))
        for name in _NARRATIVE
        if getattr(first, name) != getattr(second, name) and len(getattr(first, name)) == len(getattr(second, name))
    }
    return replace(
        first,
        labels={key: pair.label(key, words, second.labels.get(key, "")) for key, words in first.labels.items()},
        cover=pair.cover(first.cover, second.cover),
        teams=pair.of(first.teams, second.teams),
        findings=pair.of(first.findings, second.findings),
        gaps=pair.of(first.gaps, second.gaps),
        objectives=pair.of(first.objectives, second.objectives),
        budget=pair.of(first.budget, second.budget),
        sections=pair.of(first.sections, second.sections),
        risks=pair.of(first.risks, second.risks),
        operational=pair.of(first.operational, second.operational),
        costs=pair.of(first.costs, second.costs),
        seal=pair.of(first.seal, second.seal),
        executives=(*first.executives, *second.executives),
        pictures={**first.pictures, **second.pictures},
        second=Second(second.language, second.direction, paired),
    )


class _Pair:
    """Puts two texts together, marking the second one's direction where it differs."""

    def __init__(self, first: str, second: str) -> None:
        self.marks = ("", "") if first == second else (_MARKS[second], "\u202c")

    def text(self, first: str, second: str, between: str = "\n") -> str:
        """Both, or the first alone where only figures or nothing differ."""
        if not second or _letters(first) == _letters(second):
            return first
        return f"{first}{between}{self.marks[0]}{second}{self.marks[1]}"

    def label(self, key: str, first: str, second: str) -> str:
        """A label of the document."""
        if key in _ONCE:
            return first
        return self.text(first, second, " · " if key in _HEADINGS else "\n")

    def cover(self, first: Cover, second: Cover) -> Cover:
        """The cover: the title in the second language stands below the first's."""
        facts = zip(first.facts, second.facts, strict=True)
        title = "" if first.title == second.title else self.text("", second.title, "")
        return replace(
            first,
            subtitle="\n".join(filter(None, (title, self.text(first.subtitle, second.subtitle, " · ")))),
            facts=tuple((self.text(a[0], b[0], " · "), self.text(a[1], b[1], " · ")) for a, b in facts),
        )

    def of(self, first: Part, second: Part) -> Part:
        """Any part of a document, put together field by field."""
        return self._both(first, second)  # type: ignore[no-any-return]

    def _both(self, first: Any, second: Any, between: str = "\n") -> Any:
        if isinstance(first, str) and isinstance(second, str):
            return self.text(first, second, between)
        if isinstance(first, tuple) and isinstance(second, tuple) and len(first) == len(second):
            return tuple(self._both(a, b, between) for a, b in zip(first, second, strict=True))
        if is_dataclass(first) and not isinstance(first, type) and type(first) is type(second):
            one_line = _ONE_LINE.get(type(first))
            changed = {
                part.name: self._both(
                    getattr(first, part.name), getattr(second, part.name), " · " if part.name == one_line else "\n"
                )
                for part in fields(first)
            }
            return replace(first, **changed)
        return first


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())
