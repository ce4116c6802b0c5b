"""What the reader of a form tells its user: each remark once, with the rows that it is about."""

from __future__ import annotations

from concord.formats.xlsform_sheets import Row

MOST_ROWS = 8


class Remarks:
    """Remarks gathered while a form is read."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}
        self._whole: dict[str, None] = {}

    def add(self, row: Row, text: str) -> None:
        """Say something of one row."""
        rows = self._rows.setdefault((row.sheet, text), [])
        if row.number not in rows[-1:]:
            rows.append(row.number)

    def say(self, text: str) -> None:
        """Say something of the whole form."""
        self._whole[text] = None

    def sentences(self) -> tuple[str, ...]:
        """Every remark as one sentence, in the order in which they came up; those on the whole form first."""
        return (
            *self._whole,
            *(f"Sheet {sheet}, {_named(rows)}: {text}." for (sheet, text), rows in self._rows.items()),
        )


def _named(rows: list[int]) -> str:
    if len(rows) == 1:
        return f"row {rows[0]}"
    named = [str(row) for row in rows[:MOST_ROWS]]
    left = len(rows) - len(named)
    last = f"{left} more" if left else named.pop()
    return f"rows {', '.join(named)} and {last}"
