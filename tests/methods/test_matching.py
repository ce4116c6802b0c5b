"""Matching of texts: worked out by hand on a few, and true of any."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from concord.methods.errors import MethodError
from concord.methods.matching import PART_SHARE, Found, best_matches, build_index, likeness

OFFERS = ["Radiation detectors for border posts", "Training of midwives", "Border posts get detectors of radiation"]


def test_the_likest_text_comes_first_and_unlike_ones_not_at_all():
    [found] = best_matches(build_index(OFFERS), ["radiation detectors at the border"])
    assert [one.text for one in found] == [0, 2]
    assert 0 < found[1].score < found[0].score < 1


def test_a_text_is_wholly_like_itself():
    assert likeness(build_index(OFFERS), OFFERS).diagonal() == pytest.approx([1, 1, 1], abs=1e-6)


def test_the_measure_is_that_of_scikit_learns_own_weighting():
    words = TfidfVectorizer(sublinear_tf=True)
    parts = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5))
    queries = ["detectors", "midwives and posts"]
    theirs = [
        (kind.fit(OFFERS).transform(queries) @ kind.transform(OFFERS).T).toarray()  # each term that a query shares
        for kind in (words, parts)
    ]
    ours = likeness(build_index(OFFERS), queries)
    # Terms of a query that no text has lengthen it here and are dropped there, so only the proportions are the same.
    for row, (of_words, of_parts) in zip(ours, zip(*theirs, strict=True), strict=True):
        assert (row > 0).tolist() == (of_words + of_parts > 0).tolist()
        assert np.argmax(row) == np.argmax((1 - PART_SHARE) * of_words + PART_SHARE * of_parts)


def test_one_shared_word_of_two_worked_out_by_hand():
    # "cde" and "xyz" each have three parts of 3 letters (with the blanks around), two of 4 and one of 5.
    index = build_index(["cde", "xyz"])
    rare, unknown = math.log(3 / 2) + 1, math.log(3 / 1) + 1
    [found] = best_matches(index, ["cde cdf"], most=1)
    word = rare / math.hypot(rare, unknown)
    # Of the six parts of " cde " the query has all; of " cdf " it shares " cd" with them, so that one counts twice.
    twice = (1 + math.log(2)) * rare
    length = math.sqrt(twice**2 + 5 * rare**2 + 5 * unknown**2)
    part = (twice + 5 * rare) * rare / (length * math.sqrt(6) * rare)
    assert found == [Found(0, pytest.approx((1 - PART_SHARE) * word + PART_SHARE * part, abs=1e-6))]


def test_what_does_not_fit_is_ruled_out():
    index, query = build_index(OFFERS), ["radiation detectors at the border"]
    assert [one.text for one in best_matches(index, query, fit=np.array([[0, 1, 1]]))[0]] == [2]
    assert [one.text for one in best_matches(index, query, fit=np.array([[0.1, 1, 1]]))[0]] == [2, 0]
    with pytest.raises(MethodError, match="queries × texts"):
        best_matches(index, query, fit=np.ones((1, 2)))


def test_of_even_texts_the_first_ones_are_found():
    [found] = best_matches(build_index(["alike"] * 50 + ["other"]), ["alike"], most=3)
    assert [one.text for one in found] == [0, 1, 2]


def test_nothing_is_found_among_nothing_and_for_nothing():
    assert best_matches(build_index([]), ["word"]) == [[]]
    assert best_matches(build_index(OFFERS), []) == []
    assert best_matches(build_index(["", "!"]), [""]) == [[]]


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), min_size=1, max_size=30))
def test_likeness_lies_between_nothing_and_all_whatever_the_texts(texts, queries):
    alike = likeness(build_index(texts), queries)
    assert alike.shape == (len(queries), len(texts))
    assert ((alike >= 0) & (alike <= 1 + 1e-5)).all()
