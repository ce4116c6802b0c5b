"""The shipped scenarios as a country takes them in."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language

from concord.content import content_path
from concord.domains.frameworks.models import Framework
from concord.domains.risks.enums import Strength
from concord.domains.risks.services import ScenarioText, take_scenarios
from concord.formats.scenario_pack import Scenario, ScenarioPack, read_scenario_pack
from concord.kernel.actor import Actor


@cache
def shipped_scenarios() -> ScenarioPack:
    """The scenarios that ship with Concord."""
    return read_scenario_pack(content_path("scenarios.yaml"))


def take_shipped(actor: Actor, framework: Framework, language: str = "") -> int:
    """Take in the shipped scenarios that are not here yet, in a language as far as they are translated."""
    return take_pack(actor, framework, shipped_scenarios(), language or get_language() or "en")


def take_pack(actor: Actor, framework: Framework, pack: ScenarioPack, language: str) -> int:
    """Take in a pack's scenarios that are not here yet, with what they lean on; returns how many are new."""
    source = f"{pack.code} {pack.edition}"
    return take_scenarios(
        actor=actor,
        framework=framework,
        texts=[_text(one, pack, language, source) for one in pack.scenarios],
        relies={
            one.code: {
                **dict.fromkeys(one.relies.partly, int(Strength.PARTLY)),
                **dict.fromkeys(one.relies.strongly, int(Strength.STRONGLY)),
            }
            for one in pack.scenarios
        },
        unlinked={code: _said(words, pack, language) for code, words in pack.unlinked.items()},
    )


def _text(one: Scenario, pack: ScenarioPack, language: str, source: str) -> ScenarioText:
    def said(words: dict[str, str] | None) -> str:
        return _said(words, pack, language)

    return ScenarioText(
        code=one.code,
        title=said(one.title),
        origin=one.origin.value,
        hazards=tuple(hazard.value for hazard in one.hazards),
        story=said(one.story),
        affected=said(one.affected),
        cross_border=one.cross_border.value,
        across=said(one.across),
        likelier=tuple(said(text) for text in one.likelier),
        rarer=tuple(said(text) for text in one.rarer),
        source=source,
    )


def _said(words: dict[str, str] | None, pack: ScenarioPack, language: str) -> str:
    if not words:
        return ""
    return words.get(language) or words.get("") or words.get(pack.language) or next(iter(words.values()))
