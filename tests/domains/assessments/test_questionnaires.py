"""A questionnaire that somebody else wrote: free questions go out in a workbook, and their answers come back."""

import io

import openpyxl
import pytest
from tests.factories import MACHINE, actor_of, make_assessment, make_country, make_institution

from concord.domains.assessments.models import Answer
from concord.domains.assessments.services import assign_suggested, derive_findings, issue_workbook
from concord.domains.assessments.workbook_files import collect_file, workbook_of
from concord.domains.frameworks.services import import_pack
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError
from concord.formats.framework_pack import Pack

pytestmark = pytest.mark.django_db
CHOICES = [{"code": "land", "text": "By land"}, {"code": "sea", "text": "By sea"}, {"code": "air", "text": "By air"}]
KINDS = ("select_one", "select_multiple", "integer", "decimal", "date", "text")


@pytest.fixture
def sent():
    """A country, and the bytes of the workbook that goes to its customs service."""
    questions = [
        {"code": f"Q-{kind}", "text": f"Question of {kind}", "kind": kind}
        | ({"choices": CHOICES} if kind.startswith("select") else {})
        for kind in KINDS
    ]
    area = {"code": "A", "title": "Trade", "capabilities": [{"code": "C", "title": "Routes", "questions": questions}]}
    pack = Pack.model_validate({"code": "survey", "edition": "1", "title": "A survey", "areas": [area]})
    country = make_country()
    customs = make_institution(country, "customs")
    assessment = make_assessment(country, import_pack(actor=MACHINE, pack=pack), [customs])
    issued = issue_workbook(actor=actor_of(country), assessment=assessment, institution=customs)
    return country, assessment, write_answer_workbook(*workbook_of(actor_of(country), issued))


def filled(content, **answers):
    """The workbook with answers typed beside their questions, as people type them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Answers"]
    for row in sheet.iter_rows(min_row=4):
        code = str(row[0].value or "").removeprefix("Q-")
        if code in answers:
            row[3].value = answers[code]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_answers_of_every_kind_are_collected_and_give_no_level(sent):
    country, assessment, content = sent
    typed = filled(
        content,
        select_one="By sea",
        select_multiple="by air; By land",
        integer=12,
        decimal="2,5",
        date="2026-11-30",
        text="yes",
    )
    collected = collect_file(actor_of(country), read_answer_workbook(typed, "customs.xlsx"), "customs.xlsx")
    assert collected.taken == 6
    said = {a.statement.kind: a.value for a in Answer.objects.for_country(country.pk)}
    assert said == {
        "select_one": "sea",
        "select_multiple": "air land",
        "integer": "12",
        "decimal": "2.5",
        "date": "2026-11-30",
        "text": "yes",
    }
    assert derive_findings(actor=actor_of(country), assessment=assessment) == []


def test_a_workbook_with_answers_comes_back_unchanged(sent):
    country, assessment, content = sent
    collect_file(
        actor_of(country), read_answer_workbook(filled(content, select_multiple="By air; By sea"), "a.xlsx"), "a.xlsx"
    )
    issued = issue_workbook(
        actor=actor_of(country), assessment=assessment, institution=assessment.assignments.get().institution
    )
    again = read_answer_workbook(write_answer_workbook(*workbook_of(actor_of(country), issued)), "b.xlsx")
    assert {row.statement: row.value for row in again.answers}["Q-select_multiple"] == "air sea"
    assert collect_file(actor_of(country), again, "b.xlsx").same == 6


def test_a_questionnaire_that_names_no_kinds_asks_every_institution(sent):
    country, assessment, _content = sent
    make_institution(country, "forensic")
    assert assign_suggested(actor=actor_of(country), assessment=assessment) == (2, [])


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"select_one": "By rail"}, "cell D6: the answer must be one of the choices"),
        ({"select_multiple": "By sea; by sea"}, "cell D7: the answer must be some of the choices, each once"),
        ({"integer": "a dozen"}, "cell D8: the answer must be a whole number"),
        ({"decimal": "2,5,1"}, "cell D9: the answer must be a number, such as 2.5"),
        ({"date": "30.11.2026"}, "cell D10: the answer must be a date, written as 2026-11-30"),
    ],
)
def test_an_answer_that_does_not_fit_names_its_cell(sent, answers, sentence):
    _country, _assessment, content = sent
    with pytest.raises(FormatError) as refused:
        read_answer_workbook(filled(content, **answers), "customs.xlsx")
    assert str(refused.value) == f"customs.xlsx, sheet Answers, {sentence}"
