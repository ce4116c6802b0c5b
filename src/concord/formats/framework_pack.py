"""The framework pack: a capability framework written as YAML, read strictly and exported again.

A pack is one YAML file, or a folder with ``pack.yaml`` (the header) and one file per area, read in name order.
A text is a plain string in the pack's language, or a mapping of language code to string.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_contradictions import Place, contradictions, dotted

MAX_PACK_BYTES = 20_000_000
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$")
# What no document can show, and neither YAML nor Word takes back.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
CODE = r"^[A-Za-z0-9?][A-Za-z0-9?._-]{0,39}$"


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


def _translated(value: object) -> object:
    return {"": value} if isinstance(value, str) else value


def _spoken(value: dict[str, str]) -> dict[str, str]:
    for language, text in value.items():
        if language and not LANGUAGE.match(language):
            raise ValueError(f"'{language}' is not a language code such as 'en' or 'fr'")
        if not text.strip():
            raise ValueError("the text is empty")
    if not value:
        raise ValueError("the text is missing")
    plain = {language: " ".join(text.split()) for language, text in value.items()}
    if any(CONTROL.search(text) for text in plain.values()):
        raise ValueError("the text holds an invisible control character; type it anew")
    return plain


Text = Annotated[dict[str, str], BeforeValidator(_translated), AfterValidator(_spoken)]
Code = Annotated[str, Field(pattern=CODE)]
Kind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """Ground of every piece of a pack: unknown fields are faults, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    benchmark_actions: tuple[BenchmarkAction, ...] = ()
    crosswalk: tuple[CrosswalkEntry, ...] = ()


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


# --- reading -----------------------------------------------------------------------------------


class _Source:
    """One YAML file parsed twice: to plain values, and to nodes that know their lines."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name = name
        if len(raw) > MAX_PACK_BYTES:
            raise FormatError(Fault(name, f"the file is larger than {MAX_PACK_BYTES // 1_000_000} MB"))
        try:
            text = raw.decode("utf-8-sig")
            loader = yaml.CSafeLoader(text) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(text)
            _refuse_aliases(name, text)
            self.node: Any = loader.get_single_node()
            _refuse_repeated_keys(name, self.node)
            self.value: Any = loader.construct_document(self.node) if self.node is not None else None
        except UnicodeDecodeError as error:
            raise FormatError(Fault(name, "the file is not UTF-8 text")) from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = f", line {mark.line + 1}" if mark else ""
            raise FormatError(Fault(f"{name}{line}", f"not valid YAML: {error.problem or error.context}")) from error
        except FormatError:
            raise
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            # A date such as 2025-13-40 is YAML's own ValueError.
            raise FormatError(Fault(name, "not valid YAML")) from error
        if not isinstance(self.value, dict):
            raise FormatError(Fault(name, "expected a mapping of fields such as 'code: …' at the top"))

    def line(self, path: Place) -> int:
        """The line on which the deepest existing part of ``path`` starts, counted from 1."""
        node, found = self.node, _line(self.node)
        for step in path:
            if isinstance(node, yaml.MappingNode) and isinstance(step, str):
                pair = next(((k, v) for k, v in node.value if k.value == step), None)
                if pair is None:
                    break
                found, node = _line(pair[0]), pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                found = _line(node)
            else:
                break
        return found


def _line(piece: Any) -> int:
    return int(piece.start_mark.line) + 1


def _refuse_repeated_keys(name: str, top: Any) -> None:
    # YAML readers keep the last of two equal fields, so that an author's text would vanish without a word.
    nodes = [top]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value in seen:
                    raise FormatError(Fault(f"{name}, line {_line(key)}", f"the field '{key.value}' stands here twice"))
                seen.add(str(key.value))
                nodes.append(value)


def _refuse_aliases(name: str, text: str) -> None:
    # Anchors let a small file unfold into gigabytes, and a pack never needs them.
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise FormatError(Fault(f"{name}, line {_line(event)}", "YAML aliases (*name) are not allowed in a pack"))


def _sources(path: Path) -> list[_Source]:
    if path.is_dir():
        header = path / "pack.yaml"
        if not header.is_file():
            raise FormatError(Fault(str(path), "the folder has no pack.yaml"))
        files = [header, *sorted(p for p in path.glob("*.yaml") if p != header)]
        return [_Source(file.name, file.read_bytes()) for file in files]
    if not path.is_file():
        raise FormatError(Fault(str(path), "no such file"))
    return [_Source(path.name, path.read_bytes())]


def read_pack(path: Path) -> Pack:
    """The pack in a YAML file or folder; raises ``FormatError`` with every fault, each with file, line and field."""
    head, *area_files = _sources(path)
    value = dict(head.value)
    if area_files:
        if "areas" in value:
            raise FormatError(Fault(f"{head.name}, line {head.line(('areas',))}", "areas stand both here and in files"))
        value["areas"] = [source.value for source in area_files]

    def locate(loc: Place) -> str:
        source, path_there = head, loc
        if area_files and len(loc) > 1 and loc[0] == "areas" and isinstance(loc[1], int):
            source, path_there = area_files[loc[1]], loc[2:]
        return f"{source.name}, line {source.line(path_there)}, {dotted(path_there)}"

    try:
        pack = Pack.model_validate(value)
    except ValidationError as error:
        raise FormatError(*(Fault(locate(e["loc"]), _plain(e)) for e in _own_faults(error))) from error
    faults = [Fault(locate(loc), problem) for loc, problem in contradictions(pack)]
    if faults:
        raise FormatError(*faults)
    return pack


def _own_faults(error: ValidationError) -> Iterator[Any]:
    # A list whose items are at fault is called too short as well, which would send its author looking for nothing.
    found = error.errors()
    for one in found:
        loc = one["loc"]
        deeper = any(len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in found)
        if not (one["type"] == "too_short" and deeper):
            yield one


def _plain(error: Any) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "missing":
        return "this field is missing"
    if kind == "extra_forbidden":
        return "no such field in a pack; check the spelling"
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = f" (found {given!r})" if isinstance(given, str | int | float) else ""
    return f"{message[:1].lower()}{message[1:]}{shown}"


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
