"""What the settings make of variables that are more than a word."""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def is_domain(host: str) -> bool:
    """Whether a host is a name that a passkey can belong to: no bare address, and not only this machine's own name."""
    name = host.strip("[]").removeprefix(".")
    if name in ("localhost", "*") or "." not in name:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return True
    return False


def smtp(url: str) -> dict[str, object]:
    """Django's settings for a mail server: ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://``, user and port."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("CONCORD_SMTP_URL must look like smtp+tls://user:password@host:587")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
