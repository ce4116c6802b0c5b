"""The small parts of forms: conditions, types, names and languages, and the guide that lists them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.sources import ROOT

from concord.formats import xlsform_types
from concord.formats.xlsform_expression import broken, can_be_honoured, mended, renamed
from concord.formats.xlsform_languages import Languages, column_language, language_code
from concord.formats.xlsform_names import LONGEST, Unique, UniqueNames, code_from, is_code, name_from
from concord.formats.xlsform_types import row_type

KNOWN = {"age": frozenset[str](), "well": frozenset({"yes", "no"}), "where": frozenset({"home"})}


@pytest.mark.parametrize(
    "condition",
    [
        "${age} > 17", "${ age }>=17 and not(${well} = 'no')", "selected(${well}, 'yes') or ${age} = ''", ". > 0",
        "(${age} + 1) * 2 div 3 mod 4 != -5", "if(${age} > 1, true(), false())", "regex(., '^[a-z]+$')",
        'today() > date("2026-01-01")', "count-selected(${well}) = 1", "${well} = ${where}", "${age} = 'yes'",
        "string-length(normalize-space(.)) > 0",
        "round(${age}, 2) < 1.5",
    ],
)  # fmt: skip
def test_conditions_of_the_known_grammar_are_honoured(condition: str) -> None:
    assert can_be_honoured(condition, KNOWN, "age")


@pytest.mark.parametrize(
    "condition",
    [
        "", " ", "only where there is a port", "${gone} = 1", "${age} >", "${age} > > 1", "and", "(${age} > 1",
        "${age})",
        "${well} = 'maybe'", "selected(${well}, 'home')", "../age > 1", "/data/age > 1", "pulldata('a', 'b')", "not()",
        "if(${age})", "selected(${well})", "position(..)", "'open", "${age", "${well} ${age}", "true()()", "age > 1",
        "(" * 60 + "1" + ")" * 60, "1 + " * 3_000 + "1", "${age} = 1;", "${age} = \u2018x\u2019",
    ],
)  # fmt: skip
def test_anything_else_is_not(condition: str) -> None:
    assert not can_be_honoured(condition, KNOWN)


def test_a_text_compared_with_the_question_itself_must_be_one_of_its_choices() -> None:
    assert can_be_honoured(". != 'yes'", KNOWN, "well")
    assert not can_be_honoured(". != 'maybe'", KNOWN, "well")


@given(st.text(alphabet="${} abc().,'\"=<>!-+*109", max_size=40))
def test_no_condition_stops_the_reader(condition: str) -> None:
    assert can_be_honoured(condition, KNOWN, "a") in (True, False)


@given(st.text(alphabet="${} ab", max_size=30))
def test_what_is_broken_is_mended_and_leaves_known_references_alone(text: str) -> None:
    safe = broken(text, {"a"})
    assert mended(safe) == text
    assert set(re.findall(r"\$\{\s*([^{}]*?)\s*\}", safe)) <= {"a"}
    assert safe.count("${") == len(re.findall(r"\$\{\s*a\s*\}", safe))


def test_references_are_renamed_and_unknown_ones_stay() -> None:
    assert renamed("${a} ${ b } ${c", {"a": "A.1"}.get) == "${A.1} ${ b } ${c"


@given(st.text(max_size=60))
def test_a_code_made_of_any_word_is_one_or_nothing(word: str) -> None:
    code = code_from(word)
    assert code == "" or is_code(code)


@given(st.lists(st.sampled_from(["a", "A", "a-2", "x" * LONGEST, "b"]), max_size=30))
def test_codes_and_names_are_given_out_once(given_words: list[str]) -> None:
    codes, names = Unique(), UniqueNames()
    taken = [codes.take(word) for word in given_words]
    assert len(set(taken)) == len(taken)
    assert all(is_code(code) for code in taken)
    named = [names.take(name_from(word)) for word in given_words]
    assert len({name.lower() for name in named}) == len(named)


def test_names_that_a_form_keeps_for_itself_are_not_given_out() -> None:
    assert UniqueNames().take("meta") == "meta_2"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("English (en)", "en"), ("English", "en"), ("english(en)", "en"), ("Français", "fr"), ("العربية", "ar"),
        ("Русский (ru)", "ru"), ("chinese", "zh"), ("pt_BR", "pt-BR"), ("Serbian (sr-Latn)", "sr-Latn"), ("fr", "fr"),
        ("English (UK)", "en"), ("Kirghiz (EN)", "en"), ("default", ""), ("", ""), ("xx", ""), ("why", ""), ("()", ""),
    ],
)  # fmt: skip
def test_languages_are_known_by_what_people_call_them(heading: str, code: str) -> None:
    assert language_code(heading) == code


@pytest.mark.parametrize("code", ["en", "fr-CA", "ar", "qaa", "zh-Hant"])
def test_a_column_that_we_write_names_the_language_that_we_read(code: str) -> None:
    assert language_code(column_language(code)) == code


def test_a_form_without_any_language_is_english_and_says_so() -> None:
    languages = Languages([], "")
    assert (languages.default, languages.said) == ("en", False)
    assert languages.texts({"": "Who?"}) == {"en": "Who?"}


def test_two_columns_of_one_language_are_both_kept() -> None:
    languages = Languages(["English", "English (UK)", "ENGLISH"], "")
    assert languages.codes == {"english": "en", "english (uk)": "qaa"}


def test_the_guide_lists_every_type_with_what_becomes_of_it() -> None:
    text = (ROOT / "docs/guide/xlsform.md").read_text("utf-8")
    listed = set(re.findall(r"`([^`\n]+)`", text))
    tables = (xlsform_types._ASKED, xlsform_types._IN_WORDS, xlsform_types._SKIPPED, xlsform_types._OTHERS)
    known = {word for table in tables for word in table}
    assert sorted(known - listed) == []


@pytest.mark.parametrize("word", ["", "hologram", "begin", "selection", "begin groups", "text!", "end of", "ranking"])
def test_types_that_nobody_knows_are_not_guessed(word: str) -> None:
    assert row_type(word) is None
