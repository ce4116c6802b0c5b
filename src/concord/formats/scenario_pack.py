"""The scenario pack: what may happen to a country, and which capabilities that leans on, as plain, frozen data.

Read strictly from one YAML file: every fault has its file, line and field, and all are told at once.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, Field, PlainSerializer, SerializationInfo, ValidationError

from concord.formats.errors import Fault, FormatError
from concord.formats.framework_contradictions import Place, dotted
from concord.formats.framework_pack import Hazard
from concord.formats.framework_text import CODE, LANGUAGE, Code, Part, Text
from concord.formats.yaml_source import YamlSource, own_faults, plain_fault

MAX_SCENARIO_BYTES = 1_000_000
MAX_SCENARIOS = 200
MAX_FAULTS = 200
LONGEST_TITLE = 200


class Origin(StrEnum):
    """What brings a scenario about."""

    NATURAL = "natural"
    ACCIDENTAL = "accidental"
    DELIBERATE = "deliberate"


class CrossBorder(StrEnum):
    """Whether a scenario reaches other countries."""

    NONE = "none"
    POSSIBLE = "possible"
    USUAL = "usual"


def _as_written(text: dict[str, str], info: SerializationInfo) -> str | dict[str, str]:
    # A text in the pack's language alone is a plain string, so that two ways of writing it have one hash.
    language = (info.context or {}).get("language")
    if language is None or {"", language} <= set(text):
        return text
    plain = {key or language: said for key, said in text.items()}
    return plain[language] if set(plain) == {language} else plain


def _short(text: dict[str, str]) -> dict[str, str]:
    if any(len(said) > LONGEST_TITLE for said in text.values()):
        raise ValueError(f"the title is longer than {LONGEST_TITLE} characters; shorten it")
    return text


Words = Annotated[Text, PlainSerializer(_as_written)]
Title = Annotated[Text, AfterValidator(_short), PlainSerializer(_as_written)]
ScenarioCode = Annotated[str, Field(pattern=CODE, max_length=20)]
Phrases = Annotated[tuple[Words, ...], Field(min_length=2, max_length=4)]
Leaning = Annotated[tuple[Code, ...], Field(max_length=200)]


class Reliance(Part):
    """The capabilities that a scenario leans on; on those in neither list it does not lean."""

    strongly: Leaning = ()
    partly: Leaning = ()


class Scenario(Part):
    """Something that may happen, told at the level of a government's tasks."""

    code: ScenarioCode
    title: Title
    origin: Origin
    hazards: Annotated[tuple[Hazard, ...], Field(min_length=1, max_length=4)]
    story: Words
    affected: Words
    cross_border: CrossBorder = CrossBorder.NONE
    across: Words | None = None
    likelier: Phrases
    rarer: Phrases
    relies: Reliance = Reliance()


class FrameworkEdition(Part):
    """The framework whose capabilities the pack speaks of."""

    code: Code
    edition: Annotated[str, Field(min_length=1, max_length=20)]


class ScenarioPack(Part):
    """Scenarios of one edition, with what they lean on in one edition of a framework."""

    format: Literal["concord-scenarios/1"]
    code: Code
    edition: Annotated[str, Field(min_length=1, max_length=20)]
    title: Title
    licence: str = "CC BY 4.0"
    language: Annotated[str, Field(pattern=LANGUAGE.pattern)] = "en"
    framework: FrameworkEdition
    scenarios: Annotated[tuple[Scenario, ...], Field(min_length=1, max_length=MAX_SCENARIOS)]
    unlinked: Annotated[dict[Code, Words], Field(max_length=500)] = {}

    def linked(self) -> frozenset[str]:
        """The codes of the capabilities on which at least one scenario leans."""
        return frozenset(code for one in self.scenarios for code in (*one.relies.strongly, *one.relies.partly))


# --- reading -----------------------------------------------------------------------------------


def read_scenario_pack(data: bytes | Path, *, name: str = "scenarios.yaml") -> ScenarioPack:
    """The pack in a YAML file or its bytes; raises ``FormatError`` with every fault, each with file, line and field.

    ``name`` is what faults call the bytes. Where there are very many faults, the first 200 are told.
    """
    source = _source(data, name)
    faults: list[tuple[Place, str]] = []
    pack: ScenarioPack | None = None
    try:
        pack = ScenarioPack.model_validate(source.value)
        faults += _contradictions(enumerate(pack.scenarios), pack.unlinked)
    except ValidationError as error:
        # What can be read is looked through as well, so that its author need not come back for the rest.
        faults += [(_without_key(e["loc"]), plain_fault(e)) for e in own_faults(error)]
        faults += _contradictions(_readable(source.value), {})
    if pack is None or faults:
        told = sorted(((source.line(place), dotted(place), problem) for place, problem in faults[:MAX_FAULTS]))
        raise FormatError(*(Fault(f"{source.name}, line {line}, {field}", problem) for line, field, problem in told))
    return pack


def _source(data: bytes | Path, name: str) -> YamlSource:
    if isinstance(data, bytes):
        return YamlSource(name, data, limit=MAX_SCENARIO_BYTES)
    if not data.is_file():
        raise FormatError(Fault(str(data), "no such file"))
    with data.open("rb") as file:
        return YamlSource(data.name, file.read(MAX_SCENARIO_BYTES + 1), limit=MAX_SCENARIO_BYTES)


def _without_key(place: Place) -> Place:
    return place[:-1] if place[-1] == "[key]" else place


def _readable(value: dict[str, Any]) -> Iterator[tuple[int, Scenario]]:
    listed = value.get("scenarios")
    for number, plain in enumerate(listed[:MAX_SCENARIOS] if isinstance(listed, list) else ()):
        try:
            yield number, Scenario.model_validate(plain)
        except ValidationError:
            continue


def _contradictions(
    scenarios: Iterable[tuple[int, Scenario]], unlinked: Collection[str]
) -> Iterator[tuple[Place, str]]:
    first: dict[str, int] = {}
    leaning: dict[str, str] = {}
    for number, scenario in scenarios:
        here: Place = ("scenarios", number)
        if scenario.code in first:
            taken = f"scenarios[{first[scenario.code]}]"
            yield (*here, "code"), f"code {scenario.code} is already used at {taken}; give this one a code of its own"
        first.setdefault(scenario.code, number)
        if scenario.cross_border is CrossBorder.NONE and scenario.across is not None:
            yield (*here, "across"), "cross_border is 'none'; change it, or take this sentence out"
        if scenario.cross_border is not CrossBorder.NONE and scenario.across is None:
            yield (*here, "cross_border"), "the field 'across' must say how it reaches other countries"
        if len(set(scenario.hazards)) < len(scenario.hazards):
            yield (*here, "hazards"), "a hazard stands here twice; keep one"
        named = Counter((*scenario.relies.strongly, *scenario.relies.partly))
        for code in named:
            leaning.setdefault(code, scenario.code)
            if named[code] > 1:
                yield (*here, "relies"), f"capability {code} stands here twice; keep one, strongly or partly"
    for code in unlinked:
        if code in leaning:
            yield ("unlinked", code), f"scenario {leaning[code]} leans on {code}; take the reason out, or the link"


# --- looking at it against a framework ------------------------------------------------------------


def check_against(pack: ScenarioPack, capability_codes: Collection[str]) -> list[str]:
    """A sentence for each place of the pack that names a capability which is not among ``capability_codes``."""
    framework = f"{pack.framework.code} {pack.framework.edition}"
    named = [
        (f"scenario {one.code}", code) for one in pack.scenarios for code in (*one.relies.strongly, *one.relies.partly)
    ]
    named += [("unlinked", code) for code in pack.unlinked]
    known = frozenset(capability_codes)
    return [
        f"{place}: there is no capability {code} in {framework}; correct the code or take it out"
        for place, code in named
        if code not in known
    ]


def without_link(pack: ScenarioPack, capability_codes: Iterable[str]) -> list[str]:
    """The codes, in their order, on which no scenario leans and for which the pack gives no reason."""
    answered = pack.linked() | pack.unlinked.keys()
    return [code for code in capability_codes if code not in answered]


# --- writing -----------------------------------------------------------------------------------


def scenario_pack_to_plain(pack: ScenarioPack) -> dict[str, Any]:
    """The pack as plain values: texts in the pack's language alone become strings again."""
    return pack.model_dump(mode="json", exclude_none=True, context={"language": pack.language})


def scenario_pack_to_yaml(pack: ScenarioPack) -> str:
    """The pack as one YAML file that ``read_scenario_pack`` takes again."""
    return yaml.safe_dump(scenario_pack_to_plain(pack), allow_unicode=True, sort_keys=False, width=110)


def pack_hash(pack: ScenarioPack) -> str:
    """SHA-256 of the pack's canonical JSON: two packs with one hash say exactly the same."""
    plain = scenario_pack_to_plain(pack)
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
