"""Tarsovia is one country, the same every time, believable, and readable by the same reader as any real one."""

from collections import Counter, defaultdict

import pytest

from concord.content import content_path
from concord.domains.reports.demonstration import (
    answering_kinds,
    demonstration_people,
    demonstration_territories,
    demonstration_workbooks,
    write_demonstration,
)
from concord.formats.answer_workbook_reader import read_answer_workbook
from concord.formats.framework_pack_reader import read_pack
from concord.methods.levels import StatementAnswers, capability_level

STEPS = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@pytest.fixture(scope="module")
def pack():
    return read_pack(content_path("frameworks", "cbrn-core"))


@pytest.fixture(scope="module")
def books(pack):
    return demonstration_workbooks(pack)


@pytest.fixture(scope="module")
def by_statement(books):
    answers = defaultdict(list)
    for _, workbook, _ in books:
        for row in workbook.answers:
            answers[row.statement].append(row)
    return answers


@pytest.fixture(scope="module")
def levels(pack, by_statement):
    found = {}
    for _, capability in pack.capabilities():
        counted = []
        for level in capability.levels:
            for statement in level.statements:
                values = [row.value for row in by_statement[statement.code]]
                known = tuple(STEPS[value] for value in values if value in STEPS)
                missing = sum(value in ("", "dont_know") for value in values)
                counted.append(StatementAnswers(level.level, known, values.count("not_applicable"), missing))
        found[capability.code] = capability_level(counted).level
    return found


def test_seventeen_institutions_and_thirty_seven_officials_take_part(books):
    people = [person for _, workbook, _ in books for person in workbook.participants]

    assert [name for name, _, _ in books][::8] == ["01-health.xlsx", "09-border.xlsx", "17-forensic.xlsx"]
    assert len(books) == 17
    assert len(people) == len({person.name for person in people}) == 37
    assert {len(workbook.participants) for _, workbook, _ in books} <= {1, 2, 3, 4}
    assert len(demonstration_territories()) == 9


def test_every_kind_is_one_of_the_framework(pack, books):
    assert {workbook.institution_kind for _, workbook, _ in books} <= {kind.code for kind in pack.institution_kinds}


def test_every_capability_is_answered_by_at_least_two(pack, books):
    asked = Counter(c for _, _, questions in books for c in {question.capability for question in questions})

    assert all(asked[capability.code] >= 2 for _, capability in pack.capabilities())
    assert all(asked[capability.code] == len(answering_kinds(capability)) for _, capability in pack.capabilities())


def test_the_same_pack_gives_the_same_bytes_which_read_back(pack, books, tmp_path):
    first = write_demonstration(tmp_path / "a", pack)
    second = write_demonstration(tmp_path / "b", pack)

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert [read_answer_workbook(path.read_bytes(), path.name) for path in first] == [book for _, book, _ in books]


def test_a_smaller_pack_keeps_the_answers_of_what_it_has(pack, books):
    smaller = pack.model_copy(update={"areas": pack.areas[1:2]})
    kept = {
        row.statement: row.value for _, workbook, _ in demonstration_workbooks(smaller)[:1] for row in workbook.answers
    }
    whole = {row.statement: row.value for row in books[0][1].answers}

    assert kept
    assert all(whole[statement] == value for statement, value in kept.items())


def test_institutions_disagree_on_8_to_15_per_cent_of_the_statements(by_statement):
    disputed = [rows for rows in by_statement.values() if len({row.value for row in rows if row.value in STEPS}) > 1]

    assert 0.08 <= len(disputed) / len(by_statement) <= 0.15


def test_somebody_knows_every_statement_and_some_are_honestly_unsure(by_statement):
    counted = Counter(row.value for rows in by_statement.values() for row in rows)
    total = counted.total()

    assert all(any(row.value in STEPS for row in rows) for rows in by_statement.values())
    assert 0.01 < counted["dont_know"] / total < 0.06
    assert 3 <= counted["not_applicable"] < 0.03 * total
    assert all(row.comment for rows in by_statement.values() for row in rows if row.value == "not_applicable")


def test_the_country_stands_mostly_at_two_and_three(levels):
    counted = Counter(levels.values())

    assert (counted[2] + counted[3]) / len(levels) > 0.6
    assert counted[1] >= 3
    assert counted[4] >= 3
    assert counted[5] in (1, 2)
    assert min(levels["DET-01"], levels["DET-06"]) >= 4
    assert levels["RSP-05"] == 1


def test_comments_and_evidence_are_written_on_a_realistic_share(by_statement, books):
    rows = [row for given in by_statement.values() for row in given]
    texts = [row.comment for row in rows if row.comment]

    assert 0.15 < len(texts) / len(rows) < 0.4
    assert 0.2 < sum(bool(row.evidence) for row in rows) / len(rows) < 0.5
    assert len(set(texts)) > 120
    assert not any("{" in text or "}" in text for row in rows for text in (row.comment, row.evidence))
    assert all(Counter(r.comment for r in w.answers if r.comment and r.value in STEPS).most_common(1)[0][1] <= 2
               for _, w, _ in books)  # fmt: skip


def test_everything_says_that_the_country_is_invented(books):
    for _, workbook, _ in books:
        assert "fictional" in workbook.country_name
        assert (workbook.country_code, workbook.label) == ("QT", "AMBER+STRICT")


def test_one_person_of_each_role_can_sign_in_and_no_password_stands_in_a_file():
    people = demonstration_people()

    assert [p.role for p in people] == ["focal_point", "contributor", "reviewer", "approver", "observer"]
    assert all(p.email.endswith("@tarsovia.example") for p in people)
    for file in content_path("demo").glob("*.yaml"):
        assert "password:" not in file.read_text(encoding="utf-8")
