import pytest

from concord.methods.errors import MethodError
from concord.methods.importance import importance


@pytest.mark.parametrize(
    ("exposure", "level", "target", "expected"),
    [(1.0, 1, 5, 1.0), (0.5, 2, 4, 0.25), (0.8, 4, 4, 0.0), (1.0, 5, 3, 0.0), (0.0, 1, 5, 0.0)],
)
def test_importance_is_exposure_times_the_share_of_the_ladder_still_to_climb(exposure, level, target, expected):
    assert importance(exposure, level, target) == expected


@pytest.mark.parametrize(("exposure", "level", "target"), [(1.1, 1, 4), (0.5, 0, 4), (0.5, 1, 6)])
def test_impossible_numbers_are_refused(exposure, level, target):
    with pytest.raises(MethodError):
        importance(exposure, level, target)
