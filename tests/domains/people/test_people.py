import datetime as dt

import pytest
from tests.factories import MACHINE, actor_of, make_country, make_institution, make_person

from concord.domains.people.enums import Role
from concord.domains.people.models import RoleGrant, User
from concord.domains.people.queries import actor_in, countries_in_region, countries_of, country_facts
from concord.domains.people.services import (
    add_country,
    add_institution,
    add_region,
    add_user,
    find_or_add_country,
    grant_roles,
    join_region,
)
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound


@pytest.mark.parametrize(
    ("code", "name", "languages", "currency", "direction"),
    [
        ("KG", "Kyrgyzstan", ("ky", "ru"), "KGS", "ltr"),
        ("AE", "United Arab Emirates", ("ar",), "AED", "rtl"),
        ("AZ", "Azerbaijan", ("az",), "AZN", "ltr"),
    ],
)
def test_iso_and_cldr_say_how_a_country_writes_and_counts(code, name, languages, currency, direction):
    facts = country_facts(code)
    assert (facts.name, facts.languages, facts.currency, facts.direction) == (name, languages, currency, direction)
    assert facts.known


def test_a_code_that_iso_does_not_list_is_not_known():
    assert not country_facts("??").known


@pytest.mark.django_db
def test_a_country_stands_once_and_is_found_again():
    facts = country_facts("KG")
    country = add_country(actor=MACHINE, facts=facts)
    assert find_or_add_country(actor=MACHINE, facts=facts) == country
    with pytest.raises(InvalidInput, match="already there"):
        add_country(actor=MACHINE, facts=facts)


@pytest.mark.django_db
def test_only_an_operator_adds_countries_and_users():
    with pytest.raises(NotAllowed):
        add_country(actor=Actor("nobody"), facts=country_facts("KG"))
    with pytest.raises(NotAllowed):
        add_user(actor=Actor("nobody"), email="a@qt.example", name="A")


@pytest.mark.django_db
def test_a_user_acts_only_where_a_role_was_granted():
    one, other = make_country("QT", "Tarsovia"), make_country("QU", "Umbravia")
    ministry = make_institution(one)
    user = make_person(one, Role.CONTRIBUTOR, institution=ministry)
    actor, country = actor_in(user, "QT")
    assert (country, actor.roles, actor.institution_id) == (one, {"contributor"}, ministry.pk)
    assert list(countries_of(user)) == [one]
    for code in (other.code, "XX"):
        with pytest.raises(NotFound):
            actor_in(user, code)


@pytest.mark.django_db
def test_an_operator_of_the_server_sees_no_country():
    user = add_user(actor=MACHINE, email="ops@qt.example", name="Ops")
    make_country()
    grant_roles(actor=MACHINE, user=user, roles=[Role.OPERATOR])
    assert list(countries_of(user)) == []
    with pytest.raises(NotFound):
        actor_in(user, "QT")


@pytest.mark.django_db
def test_roles_are_granted_where_they_belong_and_once():
    country = make_country()
    region = add_region(actor=MACHINE, code="east", name="East")
    user = add_user(actor=MACHINE, email="a@qt.example", name="A")
    for _ in range(2):
        grant_roles(actor=MACHINE, user=user, roles=[Role.SECRETARIAT], region=region)
    assert RoleGrant.objects.count() == 1
    for roles, place in [
        ([Role.FOCAL_POINT], {}),
        ([Role.SECRETARIAT], {"country": country}),
        ([Role.OPERATOR], {"country": country}),
        ([Role.PARTNER], {"region": region}),
    ]:
        with pytest.raises(InvalidInput):
            grant_roles(actor=actor_of(country), user=user, roles=roles, **place)


@pytest.mark.django_db
def test_an_institution_of_another_country_is_refused():
    one, other = make_country("QT", "Tarsovia"), make_country("QU", "Umbravia")
    foreign = make_institution(other)
    user = add_user(actor=MACHINE, email="a@qt.example", name="A")
    with pytest.raises(InvalidInput):
        grant_roles(actor=actor_of(one), user=user, roles=[Role.CONTRIBUTOR], country=one, institution=foreign)
    with pytest.raises(InvalidInput):
        add_institution(actor=actor_of(one), code="branch", name="Branch", parent=foreign)


@pytest.mark.django_db
def test_an_address_stands_for_one_person_whatever_its_case():
    add_user(actor=MACHINE, email="Ana@QT.example", name="Ana")
    assert User.objects.get().email == "ana@qt.example"
    with pytest.raises(InvalidInput):
        add_user(actor=MACHINE, email="ANA@qt.example", name="Ana again")


@pytest.mark.django_db
def test_a_country_belongs_to_a_region_between_two_days():
    country, region = make_country(), add_region(actor=MACHINE, code="east", name="East")
    join_region(actor=MACHINE, region=region, country=country, since=dt.date(2024, 1, 1), until=dt.date(2026, 1, 1))
    found = {}
    for day in ("2023-12-31", "2024-01-01", "2025-12-31", "2026-01-01"):
        with clock.standing_still(dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")):
            found[day] = countries_in_region(region.pk).count()
    assert found == {"2023-12-31": 0, "2024-01-01": 1, "2025-12-31": 1, "2026-01-01": 0}
    with pytest.raises(InvalidInput):
        join_region(actor=MACHINE, region=region, country=country, since=dt.date(2026, 1, 1), until=dt.date(2026, 1, 1))
