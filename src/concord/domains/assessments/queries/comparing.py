"""Two rounds side by side: capability by capability, the level then and now, or why the two cannot be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concord.domains.assessments.carrying import Verdict
from concord.domains.assessments.editions import Succession, succession
from concord.domains.assessments.models import Assessment, Finding
from concord.domains.assessments.queries.findings import findings
from concord.domains.assessments.rules import can_see_findings
from concord.domains.frameworks.models import Capability
from concord.kernel.actor import Actor, require


class Movement(models.TextChoices):
    """What became of a capability's level from one round to another."""

    UP = "up", gettext_lazy("Up")
    DOWN = "down", gettext_lazy("Down")
    SAME = "same", gettext_lazy("Same")
    APART = "apart", gettext_lazy("Not comparable")


@dataclass(frozen=True)
class Compared:
    """One capability: its finding then (several where it puts several together) and now; ``reason`` where apart."""

    capability: Capability
    before: tuple[Finding, ...]
    now: Finding | None
    movement: Movement
    reason: str = ""
    retired: bool = False  # only the earlier round asked about it

    @property
    def level_before(self) -> int | None:
        """The level of the earlier round, where it had one such capability."""
        return self.before[0].level if len(self.before) == 1 else None

    @property
    def level_now(self) -> int | None:
        """The level of the later round."""
        return self.now.level if self.now else None

    @property
    def target(self) -> int | None:
        """The target of the later round, else of the earlier one."""
        known = self.now or (self.before[0] if len(self.before) == 1 else None)
        return known.target if known else None


@dataclass(frozen=True)
class Comparison:
    """The later round's capabilities in its framework's order, then those that only the earlier one asked about."""

    rows: tuple[Compared, ...]
    related: bool  # whether both rounds use editions of one framework

    def counts(self) -> dict[Movement, int]:
        """How many capabilities moved which way."""
        counted = Counter(row.movement for row in self.rows)
        return {movement: counted[movement] for movement in Movement}

    def areas(self) -> dict[str, str]:
        """Codes and titles of the areas there are."""
        return {row.capability.area.code: str(row.capability.area.title) for row in self.rows}

    def only(self, area: str = "", *, changed: bool = False) -> Comparison:
        """The rows of one area, or only those that are not the same as before."""
        rows = (row for row in self.rows if not area or row.capability.area.code == area)
        return replace(self, rows=tuple(row for row in rows if not changed or row.movement != Movement.SAME))


def compare_rounds(actor: Actor, earlier: Assessment, later: Assessment) -> Comparison:
    """Two rounds capability by capability, as far as the actor sees their findings: seven queries."""
    require(can_see_findings, actor)
    follows = succession(earlier.framework, later.framework)
    before = {finding.capability.code: finding for finding in findings(actor, earlier)}
    now = {finding.capability.code: finding for finding in findings(actor, later)}
    rows = [_compared(follows, capability, before, now) for capability in _capabilities(later)]
    gone = set(follows.capabilities.retired)
    rows += [
        Compared(capability, _known(before, [capability.code]), None, Movement.APART, _gone(follows), retired=True)
        for capability in _capabilities(earlier)
        if capability.code in gone
    ]
    return Comparison(tuple(rows), follows.related)


def _capabilities(assessment: Assessment) -> Iterable[Capability]:
    return Capability.objects.filter(framework_id=assessment.framework_id).select_related("area").order_by("order")


def _known(found: Mapping[str, Finding], codes: Iterable[str]) -> tuple[Finding, ...]:
    return tuple(found[code] for code in codes if code in found)


def _compared(
    follows: Succession, capability: Capability, before: Mapping[str, Finding], now: Mapping[str, Finding]
) -> Compared:
    origin = follows.capabilities.origins[capability.code]
    compared = Compared(
        capability, _known(before, origin.codes), now.get(capability.code), Movement.APART, _reason(follows, capability)
    )
    if compared.reason:
        return compared
    then, level = compared.level_before, compared.level_now
    if then is None or level is None:
        return replace(compared, reason=_("No level in the earlier round.") if then is None else _("No level yet."))
    return replace(compared, movement=Movement.UP if level > then else Movement.DOWN if level < then else Movement.SAME)


def _reason(follows: Succession, capability: Capability) -> str:
    """Why what was asked then and now is not the same; empty where it is."""
    if not follows.related:
        return _("The earlier round used another framework.")
    origin = follows.capabilities.origins[capability.code]
    codes = {"codes": ", ".join(origin.codes)}
    match origin.verdict:
        case Verdict.NEW:
            return _("Not asked about in the earlier round.")
        case Verdict.SPLIT:
            return _("%(codes)s was split.") % codes
        case Verdict.MERGED:
            return _("Puts together %(codes)s.") % codes
        case Verdict.REWORDED:
            return _("The capability was reworded.")
    return {
        Verdict.UNCHANGED: "",
        Verdict.REWORDED: _("Some of its statements were reworded."),
        Verdict.SPLIT: _("Some of its statements were split."),
        Verdict.MERGED: _("Some of its statements were merged."),
        Verdict.NEW: _("It has statements that were not asked then."),
    }[follows.shift(capability.code)]


def _gone(follows: Succession) -> str:
    return _("No longer asked about.") if follows.related else _("The later round uses another framework.")
