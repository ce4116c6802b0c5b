"""IATI 2.03 activity files of any size, read one activity at a time in flat memory and checked against the schema.

A file is hostile until checked: document types and entities are refused, nothing is fetched, and one activity may
not be larger than ``MAX_ACTIVITY`` bytes. An activity that the schema refuses is reported and the next one is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree

from concord.formats.errors import Fault, FormatError
from concord.formats.iati_activity import Activity
from concord.formats.iati_elements import activity_of
from concord.formats.iati_schema import activity_schema

MAX_ACTIVITY = 20_000_000
MOST_FAULTS = 5  # of one activity; the first ones say what is wrong, the rest mostly follow from them
ROOT, ACTIVITY = "iati-activities", "iati-activity"


@dataclass(frozen=True)
class Refused:
    """An activity that is not valid: its identifier where it has one, the line it begins in, and why."""

    identifier: str
    line: int
    faults: tuple[str, ...]


class _Bounded:
    """A binary file that counts what was read since an activity last ended."""

    def __init__(self, source: IO[bytes], name: str) -> None:
        self.source, self.name, self.since = source, name, 0

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.since += len(data)
        if self.since > MAX_ACTIVITY:
            mb = MAX_ACTIVITY // 1_000_000
            raise FormatError(Fault(self.name, f"one activity is larger than {mb} MB; ask its publisher for it again"))
        return data


def read_activities(source: IO[bytes], name: str) -> Iterator[Activity | Refused]:
    """Every activity of a file in turn; ``FormatError`` where the file as a whole cannot be read.

    What was read before a file turns out to be broken has been handed out already: who writes it down reads the
    file once to its end before (``check_file``).
    """
    schema = activity_schema()
    for element in elements(source, name):
        yield activity_of(element) if schema.validate(element) else _refused(element, schema)


def check_file(source: IO[bytes], name: str) -> int:
    """Read a file to its end; how many activities it holds. ``FormatError`` says where it is broken."""
    return sum(1 for _ in elements(source, name))


def elements(source: IO[bytes], name: str) -> Iterator[Any]:
    """The activities of a well-formed file as XML elements; each is gone when the next is asked for."""
    bounded = _Bounded(source, name)
    parser = etree.iterparse(
        bounded, events=("start", "end"), tag=(ROOT, ACTIVITY), resolve_entities=False, no_network=True, load_dtd=False
    )  # fmt: skip
    root = None
    try:
        for event, element in parser:
            if root is None:
                root = element
                _check_root(root, name)
            elif event == "end" and element is not root:
                yield element
                bounded.since = 0
                _forget(element)
    except etree.XMLSyntaxError as broken:
        where = f"{name}, line {broken.lineno}" if broken.lineno else name
        raise FormatError(Fault(where, f"this is not well-formed XML ({_plain(broken.msg)})")) from None
    if root is None:
        raise FormatError(Fault(name, f"the file holds no <{ROOT}>; it is not an IATI activity file"))


def _check_root(root: Any, name: str) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormatError(Fault(name, "the file declares a document type (DTD), which no IATI file needs"))
    if root.tag != ROOT or root.getparent() is not None:
        raise FormatError(Fault(name, f"the file does not begin with <{ROOT}>; it is not an IATI activity file"))
    version = root.get("version")
    if version is None:
        raise FormatError(Fault(name, f"<{ROOT}> does not say which version of IATI it is (version=)"))
    if version.startswith("1."):
        raise FormatError(Fault(name, f"this is IATI version {version[:20]}; Concord reads version 2 (2.01 to 2.03)"))


def _forget(element: Any) -> None:
    """Free an activity and whatever stands before it, so that memory stays flat."""
    element.clear()
    parent = element.getparent()
    while element.getprevious() is not None:
        del parent[0]


def _refused(element: Any, schema: etree.XMLSchema) -> Refused:
    identifier = (element.findtext("iati-identifier") or "").strip()[:200]
    found = list(schema.error_log)[:MOST_FAULTS]
    return Refused(identifier, element.sourceline or 0, tuple(f"line {e.line}: {_plain(e.message)}" for e in found))


def _plain(message: str | None) -> str:
    """What libxml2 says, without its blank space and within a line's length."""
    return " ".join((message or "cut off").split())[:300].rstrip(".")
