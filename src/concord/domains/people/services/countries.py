"""Writes about countries, regions and institutions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from concord.domains.people.enums import SecondFactor, Tier
from concord.domains.people.models import Country, Institution, Region, RegionMembership
from concord.domains.people.queries import CountryFacts
from concord.domains.people.rules import is_focal_point, is_operator
from concord.formats.institution_table import InstitutionRow
from concord.kernel.actor import Actor, require
from concord.kernel.audit import audited
from concord.kernel.errors import InvalidInput


def add_country(
    *,
    actor: Actor,
    facts: CountryFacts,
    currency: str = "",
    population: int | None = None,
    territories: int | None = None,
    marking: str = "",
) -> Country:
    """Add a country from what is known of it; a code can stand only once."""
    require(is_operator, actor)
    if Country.objects.filter(code=facts.code).exists():
        raise InvalidInput(f"The country {facts.code} is already there.")
    with audited(actor, "country.added", code=facts.code, name=facts.name) as record:
        record.subject = country = Country.objects.create(
            code=facts.code,
            name=facts.name,
            languages=list(facts.languages),
            currency=currency or facts.currency,
            direction=facts.direction,
            population=population,
            territories=territories,
            marking=marking,
        )
    return country


def find_or_add_country(*, actor: Actor, facts: CountryFacts, name: str = "") -> Country:
    """The country with this code, added under its ISO name (or ``name`` where ISO has none) if it is not there."""
    found = Country.objects.filter(code=facts.code).first()
    if found is not None:
        return found
    return add_country(actor=actor, facts=facts if facts.known or not name else replace(facts, name=name))


def add_region(*, actor: Actor, code: str, name: str) -> Region:
    """Add a region; countries join it by ``join_region``."""
    require(is_operator, actor)
    with audited(actor, "region.added", code=code) as record:
        record.subject = region = Region.objects.create(code=code, name=name)
    return region


def join_region(
    *, actor: Actor, region: Region, country: Country, since: dt.date, until: dt.date | None = None
) -> RegionMembership:
    """Record that a country belongs to a region from ``since`` until (not including) ``until``."""
    require(is_operator, actor)
    if until is not None and until <= since:
        raise InvalidInput("A membership must end after it starts.")
    with audited(actor, "region.joined", region=region.code, country=country.code, since=since, until=until) as record:
        record.subject = membership = RegionMembership.objects.create(
            region=region, country=country, since=since, until=until
        )
    return membership


def add_institution(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str = "",
    tier: str = Tier.NATIONAL,
    territory: str = "",
    parent: Institution | None = None,
) -> Institution:
    """Add an institution to the actor's country."""
    require(is_focal_point, actor)
    if Institution.objects.for_actor(actor).filter(code=code).exists():
        raise InvalidInput(f"There is already an institution with the code '{code}'.")
    if parent is not None and parent.country_id != actor.country_id:
        raise InvalidInput("An institution's parent must belong to the same country.")
    with audited(actor, "institution.added", code=code, name=name) as record:
        record.subject = institution = Institution.objects.create(
            country_id=actor.country_id, code=code, name=name, kind=kind, tier=tier, territory=territory, parent=parent
        )
    return institution


def add_institutions(*, actor: Actor, rows: Sequence[InstitutionRow]) -> int:
    """Add many institutions at once, all or none; returns how many are new. Known codes stay as they are."""
    require(is_focal_point, actor)
    known = set(Institution.objects.for_actor(actor).values_list("code", flat=True))
    new = [row for row in rows if row.code not in known]
    with audited(actor, "institutions.added", codes=[row.code for row in new]):
        Institution.objects.bulk_create(
            Institution(
                country_id=actor.country_id, code=row.code, name=row.name, kind=row.kind, tier=row.tier,
                territory=row.territory,
            )
            for row in new
        )  # fmt: skip
    return len(new)


def ask_second_factor(*, actor: Actor, country: Country, whom: str) -> None:
    """Say of whom the country asks a second factor when they sign in."""
    require(is_focal_point, actor)
    if whom not in SecondFactor.values or country.pk != actor.country_id:
        raise InvalidInput("Choose of whom a second factor is asked.")
    with audited(actor, "country.second_factor_asked", country, whom=whom):
        country.second_factor = whom
        country.save(update_fields=["second_factor"])
