"""Short codes that people read from a wall and type: no letter that looks like a digit."""

from __future__ import annotations

import secrets

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 6


def new_code(length: int = LENGTH) -> str:
    """A code nobody can guess from another."""
    return "".join(secrets.choice(LETTERS) for _place in range(length))


def read_code(typed: str) -> str:
    """A code as somebody typed it: small letters, spaces and hyphens do not matter."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
