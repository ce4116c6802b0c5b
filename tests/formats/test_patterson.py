"""Scheduling instances of either layout are read exactly, and a wrong one is refused with the line that is wrong."""

from __future__ import annotations

import re

import pytest

from concord.formats.errors import FormatError
from concord.formats.patterson import MAX_BYTES, Instance, InstanceMode, read_patterson

PATTERSON = """4  2
  5  3
0  0 0  2  2
   3
4  2 1  1  4
3  5 0  1  4
0  0 0  0
"""
SECTIONS = """jobs  (incl. supersource/sink ):\t4
RESOURCES
- renewable                 : 1 R
- nonrenewable              : 2 N
- doubly constrained        : 0 D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
1\t1\t2\t\t2 3
2\t2\t1\t\t4
3\t1\t1\t\t4
4\t1\t0
************************************************************************
REQUESTS/DURATIONS
jobnr.\tmode\tdur\tR1\tN1\tN2
------------------------------------------------------------------------
1\t1\t0\t0\t0\t0
2\t1\t3\t4\t8\t7
\t2\t4\t3\t2\t5
3\t1\t1\t2\t0\t5
4\t1\t0\t0\t0\t0
************************************************************************

 RESOURCE AVAILABILITIES
\tR 1\tN 1\tN 2
\t6\t9\t12
"""


def read(text, file="a.txt"):
    return read_patterson(text.encode(), file)


def test_the_patterson_layout_is_read_number_by_number_wherever_its_lines_break():
    assert read(PATTERSON) == Instance(
        "a.txt",
        (
            (InstanceMode(0, (0, 0)),),
            (InstanceMode(4, (2, 1)),),
            (InstanceMode(3, (5, 0)),),
            (InstanceMode(0, (0, 0)),),
        ),
        ((1, 2), (3,), (3,), ()),
        (5, 3),
    )
    assert read(" ".join(PATTERSON.split())) == read(PATTERSON)


def test_the_layout_with_sections_is_read_with_all_modes_and_both_kinds_of_resources():
    assert read(SECTIONS) == Instance(
        "a.txt",
        (
            (InstanceMode(0, (0,), (0, 0)),),
            (InstanceMode(3, (4,), (8, 7)), InstanceMode(4, (3,), (2, 5))),
            (InstanceMode(1, (2,), (0, 5)),),
            (InstanceMode(0, (0,), (0, 0)),),
        ),
        ((1, 2), (3,), (3,), ()),
        (6,),
        (9, 12),
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("4  2\n", "x 2\n", "a.txt, line 1: the number of activities must be a whole number from 1 to 5000, found 'x'"),
        ("4  2\n", "4 -2\n", "a.txt, line 1: the number of resources must be a whole number from 0 to 100, found '-2'"),
        ("2  2\n", "2  9\n", "a.txt, line 3: a successor of activity 1 must be a whole number from 1 to 4, found '9'"),
        ("0  0 0  0\n", "0  0 0\n", "a.txt: the file ends before how many successors activity 4 has"),
        ("0  0 0  0\n", "0  0 0  0 7\n", "a.txt, line 7: there are more numbers than the activities need"),
    ],
)
def test_a_wrong_number_is_named_by_its_line(old, new, sentence):
    assert old in PATTERSON
    with pytest.raises(FormatError, match=re.escape(sentence)):
        read(PATTERSON.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("- renewable", "- unknown", "a.txt: the line '- renewable' is missing"),
        (": 0 D", ": 1 D", "a.txt: doubly constrained resources are not read"),
        ("2\t2\t1\t\t4\n", "2\t2\t1\t\t5\n", "a.txt, line 10: expected activity 2: its number, modes, number of succ"),
        ("2\t2\t1\t\t4\n", "2\t0\t1\t\t4\n", "a.txt: every activity needs at least one mode"),
        ("2\t2\t1\t\t4\n", "2\t99999\t1\t\t4\n", "a.txt: there are more than 50000 modes"),
        ("4\t1\t0\n", "", "a.txt: the section 'PRECEDENCE RELATIONS' ends after 3 of 4 rows"),
        ("\t2\t4\t3\t2\t5\n", "", "a.txt: the section 'REQUESTS/DURATIONS' ends after 4 of 5 rows"),
        ("\t2\t4\t3\t2\t5\n", "\t2\n", "a.txt, line 19: expected mode 2 of activity 2: its duration and 3 requests"),
        ("3\t1\t1\t2\t0\t5\n", "3\t1\t1\t2\t0\t-5\n", "a.txt, line 20: a number must be a whole number from 0"),
        ("\t6\t9\t12\n", "\t6\t9\n", "a.txt, line 26: expected how much there is of 3 resources"),
        (" RESOURCE AVAILABILITIES", "", "a.txt: the section 'RESOURCE AVAIL' is missing"),
    ],
)
def test_a_wrong_section_is_named_by_its_line(old, new, sentence):
    assert old in SECTIONS
    with pytest.raises(FormatError, match=re.escape(sentence)):
        read(SECTIONS.replace(old, new))


@pytest.mark.parametrize("content", [b"\x00\xff\xfe", "é".encode(), b"", b"0" * (MAX_BYTES + 1), b"9" * 5000])
def test_anything_else_is_refused(content):
    with pytest.raises(FormatError):
        read_patterson(content, "a.txt")
