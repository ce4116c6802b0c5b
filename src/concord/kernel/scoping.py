"""Country scoping: rows that a country owns cannot be read without saying which country's."""

from __future__ import annotations

from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import models

from concord.kernel.actor import Actor
from concord.kernel.errors import UnscopedQuery

M = TypeVar("M", bound=models.Model)


class CountryQuerySet(models.QuerySet[M]):
    """A queryset that refuses to reach the database until it knows its country.

    Reaching rows through an object one already holds (``assessment.answers``) is scoped by that object.
    """

    _country_known = False

    def for_country(self, country_id: UUID) -> Self:
        """Only this country's rows."""
        scoped = self.filter(country_id=country_id)
        scoped._country_known = True
        return scoped

    def for_actor(self, actor: Actor) -> Self:
        """Only the rows of the country in which the actor acts."""
        return self.for_country(actor.country_id)

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._country_known = self._country_known
        return clone  # type: ignore[no-any-return]

    def _check(self) -> None:
        if not (self._country_known or "instance" in self._hints):  # type: ignore[attr-defined]
            raise UnscopedQuery(f"{self.model.__name__} was queried without for_country() or for_actor().")

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()
