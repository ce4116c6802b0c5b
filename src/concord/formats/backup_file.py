"""A backup as a stream: a gzipped tar of JSON lines (the tables), files, and sums over all of it.

The members come in this order: ``about.json``, then ``rows/<table>/<number>.jsonl`` for each table, then
``files/<country>/<SHA-256>`` for each file, then ``manifest.json``. Any tar reads it, also without Concord.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from gzip import BadGzipFile, GzipFile
from itertools import chain
from typing import IO, Any, Final, Literal, NoReturn

from pydantic import TypeAdapter

from concord.formats.errors import Fault, FormatError

FORMAT: Final = 1
ABOUT, MANIFEST = "about.json", "manifest.json"
MEMBER = 1_000_000  # bytes of rows gathered into one member, so that memory stays small however large a table is
MAX_ROWS_MEMBER = 200_000_000  # of a single row, which is never cut
PIECE = 1 << 16
_BLOCK = 512
_PACKED, _STORED, _GZIP = 5, 0, 31  # levels of zlib, and its number for gzip's headers
_ROWS = re.compile(r"rows/([a-z0-9_]+\.[a-z0-9_]+)/[0-9]{6,}\.jsonl")
_FILE = re.compile(r"files/([0-9a-f-]{36})/([0-9a-f]{64})")
_DAMAGED = "what the file holds is damaged or was never made by Concord; use another copy"
_INCOMPLETE = "the file ends before its list of contents; use another copy"


@dataclass(frozen=True)
class About:
    """What stands at the head of a backup: who made it, when, and the shape of its tables."""

    concord: str  # the version
    made_at: str
    database: str
    migrations: list[str]
    tables: dict[str, list[str]]  # the fields of each
    format: Literal[1] = FORMAT


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and the SHA-256 of its lines in the order of its primary key."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Sums:
    """What a backup holds, counted and hashed; a file's name is ``<country>/<SHA-256>``."""

    tables: dict[str, TableSum]
    files: dict[str, int]  # sizes in bytes

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())


_ABOUT, _SUMS = TypeAdapter(About), TypeAdapter(Sums)


@dataclass
class Tally:
    """Counts and hashes rows and files as they go by."""

    counts: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, Any] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def open_table(self, table: str) -> None:
        """Note a table, which may have no rows."""
        self.counts[table], self.hashes[table] = 0, hashlib.sha256()

    def add_rows(self, table: str, lines: bytes, count: int) -> None:
        """Note rows of a table that is open."""
        self.counts[table] += count
        self.hashes[table].update(lines)

    def sums(self) -> Sums:
        """Everything so far."""
        tables = {table: TableSum(count, self.hashes[table].hexdigest()) for table, count in self.counts.items()}
        return Sums(tables, dict(self.files))


@dataclass(frozen=True)
class Rows:
    """Some rows of a table, as JSON lines."""

    table: str
    lines: list[bytes]


@dataclass(frozen=True)
class KeptFile:
    """A file of a country, to be read before the next member is asked for."""

    country: str
    sha256: str
    size: int
    content: IO[bytes]


class AsItIs(bytes):
    """Bytes that are not packed: documents and pictures are, already."""


def encode_row(row: dict[str, Any]) -> bytes:
    """One row as a canonical line: the same values give the same bytes, whatever database they come from."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def table_members(table: str, rows: Iterable[bytes], tally: Tally) -> Iterator[bytes]:
    """A table's lines as members of the tar, a megabyte each; counted and hashed on the way."""
    tally.open_table(table)
    waiting: list[bytes] = []
    size = number = 0
    for line in rows:
        waiting.append(line)
        size += len(line)
        if size >= MEMBER:
            yield _row_member(table, number, waiting, tally)
            waiting, size, number = [], 0, number + 1
    if waiting:
        yield _row_member(table, number, waiting, tally)


def _row_member(table: str, number: int, lines: list[bytes], tally: Tally) -> bytes:
    data = b"".join(lines)
    tally.add_rows(table, data, len(lines))
    return small_member(f"rows/{table}/{number:06}.jsonl", data)


def small_member(name: str, data: bytes) -> bytes:
    """A member of the tar that fits into memory."""
    return _header(name, len(data)) + data + bytes(-len(data) % _BLOCK)


def json_member(name: str, value: About | Sums) -> bytes:
    """What stands at the head, or the list of contents at the end."""
    return small_member(name, json.dumps(asdict(value), ensure_ascii=False, sort_keys=True, indent=1).encode())


def file_member(country: str, sha256: str, size: int, content: IO[bytes], tally: Tally) -> Iterator[bytes]:
    """A country's file as a member of the tar."""
    yield AsItIs(_header(f"files/{country}/{sha256}", size))
    left = size
    while left and (piece := content.read(min(PIECE, left))):
        left -= len(piece)
        yield AsItIs(piece)
    yield AsItIs(left + -size % _BLOCK)  # a file cut meanwhile is filled up, and found out when it is read back
    tally.files[f"{country}/{sha256}"] = size


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.PAX_FORMAT)


def packed(members: Iterable[bytes]) -> Iterator[bytes]:
    """The members as a gzipped tar; its parts follow one another as gzip allows, files stored and rows packed."""
    pack, level = zlib.compressobj(_PACKED, wbits=_GZIP), _PACKED
    for piece in chain(members, [bytes(2 * _BLOCK)]):
        wanted = _STORED if isinstance(piece, AsItIs) else _PACKED
        if wanted != level:
            yield pack.flush()
            pack, level = zlib.compressobj(wanted, wbits=_GZIP), wanted
        yield pack.compress(piece)
    yield pack.flush()


def unpacked(stream: IO[bytes], where: str) -> Iterator[About | Rows | KeptFile | Sums]:
    """The members of a backup in their order, read to the last byte; ``FormatError`` where something is wrong."""
    try:
        with GzipFile(fileobj=stream) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            last: object = None
            for member in tar:
                tar.members = []  # type: ignore[attr-defined] # it would remember every member that went by
                last = _read(member, tar, where, first=last is None, ended=isinstance(last, Sums))
                yield last
            if not isinstance(last, Sums):
                _refuse(where, _INCOMPLETE)
            while plain.read(PIECE):
                pass
    except (tarfile.TarError, BadGzipFile, EOFError, zlib.error, ValueError, LookupError, TypeError) as error:
        if isinstance(error, FormatError):
            raise
        _refuse(where, _DAMAGED)


def _refuse(where: str, problem: str) -> NoReturn:
    raise FormatError(Fault(where, problem)) from None


def _read(
    member: tarfile.TarInfo, tar: tarfile.TarFile, where: str, *, first: bool, ended: bool
) -> About | Rows | KeptFile | Sums:
    # Only these names exist, and none of them is a path: what a member is called never says where it is written.
    content = tar.extractfile(member) if member.isreg() else None
    rows, file = _ROWS.fullmatch(member.name), _FILE.fullmatch(member.name)
    if content is None or ended or first != (member.name == ABOUT):
        _refuse(where, _DAMAGED)
    if file:
        return KeptFile(file[1], file[2], member.size, content)
    if member.size > MAX_ROWS_MEMBER:
        _refuse(where, _DAMAGED)
    data = content.read()
    if rows:
        return Rows(rows[1], data.splitlines(keepends=True))
    if member.name == MANIFEST:
        return _SUMS.validate_json(data)
    if member.name != ABOUT:
        _refuse(where, _DAMAGED)
    found = json.loads(data)
    if isinstance(found, dict) and isinstance(found.get("format"), int) and found["format"] > FORMAT:
        problem = f"the backup was made by Concord {found.get('concord')}, in a form that this version does not know"
        _refuse(where, problem)
    return _ABOUT.validate_json(data)
