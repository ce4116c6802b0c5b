"""Files for a key or a passphrase: what opens them, and what is said where it does not."""

from __future__ import annotations

import io
import re

import pytest

from concord.formats import age_file, sealed_file
from concord.formats.errors import FormatError
from concord.formats.sealed_file import Key, Lock, make_passphrase, opened, seal

IDENTITY, RECIPIENT = age_file.make_identity()
WORDS = "abcde-fghjk-mnpqr-stuvw-xyz23"


def sealed(lock: Lock) -> bytes:
    out = io.BytesIO()
    seal(iter([b"one ", b"two"]), out, lock)
    return out.getvalue()


def read(data: bytes, key: Key) -> bytes:
    with opened(io.BytesIO(data), key, "f.age") as stream:
        return stream.read()


def test_a_key_opens_what_was_encrypted_to_it():
    assert read(sealed(Lock(recipients=(RECIPIENT,))), Key(identity=IDENTITY)) == b"one two"
    other, _recipient = age_file.make_identity()
    with pytest.raises(age_file.OtherKey, match=r"^f\.age: the file was not encrypted to this key"):
        read(sealed(Lock(recipients=(RECIPIENT,))), Key(identity=other))


def test_a_passphrase_opens_what_was_encrypted_with_it():
    data = sealed(Lock(passphrase=WORDS))
    assert data.startswith(age_file.MAGIC)
    assert read(data, Key(passphrase=WORDS)) == b"one two"
    for damaged, words in ((data, "another passphrase"), (data[:-3], WORDS)):
        with pytest.raises(FormatError, match=r"^f\.age: the passphrase does not open it, or the file was cut off"):
            read(damaged, Key(passphrase=words))
    with pytest.raises(FormatError, match=r"^f\.age: this is not a file that was encrypted with age$"):
        read(b"junk", Key(passphrase=WORDS))


def test_too_much_for_a_passphrase_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(sealed_file, "LARGEST", 5)
    with pytest.raises(FormatError, match="too much for a passphrase"):
        sealed(Lock(passphrase=WORDS))
    with pytest.raises(FormatError, match=r"^f\.age: this is too large"):
        read(b"123456", Key(passphrase=WORDS))


def test_a_passphrase_that_is_made_can_be_typed_and_is_never_the_same():
    made = {make_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hj-km-np-z2-9]{5}-){4}[a-hj-km-np-z2-9]{5}", words) for words in made)
