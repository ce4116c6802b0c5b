"""Files encrypted in the age format (age-encryption.org/v1) to X25519 recipients, as streams of any length.

age proves that a file is whole and unchanged, not who wrote it: whoever knows a recipient can encrypt to it.
"""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, NoReturn

import pyrage
from pyrage import x25519

from concord.formats.errors import Fault, FormatError

MAGIC = b"age-encryption.org/v1\n"
RECIPIENT, IDENTITY = "age1", "AGE-SECRET-KEY-1"
_WAITING = 64  # decrypted pieces of 8 kB that wait for their reader at most
_FOREIGN = "this is not a file that was encrypted with age"
_OTHER_KEY = "the file was not encrypted to this key; give the identity that belongs to one of its recipients"
_DAMAGED = "the file is cut off, or was changed after it was written; use another copy"


class OtherKey(FormatError):
    """The file is well made, and encrypted to somebody else."""


def make_identity() -> tuple[str, str]:
    """A new identity, which decrypts and is kept secret, and the recipient that belongs to it, which encrypts."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def identity_file(identity: str, recipient: str) -> str:
    """The text of an identity's file, as age's own tools write and read it."""
    return f"# public key: {recipient}\n{identity}\n"


def read_recipients(text: str, where: str) -> list[str]:
    """The recipients of a file with one in each line; empty lines and comments are passed over."""
    found = _lines(text)
    if not found:
        _refuse(where, "there is no recipient in it; one begins with age1")
    for number, line in found:
        _parsed(x25519.Recipient, line, f"{where}, line {number}" if where else "", "recipient", RECIPIENT)
    return [line for _number, line in found]


def read_identity(text: str, where: str) -> str:
    """The identity of a file that holds one, beside empty lines and comments."""
    found = _lines(text)
    if len(found) != 1:
        _refuse(where, "it must hold one identity, in one line that begins with AGE-SECRET-KEY-1")
    # Nothing of the line is repeated: it may be a secret after all.
    _parsed(x25519.Identity, found[0][1], where, "identity", IDENTITY)
    return found[0][1]


def encrypt(chunks: Iterator[bytes], out: IO[bytes], recipients: Sequence[str]) -> None:
    """Write what the chunks hold, encrypted to every recipient; what reading or writing raises comes through."""
    keys = [_parsed(x25519.Recipient, recipient, "", "recipient", RECIPIENT) for recipient in recipients]
    source, sink = _Source(chunks), _Sink(out)
    try:
        pyrage.encrypt_io(source, sink, keys)
    except Exception as error:
        raise source.failure or sink.failure or error from None


@contextmanager
def decrypted(source: IO[bytes], identity: str, where: str) -> Iterator[IO[bytes]]:
    """What is inside, to be read from the beginning to the end; only the end shows that nothing is missing."""
    if source.read(len(MAGIC)) != MAGIC:
        _refuse(where, _FOREIGN)
    source.seek(0)
    pipe = _Pipe(source, _parsed(x25519.Identity, identity, "", "identity", IDENTITY), where)
    try:
        yield io.BufferedReader(pipe, 1 << 16)
    finally:
        pipe.stop()


def _refuse(where: str, problem: str) -> NoReturn:
    raise FormatError(Fault(where, problem)) from None


def _lines(text: str) -> list[tuple[int, str]]:
    lines = enumerate((line.strip() for line in text.splitlines()), start=1)
    return [(number, line) for number, line in lines if line and not line.startswith("#")]


def _parsed(kind: Any, text: str, where: str, word: str, start: str) -> Any:
    try:
        return kind.from_str(text)
    except (pyrage.RecipientError, pyrage.IdentityError):
        _refuse(where, f"this is not an age {word}; one begins with {start} and is copied whole")


class _Source:
    """Chunks as the file that pyrage reads; keeps what they raised, since pyrage hands on its words only."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.rest, self.failure = chunks, b"", None

    failure: Exception | None

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        try:
            while not self.rest:
                self.rest = next(self.chunks)
        except StopIteration:
            return b""
        except Exception as error:
            self.failure = error
            raise
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


class _Sink:
    """The file that pyrage writes to; keeps what writing raised."""

    failure: Exception | None = None

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out

    def write(self, data: bytes) -> int:
        """Write a piece of the encrypted file."""
        try:
            return self.out.write(data)
        except Exception as error:
            self.failure = error
            raise

    def flush(self) -> None:
        """Hand on what waits."""
        self.out.flush()


class _Stopped(Exception):
    pass


class _Pipe(io.RawIOBase):
    """pyrage pushes what it decrypts; this lets it be pulled, with a thread and a short queue in between."""

    def __init__(self, source: IO[bytes], identity: Any, where: str) -> None:
        self.where, self.rest = where, b""
        self.pieces: queue.Queue[bytes | Exception | None] = queue.Queue(_WAITING)
        self.stopped = False
        self.thread = threading.Thread(target=self._decrypt, args=(source, identity), daemon=True)
        self.thread.start()

    def _decrypt(self, source: IO[bytes], identity: Any) -> None:
        try:
            pyrage.decrypt_io(source, self, [identity])
        except Exception as error:
            self.pieces.put(error)
        else:
            self.pieces.put(None)

    def write(self, data: Any) -> int:
        """Take a decrypted piece from pyrage."""
        if self.stopped:
            raise _Stopped
        self.pieces.put(bytes(data))
        return len(data)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill ``target`` with what is decrypted next; 0 says that the file ended and was whole."""
        while not self.rest:
            piece = self.pieces.get()
            if isinstance(piece, bytes):
                self.rest = piece
                continue
            self.pieces.put(piece)  # whoever reads on hears the same
            if piece is None:
                return 0
            self._explain(piece)
        given = self.rest[: len(target)]
        target[: len(given)] = given
        self.rest = self.rest[len(given) :]
        return len(given)

    def _explain(self, error: Exception) -> NoReturn:
        if isinstance(error, pyrage.DecryptError):
            if "No matching keys" in str(error):
                raise OtherKey(Fault(self.where, _OTHER_KEY)) from None
            _refuse(self.where, _DAMAGED)
        if isinstance(error, OSError) and error.errno is None:
            _refuse(self.where, _DAMAGED)
        raise error

    def stop(self) -> None:
        """End the thread, also where not everything was read."""
        self.stopped = True
        while self.thread.is_alive():
            while not self.pieces.empty():
                self.pieces.get()
            self.thread.join(0.01)
