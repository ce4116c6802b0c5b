import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import (
    actor_of,
    give_answers,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_pack,
)

from concord.domains.assessments.answer_store import said_by
from concord.domains.assessments.enums import AnswerValue, Side
from concord.domains.assessments.merging import Said
from concord.domains.assessments.models import Answer, AnswerRevision, Conflict, IssuedWorkbook, Participant
from concord.domains.assessments.queries import open_conflicts, standings, tally
from concord.domains.assessments.services import (
    GivenAnswer,
    assign_suggested,
    issue_workbook,
    record_answers,
    settle_conflict,
)
from concord.domains.assessments.workbook_files import collect_file, workbook_of, write_issued
from concord.domains.people.enums import Role
from concord.formats.answer_workbook import AnswerRow
from concord.formats.answer_workbook import Participant as Person
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.answer_workbook_writer import write_answer_workbook
from concord.formats.errors import FormatError
from concord.kernel.actor import Actor
from concord.kernel.audit import verify_chain
from concord.kernel.errors import InvalidInput, NotAllowed, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
FIRST = "MINI1-01"


@pytest.fixture
def round_():
    """A country whose customs service is asked about one capability, with its workbook issued."""
    country = make_country()
    customs = make_institution(country, "customs")
    assessment = make_assessment(country, make_framework(make_pack(1)), [customs])
    issued = issue_workbook(actor=actor_of(country), assessment=assessment, institution=customs)
    return country, assessment, customs, issued


def file_of(country, issued):
    """The workbook as the institution receives it, written and read as a file."""
    content = write_answer_workbook(*workbook_of(actor_of(country), issued))
    return read_answer_workbook(content, "customs.xlsx")


def filled(workbook, /, **said):
    """The workbook with some answers changed: ``s2a=("yes", "high", "", "")`` stands for statement ….2a."""
    given = {f"{FIRST}.{key[1:]}": value for key, value in said.items()}
    rows = [
        AnswerRow(row.statement, *given[row.statement], id=row.id, revision=row.revision)
        if row.statement in given
        else row
        for row in workbook.answers
    ]
    return replace(workbook, answers=tuple(rows))


def stands(country):
    """What the database says, by statement."""
    return {a.statement.code.split(".")[1]: (a.value, a.comment) for a in Answer.objects.for_country(country.pk)}


YES, NO = ("yes", "high", "so it is", ""), ("no", "", "not at all", "")


def test_a_filled_workbook_is_taken_whole_and_collecting_again_changes_nothing(round_):
    country, assessment, _customs, issued = round_
    returned = replace(filled(file_of(country, issued), s2a=YES, s2b=NO), participants=(Person("Ana", "Head"),))
    collected = collect_file(actor_of(country), returned, "customs.xlsx")
    assert (collected.taken, collected.kept, collected.same, collected.conflicts) == (2, 0, 3, ())
    assert stands(country) == {"2a": ("yes", "so it is"), "2b": ("no", "not at all")}
    before = (
        AnswerRevision.objects.for_country(country.pk).count(),
        IssuedWorkbook.objects.for_country(country.pk).get().collected_at,
    )
    entries = AuditEntry.objects.count()
    again = collect_file(actor_of(country), returned, "customs.xlsx")
    assert AuditEntry.objects.count() == entries
    assert (again.taken, again.kept, again.same) == (0, 0, 5)
    after = (
        AnswerRevision.objects.for_country(country.pk).count(),
        IssuedWorkbook.objects.for_country(country.pk).get().collected_at,
    )
    assert after == before
    assert Participant.objects.for_country(country.pk).count() == 1
    assert tally(actor_of(country), assessment).answers == 2


def test_a_workbook_split_among_colleagues_comes_back_in_parts(round_):
    country, _assessment, _customs, issued = round_
    workbook = file_of(country, issued)
    collect_file(actor_of(country), filled(workbook, s2a=YES), "part-1.xlsx")
    half = filled(workbook, s3a=NO)
    collect_file(actor_of(country), replace(half, answers=half.answers[2:]), "part-2.xlsx")
    assert stands(country) == {"2a": ("yes", "so it is"), "3a": ("no", "not at all")}


def test_changes_of_either_side_pass_and_changes_of_both_wait_as_a_conflict(round_):
    country, assessment, customs, _issued = round_
    actor = actor_of(country)
    give_answers(assessment, customs, reached=2)
    issued = issue_workbook(actor=actor, assessment=assessment, institution=customs)
    workbook = file_of(country, issued)
    for code in ("2b", "3a"):
        record_answers(
            actor=actor,
            assessment=assessment,
            institution=customs,
            answers=[GivenAnswer(f"{FIRST}.{code}", AnswerValue.PARTLY, "", "in the browser")],
        )
    collected = collect_file(actor, filled(workbook, s2a=NO, s3a=YES), "customs.xlsx")
    assert (collected.taken, collected.kept, len(collected.conflicts)) == (1, 1, 1)
    assert stands(country)["2a"] == ("no", "not at all")
    assert stands(country)["2b"] == stands(country)["3a"] == ("partly", "in the browser")
    (conflict,) = open_conflicts(actor, assessment)
    assert (conflict.statement.code, conflict.theirs[0], conflict.ours[0]) == (f"{FIRST}.3a", "yes", "partly")
    assert "customs.xlsx" in conflict.theirs_by
    assert conflict.ours_by.startswith("focal point, ")
    again = collect_file(actor, filled(workbook, s2a=NO, s3a=YES), "customs.xlsx")
    assert again.conflicts == ()
    assert Conflict.objects.for_country(country.pk).count() == 1


@pytest.mark.parametrize(("prefer", "expected"), [(Side.WORKBOOK, "yes"), (Side.DATABASE, "partly")])
def test_a_conflict_is_settled_at_once_or_later_with_the_other_version_kept(round_, prefer, expected):
    country, assessment, customs, issued = round_
    actor = actor_of(country)
    workbook = filled(file_of(country, issued), s3a=YES, s2a=YES)
    later = [GivenAnswer(f"{FIRST}.{code}", AnswerValue.PARTLY) for code in ("3a", "2a")]
    record_answers(actor=actor, assessment=assessment, institution=customs, answers=later)
    collect_file(actor, replace(workbook, answers=workbook.answers[2:]), "a.xlsx", prefer=prefer)
    assert stands(country)["3a"][0] == expected
    collect_file(actor, workbook, "b.xlsx")
    (waiting,) = open_conflicts(actor, assessment)
    settle_conflict(actor=actor, conflict=waiting, keep=prefer)
    assert stands(country)["2a"][0] == expected
    with pytest.raises(WrongState):
        settle_conflict(actor=actor, conflict=waiting, keep=prefer)
    assert not open_conflicts(actor, assessment).exists()
    assert verify_chain(country.pk).fault == ""


def test_a_dry_run_says_the_same_and_writes_nothing(round_):
    country, _assessment, _customs, issued = round_
    returned = filled(file_of(country, issued), s2a=YES)
    before = AuditEntry.objects.count()
    collected = collect_file(actor_of(country), returned, "customs.xlsx", dry_run=True)
    assert (collected.taken, collected.same) == (1, 4)
    assert stands(country) == {}
    assert AuditEntry.objects.count() == before


def test_a_row_left_empty_says_nothing(round_):
    country, assessment, customs, _issued = round_
    give_answers(assessment, customs, reached=2)
    issued = issue_workbook(actor=actor_of(country), assessment=assessment, institution=customs)
    emptied = filled(file_of(country, issued), s2a=("", "", "", ""))
    assert collect_file(actor_of(country), emptied, "customs.xlsx").taken == 0
    assert stands(country)["2a"][0] == "yes"


def test_a_comment_without_an_answer_is_kept_and_does_not_count_as_one(round_):
    country, assessment, _customs, issued = round_
    collect_file(actor_of(country), filled(file_of(country, issued), s2a=("", "", "ask the ministry", "")), "c.xlsx")
    assert stands(country) == {"2a": ("", "ask the ministry")}
    assert tally(actor_of(country), assessment).answers == 0


def test_a_workbook_in_arabic_runs_from_right_to_left_and_reads_back(round_):
    country, _assessment, _customs, issued = round_
    content = write_issued(actor_of(country), issued, "ar")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert sheet.sheet_view.rightToLeft
    workbook = read_answer_workbook(content, "customs.xlsx")
    assert (workbook.language, workbook.direction) == ("ar", "rtl")
    assert collect_file(actor_of(country), workbook, "customs.xlsx").same == 5


def change(workbook, **fields):
    return replace(workbook, **fields)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda w: change(w, serial="00000000-0000-4000-8000-000000000000"), "was not issued here"),
        (lambda w: change(w, serial="not-a-uuid"), "a hidden identifier is missing or was changed"),
        (lambda w: change(w, assessment="00000000-0000-4000-8000-000000000000"), "belongs to another assessment"),
        (lambda w: change(w, pack_hash="0" * 64), "was made for another version of the framework"),
        (
            lambda w: change(w, institution_code="health", institution_name="Health"),
            "was issued to Customs of Tarsovia",
        ),
        (
            lambda w: change(w, answers=(replace(w.answers[0], revision=7),)),
            "hidden revision of MINI1-01.2a was changed",
        ),
        (
            lambda w: change(w, answers=(replace(w.answers[0], id="00000000-0000-4000-8000-000000000000"),)),
            "does not belong to Customs of Tarsovia",
        ),
    ],
)
def test_a_workbook_that_is_not_the_issued_one_is_refused_whole(round_, spoil, sentence):
    country, _assessment, _customs, issued = round_
    workbook = spoil(filled(file_of(country, issued), s2a=YES))
    with pytest.raises(FormatError) as refused:
        collect_file(actor_of(country), workbook, "customs.xlsx")
    assert sentence in str(refused.value)
    assert str(refused.value).startswith("customs.xlsx")
    assert stands(country) == {}


def test_a_workbook_of_another_country_is_not_known_here(round_):
    country, _assessment, _customs, issued = round_
    workbook = filled(file_of(country, issued), s2a=YES)
    with pytest.raises(FormatError, match="was not issued here"):
        collect_file(actor_of(make_country("QU", "Umbravia")), workbook, "customs.xlsx")
    assert stands(country) == {}


def test_who_may_not_answer_for_an_institution_collects_nothing(round_):
    country, assessment, customs, issued = round_
    workbook = filled(file_of(country, issued), s2a=YES)
    observer = Actor("o", country.pk, frozenset({Role.OBSERVER}))
    with pytest.raises(FormatError):
        collect_file(observer, workbook, "customs.xlsx")
    with pytest.raises(NotAllowed):
        issue_workbook(actor=observer, assessment=assessment, institution=customs)
    assert stands(country) == {}


def test_an_institution_that_is_asked_nothing_gets_no_workbook(round_):
    country, assessment, _customs, _issued = round_
    with pytest.raises(InvalidInput, match="is asked about nothing"):
        issue_workbook(actor=actor_of(country), assessment=assessment, institution=make_institution(country, "health"))


def test_institutions_are_asked_what_the_framework_suggests_for_their_kind():
    country = make_country()
    for kind in ("customs", "forensic"):
        make_institution(country, kind)
    assessment = make_assessment(country, make_framework(make_pack(2)), [])
    assert assign_suggested(actor=actor_of(country), assessment=assessment) == (1, [])
    assert [row.name for row in standings(actor_of(country), assessment)] == ["Customs of Tarsovia"]


def test_status_shows_who_has_answered_what_and_which_conflicts_wait(round_):
    country, assessment, customs, issued = round_
    actor = actor_of(country)
    workbook = filled(file_of(country, issued), s2a=YES)
    record_answers(
        actor=actor, assessment=assessment, institution=customs, answers=[GivenAnswer(f"{FIRST}.2a", AnswerValue.NO)]
    )
    collect_file(actor, workbook, "customs.xlsx")
    (row,) = standings(actor, assessment)
    assert (row.answered, row.asked, row.conflicts) == (1, 5, 1)
    assert row.issued == issued.issued_at
    assert row.last_change is not None


def test_a_failure_in_the_middle_of_a_file_leaves_nothing_of_it(round_, monkeypatch):
    country, _assessment, _customs, issued = round_
    workbook = filled(file_of(country, issued), s2a=YES)
    monkeypatch.setattr("concord.domains.assessments.services.workbooks.add_participants", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        collect_file(actor_of(country), workbook, "customs.xlsx")
    assert stands(country) == {}
    assert not AnswerRevision.objects.for_country(country.pk).exists()


words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=40).map(str.strip)
answers = st.builds(
    Said,
    value=st.sampled_from(["yes", "partly", "no", "dont_know"]),
    confidence=st.sampled_from(["", "high", "low"]),
    comment=words,
    evidence=words,
)


@given(st.lists(answers, min_size=5, max_size=5), st.sampled_from(["en", "ar"]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_writing_filling_and_collecting_loses_nothing_in_either_direction_of_writing(round_, given_answers, language):
    country, assessment, customs, _issued = round_
    actor = actor_of(country)
    issued = issue_workbook(actor=actor, assessment=assessment, institution=customs)
    blank = read_answer_workbook(write_issued(actor, issued, language), "customs.xlsx")
    rows = tuple(
        AnswerRow(row.statement, *said, id=row.id, revision=row.revision)
        for row, said in zip(blank.answers, given_answers, strict=True)
    )
    questions = workbook_of(actor, issued, language)[1]
    sent_back = write_answer_workbook(replace(blank, answers=rows), questions)
    collect_file(actor, read_answer_workbook(sent_back, "customs.xlsx"), "customs.xlsx")
    kept = {a.statement.code: said_by(a) for a in Answer.objects.for_country(country.pk).select_related("statement")}
    assert kept == {row.statement: said for row, said in zip(rows, given_answers, strict=True)}
