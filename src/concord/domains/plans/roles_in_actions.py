"""Who leads and who supports an action in a first draft: proposed from the benchmark's kinds and from who answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from concord.domains.frameworks.models import BenchmarkAction
from concord.domains.people.models import Institution

SUPPORTING_AT_MOST = 4


@dataclass(frozen=True)
class Proposal:
    """Lead and supporters as registered institutions, or as words where the country has registered none of the kind."""

    lead: Institution | None = None
    lead_text: str = ""
    supporting: tuple[Institution, ...] = ()
    supporting_text: str = ""

    @property
    def lead_key(self) -> str:
        """What stands for the lead when its load is counted."""
        return str(self.lead.pk) if self.lead else self.lead_text


@dataclass(frozen=True)
class Cast:
    """The institutions of a country, who answered what, and the words for each kind of institution."""

    by_kind: Mapping[str, Sequence[Institution]]
    answered: Mapping[UUID, Sequence[Institution]]  # capability -> institutions, most answers first
    kind_titles: Mapping[str, str] = field(default_factory=dict)

    def propose(self, benchmark: BenchmarkAction | None, capability_id: UUID, led_by: Iterable[str]) -> Proposal:
        """Lead: the benchmark's kind, then the capability's usual leads, then whoever answered most."""
        answered = list(self.answered.get(capability_id, ()))
        wanted = [benchmark.lead, *led_by] if benchmark else list(led_by)
        lead = next((i for kind in wanted for i in self._of(kind, answered)), answered[0] if answered else None)
        support = list(benchmark.support) if benchmark else []
        supporting = [i for kind in support for i in self._of(kind, answered)[:1]]
        supporting += [] if benchmark else answered
        named = {i.kind for i in supporting}
        return Proposal(
            lead=lead,
            lead_text="" if lead or not wanted else self.kind_titles.get(wanted[0], wanted[0]),
            supporting=tuple(dict.fromkeys(i for i in supporting if i != lead))[:SUPPORTING_AT_MOST],
            supporting_text="; ".join(self.kind_titles.get(k, k) for k in support if k not in named)
            if not self.by_kind
            else "",
        )

    def _of(self, kind: str, answered: Sequence[Institution]) -> list[Institution]:
        """The institutions of a kind, those who answered about the capability first."""
        return sorted(self.by_kind.get(kind, ()), key=lambda i: i not in answered)
