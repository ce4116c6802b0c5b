import pytest

from concord.methods.cost import Size, scaled_quantity
from concord.methods.errors import MethodError


@pytest.mark.parametrize(
    ("rule", "size", "expected"),
    [
        ("fixed", Size(population=50_000_000, territories=80, institutions=1), 10),
        ("population", Size(population=5_000_000), 10),
        ("population", Size(population=160_000_000), 10 * 32**0.6),
        ("territories", Size(territories=4), 5),
        ("institutions", Size(institutions=24), 15),
    ],
)
def test_quantities_grow_by_their_rule(rule, size, expected):
    assert scaled_quantity(10, rule, size) == pytest.approx(expected)


@pytest.mark.parametrize(("quantity", "rule"), [(0, "fixed"), (1, "moon")])
def test_impossible_numbers_are_refused(quantity, rule):
    with pytest.raises(MethodError):
        scaled_quantity(quantity, rule, Size())
