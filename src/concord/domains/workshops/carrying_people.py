"""The people who go along: who holds a role in the country can sign in on the laptop, with password and code.

The secret of a code is kept under each server's own key, so it is opened here and closed there; in between the file's
encryption guards it. Whoever the work only mentions goes along by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.contrib.auth.hashers import make_password

from concord.domains.people.models import RoleGrant, User
from concord.domains.workshops.carrying_tables import country_filter, references, work_tables
from concord.formats.backup_file import encode_row
from concord.kernel.backup import tables

USERS: Final = "people.user"
GRANTS: Final = "people.rolegrant"
CODES: Final = "carrying.codes"


def people_lines(country_id: UUID, using: str) -> dict[str, list[bytes]]:
    """Accounts, roles and codes of a country's people, by table."""
    grants = list(tables.rows_of(RoleGrant, using, country_id=country_id))
    own = {row["user_id"] for row in grants}
    accounts = tables.rows_of(User, using, pk__in=own | mentioned(country_id, using))
    return {
        USERS: [encode_row(row if row["id"] in own else _name_only(row)) for row in accounts],
        GRANTS: [encode_row(row) for row in grants],
        CODES: [encode_row(row) for row in _codes(own, using)],
    }


def mentioned(country_id: UUID, using: str) -> set[str]:
    """The accounts that a country's work points to."""
    found: set[str] = set()
    for model in work_tables().values():
        for column, target in references(model):
            if target is User:
                rows = model._base_manager.using(using).filter(**country_filter(model, country_id))
                found |= {str(pk) for pk in rows.values_list(column, flat=True).distinct() if pk is not None}
    return found


def take_in_people(lines: dict[str, list[bytes]], using: str) -> None:
    """Put the people of a file into an empty installation."""
    tables.insert_lines(User, lines.get(USERS, []), using)
    tables.insert_lines(RoleGrant, lines.get(GRANTS, []), using)
    Authenticator.objects.bulk_create(
        Authenticator(user_id=UUID(row["user"]), type=Authenticator.Type.TOTP, data={"secret": encrypt(row["secret"])})
        for row in map(json.loads, lines.get(CODES, []))
    )


def _codes(users: Iterable[str], using: str) -> list[dict[str, Any]]:
    rows = Authenticator.objects.using(using).filter(user_id__in=users, type=Authenticator.Type.TOTP)
    return [{"user": str(row.user_id), "secret": decrypt(row.data["secret"])} for row in rows.order_by("user_id")]


def _name_only(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"password": make_password(None), "is_active": False, "last_login": None}
