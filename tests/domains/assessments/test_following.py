import pytest
from tests.factories import actor_of, give_answers, make_assessment, make_country, make_framework, make_institution

from concord.domains.assessments.enums import AnswerValue
from concord.domains.assessments.models import Assignment
from concord.domains.assessments.services import GivenAnswer, accept_assignments, record_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    country = make_country()
    customs = make_institution(country, "customs")
    return country, make_assessment(country, make_framework(), [customs]), customs


def statuses(country):
    rows = Assignment.objects.for_country(country.pk).order_by("capability__order")
    return [row.status for row in rows]


def test_a_part_that_came_in_whole_is_submitted_and_one_with_answers_missing_is_in_progress(asked):
    country, assessment, customs = asked
    one = [GivenAnswer("MINI1-01.2a", AnswerValue.YES)]
    record_answers(actor=actor_of(country), assessment=assessment, institution=customs, answers=one)
    assert statuses(country) == ["in_progress", "assigned"]
    give_answers(assessment, customs)
    assert statuses(country) == ["submitted", "submitted"]


def test_an_accepted_part_whose_answers_changed_has_to_be_accepted_again(asked):
    country, assessment, customs = asked
    give_answers(assessment, customs)
    accept_assignments(actor=actor_of(country), assignments=list(Assignment.objects.for_country(country.pk)))
    give_answers(assessment, customs)
    assert statuses(country) == ["accepted", "accepted"]
    give_answers(assessment, customs, except_for={"MINI1-01.5a": AnswerValue.PARTLY})
    assert statuses(country) == ["submitted", "accepted"]
