import pytest
from tests.factories import actor_of, make_assessment, make_country, make_framework, make_pack

from concord.domains.assessments.services import record_scores
from concord.domains.priorities.queries import first_order

pytestmark = pytest.mark.django_db


def test_gaps_stand_by_importance_and_equal_ones_share_a_rank():
    country = make_country()
    framework = make_framework(make_pack(4))  # area 1 weighs 1.0 (01, 03), area 2 weighs 0.5 (02, 04)
    assessment = make_assessment(country, framework, [], target=4)
    codes = ["MINI1-01", "MINI1-03", "MINI2-02", "MINI2-04"]
    record_scores(
        actor=actor_of(country), assessment=assessment, scores=list(zip(codes, (3, 2, 2, 4), strict=True)), rationale=""
    )
    found = first_order(actor_of(country), assessment)
    assert [(g.rank, g.finding.capability.code, g.importance, list(g.steps)) for g in found] == [
        (1, "MINI1-03", 0.5, [2, 3]),
        (2, "MINI1-01", 0.25, [3]),
        (2, "MINI2-02", 0.25, [2, 3]),
    ]
