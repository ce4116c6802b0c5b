"""What an edition makes of the earlier one's codes: exactly one verdict each, and only what is unchanged carries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.domains.assessments.carrying import Carrying, Note, Origin, Verdict, carry, joined, nothing_carried
from concord.formats.framework_pack import Change

UNCHANGED, REWORDED, SPLIT, MERGED, NEW = Verdict


def test_the_same_code_with_the_same_words_is_unchanged_and_with_others_reworded() -> None:
    found = carry({"A": "one", "B": "two"}, {"A": "one", "B": "other", "C": "three"})
    assert found == Carrying({"A": Origin(UNCHANGED, ("A",)), "B": Origin(REWORDED, ("B",)), "C": Origin(NEW)}, ())


def test_what_the_pack_says_counts_more_than_the_words() -> None:
    old, new = {"A": "one", "B": "two"}, {"A": "one", "B": "a misprint mended"}
    notes = [Note("A", Change.REWORDED), Note("B", Change.UNCHANGED)]
    assert carry(old, new, notes).origins == {"A": Origin(REWORDED, ("A",)), "B": Origin(UNCHANGED, ("B",))}


def test_a_code_may_be_unchanged_under_another_name() -> None:
    assert carry({"A": "one"}, {"B": "one"}, [Note("A", Change.UNCHANGED, ("B",))]) == Carrying(
        {"B": Origin(UNCHANGED, ("A",))}
    )


def test_parts_of_a_split_each_come_from_the_whole() -> None:
    found = carry({"A": "x"}, {"A1": "x", "A2": "x"}, [Note("A", Change.SPLIT, ("A1", "A2"))])
    assert found.origins == {"A1": Origin(SPLIT, ("A",)), "A2": Origin(SPLIT, ("A",))}
    assert found.successors() == {"A": ("A1", "A2")}


def test_what_is_merged_comes_from_all_of_them() -> None:
    notes = [Note("A", Change.MERGED, ("C",)), Note("B", Change.MERGED, ("C",))]
    assert carry({"A": "x", "B": "y"}, {"C": "z"}, notes).origins == {"C": Origin(MERGED, ("A", "B"))}


def test_what_takes_in_another_one_is_merged_even_if_its_own_words_stay() -> None:
    found = carry({"A": "x", "C": "z"}, {"C": "z"}, [Note("A", Change.MERGED, ("C",))])
    assert found.origins == {"C": Origin(MERGED, ("A", "C"))}


def test_a_code_used_again_after_it_was_retired_is_new() -> None:
    found = carry({"A": "one"}, {"A": "one"}, [Note("A", Change.RETIRED)])
    assert found == Carrying({"A": Origin(NEW)}, ("A",))


def test_what_is_called_unchanged_but_leads_to_two_is_split() -> None:
    found = carry({"A": "x"}, {"B": "x", "C": "x"}, [Note("A", Change.UNCHANGED, ("B", "C"))])
    assert {origin.verdict for origin in found.origins.values()} == {SPLIT}


def test_another_framework_takes_over_nothing_whatever_its_codes() -> None:
    assert nothing_carried(["A"], ["A"]) == Carrying({"A": Origin(NEW)}, ("A",))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (UNCHANGED, UNCHANGED, UNCHANGED),
        (UNCHANGED, REWORDED, REWORDED),
        (REWORDED, UNCHANGED, REWORDED),
        (SPLIT, UNCHANGED, SPLIT),
    ],
)
def test_over_two_editions_a_change_in_either_counts(first: Verdict, second: Verdict, expected: Verdict) -> None:
    found = joined(Carrying({"B": Origin(first, ("A",))}), Carrying({"C": Origin(second, ("B",))}), ["A"])
    assert found == Carrying({"C": Origin(expected, ("A",))}, ())


def test_what_came_in_between_and_left_again_is_no_ones_successor() -> None:
    first = carry({"A": "x"}, {"A": "x", "B": "y"})
    second = carry({"A": "x", "B": "y"}, {"C": "z"}, [Note("B", Change.UNCHANGED, ("C",))])
    assert joined(first, second, ["A"]) == Carrying({"C": Origin(NEW)}, ("A",))


CODES = st.sampled_from([f"S{n}" for n in range(6)])
EDITION = st.dictionaries(CODES, st.sampled_from(["x", "y"]), max_size=6)
NOTES = st.lists(
    st.builds(Note, CODES, st.sampled_from(list(Change)), st.lists(CODES, max_size=3, unique=True).map(tuple))
)


@settings(max_examples=300, deadline=None)
@given(EDITION, EDITION, NOTES)
def test_every_code_has_one_verdict_and_only_what_is_unchanged_carries(
    old: dict[str, str], new: dict[str, str], notes: list[Note]
) -> None:
    found = carry(old, new, notes)
    assert list(found.origins) == list(new)
    for code, origin in found.origins.items():
        assert set(origin.codes) <= set(old)
        if origin.verdict == NEW:
            assert origin.codes == ()
        elif origin.verdict == MERGED:
            assert origin.codes
        else:
            assert len(origin.codes) == 1
        if origin.verdict == UNCHANGED:
            earlier = origin.codes[0]
            told = {note.code: note for note in notes if note.code in old}.get(earlier)
            said = told is not None and told.change == Change.UNCHANGED and (told.codes or (earlier,)) == (code,)
            assert said or (told is None and earlier == code and old[code] == new[code])
    assert set(found.retired) == set(old) - set(found.successors())
    assert [code for verdict in Verdict for code in found.codes(verdict)] == sorted(
        new, key=lambda code: (list(Verdict).index(found.origins[code].verdict), list(new).index(code))
    )


@settings(max_examples=200, deadline=None)
@given(EDITION, EDITION, EDITION, NOTES, NOTES)
def test_an_answer_crosses_two_editions_only_where_both_leave_it_unchanged(
    first: dict[str, str], second: dict[str, str], third: dict[str, str], notes: list[Note], later: list[Note]
) -> None:
    start, end = carry(first, second, notes), carry(second, third, later)
    whole = joined(start, end, first)
    assert list(whole.origins) == list(third)
    carried = {code: origin.codes for code, origin in whole.origins.items() if origin.verdict == UNCHANGED}
    assert carried == {
        code: start.origins[origin.codes[0]].codes
        for code, origin in end.origins.items()
        if origin.verdict == UNCHANGED and start.origins[origin.codes[0]].verdict == UNCHANGED
    }
