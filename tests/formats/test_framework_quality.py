"""Remarks on a framework's quality: each rule hears what it should, and says nothing about good text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from concord.cli.main import app
from concord.content import content_path
from concord.formats.errors import FormatError
from concord.formats.framework_pack import Pack, pack_to_yaml
from concord.formats.framework_quality import Remark, Rule, check_quality, figures
from concord.formats.framework_wording import double_question, reading_grade, vague_words
from concord.formats.instrument_list import read_instruments

GOOD = (
    "A decree in force creates the coordination body.",
    "The secretariat is paid from the current state budget.",
    "Our institution took part in four meetings within the last 12 months.",
    "A published yearly report gives the share of decisions carried out by their deadline.",
)
STEP = "Adopt a decree that creates the national coordination body and lists its member institutions by name."


def statement(code: str, text: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "text": text, "asks": "institution" if "our" in text.lower().split() else "nation", **more}


def action(code: str, step: int, text: str = STEP, kind: str = "workshop_days") -> dict[str, Any]:
    return {
        "code": code, "from_level": step, "text": text, "lead": "health", "duration_months": 6,
        "ingredients": [{"kind": kind, "quantity": 2}], "output_indicator": "Decree", "outcome_indicator": "Share",
    }  # fmt: skip


def capability(code: str = "A-01", texts: tuple[str, ...] = GOOD, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "title": "Coordination", "aim": "One table.", "why": "It matters. It does.",
        "elements": ["planning"], "answered_by": ["health"], "led_by": ["health"], "evidence": ["Decree"],
        "levels": [
            {"level": level, "statements": [statement(f"{code}.{level}a", text)]}
            for level, text in zip((2, 3, 4, 5), texts, strict=True)
        ],
        "benchmark_actions": [action(f"{code}.A{step}", step) for step in (1, 2, 3, 4)],
    } | more  # fmt: skip


def pack(*capabilities: dict[str, Any], **more: Any) -> Pack:
    plain = {
        "code": "mini", "edition": "1", "title": "Mini", "institution_kinds": [{"code": "health", "title": "Health"}],
        "areas": [{"code": "A", "title": "Area", "capabilities": list(capabilities)}],
    }  # fmt: skip
    return Pack.model_validate(plain | more)


def with_text(text: str, **more: Any) -> Pack:
    one = capability()
    one["levels"][0]["statements"][0] = statement("A-01.2a", text, **more)
    return pack(one)


def rules(found: tuple[Remark, ...]) -> list[tuple[str, str]]:
    return [(remark.where, remark.rule.value) for remark in found]


def test_a_good_pack_gets_no_remark() -> None:
    assert check_quality(pack(capability())) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The plan is approved and funded.", "two participles joined by 'and'"),
        ("The plan is approved by the government and published every year.", "two participles joined by 'and'"),
        ("Our institution tested its plan and reported the results.", "two verbs joined by 'and'"),
        ("Our institution has named an officer and issued a procedure.", "two verbs joined by 'and'"),
        ("A centre trains and certifies crews.", "'and' before a second verb"),
        ("A law is in force and has been exercised.", "'and' before a second verb"),
        ("A plan names the lead and lists the supporting institutions.", "'and' before a second verb"),
        ("The plan names a lead and its annexes are public.", "a second clause after 'and'"),
        ("The body is funded, and every member has appointed an alternate.", "a second clause after 'and'"),
        ("Records are kept as well as checked.", "'as well as'"),
        ("A law and/or a decree is in force.", "'and/or'"),
        ("Every province has a team; it is exercised.", "a semicolon"),
        ("The team exists. It is exercised.", "two sentences"),
        ("Is there a team?", "two sentences"),
    ],
)
def test_a_double_question_is_heard(text: str, reason: str) -> None:
    assert double_question(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "A written review, dated within the last five years, lists gaps and overlaps in CBRN mandates.",
        "The law and its regulations are in force.",
        "Numbers of licences granted and refused are published every year, with average decision times.",
        "The unit has staff and a budget line of its own.",
        "Inspectors held checks of dangerous goods jointly with a neighbouring country within the last 24 months.",
        "The health and veterinary services have issued one joint procedure for outbreaks.",
        "An official list in force sorts controlled pathogens and toxins into risk groups.",
        "No more than 2.5 per cent of samples were lost in the last 12 months.",
    ],
)
def test_a_list_of_nouns_is_one_fact(text: str) -> None:
    assert double_question(text) == ""


def test_vague_words_are_named_whole_and_once() -> None:
    text = "Adequate staff are regularly trained, where possible, with adequate and state-of-the-art equipment."
    assert vague_words(text) == ["adequate", "regularly", "where possible", "state-of-the-art"]


@pytest.mark.parametrize(
    "text", ["The plan sets how often goods are checked.", "The key-holder's wellbeing is recorded."]
)
def test_words_that_only_look_vague_pass(text: str) -> None:
    assert vague_words(text) == []


def test_the_reading_grade_is_the_published_formula() -> None:
    # 10 words, 51 characters, one sentence: 4.71 × 5.1 + 0.5 × 10 − 21.43.
    text = "Twelve officials wrote three plans about water in every town."
    assert sum(letter.isalnum() for letter in text) == 51
    assert reading_grade(text) == pytest.approx(4.71 * 5.1 + 0.5 * 10 - 21.43)


def test_hyphens_and_hazard_names_do_not_make_a_text_harder() -> None:
    assert reading_grade("The high-risk source.") == reading_grade("The high risk source.")
    assert reading_grade("A radiological plan.") == reading_grade("A hazrd plan.")
    assert reading_grade("…") == 0.0


@pytest.mark.parametrize(
    ("text", "more", "rule", "words"),
    [
        ("The plan is approved and funded.", {}, Rule.DOUBLE,
         "two participles joined by 'and' in “The plan is approved and funded.”"),
        ("A relevant plan exists.", {}, Rule.VAGUE, "relevant in “A relevant plan exists.”"),
        (" ".join(["A plan is out in"] + ["a"] * 24 + ["town."]), {}, Rule.LONG, "30 words, of at most 29"),
        ("Interinstitutional responsibilities notwithstanding.", {}, Rule.GRADE,
         "grade 57.0, of at most 17: “Interinstitutional responsibilities notwithstanding.”"),
        ("Our institution has a plan.", {"asks": "nation"}, Rule.ASKS,
         "it speaks of us but asks the nation: “Our institution has a plan.”"),
        ("The service has a plan.", {"asks": "institution"}, Rule.ASKS,
         "it asks every institution but does not say 'our': “The service has a plan.”"),
    ],
)  # fmt: skip
def test_a_statement_gets_its_remark(text: str, more: dict[str, str], rule: Rule, words: str) -> None:
    assert check_quality(with_text(text, **more)) == (Remark("A-01.2a", rule, words),)


def test_twenty_nine_words_are_not_too_many() -> None:
    assert check_quality(with_text(" ".join(["A plan is out in"] + ["a"] * 23 + ["town."]))) == ()


def test_wording_is_judged_in_english_only() -> None:
    french = {"fr": "Un plan adequate est approuvé; il est financé."}
    one = capability()
    one["levels"][0]["statements"][0] = {"code": "A-01.2a", "text": french}
    assert check_quality(pack(one, language="fr", title="Petit")) == ()
    one["levels"][0]["statements"][0]["text"] = french | {"en": "A plan; our budget."}
    assert rules(check_quality(pack(one, language="fr", title="Petit"))) == [("A-01.2a", "double question")]


def test_empty_fields_and_steps_without_action_are_told() -> None:
    bare = capability(aim=None, evidence=[], benchmark_actions=[action("A-01.A1", 1), action("A-01.A3", 3)])
    assert [str(remark) for remark in check_quality(pack(bare))] == [
        "A-01: missing field: no aim, no evidence",
        "A-01: step without action: no benchmark action leads from level 2 to 3",
        "A-01: step without action: no benchmark action leads from level 4 to 5",
    ]
    assert "no levels" in check_quality(pack(capability(levels=[], benchmark_actions=[])))[0].text


def test_actions_are_measured_and_their_ingredients_known() -> None:
    steps = [
        action("A-01.A1", 1, "Adopt a decree."),
        action("A-01.A2", 2, kind="unicorns"),
        action("A-01.A3", 3, " ".join(["Adopt"] * 36)),
        action("A-01.A4", 4, STEP.replace("coordination", "robust")),
    ]
    found = check_quality(pack(capability(benchmark_actions=steps)), ingredients={"workshop_days"})
    assert [str(remark) for remark in found] == [
        "A-01.A1: length of action: 3 words, of 12 to 35",
        "A-01.A2: unknown ingredient: 'unicorns' is not in the ingredient book",
        "A-01.A3: length of action: 36 words, of 12 to 35",
        "A-01.A4: vague word: robust",
    ]


def test_crosswalk_codes_are_checked_against_their_edition() -> None:
    entries = [("JEE", "1", "D.1.1"), ("JEE", "1", "D1.1"), ("JEE", "2", "D.1.1"), ("National code", "2020", "§ 4")]
    crosswalk = [{"instrument": name, "edition": edition, "code": code} for name, edition, code in entries]
    known = read_instruments(content_path("instruments.yaml"))
    found = check_quality(pack(capability(crosswalk=crosswalk)), instruments=known)
    assert [remark.text for remark in found] == [
        "JEE edition 1 has no code D1.1", "JEE edition 2 is not known here, only edition 1, 3",
    ]  # fmt: skip
    assert check_quality(pack(capability(crosswalk=crosswalk))) == ()


# --- near duplicates


OTHER = (
    "A law names the authority that decides on clean-up.",
    "Named staff keep a register of contaminated land.",
    "Every CBRN agreement in force was exercised by all its parties in the last 24 months.",
    "Samples were compared with a laboratory abroad in the last two years.",
)


@pytest.mark.parametrize(
    "text",
    [
        "In the last 24 months every CBRN agreement in force was exercised by all its parties.",
        "Each CBRN agreement in force was exercised by its parties within the last 24 months.",
    ],
)
def test_a_sentence_turned_round_or_lightly_reworded_is_found(text: str) -> None:
    found = check_quality(pack(capability(texts=OTHER), capability("A-02", texts=(*GOOD[:2], text, GOOD[3]))))
    found = tuple(remark for remark in found if remark.rule == Rule.DUPLICATE)
    assert found == (Remark("A-02.4a", Rule.DUPLICATE, f"like A-01.4a: “{OTHER[2]}” and “{text}”"),)


def test_a_phrase_that_the_pack_uses_often_makes_no_duplicates() -> None:
    matters = (
        "orphan sources",
        "mass evacuation",
        "river pollution",
        "hospital triage",
        "scrap metal",
        "cattle plague",
    )
    given = [
        capability(f"A-0{at}", texts=(
            f"The law on {matter} names one authority.",
            f"A register of {matter} is kept by named staff.",
            f"Our institution took part in an exercise on {matter} within the last 24 months.",
            f"A yearly report on {matter} is published.",
        ))
        for at, matter in enumerate(matters)
    ]  # fmt: skip
    assert check_quality(pack(*given)) == ()


def test_two_parallel_statements_of_one_level_are_no_duplicates_but_copies_are() -> None:
    one = capability()
    text = "Duty rosters show round-the-clock cover of the contact point for {} throughout the last 12 months."
    events = ("public health events", "radiation events")
    pair = [statement(f"A-01.2{letter}", text.format(event)) for letter, event in zip("ab", events, strict=True)]
    one["levels"][0]["statements"] = pair
    assert check_quality(pack(one)) == ()
    pair[1]["text"] = pair[0]["text"]
    assert rules(check_quality(pack(one))) == [("A-01.2b", "near duplicate")]


# --- the whole pack


def full(count: int = 36, **hazards: int) -> Pack:
    """Areas of six capabilities; each hazard on as many of them as asked for."""
    given = [
        capability(f"A-{at:02}", hazards=[letter for letter, most in hazards.items() if at < most], levels=[],
                   benchmark_actions=[])
        for at in range(count)
    ]  # fmt: skip
    areas = [{"code": f"AREA{at}", "title": "Area", "capabilities": given[at : at + 6]} for at in range(0, count, 6)]
    return pack(areas=areas)


def test_a_full_pack_is_balanced_and_a_part_need_not_be() -> None:
    def balance(one: Pack) -> list[str]:
        return [str(remark) for remark in check_quality(one) if remark.rule in (Rule.AREA, Rule.HAZARD)]

    assert balance(full(36, C=36, B=30, R=29)) == ["mini: thin hazard: R on 29 capabilities, of at least 30"]
    assert balance(full(33, C=33)) == ["AREA30: small area: 3 capabilities, of at least 4"]
    assert balance(full(9, C=9)) == []


def test_the_figures_count_statements_hazards_and_the_mean_grade() -> None:
    shown = figures(pack(capability(hazards=["C", "N"])))
    assert (shown.statements, shown.hazards) == ({2: 1, 3: 1, 4: 1, 5: 1}, {"C": 1, "B": 0, "R": 0, "N": 1})
    assert shown.mean_grade == round(sum(map(reading_grade, GOOD)) / 4, 1)
    assert figures(pack(capability(levels=[], benchmark_actions=[]))).mean_grade is None


def test_a_wrong_list_of_instruments_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "instruments.yaml"
    file.write_text("instruments: [{name: X, edition: '1', codes: []}]")
    with pytest.raises(FormatError) as caught:
        read_instruments(file)
    assert str(caught.value) == "instruments.yaml, instruments.0.title: Field required"
    with pytest.raises(FormatError, match="not readable as YAML text"):
        read_instruments(tmp_path / "nowhere.yaml")


# --- the command and its page


def test_the_guide_explains_every_rule_and_no_other() -> None:
    guide = Path(__file__).parents[2] / "docs/guide/frameworks.md"
    table = guide.read_text("utf-8").split("| rule | a remark is made when |\n|---|---|\n")[1].split("\n\n")[0]
    assert [row.split("|")[1].strip() for row in table.splitlines()] == [rule.value for rule in Rule]


@pytest.mark.parametrize(
    ("text", "code", "lines"),
    [
        (GOOD[0], 0, ["No remarks. Statements: level 2 1, level 3 1, level 4 1, level 5 1. "
                      "Capabilities by hazard: C 1, B 1, R 1, N 1. Mean reading grade: 7.3."]),
        ("A relevant plan is in force.", 2, [
            "A-01.2a: vague word: relevant in “A relevant plan is in force.”",
            "1 remark (vague word 1). Statements: level 2 1, level 3 1, level 4 1, level 5 1. "
            "Capabilities by hazard: C 1, B 1, R 1, N 1. Mean reading grade: 5.5.",
        ]),
    ],
)  # fmt: skip
def test_the_command_prints_remarks_and_figures(tmp_path: Path, text: str, code: int, lines: list[str]) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(pack_to_yaml(with_text(text)), "utf-8")
    ran = CliRunner().invoke(app, ["framework", "check", str(file), "--quality"])
    assert ran.exit_code == code
    assert ran.output.splitlines()[1:] == lines
    assert CliRunner().invoke(app, ["framework", "check", str(file)]).exit_code == 0


def test_the_command_exports_a_book_and_asks_for_a_file(tmp_path: Path) -> None:
    file, out = tmp_path / "pack.yaml", tmp_path / "book.docx"
    file.write_text(pack_to_yaml(pack(capability())), "utf-8")
    for form in ("docx", "xlsx"):
        command = ["framework", "export", str(file), "--format", form]
        assert CliRunner().invoke(app, command).exit_code == 2
        assert CliRunner().invoke(app, [*command, "--out", str(out)]).exit_code == 0
        assert out.read_bytes()[:2] == b"PK"
