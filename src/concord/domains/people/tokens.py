"""Secrets of links: the link carries the secret, the database its SHA-256."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits in letters that an address can carry."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret, and found by it."""
    return hashlib.sha256(secret.encode()).hexdigest()
