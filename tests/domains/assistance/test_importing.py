"""Published activities come in: new, changed and known ones told apart, invalid ones named, broken files refused."""

from __future__ import annotations

import datetime as dt
import zlib
from decimal import Decimal
from pathlib import Path

import pytest
from tests.formats.iati_files import a_file, project

from concord.domains.assistance.importing import import_file
from concord.domains.assistance.models import ActivityCode, PublishedActivity
from concord.domains.assistance.queries import ActivityFilter, activities
from concord.domains.assistance.services import Kept, keep_activities
from concord.domains.people.enums import Role
from concord.formats.errors import FormatError
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.errors import NotAllowed
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
OPERATOR = Actor("operator", roles=frozenset({Role.OPERATOR}))


def imported(tmp_path: Path, *written: str):
    path = tmp_path / "donor.xml"
    path.write_bytes(a_file(*written))
    return import_file(OPERATOR, path)


def identifiers(**wanted: object) -> list[str]:
    return [row.identifier for row in activities(OPERATOR, ActivityFilter(**wanted))]


def test_an_activity_is_kept_with_what_lists_show_and_its_own_source(tmp_path):
    assert imported(tmp_path, project()).kept == Kept(new=1)
    row = PublishedActivity.objects.get()
    assert (row.identifier, row.title, row.reporter_ref) == ("XM-TEST-1-42", "Laboratory training", "XM-TEST-1")
    assert (row.starts_on, row.ends_on) == (dt.date(2025, 3, 1), dt.date(2027, 2, 28))
    assert (row.budget, row.committed, row.spent) == (Decimal("250000.50"), Decimal(400000), None)
    assert b"Kept although not modelled" in zlib.decompress(row.source)
    codes = row.codes.order_by("kind").values_list("kind", "vocabulary", "code", "percentage")
    assert list(codes) == [("country", "", "QT", Decimal(100)), ("sector", "1", "12250", Decimal("60.5"))]


def test_the_same_file_again_changes_nothing_and_a_new_edition_keeps_the_row(tmp_path):
    imported(tmp_path, project("A"), project("B"))
    before = PublishedActivity.objects.get(identifier="B")
    assert imported(tmp_path, project("A"), project("B")).kept == Kept(same=2)
    changed = project("B").replace("Laboratory training", "Training of laboratories").replace("QT", "QM")
    assert imported(tmp_path, project("A"), changed, project("C")).kept == Kept(new=1, changed=1, same=1)
    after = PublishedActivity.objects.get(identifier="B")
    assert (after.pk, after.title) == (before.pk, "Training of laboratories")
    assert identifiers(country="QM") == ["B"]
    assert ActivityCode.objects.count() == 6


def test_of_an_identifier_that_comes_twice_the_last_one_counts(tmp_path):
    later = project("A").replace("Laboratory training", "Later")
    assert imported(tmp_path, project("A"), later).kept == Kept(new=1)
    assert PublishedActivity.objects.get().title == "Later"


def test_what_is_not_valid_is_named_and_the_rest_comes_in(tmp_path):
    broken = project("A").replace('<activity-status code="2"/>', "")
    done = imported(tmp_path, broken, project("B"))
    assert (done.kept, done.refused_count) == (Kept(new=1), 1)
    assert done.refused[0].identifier == "A"
    assert identifiers() == ["B"]


def test_of_a_file_that_is_cut_off_nothing_comes_in(tmp_path):
    path = tmp_path / "cut.xml"
    path.write_bytes(a_file(*(project(str(number)) for number in range(600)))[:-100])
    with pytest.raises(FormatError, match=r"cut\.xml, line"):
        import_file(OPERATOR, path)
    assert not PublishedActivity.objects.exists()
    assert not AuditEntry.objects.exists()


def test_activities_are_found_by_country_sector_words_and_whether_they_run(tmp_path):
    over = project("B").replace('<activity-status code="2"/>', '<activity-status code="4"/>').replace("12250", "11110")
    cyrillic = project("C").replace("Laboratory training", "Подготовка ЛАБОРАТОРИЙ").replace("QT", "QM")
    imported(tmp_path, project("A"), over, cyrillic)
    assert identifiers(country="QT") == ["A", "B"]
    assert identifiers(sector="11110") == ["B"]
    assert identifiers(words="лабораторий подготовка") == ["C"]
    assert identifiers(words="trains AGENCY", country="QT", running=True) == ["A"]
    assert identifiers(words="nowhere") == []


def test_amounts_in_several_currencies_are_not_added_up(tmp_path):
    imported(tmp_path, project().replace('default-currency="EUR"', 'default-currency="USD"'))
    row = PublishedActivity.objects.get()
    assert (row.currency, row.budget, row.committed) == ("USD", None, Decimal(400000))


def test_a_batch_takes_few_queries_whatever_its_size(tmp_path, django_assert_num_queries):
    from concord.formats.iati_reader import read_activities

    path = tmp_path / "donor.xml"
    path.write_bytes(a_file(*(project(str(number)) for number in range(30))))
    with path.open("rb") as file:
        read = list(read_activities(file, "donor.xml"))
    keep_activities(actor=OPERATOR, activities=read[:1], source="first")
    with django_assert_num_queries(8):
        keep_activities(actor=OPERATOR, activities=read, source="all")


def test_only_operators_and_focal_points_bring_activities_in():
    for role in (Role.CONTRIBUTOR, Role.PARTNER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            keep_activities(actor=Actor("x", roles=frozenset({role})), activities=[], source="x")


def test_the_instances_trail_says_what_came_from_which_file(tmp_path):
    imported(tmp_path, project())
    entry = AuditEntry.objects.get()
    assert (entry.country_id, entry.action) == (INSTANCE, "activities.kept")
    assert entry.detail == '{"changed":0,"new":1,"same":0,"source":"donor.xml"}'
