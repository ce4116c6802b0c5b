"""Writes of the frameworks domain: taking in a pack, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from i18nfield.strings import LazyI18nString

from concord.domains.frameworks.models import (
    Area,
    BenchmarkAction,
    Capability,
    CrosswalkEntry,
    Framework,
    Statement,
)
from concord.domains.frameworks.rules import can_import_framework
from concord.formats import framework_pack as packs
from concord.formats.framework_question import Question
from concord.formats.framework_text import Text
from concord.kernel import clock
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


def import_pack(*, actor: Actor, pack: packs.Pack) -> Framework:
    """Take in a pack; importing the same pack again returns what is there.

    An edition is permanent: another pack under the code and edition of an existing one is refused.
    """
    require(can_import_framework, actor)
    digest = packs.pack_hash(pack)
    existing = Framework.objects.filter(pack_hash=digest).first()
    if existing:
        return existing
    # Bare frameworks (no statements) grow with the file they are built from, so the same edition may differ there.
    if any(c.levels for _, c in pack.capabilities()) and (
        Framework.objects.filter(code=pack.code, edition=pack.edition).exists()
    ):
        raise InvalidInput(
            f"There is already a different {pack.code} {pack.edition}; give the changed pack a new edition."
        )
    with audited(actor, "framework.imported", code=pack.code, edition=pack.edition, pack_hash=digest) as record:
        framework = Framework.objects.create(
            code=pack.code,
            edition=pack.edition,
            title=_text(pack.title, pack),
            licence=pack.licence,
            language=pack.language,
            pack_hash=digest,
            pack=packs.pack_to_plain(pack),
            imported_at=clock.now(),
        )
        record.subject = framework
        _write_parts(framework, pack)
    return framework


def _text(text: Text | None, pack: packs.Pack) -> Any:
    if text is None:
        return ""
    return LazyI18nString({language or pack.language: words for language, words in text.items()})


def _write_parts(framework: Framework, pack: packs.Pack) -> None:
    areas = {
        area.code: Area(
            framework=framework, code=area.code, title=_text(area.title, pack), order=number, weight=area.weight
        )
        for number, area in enumerate(pack.areas)
    }
    Area.objects.bulk_create(areas.values())
    rows = [
        (given, _capability(framework, areas[area.code], given, number, pack))
        for number, (area, given) in enumerate(pack.capabilities())
    ]
    Capability.objects.bulk_create(row for _, row in rows)
    Statement.objects.bulk_create(
        Statement(
            capability=row, code=statement.code, level=level.level, text=_text(statement.text, pack),
            guidance=_text(statement.guidance, pack), asks=statement.asks, order=order,
        )
        for given, row in rows
        for order, (level, statement) in enumerate((lv, s) for lv in given.levels for s in lv.statements)
    )  # fmt: skip
    Statement.objects.bulk_create(
        _question(row, question, order, pack)
        for given, row in rows
        for order, question in enumerate(given.questions, start=100)
    )
    BenchmarkAction.objects.bulk_create(
        _benchmark(row, action, order, pack)
        for given, row in rows
        for order, action in enumerate(given.benchmark_actions)
    )
    CrosswalkEntry.objects.bulk_create(
        CrosswalkEntry(capability=row, instrument=entry.instrument, edition=entry.edition, code=entry.code)
        for given, row in rows
        for entry in given.crosswalk
    )


def _capability(framework: Framework, area: Area, given: packs.Capability, number: int, pack: packs.Pack) -> Capability:
    return Capability(
        framework=framework,
        area=area,
        code=given.code,
        title=_text(given.title, pack),
        aim=_text(given.aim, pack),
        why=_text(given.why, pack),
        hazards=[str(hazard) for hazard in given.hazards],
        phase=str(given.phase),
        elements=[str(element) for element in given.elements],
        answered_by=list(given.answered_by),
        led_by=list(given.led_by),
        evidence=[{language or pack.language: words for language, words in text.items()} for text in given.evidence],
        order=number,
    )


def _question(capability: Capability, given: Question, order: int, pack: packs.Pack) -> Statement:
    choices = [
        {"code": choice.code, "text": {language or pack.language: words for language, words in choice.text.items()}}
        for choice in given.choices
    ]
    return Statement(
        capability=capability,
        code=given.code,
        level=0,
        text=_text(given.text, pack),
        guidance=_text(given.guidance, pack),
        asks=packs.Asks.INSTITUTION,
        kind=given.kind,
        choices=choices,
        relevance=given.relevance,
        order=order,
    )


def _benchmark(capability: Capability, given: packs.BenchmarkAction, order: int, pack: packs.Pack) -> BenchmarkAction:
    return BenchmarkAction(
        capability=capability,
        code=given.code,
        from_level=given.from_level,
        text=_text(given.text, pack),
        lead=given.lead,
        support=list(given.support),
        duration_months=given.duration_months,
        ingredients=[ingredient.model_dump(mode="json", exclude={"note"}) for ingredient in given.ingredients],
        output_indicator=_text(given.output_indicator, pack),
        outcome_indicator=_text(given.outcome_indicator, pack),
        depends_on=[dependency.model_dump() for dependency in given.depends_on],
        modes=[str(mode) for mode in given.modes],
        order=order,
    )


@dataclass(frozen=True)
class BareRow:
    """One capability of a framework that is known only by codes, names and areas."""

    code: str
    title: str
    area: str


def import_bare_framework(*, actor: Actor, code: str, edition: str, title: str, rows: Sequence[BareRow]) -> Framework:
    """A framework without statements, from the codes, names and areas of levels assessed elsewhere."""
    areas: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        areas.setdefault(row.area, []).append({"code": row.code, "title": row.title})
    if not areas:
        raise InvalidInput("No capability was named, so there is nothing to assess.")
    pack = packs.Pack.model_validate(
        {
            "code": code,
            "edition": edition,
            "title": title,
            "licence": "see source",
            "areas": [
                {"code": f"A{number}", "title": name, "capabilities": capabilities}
                for number, (name, capabilities) in enumerate(areas.items(), start=1)
            ],
        }
    )
    return import_pack(actor=actor, pack=pack)
