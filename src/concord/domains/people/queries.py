"""Reads of the people domain: who may act where, and what ISO knows of a country."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pycountry
from allauth.mfa.models import Authenticator
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from django.db.models import CharField, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField

from concord.domains.people.enums import COUNTRY_ROLES, SIGNING_ROLES, Direction, Role, SecondFactor
from concord.domains.people.models import Country, Institution, Invitation, RoleGrant, User
from concord.domains.people.tokens import digest
from concord.kernel import clock
from concord.kernel.actor import INSTANCE, Actor
from concord.kernel.errors import InvalidInput, NotFound
from concord.kernel.holding import Hold
from concord.kernel.models import AuditHead
from concord.kernel.prepared import Prepared, Slot, columns, instance


def current_grants(day: dt.date | Slot | None = None) -> QuerySet[RoleGrant]:
    """Grants that hold today: a delegation ends by itself."""
    return RoleGrant.objects.filter(Q(until__isnull=True) | Q(until__gte=day or clock.today()))


def _grants_in_country() -> QuerySet[RoleGrant, Any]:
    """A person's grants in one country with all of the country; asked at every request, so it is put together once."""
    factors = Authenticator.objects.filter(user_id=OuterRef("user_id")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    heads = AuditHead.objects.filter(country_id=OuterRef("country_id"))
    return (
        current_grants(Slot("today", DateField()))
        .filter(user_id=Slot("user", UUIDField()), role__in=COUNTRY_ROLES, country__code=Slot("code", CharField()))
        .annotate(protected=Exists(factors), held=Subquery(heads.values("held")))
        .order_by("role", "pk")
        .values_list("role", "institution_id", "protected", "held", *columns(Country, "country__"))
    )


_GRANTS = Prepared(_grants_in_country)


def countries_of(user: User) -> QuerySet[Country]:
    """The countries in which a user holds a country role."""
    granted = current_grants().filter(user=user, role__in=COUNTRY_ROLES).values("country_id")
    return Country.objects.filter(pk__in=granted)


def is_in_country(user: User, country_id: UUID) -> bool:
    """Whether the person holds a role in the country."""
    return RoleGrant.objects.filter(user=user, country_id=country_id).exists()


def belongs_only_to(user: User, country_id: UUID) -> bool:
    """Whether every role of the person is in this country, so that its focal point answers for the account."""
    return set(RoleGrant.objects.filter(user=user).values_list("country_id", flat=True)) == {country_id}


@dataclass(frozen=True)
class Admission:
    """A person let into a country, and whether they still owe it a second factor."""

    actor: Actor
    country: Country
    owes_second_factor: bool
    hold: Hold | None  # whether the country's work is on another machine, or this is that machine


def admission(user: User, country_code: str) -> Admission:
    """The user in a country, in one query; ``NotFound`` where there is no such country or no role in it."""
    rows = _GRANTS.rows(user=user.pk, code=country_code, today=clock.today())
    if not rows:
        raise NotFound("There is no such page.")
    held, acting_for, protected, holds = zip(*(row[:4] for row in rows), strict=True)
    country = instance(Country, columns(Country), rows[0][4:])
    roles, institution = frozenset(held), next(filter(None, acting_for), None)
    asked = country.second_factor == SecondFactor.EVERYBODY or (
        country.second_factor == SecondFactor.SIGNERS and not roles.isdisjoint(SIGNING_ROLES)
    )
    return Admission(
        actor=Actor(str(user), country.pk, roles, institution, user.pk),
        country=country,
        owes_second_factor=asked and not protected[0],
        hold=Hold.read(holds[0]),
    )


def actor_in(user: User, country_code: str) -> tuple[Actor, Country]:
    """The user as an actor in a country; ``NotFound`` where there is no such country or no role in it."""
    let_in = admission(user, country_code)
    return let_in.actor, let_in.country


def find_country(code: str) -> Country:
    """A country of this installation by its code; ``InvalidInput`` says which there are."""
    found = Country.objects.filter(code=code).first()
    if found is None:
        here = ", ".join(Country.objects.values_list("code", flat=True)) or "none yet"
        raise InvalidInput(f"There is no country '{code}' here ({here}); 'concord country add' adds one.")
    return found


def find_user(email: str) -> User:
    """An account of this installation by its address."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise InvalidInput(f"There is no account for '{email}'; 'concord people list' shows which there are.")
    return found


@dataclass(frozen=True)
class Account:
    """An account and the roles it holds today, each with where."""

    user: User
    roles: tuple[str, ...]


def accounts(country: Country | None = None) -> list[Account]:
    """The accounts of this installation by address, or those with a role in one country."""
    held: dict[UUID, list[str]] = {}
    for grant in current_grants().select_related("country", "region").order_by("role"):
        place = grant.country.code if grant.country else grant.region.name if grant.region else grant.organisation
        held.setdefault(grant.user_id, []).append(f"{grant.role} {place}".strip())
    users = User.objects.order_by("email")
    if country is not None:
        users = users.filter(pk__in=current_grants().filter(country=country).values("user_id"))
    return [Account(user, tuple(held.get(user.pk, ()))) for user in users]


def only_country() -> Country:
    """The country of an installation that has just one."""
    found = list(Country.objects.all()[:2])
    if len(found) != 1:
        raise InvalidInput("Say which country with --country CODE; 'concord country list' shows which there are.")
    return found[0]


def institutions(actor: Actor) -> QuerySet[Institution]:
    """The institutions of the actor's country, by name."""
    return Institution.objects.for_actor(actor)


def find_invitation(secret: str) -> Invitation:
    """The invitation of a link, whatever became of it; ``NotFound`` where there never was one."""
    found = (
        Invitation.by_secret.filter(token_hash=digest(secret)).select_related("country", "institution", "user").first()
    )
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def waiting_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations of the actor's country that were neither accepted nor recalled, expired ones too."""
    waiting = Invitation.objects.for_actor(actor).filter(accepted_at=None, recalled_at=None, new_password=False)
    return waiting.select_related("institution")


def own_grants(user: User) -> QuerySet[RoleGrant]:
    """The roles a person holds today, with where, and to whom each is delegated."""
    lent = Prefetch("delegations", current_grants().select_related("user").order_by("until"))
    grants = current_grants().filter(user=user).select_related("country", "region", "institution", "delegated_by__user")
    return grants.prefetch_related(lent).order_by("country__name", "role", "pk")


@dataclass(frozen=True)
class Person:
    """Somebody with a role in the country, and the roles they hold there today."""

    user: User
    grants: tuple[RoleGrant, ...]
    has_second_factor: bool


def people_of(actor: Actor) -> list[Person]:
    """Everybody with a role in the actor's country, by name."""
    return _people(current_grants().filter(country_id=actor.country_id))


def person_of(actor: Actor, user_id: UUID) -> Person:
    """One person of the actor's country; ``NotFound`` for anybody else."""
    found = _people(current_grants().filter(country_id=actor.country_id, user_id=user_id))
    if not found:
        raise NotFound("There is no such person.")
    return found[0]


def colleagues_of(actor: Actor) -> QuerySet[User]:
    """The other people with a role in the actor's country, by name."""
    there = current_grants().filter(country_id=actor.country_id).values("user_id")
    return (
        User.objects.filter(pk__in=there, is_active=True)
        .exclude(pk=actor.user_id or INSTANCE)
        .order_by("name", "email")
    )


def grant_of(actor: Actor, grant_id: UUID) -> RoleGrant:
    """One role of somebody in the actor's country; ``NotFound`` for any other."""
    found = RoleGrant.objects.filter(pk=grant_id, country_id=actor.country_id)
    grant = found.select_related("user", "country", "institution", "delegated_by").first()
    if grant is None:
        raise NotFound("There is no such role.")
    return grant


def invitation_of(actor: Actor, invitation_id: UUID) -> Invitation:
    """One invitation of the actor's country; ``NotFound`` for any other."""
    found = Invitation.objects.for_actor(actor).filter(pk=invitation_id).select_related("country", "institution")
    invitation = found.first()
    if invitation is None:
        raise NotFound("There is no such invitation.")
    return invitation


def _people(grants: QuerySet[RoleGrant]) -> list[Person]:
    factors = Authenticator.objects.filter(user_id=OuterRef("user_id")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    rows = grants.select_related("user", "institution", "delegated_by__user").annotate(protected=Exists(factors))
    held: dict[UUID, list[RoleGrant]] = {}
    protected: set[UUID] = set()
    for grant in rows.order_by("user__name", "user__email", "role", "pk"):
        held.setdefault(grant.user_id, []).append(grant)
        if grant.protected:
            protected.add(grant.user_id)
    return [Person(own[0].user, tuple(own), pk in protected) for pk, own in held.items()]


def countries_in_region(region_id: UUID) -> QuerySet[Country]:
    """The countries that belong to a region today."""
    day = clock.today()
    current = Q(memberships__until__isnull=True) | Q(memberships__until__gt=day)
    return Country.objects.filter(current, memberships__region_id=region_id, memberships__since__lte=day).distinct()


def command_actor(country: Country, command: str) -> Actor:
    """The person at the machine's own keyboard: acts for the country on the database they hold."""
    return Actor(command, country.pk, frozenset({Role.FOCAL_POINT, Role.OPERATOR}))


@dataclass(frozen=True)
class CountryFacts:
    """What ISO and CLDR know of a country; ``known`` is false for codes ISO 3166 does not list."""

    code: str
    name: str
    languages: tuple[str, ...]
    currency: str
    direction: str
    known: bool


def country_facts(code: str) -> CountryFacts:
    """Name, official languages, currency and script direction for an ISO 3166-1 alpha-2 code."""
    found = pycountry.countries.get(alpha_2=code.upper())
    if found is None:
        return CountryFacts(code, code, ("en",), "EUR", Direction.LTR, False)
    # CLDR lists a language once per script (az, az_Cyrl); the first form is the one in use.
    languages = tuple(tag for tag in get_official_languages(code, de_facto=True) if "_" not in tag) or ("en",)
    currencies = get_territory_currencies(code.upper()) or ["EUR"]
    try:
        right_to_left = Locale.parse(languages[0]).text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        right_to_left = False
    name = getattr(found, "common_name", found.name)
    direction = Direction.RTL if right_to_left else Direction.LTR
    return CountryFacts(found.alpha_2, name, languages, currencies[0], direction, True)
