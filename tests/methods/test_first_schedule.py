import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.methods.errors import MethodError
from concord.methods.first_schedule import Task, capacities, first_schedule


def test_more_important_actions_of_one_lead_come_first():
    assert first_schedule([Task(6, 0), Task(6, 0), Task(6, 0)], capacity={0: 2}) == [0, 0, 6]


def test_an_action_waits_for_its_predecessors_and_starts_on_a_quarter():
    assert first_schedule([Task(4, 0), Task(3, 1, after=(0,))], capacity={0: 3, 1: 3}) == [0, 6]


def test_a_predecessor_listed_later_is_placed_first():
    assert first_schedule([Task(3, 0, after=(1,)), Task(3, 0)], capacity={0: 1}) == [3, 0]


def test_a_circle_is_refused():
    with pytest.raises(MethodError, match="circle"):
        first_schedule([Task(3, 0, after=(1,)), Task(3, 0, after=(0,))], capacity={0: 1})


@pytest.mark.parametrize(("capacity", "months"), [(0, 3), (1, 0)])
def test_impossible_numbers_are_refused(capacity, months):
    with pytest.raises(MethodError):
        first_schedule([Task(months, 0)], capacity={0: capacity})


@given(
    st.lists(st.tuples(st.integers(1, 24), st.integers(0, 3), st.booleans()), min_size=1, max_size=25),
    st.integers(1, 3),
)
def test_no_lead_ever_carries_more_than_its_capacity(rows, capacity):
    tasks = [Task(m, lead, after=(i - 1,) if chained and i else ()) for i, (m, lead, chained) in enumerate(rows)]
    starts = first_schedule(tasks, capacity=dict.fromkeys(range(4), capacity))
    for month in range(max(s + t.months for s, t in zip(starts, tasks, strict=True))):
        for lead in range(4):
            busy = [t for s, t in zip(starts, tasks, strict=True) if t.lead == lead and s <= month < s + t.months]
            assert len(busy) <= capacity
    for task, start in zip(tasks, starts, strict=True):
        assert start % 3 == 0
        assert all(starts[p] + tasks[p].months <= start for p in task.after)


def test_a_lead_with_more_work_than_fits_carries_more_at_once():
    tasks = [Task(24, 0)] * 10 + [Task(6, 1)]
    assert capacities(tasks, least=4, horizon=48) == {0: 5, 1: 4}
    with pytest.raises(MethodError):
        capacities(tasks, least=0, horizon=48)
