"""Between risk registers as files and the country's scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from concord.domains.risks.enums import CrossBorder, ScenarioOrigin
from concord.domains.risks.models import RiskPicture, Scenario
from concord.domains.risks.queries import RatedScenario, RiskView, scenarios
from concord.domains.risks.rules import can_run_risks, can_see_spread
from concord.domains.risks.services import ScenarioText, take_register
from concord.formats.errors import Fault
from concord.formats.risk_register import Register, RegisterMap, RegisterRow, write_register
from concord.formats.risk_register_reader import read_register
from concord.formats.typed_sheet import folded
from concord.kernel import clock
from concord.kernel.actor import Actor, require


def headings() -> dict[str, str]:
    """What the columns of a register of ours are headed with."""
    return {
        "code": _("Code"),
        "title": _("Scenario"),
        "origin": _("Origin"),
        "hazards": _("C/B/R/N"),
        "story": _("What happens"),
        "affected": _("Who is affected"),
        "cross_border": _("Crosses borders"),
        "across": _("How it crosses borders"),
        "likelier": _("What makes it likelier"),
        "rarer": _("What makes it rarer"),
        "likelihood": _("Likelihood, band 1 to 5"),
        "impact": _("Impact, band 1 to 5"),
        "share": _("Share of rated risk"),
        "raters": _("Institutions that rated it"),
        "left_out": _("Left out, because"),
    }


def words() -> dict[str, str]:
    """What the coded values of a register stand for."""
    return {str(choice.value): str(choice.label) for choice in (*ScenarioOrigin, *CrossBorder)}


def register_file(actor: Actor, picture: RiskPicture | None, title: str) -> bytes:
    """The country's scenarios as a workbook, with what was rated as far as the actor may see it."""
    rated: dict[str, RatedScenario] = {}
    if picture is not None and can_see_spread(actor, picture):
        rated = {one.scenario.code: one for one in RiskView(actor, picture).rated()}
    return write_register(
        [_row(scenario, rated.get(scenario.code)) for scenario in scenarios(actor)],
        headings(),
        sheet=_("Risk register"),
        title=title,
        created=clock.now(),
        words=words(),
        direction="rtl" if get_language_bidi() else "ltr",
    )


def _row(scenario: Scenario, rated: RatedScenario | None) -> RegisterRow:
    return RegisterRow(
        code=scenario.code,
        title=scenario.title,
        origin=scenario.origin,
        hazards=tuple(scenario.hazards),
        story=scenario.story,
        affected=scenario.affected,
        cross_border=scenario.cross_border,
        across=scenario.across,
        likelier=tuple(scenario.likelier),
        rarer=tuple(scenario.rarer),
        likelihood=rated.likelihood_band if rated else None,
        impact=rated.impact_band if rated else None,
        share=rated.share if rated else None,
        raters=rated.raters if rated else None,
        left_out=scenario.left_out,
    )


@dataclass(frozen=True)
class Proposed:
    """What taking in a register would do: which scenarios are new, which are here already, and what is wrong in it."""

    texts: tuple[ScenarioText, ...]
    new: tuple[ScenarioText, ...]
    here: tuple[ScenarioText, ...]
    faults: tuple[Fault, ...]
    headings: tuple[tuple[str, str], ...]  # our word, and the heading that was read as that


def propose_register(actor: Actor, content: bytes, name: str, mapping: RegisterMap | None = None) -> Proposed:
    """Read a register and compare it with what is here; nothing is written. ``FormatError`` where it cannot be read."""
    require(can_run_risks, actor)
    read = read_register(content, name, mapping, headings=headings(), words=words())
    present = list(scenarios(actor))
    source = (mapping.source if mapping else "") or name[:120]
    texts = [_text(row, present, source) for row in read.rows]
    known = {scenario.code for scenario in present}
    return Proposed(
        texts=tuple(texts),
        new=tuple(text for text in texts if text.code not in known),
        here=tuple(text for text in texts if text.code in known),
        faults=read.faults,
        headings=_recognised(read),
    )


def _recognised(read: Register) -> tuple[tuple[str, str], ...]:
    ours = headings()
    return tuple((ours[key], shown) for key, shown in read.headings.items())


def _text(row: RegisterRow, present: Sequence[Scenario], source: str) -> ScenarioText:
    """A row as a scenario; where a register numbers its rows anew, the same title means the same scenario."""
    same = next((one.code for one in present if folded(one.title) == folded(row.title)), row.code)
    return ScenarioText(
        code=same,
        title=row.title,
        origin=row.origin,
        hazards=row.hazards,
        story=row.story,
        affected=row.affected,
        cross_border=row.cross_border,
        across=row.across,
        likelier=row.likelier,
        rarer=row.rarer,
        source=source,
    )


def take_proposed(actor: Actor, proposed: Proposed, *, replace: bool = False) -> tuple[int, int]:
    """Take in what was proposed; returns how many scenarios are new and how many were rewritten."""
    return take_register(actor=actor, texts=proposed.texts, replace=replace)
