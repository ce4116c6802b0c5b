"""What an app for codes does: a six-digit code from a key and the time (RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def code_of(key: str, *, at: float | None = None) -> str:
    """The code that an app with this key shows at a moment (now, if none is given)."""
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(base64.b32decode(key.replace(" ", "")), counter, "sha1").digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
