"""``concord tick`` as the machine's scheduler runs it."""

from __future__ import annotations


def test_tick_says_when_nothing_is_due(concord):
    assert concord("tick") == (0, "Nothing is due: no country has an assessment yet.\n", "")


def test_tick_says_for_each_country_what_it_sent(concord):
    assert concord("country", "add", "QT", "--name", "Tarsovia")[0] == 0
    table = "country,iso2,year,month,indicator_code,indicator,core_element,core_capacity,score\n"
    (concord.folder / "scores.csv").write_text(table + "Tarsovia,QT,2017,may,P.1.1,Law,Prevent,Legislation,3\n")
    code, _out, err = concord("assessment", "scores", "scores.csv", "--country", "QT")
    assert (code, err) == (0, "")
    assert concord("tick") == (0, "QT: 0 reminded, 0 were reminded lately.\n", "")
