"""Reading IATI activities: what is understood, what is refused, and that memory stays flat."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from decimal import Decimal

import pytest
from tests.formats.iati_files import FOOT, HEAD, a_file, project

from concord.formats import iati_reader
from concord.formats.errors import FormatError
from concord.formats.iati_activity import Activity, Amount, Organisation, Place, Share
from concord.formats.iati_reader import Refused, check_file, read_activities


def read(content: bytes) -> list[Activity | Refused]:
    return list(read_activities(io.BytesIO(content), "donor.xml"))


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        read(content)
    return str(refused.value)


def test_an_activity_is_read_with_money_dates_people_and_places():
    [activity] = read(a_file())
    assert isinstance(activity, Activity)
    assert activity.identifier == "XM-TEST-1-42"
    assert activity.reporter == Organisation("XM-TEST-1", "10", (("en", "Agency of Assistance"),))
    assert activity.title == (("en", "Laboratory training"), ("fr", "Formation"))
    assert activity.date("2", "1") == dt.date(2025, 3, 1)
    assert activity.date("4") is None
    assert activity.countries == (Share("QT", Decimal(100)),)
    assert activity.places == (Place(point=(41.5, 45.25)),)
    assert activity.sectors == (Share("12250", Decimal("60.5"), "1"),)
    assert activity.budgets[0].amount == Amount(Decimal("250000.50"), "EUR", dt.date(2025, 3, 1))
    paid = activity.transactions[0]
    assert (paid.kind, paid.amount.currency) == ("2", "")
    assert paid.provider == Organisation("XM-TEST-2", "", (("en", "Donor"),), "", "XM-TEST-2-9")


def test_what_is_not_modelled_stays_in_the_source():
    [activity] = read(a_file())
    assert isinstance(activity, Activity)
    assert b"Kept although not modelled" in activity.source
    assert activity.source.startswith(b"<iati-activity")


def test_a_point_that_is_nowhere_on_earth_is_left_out():
    [activity] = read(a_file(project(pos="100 500")))
    assert isinstance(activity, Activity)
    assert activity.places == (Place(),)


def test_an_invalid_activity_is_reported_and_the_next_one_is_read():
    broken = project("XM-TEST-1-1").replace('<activity-status code="2"/>', "")
    first, second = read(a_file(broken, project("XM-TEST-1-2")))
    assert isinstance(first, Refused)
    assert (first.identifier, first.line) == ("XM-TEST-1-1", 3)
    assert first.faults[0].startswith("line 10: Element 'activity-date': This element is not expected.")
    assert isinstance(second, Activity)
    assert second.identifier == "XM-TEST-1-2"


def test_a_file_that_is_cut_off_says_in_which_line():
    assert refusal(a_file()[:-30]).startswith("donor.xml, line 23: this is not well-formed XML")
    with pytest.raises(FormatError, match="not well-formed"):
        check_file(io.BytesIO(a_file()[:-30]), "donor.xml")


def test_a_whole_file_is_counted():
    assert check_file(io.BytesIO(a_file(project("A"), project("B"))), "donor.xml") == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "donor.xml"),
        (b"not xml", "donor.xml, line 1: this is not well-formed XML"),
        (b"<rss version='2.0'/>", "it is not an IATI activity file"),
        (b"<x><iati-activities version='2.03'/></x>", "does not begin with <iati-activities>"),
        (b"<iati-activities><iati-activity/></iati-activities>", "does not say which version"),
        (b"<iati-activities version='1.05'><iati-activity/></iati-activities>", "this is IATI version 1.05"),
    ],
)
def test_what_is_no_activity_file_is_refused_in_words(content, words):
    assert words in refusal(content)


def test_document_types_and_entities_are_refused():
    bomb = '<!DOCTYPE iati-activities [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    text = a_file().decode().replace("<iati-activities", bomb + "<iati-activities", 1).replace("Donor", "&b;")
    assert "declares a document type" in refusal(text.encode())


def test_an_activity_without_end_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(iati_reader, "MAX_ACTIVITY", 100_000)
    endless = HEAD + "<iati-activity>" + "<title/>" * 50_000 + "</iati-activity>" + FOOT
    assert "one activity is larger than" in refusal(endless.encode())


def test_memory_stays_flat_over_many_activities():
    content = a_file(*(project(f"XM-TEST-1-{number}") for number in range(2000)))
    tracemalloc.start()
    count = sum(isinstance(one, Activity) for one in read_activities(io.BytesIO(content), "donor.xml"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2000
    assert peak < 1_000_000  # bytes of Python objects; the file alone has 3 MB
