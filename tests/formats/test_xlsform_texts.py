"""A form that somebody else wrote: its conditions, languages, headings and names."""

from __future__ import annotations

import pytest
from tests.formats.forms import ENGLISH, HEAD, YES_NO, capabilities, form, questions, read, remarks, xlsx

from concord.formats.framework_pack import pack_hash, pack_to_yaml
from concord.formats.framework_pack_reader import read_pack
from concord.formats.xlsform_reader import read_xlsform

# --- conditions


def test_conditions_are_kept_as_text_with_the_codes_of_the_questions() -> None:
    content = form(
        ("integer", "_age", "Age?", "", "", "", "yes"),
        ("begin group", "g", "G", "${_age} > 17", "", "", ""),
        ("integer", "b", "B?", "${_age} < 60", ". > 0", "It must be more.", "no"),
        ("integer", "c", "C?", "${gone} = ‘x’", "", "", "${_age} > 20"),
        ("end group", "", "", "", "", "", ""),
        head=(*HEAD, "relevance", "constraint", "constraint message", "Required"),
    )
    assert [(one.code, one.relevance, one.constraint, one.guidance, one.required) for one in questions(content)] == [
        ("age", "", "", None, True),
        ("b", "(${age} > 17) and (${age} < 60)", ". > 0", {"en": "It must be more."}, False),
        ("c", "(${age} > 17) and (${gone} = 'x')", "", None, False),
    ]
    assert remarks(content) == [
        "Questions that are asked under a condition: 2. What the form says about it is kept as text.",
        "Questions that limit their answers: 1. What the form says about it is kept as text.",
        "Sheet survey, row 5: an answer is never demanded, as the condition for it is not understood here.",
    ]


def test_a_label_that_speaks_of_another_answer_is_told() -> None:
    content = form(("text", "_who", "Who?"), ("text", "b", "Where is ${_who}?"))
    assert questions(content)[1].text == {"en": "Where is ${who}?"}
    assert remarks(content) == [
        "Sheet survey, row 3: the text speaks of other answers (${…}), which are not filled in."
    ]


# --- languages, headings, names


@pytest.mark.parametrize(
    "heading",
    ["label::French (fr)", "label:French (fr)", "Label :: Français", "LABEL::french", "label::fr", "caption::fr"],
)
def test_a_language_is_known_however_the_column_names_it(heading: str) -> None:
    pack = read(form(("text", "a", "Qui ?"), head=("type", "name", heading)))
    assert pack.language == "fr"
    assert capabilities(pack)[0].questions[0].text == {"fr": "Qui ?"}


def test_texts_in_several_languages_are_kept_and_the_default_language_is_the_packs() -> None:
    tongues = ("English (en)", "Français (fr)")
    content = form(
        ("text", "a", "Who?", "Qui ?", "The head", "Le chef"),
        ("text", "b", "OK", "OK", "", "Une fois"),
        head=("type", "name", *(f"{column}::{tongue}" for column in ("label", "hint") for tongue in tongues)),
        settings={"default_language": "Français (fr)"},
    )
    pack = read(content)
    assert pack.language == "fr"
    first, second = capabilities(pack)[0].questions
    assert (first.text, first.guidance) == ({"fr": "Qui ?", "en": "Who?"}, {"fr": "Le chef", "en": "The head"})
    assert (second.text, second.guidance) == ({"fr": "OK"}, {"fr": "Une fois"})


def test_a_language_nobody_knows_gets_a_code_for_private_use() -> None:
    content = form(("text", "a", "Who?", "Ki?"), head=("type", "name", "label::English", "label::Village tongue"))
    assert questions(content)[0].text == {"en": "Who?", "qaa": "Ki?"}
    assert remarks(content) == [
        "The language 'Village tongue' is not known, or is there twice, and is called qaa here."
    ]


def test_headings_may_have_any_case_and_spaces_and_stand_anywhere() -> None:
    content = xlsx(
        {" Survey": [(), (" Label ", "note", "NAME", "Type"), ("Who?", "mine", "a", "Text"), ("", "Part 2")]}
    )
    assert [(one.code, one.text) for one in questions(content)] == [("a", {"en": "Who?"})]
    assert read_xlsform(content, "care.xlsx")[1] == (ENGLISH,)


def test_disabled_rows_and_rows_without_a_type_are_left_out() -> None:
    head = (*HEAD, "disabled")
    content = form(("text", "a", "Who?", ""), ("text", "b", "Old?", "yes"), ("", "c", "What?", ""), head=head)
    assert [one.code for one in questions(content)] == ["a"]
    assert remarks(content) == ["Sheet survey, row 4: the row has no type and is left out."]


def test_names_that_are_no_codes_are_made_so_and_each_is_used_once() -> None:
    content = form(
        ("text", "_1", "A?"), ("text", "", "B?"), ("text", "رقم", "C?"), ("text", "été 1", "D?"),
        ("text", "x" * 60, "E?"),
        ("begin group", "g", "G"), ("text", "1", "F?"), ("text", "g", "H?"), ("end group", "", ""),
    )  # fmt: skip
    pack = read(content)
    assert [one.code for one in questions(content)] == ["1", "q3", "q4", "ete-1", "x" * 40, "1-2", "g"]
    assert [one.code for one in capabilities(pack)] == ["general", "g-2"]


def test_numbers_and_truths_in_cells_are_read_as_a_spreadsheet_shows_them() -> None:
    content = form(
        ("select_one n", 12, 3.5, True), head=(*HEAD, "required"), choices=[("n", 1, 2021), ("n", 2.0, False)]
    )
    (question,) = questions(content)
    assert (question.code, question.text, question.required) == ("12", {"en": "3.5"}, True)
    assert [(one.code, one.text["en"]) for one in question.choices] == [("1", "2021"), ("2", "FALSE")]


def test_what_has_no_label_is_called_by_its_name_and_told() -> None:
    content = form(
        ("select_one p", "a", "", "a.png"), head=(*HEAD, "media::image::English"),
        choices=[("list_name", "name", "label", "image"), ("p", "one", "", "1.png"), ("p", "two", "Two", "")],
    )  # fmt: skip
    (question,) = questions(content)
    assert (question.text, [one.text["en"] for one in question.choices]) == ({"en": "a"}, ["one", "Two"])
    assert remarks(content) == [
        "Sheet survey, row 2: pictures, sounds and films are left out.",
        "Sheet choices, row 2: pictures, sounds and films are left out.",
        "Sheet choices, row 2: the choice has no label, so its name stands for it.",
        "Sheet survey, row 2: the question has no label, so its name stands for it.",
    ]


def test_names_of_choices_that_are_no_codes_are_changed_and_told() -> None:
    content = form(
        ("select_one n", "a", "A?"), choices=[("n", "a b", "1"), ("n", "a b", "2"), ("n", "", "3 x"), ("n", "", "")]
    )
    assert [one.code for one in questions(content)[0].choices] == ["a-b", "a-b-2", "3-x"]
    said = "the choice's name is no code, or is there twice, and was changed"
    assert remarks(content) == [f"Sheet choices, rows 2 and 3: {said}."]


def test_a_remark_on_many_rows_names_the_first_ones() -> None:
    content = form(("text", "a", "A?"), *[("note", f"n{number}", "x") for number in range(11)])
    assert remarks(content) == ["Sheet survey, rows 3, 4, 5, 6, 7, 8, 9, 10 and 3 more: notes are left out."]


def test_without_settings_the_file_gives_code_and_title() -> None:
    pack, _remarks = read_xlsform(form(("text", "a", "A?")), "Étude 2026 (final).xlsx")
    assert (pack.code, pack.edition, pack.title) == ("etude-2026-final", "1", {"en": "Étude 2026 (final)"})


def test_a_pack_read_can_be_written_read_again_and_hashed(tmp_path) -> None:
    content = form(
        ("select_multiple yes_no", "a", "A?", "yes"), ("text", "b", "B?", ""), head=(*HEAD, "required"), choices=YES_NO
    )
    pack = read(content)
    (tmp_path / "pack.yaml").write_text(pack_to_yaml(pack))
    back = read_pack(tmp_path / "pack.yaml")
    assert pack_hash(back) == pack_hash(pack)
    assert [one.code for one in capabilities(back)[0].questions] == ["a", "b"]
