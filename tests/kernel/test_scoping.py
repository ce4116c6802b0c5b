import pytest
from tests.factories import actor_of, make_country, make_institution

from concord.domains.people.models import Institution
from concord.kernel.errors import UnscopedQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "reach",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: list(rows.iterator()),
        lambda rows: list(rows.values("name")),
        lambda rows: rows.update(name="x"),
        lambda rows: rows.delete(),
        lambda rows: rows.aggregate(),
        lambda rows: rows.get(name="x"),
        lambda rows: rows.filter(name="x").order_by("name").last(),
    ],
)
def test_rows_of_a_country_cannot_be_reached_without_saying_which(reach):
    with pytest.raises(UnscopedQuery):
        reach(Institution.objects.all())


def test_a_scoped_query_sees_only_its_country():
    one, other = make_country("QT", "Tarsovia"), make_country("QU", "Umbravia")
    make_institution(one)
    make_institution(other)
    assert [i.country.name for i in Institution.objects.for_actor(actor_of(one))] == ["Tarsovia"]
    assert Institution.objects.for_country(other.pk).filter(code="health").count() == 1


def test_rows_reached_through_an_object_at_hand_are_scoped_by_it():
    country = make_country()
    parent = make_institution(country)
    assert list(parent.children.all()) == []
