"""What each type of a form's row becomes: a question, a group or nothing; ``docs/guide/xlsform.md`` lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from concord.formats.framework_question import QuestionKind

Use = Literal["ask", "skip", "open", "close"]


@dataclass(frozen=True)
class RowType:
    """A type read. ``container`` is group, repeat or loop; ``remark`` is what the form's reader must be told."""

    use: Use
    kind: QuestionKind = "text"
    list_name: str = ""
    other: bool = False
    external: bool = False
    listed: bool = False  # its choices go into the guidance, as the kind offers none
    container: str = ""
    remark: str = ""


_SELECT = re.compile(
    r"(?:add[ _]|q[ _])?(?P<kind>select[ _]one|select[ _]multiple|select[ _]all[ _]that[ _]apply|select1|select|rank)"
    r"(?P<how>[ _]external|[ _]from[ _]file)?(?:[ _]prompt)?(?:[ _](?:from|using))?(?:\s+(?P<list>\S.*?))?"
    r"(?P<other>\s+or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
_CONTAINER = re.compile(
    r"(?P<use>begin|end)[ _]+(?P<kind>group|repeat|lgroup|looped[ _]group|loop)(?:[ _]+over[ _]+(?P<list>\S+))?",
    re.IGNORECASE,
)
_CASCADE = re.compile(r"cascading[ _]select\b.*", re.IGNORECASE)
_ASKED: dict[str, QuestionKind] = {
    "integer": "integer", "int": "integer", "decimal": "decimal", "percentage": "decimal", "text": "text",
    "string": "text", "phone number": "text", "date": "date", "number of days in last month": "integer",
    "number of days in last six months": "integer", "number of days in last year": "integer",
}  # fmt: skip
_IN_WORDS = {
    "geopoint": "a place", "geotrace": "a line on a map", "geoshape": "an area on a map", "gps": "a place",
    "location": "a place", "image": "a picture", "photo": "a picture", "audio": "a recording", "video": "a recording",
    "file": "a file", "barcode": "a barcode", "time": "a time of day", "datetime": "a date with its time",
    "date time": "a date with its time", "osm": "a place on a map",
}  # fmt: skip
_SKIPPED = {
    "start", "end", "today", "deviceid", "device id", "imei", "subscriberid", "subscriber id", "simserial", "sim id",
    "phonenumber", "username", "email", "audit", "hidden", "start time", "end time", "start-geopoint",
    "background-audio", "background-geopoint", "xml-external", "csv-external", "get start time", "get end time",
    "get today", "get device id", "get phone number", "get sim id", "get subscriber id", "uri:deviceid", "uri:username",
    "uri:email", "uri:phonenumber", "uri:simserial", "uri:subscriberid",
}  # fmt: skip
_OTHERS = {
    "range": RowType("ask", "decimal", remark="a range is asked as a number; its bounds stand in the guidance"),
    "acknowledge": RowType("ask", "select_one"),
    "trigger": RowType("ask", "select_one"),
    "note": RowType("skip", remark="notes are left out"),
    "calculate": RowType("skip", remark="calculated values are left out"),
    "include": RowType("skip", remark="questions of an included form are not here; import that form as well"),
}


def row_type(cell: str) -> RowType | None:
    """What a type means, however it is written; None when it is not known."""
    words = " ".join(cell[:300].split())
    if match := _CONTAINER.fullmatch(words):
        kind = match["kind"].casefold()
        container = kind if kind in ("group", "loop") else "repeat"
        use: Use = "open" if match["use"].casefold() == "begin" else "close"
        return RowType(use, container=container, list_name=match["list"] or "")
    if match := _SELECT.fullmatch(words):
        return _select(match)
    if _CASCADE.fullmatch(words):
        return RowType("ask", remark="a cascading select is asked as text")
    plain = re.sub(r"[ _]+", " ", words.casefold())
    plain = re.sub(r"^q ", "", re.sub(r"^add (.+) prompt$", r"\1", plain))
    return _plain(plain)


def _plain(word: str) -> RowType | None:
    if word in _ASKED:
        return RowType("ask", _ASKED[word])
    if word in _IN_WORDS:
        return RowType("ask", remark=f"{_IN_WORDS[word]} ({word}) is asked as text")
    if word.startswith("include "):
        word = "include"
    return _OTHERS.get(word) or (RowType("skip") if word in _SKIPPED else None)


def _select(match: re.Match[str]) -> RowType:
    word = re.sub(r"[ _]+", " ", match["kind"].casefold())
    how = re.sub(r"[ _]+", " ", (match["how"] or "").casefold()).strip()
    name = match["list"] or ""
    if how == "from file":
        return RowType("ask", remark=f"the choices lie in another file ({name}), so it is asked as text")
    if name.startswith("${"):
        return RowType("ask", remark="the choices are answers to another question, so it is asked as text")
    if word == "rank":
        return RowType("ask", list_name=name, listed=True, remark="an order of choices (rank) is asked as text")
    kind: QuestionKind = "select_one" if word in ("select one", "select1") else "select_multiple"
    return RowType("ask", kind, name, other=bool(match["other"]), external=how == "external")
