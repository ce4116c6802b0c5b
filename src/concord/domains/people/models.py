"""Countries, regions, institutions, users and role grants."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from concord.domains.people.enums import COUNTRY_ROLES, Direction, Role, Tier
from concord.kernel.scoping import CountryQuerySet


class Identified(models.Model):
    """Everything that can be referred to has a UUID."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Country(Identified):
    """A country that plans, with how it writes and counts."""

    code = models.CharField(max_length=2, unique=True)  # ISO 3166-1 alpha-2; user-assigned codes for fictional ones
    name = models.CharField(max_length=120)
    languages = models.JSONField(default=list)  # ISO 639 codes, the working language first
    currency = models.CharField(max_length=3, default="EUR")  # ISO 4217
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.LTR)
    population = models.PositiveBigIntegerField(null=True)
    territories = models.PositiveSmallIntegerField(null=True)  # how many provinces, regions or counties it has
    marking = models.CharField(max_length=120, blank=True)  # a national marking that stands beside the TLP label

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CountryOwned(Identified):
    """Ground of every table whose rows belong to one country."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")

    objects = CountryQuerySet.as_manager()

    class Meta:
        abstract = True


class Region(Identified):
    """A group of countries that plan together."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class RegionMembership(Identified):
    """A country belongs to a region from one day to another; it may belong to several."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="memberships")
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("region", "country", "since"), name="one_membership_per_start"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} in {self.region}"


class Institution(CountryOwned):
    """A ministry, agency or service of a country."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)  # a framework's institution kind, such as "customs"
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.NATIONAL)
    territory = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("country", "code"), name="institution_code_once_per_country")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who can sign in with a password (or cannot yet, where it is None)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Identified, AbstractBaseUser):
    """A person who signs in. What they may do stands in their role grants."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class RoleGrant(Identified):
    """One role of one person: in a country, in a region, for a partner organisation, or on the instance."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    country = models.ForeignKey(Country, on_delete=models.CASCADE, null=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(role__in=COUNTRY_ROLES, country__isnull=False, region__isnull=True)
                    | models.Q(role=Role.SECRETARIAT, country__isnull=True, region__isnull=False)
                    | models.Q(role__in=(Role.PARTNER, Role.OPERATOR), country__isnull=True, region__isnull=True)
                ),
                name="role_stands_where_it_belongs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
