"""Reads of the people domain: who may act where, and what ISO knows of a country."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pycountry
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from django.db.models import Q, QuerySet

from concord.domains.people.enums import COUNTRY_ROLES, Direction, Role
from concord.domains.people.models import Country, Institution, RoleGrant, User
from concord.kernel import clock
from concord.kernel.actor import Actor
from concord.kernel.errors import InvalidInput, NotFound


def countries_of(user: User) -> QuerySet[Country]:
    """The countries in which a user holds a country role."""
    granted = RoleGrant.objects.filter(user=user, role__in=COUNTRY_ROLES).values("country_id")
    return Country.objects.filter(pk__in=granted)


def actor_in(user: User, country_code: str) -> tuple[Actor, Country]:
    """The user as an actor in a country; ``NotFound`` where there is no such country or no role in it."""
    grants = list(
        RoleGrant.objects.filter(user=user, role__in=COUNTRY_ROLES, country__code=country_code)
        .select_related("country")
        .order_by("role")
    )
    if not grants or grants[0].country is None:
        raise NotFound("There is no such page.")
    institution = next((g.institution_id for g in grants if g.institution_id), None)
    country = grants[0].country
    return Actor(str(user), country.pk, frozenset(g.role for g in grants), institution, user.pk), country


def find_country(code: str) -> Country:
    """A country of this installation by its code; ``InvalidInput`` says which there are."""
    found = Country.objects.filter(code=code).first()
    if found is None:
        here = ", ".join(Country.objects.values_list("code", flat=True)) or "none yet"
        raise InvalidInput(f"There is no country '{code}' here ({here}); 'concord country add' adds one.")
    return found


def only_country() -> Country:
    """The country of an installation that has just one."""
    found = list(Country.objects.all()[:2])
    if len(found) != 1:
        raise InvalidInput("Say which country with --country CODE; 'concord country list' shows which there are.")
    return found[0]


def institutions(actor: Actor) -> QuerySet[Institution]:
    """The institutions of the actor's country, by name."""
    return Institution.objects.for_actor(actor)


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
