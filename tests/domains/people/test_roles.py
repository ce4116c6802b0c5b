"""Roles: given, lent for a time, handed over when an official leaves, and taken away."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from tests.factories import actor_of, make_country, make_institution, make_person

from concord.domains.people.enums import Role, SecondFactor
from concord.domains.people.models import Country, RoleGrant, User
from concord.domains.people.queries import actor_in, admission, countries_of, people_of, person_of
from concord.domains.people.services import (
    ask_second_factor,
    change_account,
    delegate_role,
    end_sessions,
    grant_roles,
    hand_over,
    recall_delegation,
    remove_person,
    remove_second_factor,
    revoke_role,
)
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
FRIDAY = dt.date(2027, 3, 5)


@pytest.fixture
def country(db: None) -> Country:
    country = make_country()
    make_person(country, Role.FOCAL_POINT)
    return country


def of(user: User) -> Actor:
    return actor_in(user, "QT")[0]


def only_grant(user: User) -> RoleGrant:
    return RoleGrant.objects.get(user=user, delegated_by=None)


def focal(country: Country) -> Actor:
    return Actor("focal point", country.pk, frozenset({Role.FOCAL_POINT}))


def test_a_delegated_role_holds_up_to_its_day_and_ends_by_itself(country):
    ministry = make_institution(country)
    holder = make_person(country, Role.CONTRIBUTOR, institution=ministry)
    deputy = make_person(country, Role.OBSERVER)
    with clock.standing_still(MONDAY):
        delegate_role(actor=of(holder), grant=only_grant(holder), to=deputy, until=FRIDAY)
        assert of(deputy).roles == {"contributor", "observer"}
        assert of(deputy).institution_id == ministry.pk
        assert of(holder).roles == {"contributor"}
    found = {}
    for days in (4, 5):
        with clock.standing_still(MONDAY + dt.timedelta(days=days)):
            found[days] = sorted(of(deputy).roles)
    assert found == {4: ["contributor", "observer"], 5: ["observer"]}


def test_a_country_ends_with_the_last_delegation(country):
    other = make_country("QU", "Orvania")
    holder, deputy = make_person(other, Role.APPROVER), make_person(other, Role.OBSERVER)
    actor = actor_in(holder, "QU")[0]
    with clock.standing_still(MONDAY):
        delegate_role(actor=actor, grant=only_grant(holder), to=deputy, until=FRIDAY)
        only_grant(deputy).delete()
        assert list(countries_of(deputy)) == [other]
    with clock.standing_still(MONDAY + dt.timedelta(days=5)):
        assert list(countries_of(deputy)) == []
        with pytest.raises(NotFound):
            actor_in(deputy, "QU")


def test_a_role_is_lent_by_its_holder_to_a_colleague_for_a_year_at_most(country):
    holder, deputy = make_person(country, Role.APPROVER), make_person(country, Role.OBSERVER)
    stranger = make_person(make_country("QU", "Orvania"), Role.OBSERVER)
    grant = only_grant(holder)
    with clock.standing_still(MONDAY):
        for to, until in [
            (stranger, FRIDAY),
            (holder, FRIDAY),
            (deputy, dt.date(2027, 2, 28)),
            (deputy, dt.date(2028, 3, 3)),
        ]:
            with pytest.raises(InvalidInput):
                delegate_role(actor=of(holder), grant=grant, to=to, until=until)
        with pytest.raises(NotFound):
            delegate_role(actor=of(deputy), grant=grant, to=holder, until=FRIDAY)
        delegation = delegate_role(actor=of(holder), grant=grant, to=deputy, until=FRIDAY)
        for taken in (delegation, grant):
            with pytest.raises((InvalidInput, NotFound)):
                delegate_role(actor=of(deputy), grant=taken, to=make_person(country, Role.REVIEWER), until=FRIDAY)
            User.objects.filter(email="reviewer@qt.example").delete()
        with pytest.raises(InvalidInput, match="already"):
            delegate_role(actor=of(holder), grant=grant, to=deputy, until=FRIDAY)


def test_a_delegation_is_taken_back_by_who_gave_it_or_by_the_focal_point(country):
    holder, deputy = make_person(country, Role.APPROVER), make_person(country, Role.OBSERVER)
    with clock.standing_still(MONDAY):
        for actor in (of(holder), focal(country)):
            delegation = delegate_role(actor=of(holder), grant=only_grant(holder), to=deputy, until=FRIDAY)
            with pytest.raises(NotAllowed):
                recall_delegation(actor=of(deputy), delegation=delegation)
            recall_delegation(actor=actor, delegation=delegation)
            assert of(deputy).roles == {"observer"}
        with pytest.raises(NotAllowed):
            recall_delegation(actor=focal(country), delegation=only_grant(holder))


def test_what_was_lent_goes_with_the_role_it_came_from(country):
    holder, deputy = make_person(country, Role.APPROVER), make_person(country, Role.OBSERVER)
    with clock.standing_still(MONDAY):
        delegate_role(actor=of(holder), grant=only_grant(holder), to=deputy, until=FRIDAY)
        revoke_role(actor=focal(country), grant=only_grant(holder))
        assert of(deputy).roles == {"observer"}


def test_hand_over_passes_roles_to_the_successor_and_closes_the_leavers_account(country):
    ministry = make_institution(country)
    leaver = make_person(country, Role.CONTRIBUTOR, institution=ministry)
    successor, deputy = make_person(country, Role.OBSERVER), make_person(country, Role.REVIEWER)
    with clock.standing_still(MONDAY):
        delegate_role(actor=of(leaver), grant=only_grant(leaver), to=deputy, until=FRIDAY)
        assert hand_over(actor=focal(country), leaver=leaver, successor=successor) == 1
        assert of(successor).roles == {"contributor", "observer"}
        assert of(successor).institution_id == ministry.pk
        assert of(deputy).roles == {"contributor", "reviewer"}, "what the leaver lent goes on until its day"
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert leaver.name == "Contributor of Tarsovia"
    assert AuditEntry.objects.get(action="roles.handed_over").subject_id == str(leaver.pk)


def test_hand_over_leaves_the_leaver_what_they_hold_elsewhere(country):
    other = make_country("QU", "Orvania")
    leaver, successor = make_person(country, Role.APPROVER), make_person(country, Role.OBSERVER)
    grant_roles(actor=actor_of(other), user=leaver, roles=[Role.OBSERVER], country=other)
    hand_over(actor=focal(country), leaver=leaver, successor=successor)
    leaver.refresh_from_db()
    assert leaver.is_active
    assert list(countries_of(leaver)) == [other]


def test_hand_over_does_not_double_a_role_nor_pass_on_what_was_lent(country):
    leaver, successor, lender = (make_person(country, role) for role in (Role.OBSERVER, Role.REVIEWER, Role.APPROVER))
    grant_roles(actor=focal(country), user=successor, roles=[Role.OBSERVER], country=country)
    with clock.standing_still(MONDAY):
        delegate_role(actor=of(lender), grant=only_grant(lender), to=leaver, until=FRIDAY)
        hand_over(actor=focal(country), leaver=leaver, successor=successor)
        assert sorted(RoleGrant.objects.filter(user=successor).values_list("role", flat=True)) == [
            "observer",
            "reviewer",
        ]


def test_a_focal_point_may_hand_over_their_own_office(country):
    own = User.objects.get(email="focal_point@qt.example")
    successor = make_person(country, Role.OBSERVER)
    hand_over(actor=of(own), leaver=own, successor=successor)
    assert of(successor).roles == {"focal_point", "observer"}
    own.refresh_from_db()
    assert not own.is_active


@pytest.mark.parametrize("successor", ["leaver", "stranger", "closed"])
def test_a_successor_is_another_person_of_the_country(country, successor):
    leaver = make_person(country, Role.APPROVER)
    stranger = make_person(make_country("QU", "Orvania"), Role.OBSERVER)
    closed = make_person(country, Role.OBSERVER)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    people = {"leaver": leaver, "stranger": stranger, "closed": closed}
    with pytest.raises(InvalidInput):
        hand_over(actor=focal(country), leaver=leaver, successor=people[successor])
    assert of(leaver).roles == {"approver"}


def test_a_country_keeps_a_focal_point(country):
    own = User.objects.get(email="focal_point@qt.example")
    deputy = make_person(country, Role.OBSERVER)
    with clock.standing_still(MONDAY):
        delegate_role(actor=of(own), grant=only_grant(own), to=deputy, until=FRIDAY)
        with pytest.raises(WrongState):
            revoke_role(actor=of(deputy), grant=only_grant(own))
        with pytest.raises(WrongState):
            remove_person(actor=of(deputy), user=own)
    assert of(own).roles == {"focal_point"}


def test_who_holds_no_role_any_more_is_out_and_keeps_their_name(country):
    user = make_person(country, Role.OBSERVER)
    assert remove_person(actor=focal(country), user=user)
    user.refresh_from_db()
    assert (user.is_active, user.name) == (False, "Observer of Tarsovia")
    with pytest.raises(NotFound):
        person_of(focal(country), user.pk)
    with pytest.raises(NotFound):
        remove_person(actor=focal(country), user=user)


def test_nobody_gives_a_role_to_themselves(country):
    own = User.objects.get(email="focal_point@qt.example")
    with pytest.raises(InvalidInput, match="themselves"):
        grant_roles(actor=of(own), user=own, roles=[Role.APPROVER], country=country)


def test_a_person_acts_for_one_institution_of_a_country(country):
    health, customs = make_institution(country), make_institution(country, "customs")
    user = make_person(country, Role.CONTRIBUTOR, institution=health)
    grant_roles(actor=focal(country), user=user, roles=[Role.OBSERVER], country=country, institution=health)
    with pytest.raises(InvalidInput, match="acts for Health of Tarsovia"):
        grant_roles(actor=focal(country), user=user, roles=[Role.CONTRIBUTOR], country=country, institution=customs)


def test_a_focal_point_gives_roles_in_no_other_country_and_none_of_the_server(country):
    other = make_country("QU", "Orvania")
    user = make_person(country, Role.OBSERVER)
    for place in ({"country": other, "roles": [Role.OBSERVER]}, {"roles": [Role.OPERATOR]}):
        with pytest.raises(NotAllowed):
            grant_roles(actor=focal(country), user=user, **place)


def test_a_focal_point_reaches_the_accounts_of_the_country_and_no_others(country):
    stranger = make_person(make_country("QU", "Orvania"), Role.OBSERVER)
    user = make_person(country, Role.OBSERVER)
    with pytest.raises(NotAllowed):
        end_sessions(actor=focal(country), user=stranger)
    with pytest.raises(NotAllowed):
        remove_second_factor(actor=focal(country), user=stranger)
    with pytest.raises(NotAllowed):
        change_account(actor=focal(country), user=user, name="Other", language="")
    assert end_sessions(actor=focal(country), user=user) == 0
    Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    assert remove_second_factor(actor=focal(country), user=user) == 1


OWES = {
    SecondFactor.NOBODY: set(),
    SecondFactor.SIGNERS: {Role.FOCAL_POINT, Role.APPROVER},
    SecondFactor.EVERYBODY: {Role.FOCAL_POINT, Role.APPROVER, Role.OBSERVER},
}


@pytest.mark.parametrize("whom", OWES)
def test_a_country_says_of_whom_it_asks_a_second_factor(country, whom, django_assert_num_queries):
    people = [User.objects.get(email="focal_point@qt.example")]
    people += [make_person(country, Role.APPROVER), make_person(country, Role.OBSERVER)]
    ask_second_factor(actor=focal(country), country=country, whom=whom)
    for user in people:
        with django_assert_num_queries(1):
            found = admission(user, "QT")
        assert found.owes_second_factor == bool(found.actor.roles & OWES[whom])
    Authenticator.objects.create(user=people[0], type="recovery_codes", data={})
    assert admission(people[0], "QT").owes_second_factor == (whom != SecondFactor.NOBODY)
    Authenticator.objects.create(user=people[0], type="totp", data={"secret": ""})
    assert not admission(people[0], "QT").owes_second_factor


def test_people_are_listed_by_name_with_their_roles_in_one_query(country, django_assert_num_queries):
    for number in range(30):
        make_person(country, Role.OBSERVER, email=f"o{number}@qt.example")
    with django_assert_num_queries(1):
        people = people_of(focal(country))
    assert len(people) == 31
    assert [(p.user.name, [g.role for g in p.grants]) for p in people[:2]] == [
        ("Focal point of Tarsovia", ["focal_point"]),
        ("Observer of Tarsovia", ["observer"]),
    ]
