"""One text for one content, wherever it is worked out: what is hashed, signed and compared."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Plain values as JSON with sorted keys and no spaces; what JSON does not know (a UUID, a date) as its text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def sha256_of(value: Any) -> str:
    """SHA-256 of a value's canonical JSON, in hexadecimal."""
    return text_hash(canonical_json(value))


def text_hash(text: str) -> str:
    """SHA-256 of a text's UTF-8, in hexadecimal: what ``sha256sum`` says of it as a file."""
    return hashlib.sha256(text.encode()).hexdigest()
