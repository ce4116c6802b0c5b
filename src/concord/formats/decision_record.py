"""The decision record: what a country decided about the order of its gaps, and why, as plain finished text.

Whoever composes it has translated every word and written every number; ``decision_docx`` and ``decision_pdf`` lay it
out. ``Grid`` tables name their widths in shares of the page.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from concord.formats.plan_document import Picture


@dataclass(frozen=True)
class RecordTable:
    """A table: headings, rows, widths as shares, and one letter a column (``c`` centred, ``e`` at the end)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    align: str = ""
    strong: tuple[int, ...] = ()  # rows that stand out


@dataclass(frozen=True)
class Block:
    """A piece of a chapter: paragraphs, then a picture by its name, then a table; each may be missing."""

    paragraphs: tuple[str, ...] = ()
    picture: str = ""
    table: RecordTable | None = None
    heading: str = ""


@dataclass(frozen=True)
class Chapter:
    """A numbered chapter."""

    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True)
class DecisionRecord:
    """A whole record. ``labels``: page, of, name, function, date, signature."""

    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    subtitle: str
    country: str
    label: str
    marking: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    sign_off: tuple[str, ...]
    labels: dict[str, str]
    pictures: dict[str, Picture] = field(default_factory=dict)

    def as_plain(self) -> dict[str, Any]:
        """Only dicts, lists, strings and numbers; pictures appear by name with their alternative text."""
        plain = asdict(self)
        plain["pictures"] = {name: {"alt": picture.alt} for name, picture in self.pictures.items()}
        return plain


LABELS = ("page", "of", "name", "function", "date", "signature", "sign_off")
