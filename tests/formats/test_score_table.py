"""Levels assessed elsewhere: columns are recognised or mapped, and every wrong row is named by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from concord.formats.errors import FormatError
from concord.formats.score_table import JEE_FIRST_EDITION, MAX_BYTES, ScoreMap, ScoreTable, read_score_map, read_scores

HEAD = "country,iso2,year,month,indicator_code,indicator,core_element,core_capacity,score"
ROWS = (
    'Tarsovia,TV,2018,may,P.1.1,"Laws, in place",Prevent,Legislation,3',
    "Tarsovia,TV,2018,may,D.1.1,Laboratory tests,Detect,Laboratory,2",
    "Ostrava Isles,OI,2019,dec,P.1.1,Laws in place,Prevent,Legislation,N/A",
)
OWN = ScoreMap(instrument="Own", edition="2024", code="id", name="what", area="part", level="points")


def table(*rows: str, head: str = HEAD) -> ScoreTable:
    return read_scores("\n".join((head, *rows)).encode(), "scores.csv")


def fault(content: str | bytes, mapping: ScoreMap | None = None) -> str:
    with pytest.raises(FormatError) as caught:
        read_scores(content if isinstance(content, bytes) else content.encode(), "scores.csv", mapping)
    return str(caught.value)


def test_published_columns_are_recognised() -> None:
    read = table(*ROWS)
    assert read.mapping is JEE_FIRST_EDITION
    first = read.scores[0]
    assert (first.line, first.country_code, first.country_name, first.year) == (2, "TV", "Tarsovia", "2018")
    assert (first.code, first.name, first.area, first.level) == ("P.1.1", "Laws, in place", "Legislation", 3)
    assert read.countries() == [("TV", "Tarsovia"), ("OI", "Ostrava Isles")]


def test_what_was_not_scored_has_no_level() -> None:
    given = ["N/A", "", "-", "na", "Not applicable", "NOT ASSESSED", "4.0"]
    rows = [f"T,TV,2018,may,P.1.{at},Laws,Prevent,Legislation,{score}" for at, score in enumerate(given)]
    assert [score.level for score in table(*rows).scores] == [None] * 6 + [4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_semicolons_and_tabs_are_read_like_commas(delimiter: str) -> None:
    plain = "Tarsovia,TV,2018,may,P.1.1,Laws,Prevent,Legislation,3"
    content = f"\ufeff{HEAD}\r\n{plain}\r\n\r\n".replace(",", delimiter)
    assert [score.code for score in read_scores(content.encode(), "scores.csv").scores] == ["P.1.1"]


# --- one country of many


@pytest.mark.parametrize("wanted", ["TV", "tv", " Tarsovia ", "tarsovia"])
def test_a_country_is_found_by_code_or_name(wanted: str) -> None:
    assert [score.code for score in table(*ROWS).of_country(wanted)] == ["P.1.1", "D.1.1"]


def test_a_country_without_a_code_is_found_by_name() -> None:
    rows = (*ROWS, "Novaria,??,2017,may,P.1.1,Laws,Prevent,Legislation,1")
    assert [score.level for score in table(*rows).of_country("Novaria")] == [1]


def test_the_newest_year_counts() -> None:
    rows = (*ROWS, "Tarsovia,TV,2023,may,P.1.1,Laws,Prevent,Legislation,5")
    assert [(score.year, score.level) for score in table(*rows).of_country("TV")] == [("2023", 5)]


def test_a_country_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(FormatError) as caught:
        table(*ROWS).of_country("Nowhere")
    assert str(caught.value) == (
        "scores.csv: no rows for the country 'Nowhere'; the file has TV Tarsovia, OI Ostrava Isles"
    )


def test_a_code_scored_twice_in_one_year_is_told_with_both_lines() -> None:
    with pytest.raises(FormatError) as caught:
        table(*ROWS, ROWS[0]).of_country("TV")
    assert str(caught.value) == "scores.csv, line 5: P.1.1 is scored a second time (first on line 2)"


# --- a mapping of one's own


def test_other_columns_need_a_map_and_a_file_without_countries_is_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text("{instrument: Own, edition: '2024', code: id, name: what, area: part, level: points}")
    mapping = read_score_map(file)
    assert mapping == OWN
    read = read_scores(b"id,what,part,points,extra\nA1,Laws,Law,2,x\nA2,Staff,People,\n", "own.csv", mapping)
    assert [(score.code, score.level) for score in read.of_country("anything")] == [("A1", 2), ("A2", None)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[", "map.yaml: the mapping is not valid YAML text"),
        (b"\xff\xfe", "map.yaml: the mapping is not valid YAML text"),
        ("{instrument: Own, edition: '1', code: id, name: what, area: part}", "map.yaml, level: field required"),
        ("{instrument: Own, edition: '1', code: id, name: what, area: part, level: x, colour: red}",
         "map.yaml, colour: extra inputs are not permitted"),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    file = tmp_path / "map.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FormatError) as caught:
        read_score_map(file)
    assert str(caught.value) == sentence


def test_a_map_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"nowhere\.yaml: the mapping cannot be opened$"):
        read_score_map(tmp_path / "nowhere.yaml")


# --- what is wrong with a file


def test_wrong_columns_are_told_with_what_was_found_and_expected() -> None:
    assert fault("a,b\n1,2") == (
        "scores.csv, line 1: the columns are not known (found 'a', 'b'; expected 'indicator_code', 'indicator', "
        "'core_capacity', 'score', 'iso2', 'country', 'year'); name them with --map FILE.yaml"
    )
    assert fault("id,what,part\nA1,Laws,Law", OWN) == (
        "scores.csv, line 1: missing column 'points'; found 'id', 'what', 'part'"
    )
    assert fault("") == (
        "scores.csv, line 1: the columns are not known (found none; expected 'indicator_code', 'indicator', "
        "'core_capacity', 'score', 'iso2', 'country', 'year'); name them with --map FILE.yaml"
    )


def test_every_wrong_row_is_named() -> None:
    rows = (
        "Tarsovia,TV,2018,may,P.1.1,Laws,Prevent,Legislation,6",
        "Tarsovia,TV,2018,may,,Laws,Prevent,Legislation,3",
        "Tarsovia,TV,2018,may,P.1.2,Laws,Prevent,Legislation,2.5",
    )
    assert fault("\n".join((HEAD, *rows))).splitlines() == [
        "scores.csv, line 2: the score of P.1.1 must be 1 to 5 or N/A, found '6'",
        "scores.csv, line 3: the code, name or area is missing or too long",
        "scores.csv, line 4: the score of P.1.2 must be 1 to 5 or N/A, found '2.5'",
    ]


def test_what_is_no_table_is_refused_in_one_sentence() -> None:
    assert fault(b"\xff\xfe") == "scores.csv: not UTF-8 text; save it as 'CSV UTF-8'"
    assert fault(f"{HEAD}\n,,,,,,,,\n") == "scores.csv: there are no rows below the headings"
    assert fault(b"x" * (MAX_BYTES + 1)) == "scores.csv: the file is larger than 50 MB"
    assert fault(f"{HEAD}\nT,{'x' * 200_000}").endswith("not readable as CSV (field larger than field limit (131072))")
