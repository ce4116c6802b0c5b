"""The container of an old Excel file (.xls): a small file system with named streams (MS-CFB), read with bounds."""

from __future__ import annotations

import struct

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_END = 0xFFFFFFFA  # from here on, numbers of sectors mean an end or nothing
_SHORT = 64
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class Broken(Exception):
    """A part that no honest file has."""


class Container:
    """The names of all streams and storages; a stream is read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size = 1 << min(self._number("<H", 30), 16)
        if self._size not in (512, 4096):
            raise Broken
        self._next = self._table()
        self._places: dict[str, tuple[int, int]] = {}
        self.names: list[str] = []
        self._root = (_END, 0)
        directory = self._chain(self._number("<I", 48))
        for at in range(0, len(directory) - 127, 128):
            self._enter(directory[at : at + 128])

    def stream(self, name: str) -> bytes:
        """The content of a stream; empty where there is none of that name."""
        start, size = self._places.get(name, (_END, 0))
        if size >= self._number("<I", 56):
            return self._chain(start)[:size]
        short, links = self._chain(self._root[0]), self._chain(self._number("<I", 60))
        following = struct.unpack(f"<{len(links) // 4}I", links)
        found: list[bytes] = []
        while start < _END and len(found) * _SHORT < size:
            found.append(short[start * _SHORT : (start + 1) * _SHORT])
            start = following[start]
        return b"".join(found)[:size]

    def _enter(self, entry: bytes) -> None:
        kind, length = entry[66], struct.unpack_from("<H", entry, 64)[0]
        place: tuple[int, int] = struct.unpack_from("<II", entry, 116)
        name = entry[: min(max(length - 2, 0), 64)].decode("utf-16-le", "replace")
        if kind in (_STORAGE, _STREAM):
            self.names.append(name)
        if kind == _STREAM:
            self._places.setdefault(name, place)
        elif kind == _ROOT:
            self._root = place

    def _number(self, form: str, at: int) -> int:
        return int(struct.unpack_from(form, self._content, at)[0])

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._content[start : start + self._size]
        if not found:
            raise Broken
        return found.ljust(self._size, b"\0")

    def _table(self) -> list[int]:
        """For each sector the one that follows it."""
        wanted = list(struct.unpack_from("<109I", self._content, 76))
        more, sectors = self._number("<I", 68), len(self._content) // self._size
        while more < _END and len(wanted) <= sectors + 109:
            *further, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            wanted += further
        table: list[int] = []
        for number in dict.fromkeys(wanted):
            if number < _END:
                table += struct.unpack(f"<{self._size // 4}I", self._sector(number))
        return table

    def _chain(self, start: int) -> bytes:
        found: list[bytes] = []
        number = start
        while number < _END:
            found.append(self._sector(number))
            number = self._next[number]
            if len(found) > len(self._next):
                raise Broken
        return b"".join(found)
