"""Countries, regions, institutions, users and role grants."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from concord.domains.people.enums import COUNTRY_ROLES, Direction, Role, SecondFactor, Tier
from concord.kernel import clock
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
    second_factor = models.CharField(max_length=10, choices=SecondFactor.choices, default=SecondFactor.NOBODY)

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
    until = models.DateField(null=True)  # the last day of a delegation
    # The grant whose holder passed the role on for a time: where that one goes, this one goes too.
    delegated_by = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="delegations")

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
            models.CheckConstraint(
                condition=models.Q(delegated_by__isnull=True) | models.Q(until__isnull=False),
                name="delegation_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Invitation(CountryOwned):
    """A link that brings a person into a country, or gives one who is there a new password. It works once.

    Only the SHA-256 of the link's secret is kept, so whoever reads the database cannot use it.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, blank=True)
    new_password = models.BooleanField(default=False)  # for somebody who is here already and forgot theirs
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[Any] = CountryQuerySet.as_manager()  # stands first, so that it is the default
    # Whoever holds the secret may see the invitation, before it is known which country it is of.
    by_secret: models.Manager[Invitation] = models.Manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.email

    @property
    def is_expired(self) -> bool:
        """Whether its time ran out."""
        return self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.accepted_at is None and self.recalled_at is None and not self.is_expired

    @property
    def role_labels(self) -> list[str]:
        """The roles it brings, in words."""
        return [str(Role(role).label) for role in self.roles]
