"""Writes of the people domain."""

from concord.domains.people.services.accounts import (
    add_user,
    change_account,
    close_account,
    end_sessions,
    remove_second_factor,
)
from concord.domains.people.services.countries import (
    add_country,
    add_institution,
    add_institutions,
    add_region,
    ask_second_factor,
    find_or_add_country,
    join_region,
)
from concord.domains.people.services.grants import (
    delegate_role,
    grant_roles,
    hand_over,
    recall_delegation,
    remove_person,
    revoke_role,
)
from concord.domains.people.services.invitations import (
    accept_invitation,
    invite_person,
    offer_new_password,
    recall_invitation,
    renew_invitation,
)

__all__ = [
    "accept_invitation",
    "add_country",
    "add_institution",
    "add_institutions",
    "add_region",
    "add_user",
    "ask_second_factor",
    "change_account",
    "close_account",
    "delegate_role",
    "end_sessions",
    "find_or_add_country",
    "grant_roles",
    "hand_over",
    "invite_person",
    "join_region",
    "offer_new_password",
    "recall_delegation",
    "recall_invitation",
    "remove_person",
    "remove_second_factor",
    "renew_invitation",
    "revoke_role",
]
