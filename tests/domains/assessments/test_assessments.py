import pytest
from tests.factories import (
    actor_of,
    give_answers,
    make_assessment,
    make_country,
    make_framework,
    make_institution,
    make_pack,
)

from concord.domains.assessments.enums import AnswerValue
from concord.domains.assessments.models import Answer, Dissent, Finding
from concord.domains.assessments.queries import (
    answers,
    by_statement,
    findings,
    gaps,
    readable,
    statement_views,
    tally,
    turnout,
)
from concord.domains.assessments.services import (
    GivenAnswer,
    derive_findings,
    open_assessment,
    record_answers,
    record_scores,
)
from concord.domains.frameworks.models import Statement
from concord.domains.people.enums import Role
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
FIRST = "MINI1-01"


@pytest.fixture
def asked():
    """A country, three institutions, and a round in which each is asked about one capability."""
    country = make_country()
    framework = make_framework(make_pack(1))
    institutions = [make_institution(country, kind) for kind in ("customs", "health", "interior")]
    return country, make_assessment(country, framework, institutions), institutions


def test_agreed_level_follows_the_lower_median_and_keeps_dissenting_answers(asked):
    country, assessment, (customs, health, interior) = asked
    give_answers(assessment, customs, reached=4)
    give_answers(assessment, health, reached=3)
    give_answers(assessment, interior, reached=3, except_for={f"{FIRST}.3a": AnswerValue.PARTLY})
    (finding,) = derive_findings(actor=actor_of(country), assessment=assessment)
    assert (finding.level, finding.progress, finding.low, finding.high) == (3, 0.0, 3, 3)
    kept = {(d.institution.code, d.statement.code, d.value) for d in finding.dissents.all()}
    assert kept == {("interior", f"{FIRST}.3a", "partly"), ("customs", f"{FIRST}.4a", "yes")}


def test_missing_answers_widen_the_range(asked):
    country, assessment, (customs, _health, _interior) = asked
    give_answers(assessment, customs, reached=3)
    (finding,) = derive_findings(actor=actor_of(country), assessment=assessment)
    assert (finding.level, finding.low, finding.high) == (3, 1, 5)


def test_dont_know_is_missing_and_not_applicable_is_removed(asked):
    country, assessment, institutions = asked
    for institution in institutions:
        give_answers(
            assessment,
            institution,
            reached=2,
            except_for={
                f"{FIRST}.2b": AnswerValue.NOT_APPLICABLE,
                f"{FIRST}.3a": AnswerValue.DONT_KNOW,
            },
        )
    (finding,) = derive_findings(actor=actor_of(country), assessment=assessment)
    assert (finding.level, finding.low, finding.high, finding.progress) == (2, 2, 3, None)


def test_a_capability_nobody_could_answer_has_no_level_and_one_that_applies_to_nobody_no_finding(asked):
    country, assessment, institutions = asked
    codes = list(Statement.objects.values_list("code", flat=True))
    for value, expected in ((AnswerValue.DONT_KNOW, [(None, 1, 5)]), (AnswerValue.NOT_APPLICABLE, [])):
        for institution in institutions:
            give_answers(assessment, institution, except_for=dict.fromkeys(codes, value))
        derive_findings(actor=actor_of(country), assessment=assessment)
        found = Finding.objects.for_country(country.pk)
        assert [(f.level, f.low, f.high) for f in found] == expected
        assert not gaps(actor_of(country), assessment).exists()


def test_a_yes_above_the_level_is_ahead_of_it(asked):
    country, assessment, institutions = asked
    for institution in institutions:
        give_answers(assessment, institution, reached=2, except_for={f"{FIRST}.5a": AnswerValue.YES})
    (finding,) = derive_findings(actor=actor_of(country), assessment=assessment)
    assert (finding.level, finding.ahead) == (2, [f"{FIRST}.5a"])


def test_deriving_again_replaces_findings_and_their_dissent(asked):
    country, assessment, institutions = asked
    for institution in institutions:
        give_answers(assessment, institution, reached=2)
    derive_findings(actor=actor_of(country), assessment=assessment)
    give_answers(assessment, institutions[0], reached=3)
    derive_findings(actor=actor_of(country), assessment=assessment)
    assert Finding.objects.for_country(country.pk).count() == 1
    assert Dissent.objects.for_country(country.pk).count() == 1


def test_recording_the_same_answers_again_changes_nothing(asked):
    country, assessment, (customs, *_others) = asked
    given = [GivenAnswer(f"{FIRST}.2a", AnswerValue.YES, "high", "so it is", "Decree 5")]
    for expected in (1, 0):
        changed = record_answers(actor=actor_of(country), assessment=assessment, institution=customs, answers=given)
        assert changed == expected
    record_answers(
        actor=actor_of(country),
        assessment=assessment,
        institution=customs,
        answers=[GivenAnswer(f"{FIRST}.2a", AnswerValue.NO)],
    )
    (row,) = Answer.objects.for_country(country.pk)
    assert (row.value, row.comment, row.revision) == ("no", "", 2)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (GivenAnswer("X-1", AnswerValue.YES), "There is no statement X-1 in mini 1.1."),
        (
            GivenAnswer(f"{FIRST}.2a", AnswerValue.NOT_APPLICABLE, comment=" "),
            f"Say in the comment why {FIRST}.2a is not applicable.",
        ),
    ],
)
def test_answers_are_taken_whole_or_not_at_all(asked, answer, sentence):
    country, assessment, (customs, *_others) = asked
    before = AuditEntry.objects.count()
    with pytest.raises(InvalidInput) as refused:
        record_answers(
            actor=actor_of(country),
            assessment=assessment,
            institution=customs,
            answers=[GivenAnswer(f"{FIRST}.2b", AnswerValue.YES), answer],
        )
    assert str(refused.value) == sentence
    assert not Answer.objects.for_country(country.pk).exists()
    assert AuditEntry.objects.count() == before


def test_a_contributor_answers_only_for_the_own_institution(asked):
    country, assessment, (customs, health, _interior) = asked
    actor = Actor("c", country.pk, frozenset({Role.CONTRIBUTOR}), customs.pk)
    given = [GivenAnswer(f"{FIRST}.2a", AnswerValue.YES)]
    assert record_answers(actor=actor, assessment=assessment, institution=customs, answers=given) == 1
    with pytest.raises(NotAllowed):
        record_answers(actor=actor, assessment=assessment, institution=health, answers=given)


def test_who_reads_whose_answers(asked):
    country, assessment, institutions = asked
    for institution in institutions:
        give_answers(assessment, institution)
    statements = list(Statement.objects.order_by("order"))
    view = statement_views(statements, by_statement(answers(actor_of(country), assessment)))[0]
    seen = {
        role: {a.institution.code for a in readable(Actor("x", country.pk, frozenset({role}), own), view).answers}
        for role, own in [
            (Role.FOCAL_POINT, None),
            (Role.REVIEWER, None),
            (Role.APPROVER, None),
            (Role.CONTRIBUTOR, institutions[0].pk),
            (Role.OBSERVER, None),
        ]
    }
    everyone = {"customs", "health", "interior"}
    assert seen == {
        "focal_point": everyone,
        "reviewer": everyone,
        "approver": everyone,
        "contributor": {"customs"},
        "observer": set(),
    }
    with pytest.raises(NotAllowed):
        answers(Actor("operator", country.pk, frozenset({Role.OPERATOR})), assessment)


def test_summaries_count_people_statements_and_disagreements(asked):
    country, assessment, (customs, health, _interior) = asked
    give_answers(assessment, customs, reached=3)
    give_answers(assessment, health, reached=2)
    found = tally(actor_of(country), assessment)
    assert (found.institutions, found.participants, found.statements, found.answers, found.disputed) == (2, 2, 5, 10, 1)
    assert [(row.name, row.answered, row.asked, row.percent) for row in turnout(actor_of(country), assessment)] == [
        ("Customs of Tarsovia", 5, 5, 100),
        ("Health of Tarsovia", 5, 5, 100),
        ("Interior of Tarsovia", 0, 5, 0),
    ]


def test_scores_become_findings_and_gaps_are_what_lies_below_target(asked):
    country, _assessment, _institutions = asked
    assessment = make_assessment(country, make_framework(make_pack(3)), [], target=4)
    actor = actor_of(country)
    codes = [c.code for c in assessment.framework.capabilities.order_by("code")]
    record_scores(
        actor=actor, assessment=assessment, scores=list(zip(codes, (2, 4, 5), strict=True)), rationale="JEE 2016"
    )
    assert {f.capability.code: f.level for f in findings(actor, assessment)} == dict(zip(codes, (2, 4, 5), strict=True))
    assert [f.capability.code for f in gaps(actor, assessment)] == [codes[0]]
    for bad in [("X", 3), (codes[0], 6)]:
        with pytest.raises(InvalidInput):
            record_scores(actor=actor, assessment=assessment, scores=[bad], rationale="")


@pytest.mark.parametrize("target", [1, 6])
def test_a_target_is_a_level_one_can_climb_to(asked, target):
    country, assessment, _institutions = asked
    with pytest.raises(InvalidInput):
        open_assessment(actor=actor_of(country), framework=assessment.framework, title="x", target=target)
