import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.domains.assessments.merging import NOTHING, Outcome, Said, three_way

A, B, C = Said("yes"), Said("no", "high", "because"), Said("no", "high", "because of that")


@pytest.mark.parametrize(
    ("base", "workbook", "database", "outcome"),
    [
        (A, A, A, Outcome.SAME),
        (A, B, A, Outcome.TAKEN),
        (A, A, B, Outcome.KEPT),
        (A, B, B, Outcome.SAME),
        (A, B, C, Outcome.CONFLICT),
        (NOTHING, B, NOTHING, Outcome.TAKEN),
        (A, NOTHING, A, Outcome.TAKEN),
        (A, NOTHING, B, Outcome.CONFLICT),
        (NOTHING, B, C, Outcome.CONFLICT),
    ],
)
def test_what_only_one_side_changed_passes_and_what_both_changed_is_a_conflict(base, workbook, database, outcome):
    assert three_way(base, workbook, database) is outcome


saids = st.sampled_from([NOTHING, A, B, C])


@given(saids, saids, saids)
def test_after_merging_the_same_workbook_again_nothing_is_left_to_take(base, workbook, database):
    outcome = three_way(base, workbook, database)
    merged = workbook if outcome is Outcome.TAKEN else database
    assert three_way(base, workbook, merged) is not Outcome.TAKEN


@given(saids, saids, saids)
def test_nothing_is_lost(base, workbook, database):
    """A change of either side is what stands afterwards, or a conflict that holds both."""
    outcome = three_way(base, workbook, database)
    if outcome is Outcome.TAKEN:
        assert database == base
    if outcome is Outcome.KEPT:
        assert workbook == base
