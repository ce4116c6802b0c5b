"""A file that is encrypted to a key, as backups are, or with a passphrase that a person types."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import pyrage
from pyrage import passphrase as by_passphrase

from concord.formats import age_file
from concord.formats.errors import Fault, FormatError

# A passphrase's file goes through memory: age's library has no stream for it.
LARGEST: Final = 500_000_000
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _GROUP = 5, 5


@dataclass(frozen=True)
class Lock:
    """What closes a file: recipients, or a passphrase."""

    recipients: tuple[str, ...] = ()
    passphrase: str = ""


@dataclass(frozen=True)
class Key:
    """What opens a file: an identity, or a passphrase."""

    identity: str = ""
    passphrase: str = ""


def make_passphrase() -> str:
    """Five groups of five letters and figures (124 bits), to be written down and typed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def seal(chunks: Iterator[bytes], out: IO[bytes], lock: Lock) -> None:
    """Write what the chunks hold, encrypted."""
    if not lock.passphrase:
        age_file.encrypt(chunks, out, lock.recipients)
        return
    whole = io.BytesIO()
    for chunk in chunks:
        if whole.tell() + len(chunk) > LARGEST:
            raise FormatError(Fault("", "there is too much for a passphrase (over 500 MB); encrypt to a key instead"))
        whole.write(chunk)
    out.write(by_passphrase.encrypt(whole.getvalue(), lock.passphrase))


@contextmanager
def opened(source: IO[bytes], key: Key, where: str) -> Iterator[IO[bytes]]:
    """What is inside, to be read from the beginning to the end."""
    if not key.passphrase:
        with age_file.decrypted(source, key.identity, where) as stream:
            yield stream
        return
    data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FormatError(Fault(where, "this is too large to have been encrypted with a passphrase"))
    if not data.startswith(age_file.MAGIC):
        raise FormatError(Fault(where, "this is not a file that was encrypted with age"))
    try:
        plain = by_passphrase.decrypt(data, key.passphrase)
    except pyrage.DecryptError:
        problem = "the passphrase does not open it, or the file was cut off or changed; type it as it was shown"
        raise FormatError(Fault(where, problem)) from None
    yield io.BytesIO(plain)
