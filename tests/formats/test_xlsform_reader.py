"""A form that somebody else wrote: what its types and groups become."""

from __future__ import annotations

import pytest
from tests.formats.forms import HEAD, YES_NO, capabilities, form, questions, read, refusal, remarks, xlsx

# --- kinds


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("integer", "integer"), ("int", "integer"), ("q int", "integer"), ("add integer prompt", "integer"),
        ("decimal", "decimal"), ("Decimal ", "decimal"), ("percentage", "decimal"), ("text", "text"),
        ("string", "text"), ("phone number", "text"), ("date", "date"), ("add date prompt", "date"),
        ("number of days in last month", "integer"),
    ],
)  # fmt: skip
def test_plain_types_are_taken_without_a_remark(written: str, kind: str) -> None:
    content = form((written, "a", "How?"))
    assert [(question.code, question.kind) for question in questions(content)] == [("a", kind)]
    assert remarks(content) == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select_one yes_no", "select_one"), ("select one yes_no", "select_one"), ("Select_One  yes_no", "select_one"),
        ("select one from yes_no", "select_one"), ("select_one from yes_no", "select_one"),
        ("select1 yes_no", "select_one"), ("add select one prompt using yes_no", "select_one"),
        ("select_multiple yes_no", "select_multiple"), ("select all that apply from yes_no", "select_multiple"),
        ("select multiple from yes_no", "select_multiple"), ("select all that apply yes_no", "select_multiple"),
    ],
)  # fmt: skip
def test_choices_are_taken_however_the_type_is_written(written: str, kind: str) -> None:
    (question,) = questions(form((written, "a", "Is it so?"), choices=YES_NO))
    assert question.kind == kind
    assert [(choice.code, choice.text) for choice in question.choices] == [("yes", {"en": "Yes"}), ("no", {"en": "No"})]


@pytest.mark.parametrize("tail", ["or_other", "or other", "or specify other"])
def test_a_choice_of_something_else_is_added_and_told(tail: str) -> None:
    content = form((f"select_one yes_no {tail}", "a", "Is it so?"), choices=YES_NO)
    (question,) = questions(content)
    assert [choice.code for choice in question.choices] == ["yes", "no", "other"]
    assert remarks(content) == [
        "Sheet survey, row 2: a choice 'Other' was added, without a question that asks what it is."
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("geopoint", "a place (geopoint) is asked as text"), ("image", "a picture (image) is asked as text"),
        ("photo", "a picture (photo) is asked as text"), ("audio", "a recording (audio) is asked as text"),
        ("video", "a recording (video) is asked as text"), ("barcode", "a barcode (barcode) is asked as text"),
        ("time", "a time of day (time) is asked as text"), ("file", "a file (file) is asked as text"),
        ("dateTime", "a date with its time (datetime) is asked as text"),
        ("geotrace", "a line on a map (geotrace) is asked as text"),
        ("select_one_from_file f.csv", "the choices lie in another file (f.csv), so it is asked as text"),
        ("select_multiple_from_file f.csv", "the choices lie in another file (f.csv), so it is asked as text"),
        ("select_one ${people}", "the choices are answers to another question, so it is asked as text"),
        ("cascading_select towns", "a cascading select is asked as text"),
    ],
)  # fmt: skip
def test_what_a_sheet_of_paper_cannot_take_is_asked_as_text_and_told(written: str, said: str) -> None:
    content = form((written, "a", "Where?"))
    assert [question.kind for question in questions(content)] == ["text"]
    assert remarks(content) == [f"Sheet survey, row 2: {said}."]


def test_an_order_of_choices_names_them_in_the_guidance() -> None:
    content = form(("rank yes_no", "a", "Which first?"), choices=YES_NO)
    (question,) = questions(content)
    assert (question.kind, question.choices, question.guidance) == ("text", (), {"en": "Yes; No"})


@pytest.mark.parametrize(
    ("bounds", "kind"), [("start=1 end=10 step=1", "integer"), ("start=0 end=1 step=0.1", "decimal"), ("", "integer")]
)
def test_a_range_is_a_number_with_its_bounds_as_guidance(bounds: str, kind: str) -> None:
    (question,) = questions(form(("range", "a", "How much?", bounds), head=(*HEAD, "parameters")))
    assert question.kind == kind
    assert question.guidance == ({"en": f"({bounds})"} if bounds else None)


def test_an_acknowledgement_is_one_choice() -> None:
    (question,) = questions(form(("acknowledge", "a", "I have read it.")))
    assert (question.kind, [choice.code for choice in question.choices]) == ("select_one", ["ok"])


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("note", ["Sheet survey, row 3: notes are left out."]),
        ("calculate", ["Sheet survey, row 3: calculated values are left out."]),
        ("include", ["Sheet survey, row 3: questions of an included form are not here; import that form as well."]),
        *[(word, []) for word in ("start", "end", "today", "deviceid", "hidden", "audit", "uri:deviceid", "username")],
    ],
)
def test_what_is_no_question_is_left_out(written: str, said: list[str]) -> None:
    content = form(("text", "a", "Who?"), (written, "b", "x"))
    assert [question.code for question in questions(content)] == ["a"]
    assert remarks(content) == said


def test_external_choices_of_the_same_workbook_are_taken() -> None:
    content = xlsx(
        {
            "survey": [
                ("type", "name", "label", "choice_filter"),
                ("select_one_external town", "a", "Which?", "x=${y}"),
            ],
            "external_choices": [("list name", "name", "label"), ("town", "t1", "Town 1")],
        }
    )
    (question,) = questions(content)
    assert [choice.text for choice in question.choices] == [{"en": "Town 1"}]
    assert remarks(content) == ["Sheet survey, row 2: every choice is offered, whatever the filter says."]


# --- groups


def test_top_groups_become_capabilities_and_inner_ones_parts_of_them() -> None:
    pack = read(
        form(
            ("text", "who", "Who?"),
            ("begin group", "staff", "Staff"),
            ("integer", "count", "How many?"),
            ("begin_group", "trained", "Training"),
            ("begin group", "abroad", "Abroad"),
            ("date", "when", "When?"),
            ("end group", "", ""),
            ("END GROUP", "", ""),
            ("end_group", "", ""),
            ("text", "last", "Anything else?"),
            settings={"form_title": "Care  of patients", "form_id": "care", "version": "2026-1"},
        )
    )
    assert (pack.code, pack.edition, pack.title, pack.licence) == ("care", "2026-1", {"en": "Care of patients"}, "")
    assert [area.title for area in pack.areas] == [{"en": "Care of patients"}]
    assert [(one.code, one.title, [q.code for q in one.questions]) for one in capabilities(pack)] == [
        ("general", {"en": "General"}, ["who", "last"]),
        ("staff", {"en": "Staff"}, ["count", "when"]),
    ]
    assert [question.group for question in capabilities(pack)[1].questions] == [None, {"en": "Training / Abroad"}]


def test_a_repeat_is_asked_once_and_told() -> None:
    content = form(("begin repeat", "lab", "Laboratory"), ("text", "name", "Its name?"), ("end repeat", "", ""))
    assert [one.title for one in capabilities(read(content))] == [{"en": "Laboratory"}]
    assert remarks(content) == ["Sheet survey, row 2: a repeat is asked once only."]


def test_a_loop_is_written_out_for_each_choice() -> None:
    content = form(
        ("begin loop over yes_no", "table", "Table"),
        ("integer", "n", "How many %(label)s (%(name)s)?"),
        ("end loop", "", ""),
        choices=YES_NO,
    )
    found = [(one.code, one.text["en"], one.group) for one in questions(content)]
    assert found == [
        ("n_yes", "How many Yes (yes)?", {"en": "Yes"}),
        ("n_no", "How many No (no)?", {"en": "No"}),
    ]
    assert remarks(content) == ["Sheet survey, row 2: a loop is written out, once for each choice."]


def test_loops_in_loops_stop_at_the_greatest_number_of_questions() -> None:
    many = [("l", f"c{number}", f"C {number}") for number in range(100)]
    deep = [("begin loop over l", f"g{number}", "") for number in range(3)]
    content = form(*deep, ("text", "a", "A?"), *[("end loop", "", "")] * 3, choices=many)
    assert refusal(content) == "care.xlsx, sheet survey, row 5: there are more than 5,000 questions; divide the form"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("end group", "", "")], "row 2: a group ends here, but none began"),
        ([("begin group", "g", "G"), ("text", "a", "A?")], "row 2: the group that begins here has no 'end group'"),
        ([("begin repeat", "g", "G"), ("text", "a", "A?"), ("end group", "", "")],
         "row 4: a group ends here, but the repeat that began in row 2 is still open"),
        ([("begin group", "g", "G")] * 51, "row 52: groups lie more than 50 deep in each other"),
    ],
)  # fmt: skip
def test_groups_that_do_not_match_are_refused(rows: list[tuple[str, ...]], said: str) -> None:
    assert refusal(form(*rows)) == f"care.xlsx, sheet survey, {said}"
