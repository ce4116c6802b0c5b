"""A backup's stream: any tar reads it, memory stays small, and what is not as it should be is refused."""

import hashlib
import io
import json
import tarfile
import tracemalloc

import pytest

from concord.formats import backup_file
from concord.formats.backup_file import ABOUT, MANIFEST, About, KeptFile, Rows, Sums, TableSum, Tally
from concord.formats.errors import FormatError

HEAD = About("1.2.3", "2026-11-22T08:00:00+00:00", "sqlite", ["people.0001_first"], {"people.country": ["id"]})
COUNTRY, FILE = "00000000-0000-0000-0000-000000000001", b"an order in force" * 100
SHA256 = hashlib.sha256(FILE).hexdigest()
LINES = [backup_file.encode_row({"id": number, "name": "ü" * 1000}) for number in range(2500)]


def members(tally):
    yield backup_file.json_member(ABOUT, HEAD)
    yield from backup_file.table_members("people.country", LINES, tally)
    yield from backup_file.table_members("people.region", [], tally)
    yield from backup_file.file_member(COUNTRY, SHA256, len(FILE), io.BytesIO(FILE), tally)
    yield backup_file.json_member(MANIFEST, tally.sums())


def packed(*pieces):
    return b"".join(backup_file.packed(pieces))


def read(content):
    return [
        (m.country, m.sha256, m.size, m.content.read()) if isinstance(m, KeptFile) else m
        for m in backup_file.unpacked(io.BytesIO(content), "b")
    ]


def test_what_goes_in_comes_out_in_order():
    tally = Tally()
    first, *rows, file, last = read(packed(*members(tally)))

    assert first == HEAD
    assert [type(some) for some in rows] == [Rows] * 6
    assert [line for some in rows for line in some.lines] == LINES
    assert file == (COUNTRY, SHA256, len(FILE), FILE)
    assert (
        last
        == tally.sums()
        == Sums(
            {
                "people.country": TableSum(2500, hashlib.sha256(b"".join(LINES)).hexdigest()),
                "people.region": TableSum(0, hashlib.sha256(b"").hexdigest()),
            },
            {f"{COUNTRY}/{SHA256}": len(FILE)},
        )
    )
    assert last.rows == 2500


def test_any_tar_reads_it():
    with tarfile.open(fileobj=io.BytesIO(packed(*members(Tally()))), mode="r:gz") as tar:
        names = tar.getnames()
        about = json.load(tar.extractfile("about.json"))
    assert names[:2] == ["about.json", "rows/people.country/000000.jsonl"]
    assert names[-2:] == [f"files/{COUNTRY}/{SHA256}", "manifest.json"]
    assert about["concord"] == "1.2.3"


def test_a_large_table_goes_through_in_little_memory():
    line = backup_file.encode_row({"name": "x" * 1000})
    tracemalloc.start()
    for _piece in backup_file.packed(backup_file.table_members("a.b", (line for _ in range(40_000)), Tally())):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def small(name, data=b"x"):
    return backup_file.small_member(name, data)


def special(name, kind, target=""):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member.tobuf(tarfile.PAX_FORMAT)


HEAD_MEMBER = backup_file.json_member(ABOUT, HEAD)
END = backup_file.json_member(MANIFEST, Sums({}, {}))


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [END],
        [small(f"files/{COUNTRY}/{SHA256}"), HEAD_MEMBER, END],
        [HEAD_MEMBER],
        [HEAD_MEMBER, HEAD_MEMBER, END],
        [HEAD_MEMBER, END, END],
        [HEAD_MEMBER, END, small("rows/a.b/000000.jsonl")],
        [HEAD_MEMBER, small("../../etc/passwd"), END],
        [HEAD_MEMBER, small("/etc/passwd"), END],
        [HEAD_MEMBER, small(f"files/{COUNTRY}/../{SHA256}"), END],
        [HEAD_MEMBER, small(f"files/../{SHA256}"), END],
        [HEAD_MEMBER, small(f"files/{COUNTRY}/{SHA256}\n"), END],
        [HEAD_MEMBER, small("rows/../a.b/000000.jsonl"), END],
        [HEAD_MEMBER, small("rows/a.b/1.jsonl"), END],
        [HEAD_MEMBER, special(f"files/{COUNTRY}/{SHA256}", tarfile.SYMTYPE, "/etc/passwd"), END],
        [HEAD_MEMBER, special(f"files/{COUNTRY}/{SHA256}", tarfile.LNKTYPE, "about.json"), END],
        [HEAD_MEMBER, special("rows/a.b/000000.jsonl", tarfile.DIRTYPE), END],
        [HEAD_MEMBER, special("rows/a.b/000000.jsonl", tarfile.CHRTYPE), END],
        [small(ABOUT, b"{"), END],
        [small(ABOUT, b"[]"), END],
        [small(ABOUT, b'{"format": 1}'), END],
        [
            small(
                ABOUT, b'{"format": 0, "concord": "", "made_at": "", "database": "", "migrations": [], "tables": {}}'
            ),
            END,
        ],
        [HEAD_MEMBER, small(MANIFEST, b'{"tables": [], "files": {}}')],
        [HEAD_MEMBER, small(MANIFEST, b'{"tables": {}, "files": {"a": "many"}}')],
        [HEAD_MEMBER, small(MANIFEST, b'{"tables": {"a.b": 1}, "files": {}}')],
        [HEAD_MEMBER, small(MANIFEST, b"{}")],
        [HEAD_MEMBER, small("rows/a.b/000000.jsonl", b"x" * 600)[:700]],
    ],
)
def test_what_is_no_backup_is_refused_in_one_sentence(pieces):
    with pytest.raises(FormatError) as caught:
        read(packed(*pieces))
    assert str(caught.value) in (f"b: {backup_file._DAMAGED}", f"b: {backup_file._INCOMPLETE}")


@pytest.mark.parametrize("content", [b"", b"x" * 1000, packed(HEAD_MEMBER, END)[:-30], packed(HEAD_MEMBER, END) + b"x"])
def test_what_is_no_whole_stream_is_refused(content):
    with pytest.raises(FormatError):
        read(content)


def test_a_later_form_names_the_version_that_made_it():
    later = small(ABOUT, json.dumps({"format": 2, "concord": "9.0"}).encode())

    with pytest.raises(FormatError, match=r"made by Concord 9\.0, in a form that this version does not know"):
        read(packed(later, END))


def test_a_file_that_shrank_while_it_was_read_is_found_out():
    tally = Tally()
    content = packed(
        HEAD_MEMBER, *backup_file.file_member(COUNTRY, SHA256, len(FILE), io.BytesIO(FILE[:-1]), tally),
        backup_file.json_member(MANIFEST, tally.sums()),
    )  # fmt: skip
    _head, (_country, sha256, size, data), last = read(content)

    assert (sha256, size, data) == (SHA256, len(FILE), FILE[:-1] + b"\0")
    assert last.files == {f"{COUNTRY}/{SHA256}": len(FILE)}
