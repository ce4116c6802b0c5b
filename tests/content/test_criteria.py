"""The shipped criteria: complete, worded, and read strictly."""

from pathlib import Path

import pytest

from concord.content import content_path
from concord.domains.priorities.enums import CRITERION_WORDS
from concord.formats.criteria_list import read_criteria
from concord.formats.errors import FormatError
from concord.formats.instrument_list import read_instruments


def test_every_shipped_criterion_has_words_and_a_scale():
    shipped = read_criteria(content_path("criteria.yaml"))
    assert [one.code for one in shipped.criteria] == list(CRITERION_WORDS)
    assert [one.code for one in shipped.criteria if one.top is None] == ["cost"]
    assert all(one.top is None or one.top > one.bottom for one in shipped.criteria)


def test_binding_instruments_are_ones_that_crosswalks_name():
    known = {one.name for one in read_instruments(content_path("instruments.yaml")).instruments}
    assert set(read_criteria(content_path("criteria.yaml")).binding) <= known


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("criteria: [{code: A b}]\nbinding: []", "criteria.0.code"),
        ("criteria: []\nbinding: []\nmore: 1", "more"),
        ("[", "not readable"),
    ],
)
def test_a_list_with_a_fault_names_it(tmp_path: Path, text: str, words: str):
    path = tmp_path / "criteria.yaml"
    path.write_text(text)
    with pytest.raises(FormatError, match=words):
        read_criteria(path)
