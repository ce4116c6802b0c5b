"""The rows of the grid as HTML: thousands of cells at once, so they are joined here and not by a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from concord.domains.plans.field_words import field_title
from concord.domains.plans.queries.grid import COLUMNS, Grid
from concord.domains.plans.row_fields import ACTIONS, FIELDS, Kind, field_of
from concord.domains.plans.vocabulary import Vocabulary, choices

_ROW = '<tr id="{}"{}><th scope="row"><a href="{}">{}</a></th>{}</tr>\n'
_CELLS = "<td>{}</td>" * len(COLUMNS)
_MARK = "_-_"


def table_rows(country_code: str, grid: Grid) -> SafeString:
    """One row of the table for each action; its code leads to the form."""
    before, after = reverse("edit_action", args=[country_code, _MARK]).split(_MARK)
    closed = format_html(' class="{}"', "closed")
    rows = (
        (row.id, "" if row.open else closed, f"{before}{row.code}{after}", row.code, format_html(_CELLS, *row.shown))
        for row in grid.rows
    )
    return format_html_join("", _ROW, rows)


@dataclass(frozen=True)
class Column:
    """One column: its heading, how its cells are edited, and (where there is a list) what may be chosen."""

    key: str
    title: str
    editor: str
    locked: bool
    options: tuple[tuple[str, str], ...] = ()


_EDITORS = {Kind.TEXT: "text", Kind.INSTITUTIONS: "text", Kind.DAY: "day", Kind.CHOICE: "choice",
            Kind.OBJECTIVE: "choice", Kind.INSTITUTION: "lead"}  # fmt: skip


def columns(grid: Grid) -> list[Column]:
    """The columns with their headings in the page's language."""
    titles = column_titles()
    return [
        Column(
            key,
            titles[key],
            _EDITORS.get(field_of(ACTIONS, key).kind, "line"),
            key in grid.locked,
            tuple(_options(key, grid.words)),
        )
        for key in COLUMNS
    ]


def _options(key: str, words: Vocabulary) -> Iterable[tuple[str, str]]:
    """What is written into the cell, and what the list shows."""
    if key == "objective":
        return ((code, f"{code} {title}") for code, title in words.objectives.items())
    field = field_of(ACTIONS, key)
    if field.kind is Kind.CHOICE:
        none = () if field.needed else (("", "–"),)
        return (*none, *((word, word) for word in choices(ACTIONS, key).values()))
    return ()


def column_titles() -> dict[str, str]:
    """What the fields of an action are called."""
    return {one.key: field_title(ACTIONS, one.key) for one in FIELDS[ACTIONS]}
