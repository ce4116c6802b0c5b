"""A scenario pack is read strictly: all its faults at once, each with its place, and what is written reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from concord.formats.errors import FormatError
from concord.formats.scenario_pack import (
    MAX_SCENARIO_BYTES,
    CrossBorder,
    ScenarioPack,
    check_against,
    pack_hash,
    read_scenario_pack,
    scenario_pack_to_plain,
    scenario_pack_to_yaml,
    without_link,
)

PACK = """\
format: concord-scenarios/1
code: mini
edition: "1.0"
title: {en: Two scenarios, fr: Deux scénarios}
framework: {code: cbrn-core, edition: "1.0"}
scenarios:
- code: N-01
  title: A flood
  origin: natural
  hazards: [C]
  story: The river rises. Stores are under water.
  affected: Everyone by the river.
  cross_border: usual
  across: The river flows on.
  likelier: [Rain, Snow]
  rarer: [Dams, Forests]
  relies: {strongly: [GOV-01], partly: [GOV-02, GOV-03]}
- code: D-01
  title: A threat
  origin: deliberate
  hazards: [C, B]
  story: A letter arrives. It is tested.
  affected: Office staff.
  likelier: [News, Tension]
  rarer: [Care, Calm]
unlinked:
  GOV-04: Serves all scenarios alike.
"""


def read(text: str) -> ScenarioPack:
    return read_scenario_pack(text.encode())


def faults(data: str | bytes | Path) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read_scenario_pack(data.encode() if isinstance(data, str) else data)
    return [str(fault) for fault in caught.value.faults]


def changed(*pairs: tuple[str, str]) -> str:
    text = PACK
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def test_a_pack_is_read_as_it_is_written() -> None:
    flood, threat = (pack := read(PACK)).scenarios
    assert pack.title == {"en": "Two scenarios", "fr": "Deux scénarios"}
    assert (flood.relies.strongly, flood.relies.partly) == (("GOV-01",), ("GOV-02", "GOV-03"))
    assert (threat.cross_border, threat.across, threat.relies.strongly) == (CrossBorder.NONE, None, ())
    assert (pack.language, pack.licence) == ("en", "CC BY 4.0")
    assert pack.linked() == {"GOV-01", "GOV-02", "GOV-03"}


def test_a_pack_never_changes_after_reading() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read(PACK).scenarios[0].code = "N-02"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format: concord-scenarios/1\n", "", "line 1, format: this field is missing"),
        ("scenarios/1", "scenarios/2",
         "line 1, format: input should be 'concord-scenarios/1' (found 'concord-scenarios/2')"),
        ("title: A flood", "titel: A flood", "line 7, scenarios[0].title: this field is missing"),
        ("title: A flood", "title: " + "A flood " * 30,
         "line 8, scenarios[0].title: the title is longer than 200 characters; shorten it"),
        ("origin: natural", "origin: fate",
         "line 9, scenarios[0].origin: input should be 'natural', 'accidental' or 'deliberate' (found 'fate')"),
        ("hazards: [C]", "hazards: [X]",
         "line 10, scenarios[0].hazards[0]: input should be 'C', 'B', 'R' or 'N' (found 'X')"),
        ("hazards: [C]", "hazards: [C, C]", "line 10, scenarios[0].hazards: a hazard stands here twice; keep one"),
        ("story: The river rises. Stores are under water.", "story: ''",
         "line 11, scenarios[0].story: the text is empty (found '')"),
        ("cross_border: usual", "cross_border: sometimes",
         "line 13, scenarios[0].cross_border: input should be 'none', 'possible' or 'usual' (found 'sometimes')"),
        ("  across: The river flows on.\n", "",
         "line 13, scenarios[0].cross_border: the field 'across' must say how it reaches other countries"),
        ("  cross_border: usual\n", "",
         "line 13, scenarios[0].across: cross_border is 'none'; change it, or take this sentence out"),
        ("likelier: [Rain, Snow]", "likelier: [Rain]",
         "line 15, scenarios[0].likelier: at least 2 must stand here, found 1"),
        ("likelier: [Rain, Snow]", "likelier: [Rain, {xx-1: Snow}]",
         "line 15, scenarios[0].likelier[1]: 'xx-1' is not a language code such as 'en' or 'fr'"),
        ("strongly: [GOV-01]", "strongly: [GOV-02]",
         "line 17, scenarios[0].relies: capability GOV-02 stands here twice; keep one, strongly or partly"),
        ("code: D-01", "code: N-01",
         "line 18, scenarios[1].code: code N-01 is already used at scenarios[0]; give this one a code of its own"),
        ("code: D-01", "code: D-0123456789-0123456789",
         "line 18, scenarios[1].code: string should have at most 20 characters (found 'D-0123456789-0123456789')"),
        ("  GOV-04:", "  GOV-03:",
         "line 27, unlinked.GOV-03: scenario N-01 leans on GOV-03; take the reason out, or the link"),
        ("  GOV-04:", "  no code:",
         "line 27, unlinked.no code: string should match pattern '^[A-Za-z0-9?][A-Za-z0-9?._-]{0,39}$' "
         "(found 'no code')"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_field_and_what_to_do(old: str, new: str, fault: str) -> None:
    assert faults(changed((old, new)))[0] == f"scenarios.yaml, {fault}"


def test_what_can_be_read_is_looked_through_although_another_scenario_cannot_be_read() -> None:
    text = changed(
        ("  affected: Everyone by the river.\n", ""),
        ("  likelier: [News, Tension]\n", "  likelier: [News, Tension]\n  across: By post.\n"),
        ("hazards: [C, B]", "hazards: [B, B]"),
    )
    assert faults(text) == [
        "scenarios.yaml, line 7, scenarios[0].affected: this field is missing",
        "scenarios.yaml, line 20, scenarios[1].hazards: a hazard stands here twice; keep one",
        "scenarios.yaml, line 24, scenarios[1].across: cross_border is 'none'; change it, or take this sentence out",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe\x00", "scenarios.yaml: the file is not UTF-8 text"),
        (b"", "scenarios.yaml: expected a mapping of fields such as 'code: …' at the top"),
        (b"a: [", "scenarios.yaml, line 2: not valid YAML: did not find expected node content"),
        (b"a: 1\na: 2", "scenarios.yaml, line 2: the field 'a' stands here twice"),
        (b"a: " + b"[" * 400_000, "scenarios.yaml, line 1: fields are nested more than 50 deep"),
        (b"- " * 400_000, "scenarios.yaml, line 1: fields are nested more than 50 deep"),
        (b"a: &a [x, x]\nb: [*a, *a]", "scenarios.yaml, line 2: YAML aliases (*name) are not allowed in a pack"),
        (b"a: !!python/object:os.system x",
         "scenarios.yaml, line 1: not valid YAML: could not determine a constructor for the tag "
         "'tag:yaml.org,2002:python/object:os.system'"),
        (b"#" * (MAX_SCENARIO_BYTES + 1), "scenarios.yaml: the file is larger than 1 MB"),
    ],
    ids=["encoding", "empty", "syntax", "twice", "brackets", "dashes", "alias", "object", "size"],
)  # fmt: skip
def test_what_is_no_pack_is_refused_in_one_sentence(content: bytes, fault: str) -> None:
    assert faults(content) == [fault]


def test_a_file_is_read_by_its_path_and_called_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(PACK, encoding="utf-8")
    assert read_scenario_pack(file) == read(PACK)
    file.write_text(PACK.replace("origin: natural", "origin: fate"), encoding="utf-8")
    assert faults(file)[0].startswith("ours.yaml, line 9, scenarios[0].origin: ")
    file.write_bytes(b"#" * (MAX_SCENARIO_BYTES + 1))
    assert faults(file) == ["ours.yaml: the file is larger than 1 MB"]
    assert faults(tmp_path / "nowhere.yaml") == [f"{tmp_path / 'nowhere.yaml'}: no such file"]


def test_of_very_many_faults_the_first_two_hundred_are_told() -> None:
    assert len(faults("scenarios: [" + "{}, " * 199 + "{}]")) == 200
    assert "scenarios" in faults(changed(("scenarios:\n", "scenarios:\n" + "- {}\n" * 300)))[0]


# --- against a framework


def test_a_capability_that_the_framework_does_not_have_is_named_with_its_place() -> None:
    assert check_against(read(PACK), {"GOV-01", "GOV-02", "GOV-03", "GOV-04"}) == []
    assert check_against(read(PACK), {"GOV-01", "GOV-03"}) == [
        "scenario N-01: there is no capability GOV-02 in cbrn-core 1.0; correct the code or take it out",
        "unlinked: there is no capability GOV-04 in cbrn-core 1.0; correct the code or take it out",
    ]


def test_a_capability_with_neither_link_nor_reason_is_found() -> None:
    assert without_link(read(PACK), ["GOV-06", "GOV-01", "GOV-03", "GOV-04", "GOV-05"]) == ["GOV-06", "GOV-05"]


# --- there and back


def test_the_hash_does_not_depend_on_how_the_file_is_written() -> None:
    other = yaml.safe_dump(yaml.safe_load(PACK), default_flow_style=True, sort_keys=True)
    spoken = changed(("title: A flood", "title: {en: A  flood}"), ("[Rain,", "[{en: Rain},"))
    assert {pack_hash(read(text)) for text in (PACK, "# note\n" + PACK, other, spoken)} == {pack_hash(read(PACK))}
    assert pack_hash(read(changed(("A flood", "The flood")))) != pack_hash(read(PACK))
    assert pack_hash(read(changed(("partly: [GOV-02, GOV-03]", "partly: [GOV-02]")))) != pack_hash(read(PACK))


def test_a_capability_may_have_the_code_of_a_language() -> None:
    pack = read(changed(("  GOV-04: Serves all scenarios alike.", "  en: No scenario leans on it.")))
    assert scenario_pack_to_plain(pack)["unlinked"] == {"en": "No scenario leans on it."}


def test_a_translation_stands_beside_the_packs_own_language() -> None:
    plain = scenario_pack_to_plain(read(changed(("title: A flood", "title: {fr: Une crue, '': A flood}"))))
    assert plain["title"] == {"en": "Two scenarios", "fr": "Deux scénarios"}
    assert plain["scenarios"][0]["title"] == {"fr": "Une crue", "en": "A flood"}
    assert plain["scenarios"][1]["title"] == "A threat"


# Everything YAML can hold, at its worst: quotes, colons, other scripts, words that look like values.
words = st.one_of(
    st.sampled_from(["yes", "null", "1.0", "2025-01-01", "- x", "a: b", "'", '"', "#", "{{", "=1+1", "\u200f\u0627"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30),
).filter(lambda text: text.strip() != "")
texts: st.SearchStrategy[Any] = st.one_of(
    words, st.dictionaries(st.sampled_from(["", "en", "fr", "ar"]), words, min_size=1)
)
phrases = st.lists(texts, min_size=2, max_size=4)
capability_codes = st.lists(st.integers(0, 10**6).map("c{}".format), max_size=8, unique=True)


@st.composite
def scenarios(draw: st.DrawFn, code: str) -> dict[str, Any]:
    reach = draw(st.sampled_from(["none", "possible", "usual"]))
    named = draw(capability_codes)
    cut = draw(st.integers(0, len(named)))
    plain = {
        "code": code, "title": draw(texts), "origin": draw(st.sampled_from(["natural", "accidental", "deliberate"])),
        "hazards": draw(st.lists(st.sampled_from("CBRN"), min_size=1, unique=True)), "story": draw(texts),
        "affected": draw(texts), "cross_border": reach, "likelier": draw(phrases), "rarer": draw(phrases),
        "relies": {"strongly": named[:cut], "partly": named[cut:]},
    }  # fmt: skip
    return plain if reach == "none" else {**plain, "across": draw(texts)}


@st.composite
def packs(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "format": "concord-scenarios/1", "code": "mini", "edition": "1", "title": draw(texts),
        "language": draw(st.sampled_from(["en", "fr"])), "framework": {"code": "f", "edition": "1"},
        "scenarios": [draw(scenarios(f"N-{number}")) for number in range(draw(st.integers(1, 3)))],
        "unlinked": draw(st.dictionaries(st.sampled_from(["en", "x1", "x2"]), texts)),
    }  # fmt: skip


@given(packs())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_small_pack_survives_yaml(plain: dict[str, Any]) -> None:
    pack = ScenarioPack.model_validate(plain)
    back = read(scenario_pack_to_yaml(pack))
    assert scenario_pack_to_plain(back) == scenario_pack_to_plain(pack)
    assert pack_hash(back) == pack_hash(pack)
    assert read(scenario_pack_to_yaml(back)) == back
