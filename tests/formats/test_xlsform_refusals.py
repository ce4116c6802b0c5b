"""What is no form, or would do harm, gives one clear reason and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.forms import HEAD, YES_NO, form, refusal, xlsx

from concord.formats.errors import FormatError
from concord.formats.framework_pack import Pack
from concord.formats.xlsform_reader import read_xlsform


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (xlsx({"Sheet1": [("a",)], "Data": []}),
         "care.xlsx: there is no sheet called survey, so it is no form (found: Sheet1, Data)"),
        (xlsx({"survey": []}), "care.xlsx, sheet survey: there is no column called type, so this is no form"),
        (xlsx({"survey": [("name", "label"), ("a", "A?")]}),
         "care.xlsx, sheet survey: there is no column called type, so this is no form"),
        (form(("note", "a", "Hello")),
         "care.xlsx, sheet survey: there is no question on it that an answer could be given to"),
        (form(("text", "a", "A?"), ("hologram", "b", "B?")),
         "care.xlsx, sheet survey, row 3: the type 'hologram' is not known; correct it, or delete the row"),
        (form(("select_one towns", "a", "A?"), choices=YES_NO),
         "care.xlsx, sheet survey, row 2: the list 'towns' is not on the sheet choices"),
        (form(("select_one", "a", "A?"), choices=YES_NO),
         "care.xlsx, sheet survey, row 2: the type names no list of choices; write it after the type, as in "
         "'select_one yes_no'"),
        (form(("select_one t", "a", "A?"), choices=[("t", "", "")]),
         "care.xlsx, sheet survey, row 2: the list 't' has no choices"),
        (form(("text", "a", "A?", "B?"), head=("type", "name", "label", "Label")),
         "care.xlsx, sheet survey: two columns are called 'label'; keep one of them"),
        (form(("text", "a", date(2026, 1, 1))),
         "care.xlsx, sheet survey, row 2: the label is a date or time; write it as text, with an apostrophe (') "
         "before it"),
        (form(("text", "a", "x" * 10_001)),
         "care.xlsx, sheet survey, row 2: the label has 10,001 characters; shorten it to 10,000"),
        (form(("text", "a", "A?", "x" * 5_001), head=(*HEAD, "relevant")),
         "care.xlsx, sheet survey, row 2: the condition has 5,001 characters; shorten it to 5,000"),
        (form(("text", "a", *["x"] * 51), head=("type", "name", *[f"label::L{number}" for number in range(51)])),
         "care.xlsx, sheet survey: the form has texts in more than 50 languages"),
        (b"type,name,label\n", "care.xlsx: this is not an Excel workbook (.xlsx)"),
        (b"", "care.xlsx: the file is empty; ask for it again"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_gives_one_clear_reason(content: bytes, said: str) -> None:
    assert refusal(content) == said


def test_lists_shared_by_many_questions_do_not_fill_the_memory() -> None:
    many = [("l", f"c{number}", "x" * 30) for number in range(2_000)]
    content = form(*[("select_one l", f"q{number}", "Q?") for number in range(60)], choices=many)
    assert refusal(content).endswith("have more than 100,000 choices; divide the form")


def test_long_texts_shared_by_many_rows_do_not_fill_the_memory() -> None:
    content = form(*[("text", f"q{number}", "x" * 10_000) for number in range(2_001)])
    assert refusal(content) == "care.xlsx, sheet survey: it has more than 20,000,000 characters; divide the form"


# Cells at their worst: types, marks and names that mean something, in other scripts, empty, numbers, long.
cells = st.one_of(
    st.sampled_from([
        "", "text", "begin group", "end group", "begin repeat", "end repeat",
        "select_one a", "select_multiple a or_other",
        "begin loop over a", "end loop", "rank a", "range", "note", "a",
        "${a}", "${", "a b", "_", "?", "yes", "%(label)s",
        "\u200f", "$\u200b{a}", "\x07", "_x0041_", "=1+1", "select_one", "list_name", "label::x",
    ]),
    st.text(max_size=12), st.integers(-5, 10**17), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
)  # fmt: skip
heads = st.lists(
    st.sampled_from([
        "type", "name", "label", "label::English (en)", "label:fr", "hint", "relevant", "constraint", "required",
        "disabled", "parameters", "choice_filter", "concord_code", "concord_part", "concord_relevance", "image",
        "label::\u200f",
    ]),
    unique=True, min_size=1,
)  # fmt: skip


@given(
    head=heads,
    rows=st.lists(st.lists(cells, max_size=8), max_size=8),
    listed=st.lists(st.tuples(st.sampled_from(["a", ""]), cells, cells), max_size=4),
    facts=st.dictionaries(st.sampled_from(["form_title", "form_id", "version", "default_language"]), cells),
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_arbitrary_cells_give_a_pack_or_a_reason(head, rows, listed, facts) -> None:
    def safe(cell: object) -> object:
        return cell.encode("utf-8", "ignore").decode() if isinstance(cell, str) else cell

    width = len(head)
    content = form(
        *[[safe(cell) for cell in row[:width]] for row in rows], head=head,
        choices=[("list_name", "name", "label"), *[[safe(cell) for cell in row] for row in listed]],
        settings={key: safe(cell) for key, cell in facts.items()},
    )  # fmt: skip
    try:
        pack, said = read_xlsform(content, "care.xlsx")
    except FormatError as error:
        assert len(error.faults) == 1
        assert str(error).startswith("care.xlsx")
    else:
        assert Pack.model_validate(pack.model_dump()) == pack
        assert all(sentence.endswith(".") for sentence in said)


def _types() -> Iterator[str]:
    yield from ("select_one x" + " y" * 5_000, "a" * 30_000, "begin " * 5_000, "add " + "x " * 9_000 + "prompt")


@pytest.mark.parametrize("written", [*_types()])
def test_endless_types_are_refused_quickly(written: str) -> None:
    assert refusal(form(("text", "a", "A?"), (written[:10_000], "b", "B?")))
