"""A framework written as a form: other tools take it, in every language of the pack, and it reads back the same."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pyxform.xls2xform import convert

from concord.content import content_path
from concord.formats.errors import FormatError
from concord.formats.framework_pack import Pack, in_language, pack_hash
from concord.formats.framework_pack_reader import read_pack
from concord.formats.framework_question import Question
from concord.formats.xlsform_reader import read_xlsform
from concord.formats.xlsform_words import FormWords
from concord.formats.xlsform_writer import ANSWERS, pack_to_xlsform

LEVELS = [
    {"level": level, "statements": [{"code": f"GOV-01.{level}a", "text": {
        "en": f"Statement {level} stands.", "fr": f"L'énoncé {level} est vrai.", "ar": f"البيان {level} قائم."}}]}
    for level in range(2, 6)
]  # fmt: skip
PLAIN: dict[str, Any] = {
    "code": "mini", "edition": "1.0", "title": {"en": "Small framework", "fr": "Petit cadre"},
    "areas": [{
        "code": "GOV", "title": {"en": "Coordination", "fr": "Coordination", "ar": "تنسيق"},
        "capabilities": [
            {"code": "GOV-01", "title": {"en": "Body", "fr": "Organe"}, "aim": "One body.", "levels": LEVELS},
            {"code": "GOV-02", "title": {"en": "Staff", "fr": "Personnel"}, "questions": [
                {"code": "staff.n", "text": {"en": "How many?", "fr": "Combien ?", "ar": "كم؟"},
                 "kind": "integer", "required": True, "constraint": ". >= 0", "guidance": "Full time"},
                {"code": "staff.kind", "text": {"en": "What do they do?"}, "kind": "select_multiple",
                 "relevance": "${staff.n} > 0", "choices": [
                     {"code": "lab", "text": {"en": "Laboratory", "fr": "Laboratoire", "ar": "مختبر"}},
                     {"code": "field", "text": "Field work"}]},
                {"code": "2.1?", "text": "Since when, of those in ${staff.kind}?", "kind": "date",
                 "relevance": "selected(${staff.kind}, 'lab')", "group": {"en": "Laboratory", "fr": "Laboratoire"}},
                {"code": "2_1_", "text": "What does ${nothing} cost, in %?", "kind": "decimal",
                 "relevance": "only where there is a laboratory", "group": {"en": "Laboratory", "fr": "Laboratoire"}},
            ]},
            {"code": "GOV-03", "title": "Nothing asked"},
        ],
    }],
}  # fmt: skip


def make(**changed: Any) -> Pack:
    return Pack.model_validate(PLAIN | changed)


def sheet(content: bytes, title: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(content))[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def converted(content: bytes) -> tuple[etree._Element, list[str]]:
    """The form as a device gets it, and the converter's warnings."""
    result = convert(content, validate=False, file_type=".xlsx")
    return etree.fromstring(result.xform.encode()), result.warnings


def asked(pack: Pack) -> list[Question]:
    return [question for _area, capability in pack.capabilities() for question in capability.questions]


# --- other tools


@pytest.mark.parametrize("pack", [
    make(),
    make(areas=[{"code": "A", "title": "A", "capabilities": [
        {"code": "B", "title": "B", "questions": [{"code": "c", "text": "C?", "kind": "text"}]}]}]),
    read_pack(content_path("frameworks", "cbrn-core")),
], ids=["statements and questions", "one text", "cbrn-core"])  # fmt: skip
def test_the_converter_of_other_tools_takes_the_form_without_a_warning(pack: Pack) -> None:
    tree, warnings = converted(pack_to_xlsform(pack))
    assert warnings == []
    names = {etree.QName(node).localname for node in tree.iter("{*}instance") for node in node.iter()}
    wanted = (
        1 + len(asked(pack)) + sum(len(level.statements) for _a, one in pack.capabilities() for level in one.levels)
    )
    assert len(names) > wanted


def test_every_language_of_the_pack_is_there_and_none_is_empty() -> None:
    tree, _warnings = converted(pack_to_xlsform(make()))
    translations = {
        node.get("lang"): [value.text for value in node.iter("{*}value")] for node in tree.iter("{*}translation")
    }
    assert sorted(translations) == ["Arabic (ar)", "English (en)", "French (fr)"]
    assert {len(values) for values in translations.values()} == {len(translations["English (en)"])}
    assert not any(value in (None, "", "-") for values in translations.values() for value in values)
    assert "L'énoncé 2 est vrai." in translations["French (fr)"]
    assert {"مختبر", "جزئيًا", "Field work"} <= set(translations["Arabic (ar)"])


def test_names_in_the_form_are_plain_unique_and_lead_back_to_codes() -> None:
    rows = [row for row in sheet(pack_to_xlsform(make()), "survey") if row["name"]]
    names = [row["name"] for row in rows]
    assert len({name.lower() for name in names}) == len(names)
    assert all(name.isascii() and name.replace("_", "a").isalnum() and name[0].isalpha() for name in names)
    codes = {row["name"]: row["concord_code"] for row in rows if row["concord_part"] in ("answer", "question")}
    assert codes == {
        "GOV_01_2a": "GOV-01.2a", "GOV_01_3a": "GOV-01.3a", "GOV_01_4a": "GOV-01.4a", "GOV_01_5a": "GOV-01.5a",
        "staff_n": "staff.n", "staff_kind": "staff.kind", "q_2_1_": "2.1?", "q_2_1__2": "2_1_",
    }  # fmt: skip


def test_settings_name_the_framework_and_pin_its_content() -> None:
    pack = make()
    (row,) = sheet(pack_to_xlsform(pack), "settings")
    assert row["version"] == f"1.0-{pack_hash(pack)[:12]}"
    assert (row["form_id"], row["form_title"], row["default_language"]) == ("mini", "Small framework", "English (en)")


# --- what it asks


def test_institution_and_country_come_first_and_must_be_given() -> None:
    first, second, *_rest = sheet(pack_to_xlsform(make()), "survey")
    assert [(row["type"], row["name"], row["required"]) for row in (first, second)] == [
        ("text", "institution_name", "yes"), ("text", "country", "yes"),
    ]  # fmt: skip
    assert first["label::French (fr)"] == "Nom de l'institution"


def test_a_statement_asks_confidence_comment_and_evidence_once_it_is_answered() -> None:
    tree, _warnings = converted(pack_to_xlsform(make()))
    binds = {node.get("nodeset").rpartition("/")[2]: dict(node.attrib) for node in tree.iter("{*}bind")}
    place = "/data/GOV/GOV_01/GOV_01_2a"
    for part in ("confidence", "comment", "evidence"):
        assert binds[f"GOV_01_2a_{part}"]["relevant"].split() == [place, "!=", "''"]
    comment = binds["GOV_01_2a_comment"]
    assert comment["required"].split() == [place, "=", "'not_applicable'"]
    assert " ".join(comment["constraint"].split()) == (
        f"not( {place} = 'not_applicable') or string-length(normalize-space(.)) > 0"
    )
    assert "required" not in binds["GOV_01_2a"]


def test_the_answers_are_those_of_the_answer_workbook() -> None:
    choices = sheet(pack_to_xlsform(make()), "choices")
    assert tuple(row["name"] for row in choices if row["list_name"] == "concord_answer") == ANSWERS


def test_conditions_that_a_form_can_act_on_are_written_with_its_names_and_others_stand_beside() -> None:
    rows = {row["concord_code"]: row for row in sheet(pack_to_xlsform(make()), "survey")}
    assert (rows["staff.n"]["constraint"], rows["staff.n"]["required"]) == (". >= 0", "yes")
    assert rows["staff.kind"]["relevant"] == "${staff_n} > 0"
    assert rows["2.1?"]["relevant"] == "selected(${staff_kind}, 'lab')"
    assert rows["2_1_"]["relevant"] is None
    assert rows["2_1_"]["concord_relevance"] == "only where there is a laboratory"


def test_words_of_the_caller_take_the_place_of_those_built_in() -> None:
    content = pack_to_xlsform(make(), words={"fr": FormWords(country="État")})
    assert sheet(content, "survey")[1]["label::French (fr)"] == "État"


def test_a_language_without_words_of_its_own_speaks_english() -> None:
    plain = make(language="az", title="Kiçik")
    assert sheet(pack_to_xlsform(plain), "survey")[1]["label::Azerbaijani (az)"] == "Country"


def test_a_framework_that_asks_nothing_is_no_form() -> None:
    areas = [{"code": "A", "title": "A", "capabilities": [{"code": "B", "title": "B"}]}]
    with pytest.raises(FormatError, match="the framework mini asks nothing"):
        pack_to_xlsform(make(areas=areas))


def test_the_same_framework_gives_the_same_bytes() -> None:
    assert pack_to_xlsform(make()) == pack_to_xlsform(make())


# --- there and back


def test_a_form_in_three_languages_reads_back_with_its_questions_and_groups() -> None:
    pack, remarks = read_xlsform(pack_to_xlsform(make()), "mini.xlsx")
    assert (pack.code, pack.edition, pack.language, pack.title["en"]) == ("mini", "1.0", "en", "Small framework")
    assert [(area.code, area.title) for area in pack.areas] == [("GOV", {"en": "Coordination", "ar": "تنسيق"})]
    capabilities = [capability for _area, capability in pack.capabilities()]
    assert [one.code for one in capabilities] == ["GOV-01", "GOV-02"]
    assert [(one.code, one.kind) for one in capabilities[0].questions] == [
        (f"GOV-01.{level}a", "select_one") for level in range(2, 6)
    ]
    first = capabilities[0].questions[0]
    assert first.text == {"en": "Statement 2 stands.", "fr": "L'énoncé 2 est vrai.", "ar": "البيان 2 قائم."}
    assert [choice.text["fr"] for choice in first.choices[:3]] == ["Oui", "En partie", "Non"]
    assert remarks[0].startswith("This form was exported from a framework: its statements become free questions")


def test_questions_read_back_as_they_were() -> None:
    pack = make(areas=[PLAIN["areas"][0] | {"capabilities": PLAIN["areas"][0]["capabilities"][1:2]}])
    back, _remarks = read_xlsform(pack_to_xlsform(pack), "mini.xlsx")
    spoken = [question.model_dump() for question in asked(Pack.model_validate(in_english(pack)))]
    assert [question.model_dump() for question in asked(back)] == spoken


def in_english(pack: Pack) -> Any:
    """The pack with every text said to be English that names no language."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key or "en": turned(item) for key, item in value.items()}
        return [turned(item) for item in value] if isinstance(value, list | tuple) else value

    return turned(pack.model_dump())


words = st.one_of(
    st.sampled_from(
        ["=1+1", "${c1}", "${", "$\u200b x", "<b>&amp;</b>", "%(label)s", "_x0041_", "\u200f\u0627", "'", '"']
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=20),
).filter(lambda text: text.strip() != "" and "\u200b{" not in text)
texts: st.SearchStrategy[Any] = st.one_of(
    words, st.dictionaries(st.sampled_from(["en", "fr", "ar"]), words, min_size=1)
)


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    codes = iter(draw(st.lists(st.from_regex(r"[A-Za-z0-9?][A-Za-z0-9?._-]{0,8}", fullmatch=True), unique=True,
                               min_size=12, max_size=12)))  # fmt: skip

    def question() -> dict[str, Any]:
        kind = draw(st.sampled_from(["select_one", "select_multiple", "integer", "decimal", "text", "date"]))
        choices = draw(st.dictionaries(st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True), texts, min_size=1, max_size=3))
        return {
            "code": next(codes), "text": draw(texts), "kind": kind, "required": draw(st.booleans()),
            "choices": [{"code": code, "text": text} for code, text in choices.items()] if "select" in kind else [],
            "guidance": draw(st.none() | texts), "group": draw(st.none() | texts),
            "relevance": draw(st.sampled_from(["", "${c1} = 'a'", "today() > 1", "if (", "nothing"]) | words),
        }  # fmt: skip

    statement = {"code": next(codes), "text": draw(texts)}
    first = {"code": next(codes), "title": draw(texts), "aim": draw(st.none() | texts), "questions": [question()],
             "levels": [{"level": 2, "statements": [statement]}]}  # fmt: skip
    second = {
        "code": next(codes),
        "title": draw(texts),
        "questions": [question() for _ in range(draw(st.integers(1, 3)))],
    }
    areas = [
        {"code": next(codes), "title": draw(texts), "capabilities": [first]},
        {"code": next(codes), "title": draw(texts), "capabilities": [second]},
    ]
    return Pack.model_validate({"code": next(codes), "edition": "1", "title": draw(texts), "areas": areas})


@given(packs())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_framework_is_taken_by_other_tools_and_reads_back_with_the_same_texts_and_choices(pack: Pack) -> None:
    content = pack_to_xlsform(pack)
    converted(content)
    back, _remarks = read_xlsform(content, "any.xlsx")
    assert [(one.code, area.code) for area, one in back.capabilities()] == [
        (one.code, area.code) for area, one in pack.capabilities()
    ]
    found = {question.code: question for question in asked(back)}
    for question in asked(pack):
        same = found[question.code]
        assert (same.kind, same.required, same.relevance) == (question.kind, question.required, question.relevance)
        assert [choice.code for choice in same.choices] == [choice.code for choice in question.choices]
        pairs = [(question.text, same.text), (question.guidance, same.guidance), (question.group, same.group)]
        pairs += [(mine.text, its.text) for mine, its in zip(question.choices, same.choices, strict=True)]
        for mine, its in pairs:
            for language in ("en", "fr", "ar"):
                assert said(mine, language) == said(its, language)
    (statement,) = next(iter(pack.capabilities()))[1].levels[0].statements
    assert said(found[statement.code].text, "fr") == said(statement.text, "fr")


def said(text: dict[str, str] | None, language: str) -> str:
    return in_language(text, language, "en") if text else ""
