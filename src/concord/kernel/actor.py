"""Who acts: a person in one country with roles, or a command on the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from concord.kernel.errors import NotAllowed

INSTANCE = UUID(int=0)  # stands for "no country" in the audit trail


@dataclass(frozen=True)
class Actor:
    """One person (or command) in one country; every query and every write is given one."""

    name: str
    country_id: UUID = INSTANCE
    roles: frozenset[str] = field(default_factory=frozenset)
    institution_id: UUID | None = None
    user_id: UUID | None = None
    parts: frozenset[str] | None = None  # codes of the only capabilities a guest's link is about; None: no such limit

    def has(self, *roles: str) -> bool:
        """Whether the actor holds any of these roles in this country."""
        return not self.roles.isdisjoint(roles)


def require(allowed: Callable[..., bool], actor: Actor, subject: Any = None) -> None:
    """Refuse unless the predicate (from a domain's ``rules.py``) says yes."""
    if not allowed(actor, subject):
        raise NotAllowed("Your role does not allow this; ask the national focal point.")
