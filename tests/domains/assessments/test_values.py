import pytest

from concord.domains.assessments.values import problem_with
from concord.domains.frameworks.models import Statement

CHOICES = [{"code": "a", "text": {"en": "A"}}, {"code": "b", "text": {"en": "B"}}]


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        ("statement", "partly", True),
        ("statement", "maybe", False),
        ("select_one", "a", True),
        ("select_one", "a b", False),
        ("select_multiple", "a b", True),
        ("select_multiple", "a a", False),
        ("select_multiple", "a c", False),
        ("integer", "-12", True),
        ("integer", "1.5", False),
        ("integer", "²", False),
        ("decimal", "2.5", True),
        ("decimal", "2,5", False),
        ("decimal", "NaN", False),
        ("date", "2026-11-30", True),
        ("date", "30.11.2026", False),
        ("date", "2026-02-30", False),
        ("text", "x" * 4000, True),
        ("text", "x" * 4001, False),
    ],
)
def test_an_answer_fits_what_is_asked(kind, value, good):
    problem = problem_with(Statement(code="Q-1", kind=kind, choices=CHOICES), value)
    assert (problem == "") is good
    if not good:
        assert problem.startswith("The answer to Q-1 must be ")
