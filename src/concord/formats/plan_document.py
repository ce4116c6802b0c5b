"""The document model of a National Action Plan: everything a plan document says, as plain finished text.

Whoever composes it has translated every label and formatted every date, number and amount; the renderers (DOCX, PDF)
only lay it out. ``as_plain`` gives the dicts, lists, strings and numbers that templates see, and nothing else.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Cover:
    """The first page; ``facts`` are label and value pairs such as ("Version", "0.1, skeleton")."""

    title: str
    subtitle: str
    country: str
    label: str
    marking: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Team:
    """One institution that took part, and who spoke for it."""

    institution: str
    people: tuple[str, ...]
    answered: str


@dataclass(frozen=True)
class FindingRow:
    """One capability's finding. ``level`` and ``target`` are 1 to 5, or 0 where there is none (for colours)."""

    code: str
    title: str
    level: int
    level_text: str
    range_text: str
    target: int
    target_text: str
    agreement: str
    note: str


@dataclass(frozen=True)
class AreaFindings:
    """The findings of one area."""

    code: str
    title: str
    summary: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True)
class GapRow:
    """One gap in order of importance, with what is missing as its reasons."""

    rank: str
    code: str
    title: str
    current: str
    target: str
    importance: str
    reasons: tuple[str, ...]
    exposure: str = (
        ""  # how much rated risk leans on the capability, and which scenarios; empty before risks are agreed
    )


@dataclass(frozen=True)
class ActionRow:
    """One action of an objective's table."""

    code: str
    text: str
    hazards: str
    phase: str
    lead: str
    supporting: str
    start: str
    end: str
    indicator: str
    cost: str
    funding: str
    status: str
    closes: str
    serves: str = ""  # the scenarios that lean on what the action builds


@dataclass(frozen=True)
class ObjectiveTable:
    """One objective with its actions and their cost together."""

    code: str
    title: str
    intro: str
    rows: tuple[ActionRow, ...]
    total: str


@dataclass(frozen=True)
class Grid:
    """A plain table: headings, rows of cells, and how many of the first columns are text (the rest are numbers)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1
    last_row_is_total: bool = False


@dataclass(frozen=True)
class RiskRow:
    """One scenario with what was agreed, the share of all rated risk it stands for, and who rated it."""

    code: str
    title: str
    likelihood: str
    impact: str
    share: str
    spread: str


@dataclass(frozen=True)
class Passage:
    """A paragraph (one text) or a list (one text for each point)."""

    kind: Literal["paragraph", "list"]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class NarrativeSection:
    """A chapter that the country wrote itself."""

    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class TraceRow:
    """How one action goes back to gap, finding and answers."""

    action: str
    gap: str
    finding: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A chart as vector and as pixels, with the words a screen reader says instead."""

    svg: str
    png: bytes
    alt: str


@dataclass(frozen=True)
class ExecutiveSummary:
    """The plan on two pages. ``headings`` has one for each part; a part without content is left out.

    ``figures`` are a number and the words below it; ``asked`` names who is asked and for what. ``pictures`` names the
    picture of the first page (``standing``) and of the second (``paying``), as far as there is one.
    """

    headings: dict[str, str]
    figures: tuple[tuple[str, str], ...]
    standing: tuple[str, ...]
    gaps: Grid
    risks: tuple[str, ...]
    doing: tuple[str, ...]
    objectives: Grid
    paying: tuple[str, ...]
    money: Grid
    asked: tuple[tuple[str, str], ...]
    pictures: dict[str, str]


@dataclass(frozen=True)
class UndertakingRow:
    """An action in the operational plan's window: what is due there and what it costs there."""

    code: str
    text: str
    start: str
    end: str
    due: str
    cost: str


@dataclass(frozen=True)
class LeadTable:
    """What one institution has in hand in the window."""

    lead: str
    intro: str
    rows: tuple[UndertakingRow, ...]


@dataclass(frozen=True)
class OperationalChapter:
    """The next months of the plan, by who leads."""

    heading: str
    intro: tuple[str, ...]
    headings: tuple[str, ...]
    leads: tuple[LeadTable, ...]


@dataclass(frozen=True)
class TitledGrid:
    """A table with what it shows."""

    title: str
    grid: Grid


@dataclass(frozen=True)
class Second:
    """The other language of a document in two: its chapters of text, paragraph by paragraph beside the first's."""

    language: str
    direction: Literal["ltr", "rtl"]
    beside: dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class PlanDocument:
    """A whole plan. ``labels`` holds the translated headings and column words, by the keys of ``LABELS``."""

    language: str
    direction: Literal["ltr", "rtl"]
    labels: dict[str, str]
    cover: Cover
    summary: tuple[str, ...]
    purpose: tuple[str, ...]
    method: tuple[str, ...]
    teams: tuple[Team, ...]
    findings: tuple[AreaFindings, ...]
    gaps: tuple[GapRow, ...]
    objectives: tuple[ObjectiveTable, ...]
    budget: Grid
    trace: tuple[TraceRow, ...]
    sign_off: tuple[str, ...]
    audit_head: str
    pictures: dict[str, Picture] = field(default_factory=dict)
    sections: tuple[NarrativeSection, ...] = ()  # the country's own chapters; empty where it wrote none
    risks: tuple[RiskRow, ...] = ()  # the largest first; empty before risks are agreed
    executives: tuple[ExecutiveSummary, ...] = ()  # one in each language
    operational: OperationalChapter | None = None
    costs: tuple[TitledGrid, ...] = ()  # the budget from further sides
    seal: tuple[tuple[str, str], ...] = ()  # version, who adopted it, when, and its SHA-256, once it is adopted
    second: Second | None = None  # where the document speaks two languages

    def as_plain(self) -> dict[str, Any]:
        """Only dicts, lists, strings and numbers; pictures appear by name with their alternative text."""
        plain = _plain({key: value for key, value in asdict(self).items() if key != "pictures"})
        plain["pictures"] = {name: {"name": name, "alt": picture.alt} for name, picture in self.pictures.items()}
        return plain  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


# Every key that templates may use under ``labels``; whoever composes a document fills them all.
LABELS = (
    "contents", "summary", "purpose", "method", "participants", "institution", "people", "answered",
    "findings", "findings_intro", "capability", "level", "range", "target", "agreement", "note", "legend",
    "gaps", "gaps_intro", "rank", "gap", "current", "importance", "reasons",
    "plan", "plan_intro", "objective", "action", "hazards", "phase", "lead", "supporting", "start", "end",
    "indicator", "cost", "funding", "status", "closes", "total",
    "schedule", "schedule_intro", "budget", "budget_intro",
    "trace", "trace_intro", "finding", "answers",
    "sign_off", "name", "function", "date", "signature", "audit_head", "page", "of",
    "risks", "risks_intro", "scenario", "likelihood", "impact", "share", "spread", "serves",
)  # fmt: skip
