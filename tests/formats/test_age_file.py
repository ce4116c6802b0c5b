"""Streams are encrypted to recipients and come back whole, or not at all."""

import io

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concord.formats import age_file
from concord.formats.errors import FormatError

IDENTITY, RECIPIENT = age_file.make_identity()
OTHER_IDENTITY, OTHER_RECIPIENT = age_file.make_identity()
LONG = bytes(range(256)) * 1000


def encrypted(data: bytes, *recipients: str) -> bytes:
    out = io.BytesIO()
    age_file.encrypt(iter([data[:5], b"", data[5:]]), out, recipients or [RECIPIENT])
    return out.getvalue()


def opened(content: bytes, identity: str = IDENTITY) -> bytes:
    with age_file.decrypted(io.BytesIO(content), identity, "b.age") as stream:
        return stream.read()


@given(st.binary(max_size=300_000))
@settings(max_examples=25, deadline=None)
def test_what_goes_in_comes_out(data):
    assert opened(encrypted(data)) == data


def test_each_recipient_opens_it_alone():
    content = encrypted(LONG, RECIPIENT, OTHER_RECIPIENT)

    assert (opened(content, IDENTITY), opened(content, OTHER_IDENTITY)) == (LONG, LONG)
    assert b"\x01\x02\x03\x04" not in content


def test_it_is_the_age_format():
    assert pyrage.decrypt(encrypted(b"here"), [pyrage.x25519.Identity.from_str(IDENTITY)]) == b"here"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a file that was encrypted with age"),
        (b"PK\x03\x04 something", "not a file that was encrypted with age"),
        (age_file.MAGIC, "cut off, or was changed"),
        (encrypted(LONG)[:150], "cut off, or was changed"),
        (encrypted(LONG)[:-1], "cut off, or was changed"),
        (encrypted(LONG)[:-70_000], "cut off, or was changed"),
        (encrypted(LONG) + b"x", "cut off, or was changed"),
        (encrypted(LONG, OTHER_RECIPIENT), "not encrypted to this key"),
    ],
)
def test_what_is_not_whole_or_not_for_this_key_is_refused(content, said):
    with pytest.raises(FormatError) as caught:
        opened(content)
    assert said in str(caught.value)
    assert str(caught.value).startswith("b.age: ")


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_one_changed_byte_is_found(part):
    content = bytearray(encrypted(LONG))
    content[max(int(len(content) * part), 30)] ^= 1
    with pytest.raises(FormatError):
        opened(bytes(content))


def test_who_stops_reading_leaves_no_thread_behind():
    with age_file.decrypted(io.BytesIO(encrypted(LONG * 20)), IDENTITY, "b.age") as stream:
        assert stream.read(10) == LONG[:10]
        thread = stream.raw.thread
        assert thread.is_alive()
    assert not thread.is_alive()


def test_what_reading_raises_comes_through():
    def chunks():
        yield b"x"
        raise LookupError("the third table")

    with pytest.raises(LookupError, match="the third table"):
        age_file.encrypt(chunks(), io.BytesIO(), [RECIPIENT])


def test_what_writing_raises_comes_through():
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        age_file.encrypt(iter([LONG]), Full(), [RECIPIENT])


def test_recipients_and_identities_are_read_from_files_as_age_writes_them():
    text = age_file.identity_file(IDENTITY, RECIPIENT)

    assert text == f"# public key: {RECIPIENT}\n{IDENTITY}\n"
    assert age_file.read_identity(text, "key.txt") == IDENTITY
    assert age_file.read_recipients(f"# two\n\n{RECIPIENT}\n {OTHER_RECIPIENT} \n", "to") == [
        RECIPIENT,
        OTHER_RECIPIENT,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "to: there is no recipient in it"),
        (f"{RECIPIENT}\nage1wrong\n", "to, line 2: this is not an age recipient"),
        (IDENTITY, "to, line 1: this is not an age recipient"),
    ],
    ids=lambda _value: "",
)
def test_what_is_no_recipient_is_named_and_never_repeated(text, said):
    with pytest.raises(FormatError) as caught:
        age_file.read_recipients(text, "to")
    assert str(caught.value).startswith(said)
    assert IDENTITY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"), [("", "must hold one"), (RECIPIENT, "not an age identity")], ids=["nothing", "a recipient"]
)
def test_what_is_no_identity_is_refused(text, said):
    with pytest.raises(FormatError, match=said):
        age_file.read_identity(text, "key.txt")


def test_two_identities_in_a_file_are_too_many():
    with pytest.raises(FormatError, match="must hold one"):
        age_file.read_identity(f"{IDENTITY}\n{OTHER_IDENTITY}\n", "key.txt")
