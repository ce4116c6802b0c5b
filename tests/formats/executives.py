"""An executive summary as full as one may be, for documents in tests."""

from __future__ import annotations

from concord.formats.plan_document import (
    ExecutiveSummary,
    Grid,
    LeadTable,
    OperationalChapter,
    TitledGrid,
    UndertakingRow,
)

YEARS = tuple(str(year) for year in range(2026, 2033))
LONG = "Exchange of information between all institutions concerned in the first hours of an event"


def executive(title: str = "Executive summary", gaps: int = 10) -> ExecutiveSummary:
    """Ten gaps, ten objectives, seven years and everybody asked."""
    headings = {key: f"{key.capitalize()} part" for key in ("standing", "gaps", "doing", "paying", "asked")}
    figures = tuple(f"{1000 + at:,}" for at in range(9))
    return ExecutiveSummary(
        headings={"summary": title, **headings},
        figures=(("58", "of 66 capabilities below their target"), ("106", "actions"), ("25.3", "million EUR"),
                 ("0", "secured"), ("25.3", "million EUR still missing")),
        standing=(f"{LONG}. " * 3,),
        gaps=Grid(("Rank", "Gap", "Level", "Lead", "Until"),
                  tuple((str(at + 1), f"C{at} {LONG}", "1 → 4", "Ministry of Emergency Situations", "06/2029")
                        for at in range(gaps)), 4),
        risks=(f"{LONG}; {LONG}",),
        doing=(LONG,),
        objectives=Grid(("Objective", "Actions", *YEARS), tuple((f"O{at} {LONG}", *figures[:8]) for at in range(10))),
        paying=(LONG,),
        money=Grid(("Thousand EUR", *YEARS, "Total"), tuple((f"Row {at}", *figures[:8]) for at in range(7)), 1, True),
        asked=tuple((f"Ministry {at}", LONG) for at in range(7)),
        pictures={},
    )  # fmt: skip


def operational() -> OperationalChapter:
    """Two leads with an action each; for one of them nothing is due."""
    rows = [UndertakingRow(f"A{at}", LONG, "01/2026", "06/2027", due, "12.5")
            for at, due in enumerate(("03/2026 Draft is out\n06/2026 Law is passed", "–"))]  # fmt: skip
    leads = tuple(LeadTable(f"Ministry {at}", "1 action, together 12.5", (row,)) for at, row in enumerate(rows))
    heads = ("Action", "Start", "End", "Due in these months", "Cost")
    return OperationalChapter("Operational plan for the next 12 months", ("From 01/2026 on.",), heads, leads)


def costs() -> tuple[TitledGrid, ...]:
    """A further table of the budget."""
    return (TitledGrid("Cost by hazard", Grid(("Hazard", "Likely"), (("Chemical", "12.5"),), 1)),)
