"""Invitations: who may invite whom, and that a link works once, for a while, for one person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from tests.factories import PASSWORD, actor_of, make_country, make_institution, make_person

from concord.domains.people.enums import Role
from concord.domains.people.letters import send_invitation
from concord.domains.people.models import Country, Invitation, RoleGrant, User
from concord.domains.people.queries import actor_in, find_invitation, waiting_invitations
from concord.domains.people.services import (
    accept_invitation,
    close_account,
    grant_roles,
    invite_person,
    offer_new_password,
    recall_invitation,
    remove_person,
    renew_invitation,
)
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotAllowed, NotFound, WrongState
from concord.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW = "three rivers meet below the mill"
MAIL = "ana@qt.example"
OPERATOR = Actor("operator", roles=frozenset({Role.OPERATOR}))
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def invite(country: Country, email: str = MAIL, roles=(Role.OBSERVER,), **more) -> tuple[Invitation, str]:
    return invite_person(
        actor=more.pop("actor", actor_of(country)), country=country, email=email, name="Ana", roles=list(roles), **more
    )


def accept(secret: str, password: str = NEW, name: str = "Ana Marin", actor: Actor | None = None) -> User:
    return accept_invitation(actor=actor or Actor("nobody yet"), secret=secret, name=name, password=password)


def test_a_new_person_comes_in_with_name_password_and_role():
    country = make_country()
    ministry = make_institution(country)
    invitation, secret = invite(country, " Ana@QT.example ", [Role.CONTRIBUTOR], institution=ministry, language="fr")
    user = accept(secret)
    assert (user.email, user.name, user.language) == (MAIL, "Ana Marin", "fr")
    assert user.check_password(NEW)
    actor, _country = actor_in(user, "QT")
    assert (actor.roles, actor.institution_id) == ({"contributor"}, ministry.pk)
    invitation.refresh_from_db()
    assert invitation.user == user


def test_a_link_works_once():
    country = make_country()
    _invitation, secret = invite(country)
    accept(secret)
    with pytest.raises(WrongState, match="sign in as that person"):
        accept(secret)
    user = User.objects.get(email=MAIL)
    with pytest.raises(WrongState, match="used or recalled"):
        accept(secret, actor=Actor("Ana", user_id=user.pk))


def test_the_secret_of_a_link_is_kept_nowhere():
    country = make_country()
    invitation, secret = invite(country)
    assert secret not in str(Invitation.by_secret.filter(pk=invitation.pk).values().get())
    assert not AuditEntry.objects.filter(detail__contains=secret).exists()
    assert find_invitation(secret) == invitation
    with pytest.raises(NotFound):
        find_invitation(secret[:-1] + ("a" if secret[-1] != "a" else "b"))


def test_a_link_ends_after_two_weeks():
    country = make_country()
    with clock.standing_still(NOON):
        _invitation, secret = invite(country)
    with clock.standing_still(NOON + dt.timedelta(days=14)), pytest.raises(WrongState, match="its time ran out"):
        accept(secret)
    with clock.standing_still(NOON + dt.timedelta(days=13, hours=23)):
        assert accept(secret).email == MAIL


def test_a_recalled_link_lets_nobody_in():
    country = make_country()
    invitation, secret = invite(country)
    recall_invitation(actor=actor_of(country), invitation=invitation)
    with pytest.raises(WrongState):
        accept(secret)
    assert not User.objects.exists()
    assert list(waiting_invitations(actor_of(country))) == []
    with pytest.raises(WrongState):
        recall_invitation(actor=actor_of(country), invitation=invitation)


def test_renewing_makes_a_new_link_and_ends_the_old_one():
    country = make_country()
    with clock.standing_still(NOON):
        invitation, old = invite(country)
    with clock.standing_still(NOON + dt.timedelta(days=20)):
        new = renew_invitation(actor=actor_of(country), invitation=invitation)
        with pytest.raises(NotFound):
            accept(old)
        assert accept(new).email == MAIL


def test_a_weak_password_is_refused_and_the_link_stays_good():
    _invitation, secret = invite(make_country())
    for weak in ("short", "123456789012", "passwordpassword1"[:8]):
        with pytest.raises(InvalidInput):
            accept(secret, weak)
    assert accept(secret).check_password(NEW)


def test_somebody_known_must_be_signed_in_to_accept():
    one, other = make_country("QT"), make_country("QU", "Orvania")
    user = make_person(one, Role.OBSERVER, email=MAIL)
    stranger = make_person(one, Role.REVIEWER)
    _invitation, secret = invite(other, roles=[Role.REVIEWER])
    for actor in (Actor("nobody yet"), Actor("stranger", user_id=stranger.pk)):
        with pytest.raises(WrongState, match="sign in as that person"):
            accept(secret, actor=actor)
    assert accept(secret, "", actor=Actor("Ana", user_id=user.pk)) == user
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert actor_in(user, "QU")[0].roles == {"reviewer"}


def test_a_person_is_invited_once_at_a_time():
    country = make_country()
    invitation, _secret = invite(country)
    with pytest.raises(InvalidInput, match="invited already"):
        invite(country, "ANA@qt.example")
    recall_invitation(actor=actor_of(country), invitation=invitation)
    assert invite(country)[0].is_open


@pytest.mark.parametrize(
    ("roles", "email"),
    [([], MAIL), ([Role.OPERATOR], MAIL), ([Role.PARTNER], MAIL), ([Role.CONTRIBUTOR], MAIL), ([Role.OBSERVER], "ana")],
)
def test_an_invitation_needs_an_address_and_roles_of_the_country(roles, email):
    with pytest.raises(InvalidInput):
        invite(make_country(), email, roles)


def test_an_operator_invites_a_first_focal_point_and_nobody_else():
    country = make_country()
    for role in (Role.OBSERVER, Role.APPROVER):
        with pytest.raises(NotAllowed):
            invite(country, roles=[role], actor=OPERATOR)
    _invitation, secret = invite(country, roles=[Role.FOCAL_POINT], actor=OPERATOR)
    assert actor_in(accept(secret), "QT")[0].roles == {"focal_point"}
    entries = AuditEntry.objects.filter(country_id=country.pk).values_list("action", flat=True)
    assert list(entries) == ["person.invited", "invitation.accepted"]


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REVIEWER, Role.APPROVER, Role.OBSERVER])
def test_only_the_focal_point_of_the_country_invites(role):
    one, other = make_country("QT"), make_country("QU", "Orvania")
    for actor in (Actor("a", one.pk, frozenset({role})), actor_without_operator(other)):
        with pytest.raises(NotAllowed):
            invite(one, actor=actor)
    invitation, _secret = invite(one)
    with pytest.raises(NotFound):
        recall_invitation(actor=actor_of(other), invitation=invitation)


def actor_without_operator(country: Country) -> Actor:
    return Actor("focal point", country.pk, frozenset({Role.FOCAL_POINT}))


def test_a_forgotten_password_is_replaced_by_a_link_and_earlier_links_end():
    country = make_country()
    user = make_person(country, Role.OBSERVER, email=MAIL)
    focal = actor_without_operator(country)
    _first, old = offer_new_password(actor=focal, country=country, user=user)
    _second, secret = offer_new_password(actor=focal, country=country, user=user)
    with pytest.raises(WrongState):
        accept(old)
    assert accept(secret) == user
    user.refresh_from_db()
    assert (user.check_password(NEW), user.name) == (True, "Observer of Tarsovia")
    assert RoleGrant.objects.filter(user=user).count() == 1


def test_a_focal_point_gives_no_password_to_who_also_works_elsewhere():
    one, other = make_country("QT"), make_country("QU", "Orvania")
    user = make_person(one, Role.OBSERVER, email=MAIL)
    grant_roles(actor=actor_of(other), user=user, roles=[Role.OBSERVER], country=other)
    with pytest.raises(NotAllowed):
        offer_new_password(actor=actor_without_operator(one), country=one, user=user)
    assert offer_new_password(actor=OPERATOR, country=one, user=user)[0].user == user


def test_a_closed_account_opens_again_only_where_nothing_was_left_to_it():
    country = make_country()
    make_person(country, Role.FOCAL_POINT)
    user = make_person(country, Role.OBSERVER, email=MAIL)
    assert remove_person(actor=actor_of(country), user=user)
    _invitation, secret = invite(country)
    assert accept(secret).is_active
    close_account(actor=OPERATOR, user=user)
    _invitation, secret = invite(country)
    with pytest.raises(WrongState, match="closed"):
        accept(secret)


def test_the_letter_speaks_the_persons_language_and_carries_the_link():
    country = make_country(name="Tarsovia <North>")
    invitation, _secret = invite(country)
    assert send_invitation(invitation, "https://plan.example/x/")
    letter = mail.outbox[0]
    assert letter.subject == "Your invitation to Tarsovia <North> in Concord"
    assert letter.to == [MAIL]
    assert "\nhttps://plan.example/x/\n" in letter.body
    assert "Your role: Observer" in letter.body


def test_a_mail_server_that_refuses_stops_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    invitation, _secret = invite(make_country())
    assert not send_invitation(invitation, "https://plan.example/x/")
