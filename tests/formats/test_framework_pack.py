"""A pack is read strictly: every fault has its file, line and field, and what is written reads back the same."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concord.formats.errors import FormatError
from concord.formats.framework_pack import (
    Pack,
    in_language,
    pack_hash,
    pack_to_json,
    pack_to_plain,
    pack_to_yaml,
)
from concord.formats.framework_pack_reader import MAX_PACK_BYTES, read_pack

PACK = """\
code: mini
edition: "1.0"
title: {en: Small framework, fr: Petit cadre}
institution_kinds:
- {code: health, title: Ministry of health}
areas:
- code: GOV
  title: Coordination
  capabilities:
  - code: GOV-01
    title: Coordination body
    answered_by: [health]
    led_by: [health]
    levels:
    - level: 2
      statements:
      - {code: GOV-01.2a, text: A decree creates the body., asks: nation}
    - level: 3
      statements:
      - {code: GOV-01.3a, text: Our institution has named a member.}
    - level: 4
      statements:
      - {code: GOV-01.4a, text: Our institution took part in four meetings.}
    - level: 5
      statements:
      - {code: GOV-01.5a, text: A yearly report is published., asks: nation}
    benchmark_actions:
    - code: GOV-01.A1
      from_level: 1
      text: Adopt a decree that creates the body.
      lead: health
      duration_months: 6
      ingredients: [{kind: workshop_days, quantity: 2}]
      output_indicator: Decree in force
      outcome_indicator: Share of meetings held
  - code: GOV-02
    title: Duty officers
    benchmark_actions:
    - code: GOV-02.A2
      from_level: 2
      text: Name the duty officers.
      lead: health
      duration_months: 6
      ingredients: [{kind: workshop_days, quantity: 2}]
      output_indicator: List issued
      outcome_indicator: Minutes to answer
"""


def read(folder: Path, text: str | bytes, name: str = "pack.yaml") -> Pack:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_pack(file)


def faults(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read(folder, text)
    return [str(fault) for fault in caught.value.faults]


def changed(*pairs: tuple[str, str]) -> str:
    text = PACK
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


LEAD = "GOV-01.A1\n      from_level: 1\n      text: Adopt a decree that creates the body.\n      lead: health"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('edition: "1.0"\n', "", "pack.yaml, line 1, edition: this field is missing"),
        ("  title: Coordination\n", "",
         "pack.yaml, line 7, areas[0].title: this field is missing"),
        ("title: Duty officers", "titel: Duty officers",
         "pack.yaml, line 36, areas[0].capabilities[1].title: this field is missing"),
        ('edition: "1.0"', "edition: 1.0",
         "pack.yaml, line 2, edition: input should be a valid string (found 1.0)"),
        ("level: 3", "level: 6",
         "pack.yaml, line 18, areas[0].capabilities[0].levels[1].level: "
         "input should be less than or equal to 5 (found 6)"),
        ("level: 3", "level: 4",
         "pack.yaml, line 14, areas[0].capabilities[0].levels: "
         "levels must be 2, 3, 4 and 5 in this order, found [2, 4, 4, 5]"),
        ("code: GOV-01.3a", "code: GOV-01.2a",
         "pack.yaml, line 20, areas[0].capabilities[0].levels[1].statements[0].code: "
         "code GOV-01.2a is already used at areas[0].capabilities[0].levels[0].statements[0].code"),
        ("answered_by: [health]", "answered_by: [health, defence]",
         "pack.yaml, line 12, areas[0].capabilities[0].answered_by[1]: 'defence' is not among institution_kinds"),
        (LEAD, LEAD.replace("lead: health", "lead: customs"),
         "pack.yaml, line 31, areas[0].capabilities[0].benchmark_actions[0].lead: "
         "'customs' is not among institution_kinds"),
        (LEAD, LEAD + "\n      support: [health, border]",
         "pack.yaml, line 32, areas[0].capabilities[0].benchmark_actions[0].support[1]: "
         "'border' is not among institution_kinds"),
        (LEAD, LEAD + "\n      depends_on: [{capability: XYZ-01, level: 2}]",
         "pack.yaml, line 32, areas[0].capabilities[0].benchmark_actions[0].depends_on[0]: "
         "no capability XYZ-01 in this pack"),
        ("quantity: 2", "quantity: .inf",
         "pack.yaml, line 33, areas[0].capabilities[0].benchmark_actions[0].ingredients[0].quantity: "
         "input should be a finite number (found inf)"),
        ("asks: nation", "asks: everybody",
         "pack.yaml, line 17, areas[0].capabilities[0].levels[0].statements[0].asks: "
         "input should be 'nation' or 'institution' (found 'everybody')"),
        ("text: A decree creates the body.", "text: '  '",
         "pack.yaml, line 17, areas[0].capabilities[0].levels[0].statements[0].text: the text is empty (found '  ')"),
        ("fr: Petit cadre", "french: Petit cadre",
         "pack.yaml, line 3, title: 'french' is not a language code such as 'en' or 'fr'"),
        ("code: mini", "code: mini mini",
         "pack.yaml, line 1, code: string should match pattern '^[A-Za-z0-9?][A-Za-z0-9?._-]{0,39}$' "
         "(found 'mini mini')"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_field(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert faults(tmp_path, changed((old, new)))[0] == fault


def test_an_unknown_field_is_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, changed(("title: Duty officers", "title: Duty officers\n    colour: red")))
    place = "pack.yaml, line 38, areas[0].capabilities[1].colour"
    assert found == [f"{place}: no such field in a pack; check the spelling"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = changed(('edition: "1.0"\n', ""), ("level: 3", "level: 9"), ("asks: nation", "asks: all"))
    assert len(faults(tmp_path, text)) == 3


def test_a_crosswalk_without_edition_is_a_fault(tmp_path: Path) -> None:
    text = changed(("title: Duty officers", "title: Duty officers\n    crosswalk: [{instrument: JEE, code: D.1.1}]"))
    place = "pack.yaml, line 38, areas[0].capabilities[1].crosswalk[0].edition"
    assert faults(tmp_path, text) == [f"{place}: this field is missing"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe\x00", "pack.yaml: the file is not UTF-8 text"),
        ("code: [", "pack.yaml, line 2: not valid YAML: did not find expected node content"),
        ("code: mini\n  title: x", "pack.yaml, line 2: not valid YAML: mapping values are not allowed in this context"),
        ("", "pack.yaml: expected a mapping of fields such as 'code: …' at the top"),
        ("- code: mini", "pack.yaml: expected a mapping of fields such as 'code: …' at the top"),
        ("edition: 2025-13-45", "pack.yaml: not valid YAML"),
        ("code: " + "9" * 5000, "pack.yaml: not valid YAML"),
        ("code: mini\ncode: maxi", "pack.yaml, line 2: the field 'code' stands here twice"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
         "pack.yaml, line 2: YAML aliases (*name) are not allowed in a pack"),
        ("code: !!python/object:os.system x",
         "pack.yaml, line 1: not valid YAML: could not determine a constructor for the tag "
         "'tag:yaml.org,2002:python/object:os.system'"),
        (b"#" * (MAX_PACK_BYTES + 1), "pack.yaml: the file is larger than 20 MB"),
    ],
)  # fmt: skip
def test_what_is_no_pack_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, fault: str) -> None:
    assert faults(tmp_path, content) == [fault]


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_a_file_nested_without_end_is_refused(tmp_path: Path, opening: str) -> None:
    assert len(faults(tmp_path, "a: " + opening * 20_000)) == 1


def test_a_path_to_nothing_and_a_folder_without_header_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"nowhere: no such file$"):
        read_pack(tmp_path / "nowhere")
    with pytest.raises(FormatError, match=r"the folder has no pack.yaml$"):
        read_pack(tmp_path)


# --- circles


def waits(level: int, capability: str, of: str) -> str:
    """One more action of a capability, which makes this level and waits for another."""
    return indent(
        dedent(f"""\
            - code: {of}.X{level}
              from_level: {level - 1}
              text: Do it.
              lead: health
              duration_months: 1
              ingredients: [{{kind: workshop_days, quantity: 1}}]
              output_indicator: x
              outcome_indicator: y
              depends_on: [{capability}]
            """),
        "    ",
    )


def test_levels_that_wait_for_each_other_are_a_fault(tmp_path: Path) -> None:
    first = waits(3, "{capability: GOV-02, level: 3}", "GOV-01")
    text = changed(("  - code: GOV-02\n", first + "  - code: GOV-02\n"))
    text += waits(2, "{capability: GOV-01, level: 4}", "GOV-02")
    line = text.splitlines().index("      depends_on: [{capability: GOV-01, level: 4}]") + 1
    circle = "GOV-02 level 2 → GOV-01 level 4 → GOV-01 level 3 → GOV-02 level 3 → GOV-02 level 2"
    place = f"pack.yaml, line {line}, areas[0].capabilities[1].benchmark_actions[1].depends_on[0]"
    assert faults(tmp_path, text) == [f"{place}: levels wait for each other in a circle: {circle}"]


def test_a_level_that_waits_for_itself_is_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, PACK + waits(3, "{capability: GOV-02, level: 3}", "GOV-02"))
    assert [fault.split(": ", 1)[1] for fault in found] == [
        "levels wait for each other in a circle: GOV-02 level 3 → GOV-02 level 3"
    ]


def test_each_of_two_circles_is_told(tmp_path: Path) -> None:
    text = (
        PACK
        + waits(3, "{capability: GOV-02, level: 3}", "GOV-02")
        + waits(2, "{capability: GOV-02, level: 5}", "GOV-02")
    )
    assert len(faults(tmp_path, text)) == 2


def test_waiting_for_a_lower_level_of_ones_own_is_no_circle(tmp_path: Path) -> None:
    pack = read(tmp_path, PACK + waits(4, "{capability: GOV-02, level: 2}", "GOV-02"))
    assert len(pack.areas[0].capabilities[1].benchmark_actions) == 2


# --- folders


def test_a_folder_is_read_in_name_order_and_faults_name_the_area_file(tmp_path: Path) -> None:
    head, areas = PACK.split("areas:\n")
    body = dedent(areas.replace("- code: GOV\n", "  code: GOV\n", 1))
    (tmp_path / "pack.yaml").write_text(head)
    (tmp_path / "02-second.yaml").write_text("code: ZZZ\ntitle: Last\ncapabilities:\n- {code: ZZZ-01, title: Z}\n")
    (tmp_path / "01-first.yaml").write_text(body)
    assert [area.code for area in read_pack(tmp_path).areas] == ["GOV", "ZZZ"]
    (tmp_path / "02-second.yaml").write_text("code: ZZZ\ntitle: Last\ncapabilities:\n- {code: GOV-01, title: Z}\n")
    with pytest.raises(FormatError) as caught:
        read_pack(tmp_path)
    assert str(caught.value) == (
        "02-second.yaml, line 4, capabilities[0].code: code GOV-01 is already used at areas[0].capabilities[0].code"
    )
    (tmp_path / "pack.yaml").write_text(head + "areas: []\n")
    with pytest.raises(FormatError, match=r"^pack.yaml, line 6: areas stand both here and in files$"):
        read_pack(tmp_path)


# --- there and back


def test_yaml_and_json_read_back_as_the_same_pack(tmp_path: Path) -> None:
    pack = read(tmp_path, PACK)
    assert read(tmp_path, pack_to_yaml(pack)) == pack
    assert Pack.model_validate(json.loads(pack_to_json(pack))) == pack
    assert read(tmp_path, pack_to_json(pack)) == pack


def test_translations_are_kept_and_fall_back_to_the_packs_language(tmp_path: Path) -> None:
    pack = read(tmp_path, PACK)
    assert pack_to_plain(pack)["title"] == {"en": "Small framework", "fr": "Petit cadre"}
    assert pack_to_plain(pack)["areas"][0]["title"] == "Coordination"
    assert [in_language(pack.title, one, "en") for one in ("fr", "fr-CA", "de")] == [
        "Petit cadre", "Petit cadre", "Small framework",
    ]  # fmt: skip


def test_the_hash_does_not_depend_on_how_the_file_is_written(tmp_path: Path) -> None:
    plain = yaml.safe_load(PACK)
    other = yaml.safe_dump(plain, default_flow_style=True, sort_keys=True).replace(
        "A decree creates", "A  decree\n creates"
    )
    spoken = changed(("title: Coordination\n", "title: {en: Coordination}\n"))
    hashes = {pack_hash(read(tmp_path, text)) for text in (PACK, "# note\n" + PACK, other, spoken)}
    assert len(hashes) == 1
    assert pack_hash(read(tmp_path, changed(("four meetings", "five meetings")))) not in hashes


# Everything YAML can hold, at its worst: quotes, colons, line breaks, other scripts, words that look like values.
words = st.one_of(
    st.sampled_from(["yes", "null", "1.0", "2025-01-01", "- x", "a: b", "'", '"', "#", "{{", "=1+1", "\u200f\u0627"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30),
).filter(lambda text: text.strip() != "")
texts: st.SearchStrategy[Any] = st.one_of(
    words, st.dictionaries(st.sampled_from(["en", "fr", "ar"]), words, min_size=1)
)
codes = st.integers(0, 10**9).map("c{}".format)


@st.composite
def packs(draw: st.DrawFn) -> dict[str, Any]:
    fresh = draw(st.lists(codes, min_size=9, max_size=9, unique=True))
    asks = st.sampled_from(["nation", "institution"])
    levels = [
        {"level": level, "statements": [{"code": code, "text": draw(texts), "asks": draw(asks)}]}
        for level, code in zip((2, 3, 4, 5), fresh, strict=False)
    ]
    action = {
        "code": fresh[4], "from_level": draw(st.integers(1, 4)), "text": draw(texts), "lead": "health",
        "duration_months": draw(st.integers(1, 60)), "output_indicator": draw(texts), "outcome_indicator": draw(texts),
        "ingredients": [{"kind": "days", "quantity": draw(st.floats(1e-6, 1e12))}],
    }  # fmt: skip
    hazards = draw(st.lists(st.sampled_from("CBRN"), min_size=1, unique=True))
    capability = {
        "code": fresh[5], "title": draw(texts), "hazards": hazards, "levels": levels, "benchmark_actions": [action],
        "evidence": draw(st.lists(texts, max_size=2)),
        "crosswalk": [{"instrument": "JEE", "edition": "1", "code": draw(codes)}],
    }  # fmt: skip
    area = {"code": fresh[6], "title": draw(texts), "capabilities": [capability], "weight": draw(st.floats(1e-3, 1))}
    return {
        "code": fresh[7], "edition": "1", "title": draw(texts), "areas": [area],
        "institution_kinds": [{"code": "health", "title": draw(texts)}],
    }  # fmt: skip


@given(packs())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_small_pack_survives_yaml_and_json(tmp_path: Path, plain: dict[str, Any]) -> None:
    pack = Pack.model_validate(plain)
    for back in (read(tmp_path, pack_to_yaml(pack)), read(tmp_path, pack_to_json(pack))):
        assert pack_to_plain(back) == pack_to_plain(pack)
        assert pack_hash(back) == pack_hash(pack)


# --- free questions

QUESTIONS = """\
    questions:
    - {code: GOV-02.q1, text: {en: How many?, fr: Combien ?}, kind: integer, required: true}
    - code: GOV-02.q2
      text: Which of these?
      kind: select_multiple
      choices: [{code: day, text: By day}, {code: night, text: By night}]
      relevance: ${GOV-02.q1}  > 0
"""
ASKING = PACK.replace("    title: Duty officers\n", "    title: Duty officers\n" + QUESTIONS)


def test_a_pack_without_questions_keeps_its_plain_form_and_its_hash(tmp_path: Path) -> None:
    pack = read(tmp_path, PACK)
    assert "questions" not in pack_to_yaml(pack)
    assert pack_hash(pack) == "36e5d4179ec565c243ce20fd326f268cde2dbf240502fb8fb382e85ff088780d"


def test_questions_are_written_without_what_they_do_not_say_and_read_back(tmp_path: Path) -> None:
    pack = read(tmp_path, ASKING)
    first, second = pack_to_plain(pack)["areas"][0]["capabilities"][1]["questions"]
    assert first == {
        "code": "GOV-02.q1", "text": {"en": "How many?", "fr": "Combien ?"}, "kind": "integer", "required": True,
    }  # fmt: skip
    assert second == {
        "code": "GOV-02.q2", "text": "Which of these?", "kind": "select_multiple", "relevance": "${GOV-02.q1} > 0",
        "choices": [{"code": "day", "text": "By day"}, {"code": "night", "text": "By night"}],
    }  # fmt: skip
    assert read(tmp_path, pack_to_yaml(pack)) == pack
    assert read(tmp_path, pack_to_json(pack)) == pack
    assert pack_hash(pack) != pack_hash(read(tmp_path, PACK))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: integer", "kind: select_one",
         "pack.yaml, line 39, areas[0].capabilities[1].questions[0].choices: "
         "a question of the kind select_one needs choices"),
        ("kind: select_multiple", "kind: text",
         "pack.yaml, line 43, areas[0].capabilities[1].questions[1].choices: "
         "a question of the kind text has no choices"),
        ("code: night", "code: day",
         "pack.yaml, line 43, areas[0].capabilities[1].questions[1].choices[1].code: "
         "this question has the choice day twice"),
        ("code: GOV-02.q1", "code: GOV-02.A2",
         "pack.yaml, line 46, areas[0].capabilities[1].benchmark_actions[0].code: code GOV-02.A2 is already used at "
         "areas[0].capabilities[1].questions[0].code"),
        ("kind: integer", "kind: photo",
         "pack.yaml, line 39, areas[0].capabilities[1].questions[0].kind: input should be 'select_one', "
         "'select_multiple', 'integer', 'decimal', 'text' or 'date' (found 'photo')"),
    ],
)  # fmt: skip
def test_a_fault_in_a_question_names_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in ASKING
    assert faults(tmp_path, ASKING.replace(old, new, 1)) == [fault]
