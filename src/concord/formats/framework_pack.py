"""The framework pack: a capability framework as plain, frozen data, and how it is written out.

``framework_pack_reader`` reads it from YAML.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from concord.formats.framework_question import Question
from concord.formats.framework_text import LANGUAGE, Code, Kind, Part, Text


class Hazard(StrEnum):
    """The four letters of CBRN."""

    CHEMICAL = "C"
    BIOLOGICAL = "B"
    RADIOLOGICAL = "R"
    NUCLEAR = "N"


class Phase(StrEnum):
    """Where in the cycle of risk mitigation a capability works."""

    PREVENTION = "prevention"
    DETECTION = "detection"
    PREPAREDNESS = "preparedness"
    RESPONSE = "response"
    RECOVERY = "recovery"
    CROSS_CUTTING = "cross-cutting"


class Element(StrEnum):
    """The POETE elements that a capability is built of."""

    PLANNING = "planning"
    ORGANISATION = "organisation"
    EQUIPMENT = "equipment"
    TRAINING = "training"
    EXERCISES = "exercises"


class Asks(StrEnum):
    """Whom a statement asks: the nation once, or every institution for itself."""

    NATION = "nation"
    INSTITUTION = "institution"


class Mode(StrEnum):
    """How an action can be delivered."""

    OWN = "own"
    PARTNER = "partner"
    REGIONAL = "regional"


class Scale(StrEnum):
    """What a quantity, given for a country of five million, grows with."""

    FIXED = "fixed"
    POPULATION = "population"
    TERRITORIES = "territories"
    INSTITUTIONS = "institutions"


class Change(StrEnum):
    """What became of a capability or statement of the previous edition."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    RETIRED = "retired"


class InstitutionKind(Part):
    """A kind of institution that the pack speaks of, such as ``customs``."""

    code: Kind
    title: Text


class Statement(Part):
    """One observable fact that is answered yes, partly or no."""

    code: Code
    text: Text
    asks: Asks = Asks.INSTITUTION
    guidance: Text | None = None


class Level(Part):
    """One of levels 2 to 5; level 1 is the floor and has no statements."""

    level: Annotated[int, Field(ge=2, le=5)]
    statements: Annotated[tuple[Statement, ...], Field(min_length=1, max_length=3)]


class Ingredient(Part):
    """What an action costs in kind: a quantity of one entry of the ingredient book."""

    kind: Kind
    quantity: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    scales_with: Scale = Scale.FIXED
    note: Text | None = None


class Dependency(Part):
    """A level that another capability should have reached first."""

    capability: Code
    level: Annotated[int, Field(ge=2, le=5)]


class BenchmarkAction(Part):
    """What usually moves a capability from ``from_level`` to the next one."""

    code: Code
    from_level: Annotated[int, Field(ge=1, le=4)]
    text: Text
    lead: Kind
    support: tuple[Kind, ...] = ()
    duration_months: Annotated[int, Field(ge=1, le=60)]
    ingredients: Annotated[tuple[Ingredient, ...], Field(min_length=1)]
    output_indicator: Text
    outcome_indicator: Text
    depends_on: tuple[Dependency, ...] = ()
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] = (Mode.OWN,)


class CrosswalkEntry(Part):
    """The same matter in another instrument; the edition is always named."""

    instrument: Annotated[str, Field(min_length=1, max_length=40)]
    edition: Annotated[str, Field(min_length=1, max_length=20)]
    code: Annotated[str, Field(min_length=1, max_length=40)]


class Capability(Part):
    """What a country can do, in levels 1 to 5."""

    code: Code
    title: Text
    aim: Text | None = None
    why: Text | None = None
    hazards: Annotated[tuple[Hazard, ...], Field(min_length=1)] = tuple(Hazard)
    phase: Phase = Phase.CROSS_CUTTING
    elements: tuple[Element, ...] = ()
    answered_by: tuple[Kind, ...] = ()
    led_by: tuple[Kind, ...] = ()
    evidence: tuple[Text, ...] = ()
    levels: tuple[Level, ...] = ()
    questions: tuple[Question, ...] = ()
    benchmark_actions: tuple[BenchmarkAction, ...] = ()
    crosswalk: tuple[CrosswalkEntry, ...] = ()

    @model_serializer(mode="wrap")
    def _without_no_questions(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Packs are pinned by their hash, which must not change for those that ask no free questions.
        plain: dict[str, Any] = handler(self)
        if not self.questions:
            plain.pop("questions", None)
        return plain


class Area(Part):
    """A chapter of the framework; its weight stands in for risk until risks are assessed."""

    code: Code
    title: Text
    aim: Text | None = None
    weight: Annotated[float, Field(gt=0, le=1)] = 1.0
    capabilities: Annotated[tuple[Capability, ...], Field(min_length=1)]


class ChangeNote(Part):
    """One code of the previous edition and what became of it."""

    code: Code
    change: Change
    codes: tuple[Code, ...] = ()


class Changes(Part):
    """How this edition follows from the previous one."""

    from_edition: str
    items: tuple[ChangeNote, ...]


class Pack(Part):
    """A whole framework of one edition."""

    code: Code
    edition: Annotated[str, Field(min_length=1, max_length=20)]
    title: Text
    language: Annotated[str, Field(pattern=LANGUAGE.pattern)] = "en"
    licence: str = "CC BY 4.0"
    about: Text | None = None
    institution_kinds: tuple[InstitutionKind, ...] = ()
    changes: Changes | None = None
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    format: Literal["concord-framework/1"] = "concord-framework/1"

    def capabilities(self) -> Iterator[tuple[Area, Capability]]:
        """Every capability with its area, in the pack's order."""
        for area in self.areas:
            for capability in area.capabilities:
                yield area, capability


def in_language(text: dict[str, str], language: str, pack_language: str) -> str:
    """The text in ``language``, else in the pack's own language, else in any."""
    for wanted in (language, language.split("-", maxsplit=1)[0], pack_language, ""):
        if wanted in text:
            return text[wanted]
    return next(iter(text.values()))


# --- writing -----------------------------------------------------------------------------------


def pack_to_plain(pack: Pack) -> dict[str, Any]:
    """The pack as plain values: texts in one language become strings again."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            if value and set(value) <= {"", pack.language}:
                return value.get("", value.get(pack.language))
            return {key or pack.language: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value

    dumped = pack.model_dump(mode="json", exclude_none=True)
    return {key: plain(value) for key, value in dumped.items()}


def pack_to_json(pack: Pack) -> str:
    """The pack as JSON that a person can read."""
    return json.dumps(pack_to_plain(pack), ensure_ascii=False, indent=2) + "\n"


def pack_to_yaml(pack: Pack) -> str:
    """The pack as one YAML file that ``read_pack`` takes again."""
    return yaml.safe_dump(pack_to_plain(pack), allow_unicode=True, sort_keys=False, width=110)


def pack_hash(pack: Pack) -> str:
    """SHA-256 of the pack's canonical JSON: two packs with one hash ask exactly the same."""
    canonical = json.dumps(pack_to_plain(pack), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
