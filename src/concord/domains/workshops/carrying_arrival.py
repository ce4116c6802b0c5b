"""A country's work put into the empty installation of a laptop, with its people and its audit chain."""

from __future__ import annotations

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection

from concord.domains.workshops.carrying_file import CHAIN, Contents, refuse_damaged
from concord.domains.workshops.carrying_merge import insert_lines, refuse_foreign_rows, writing
from concord.domains.workshops.carrying_people import CODES, GRANTS, USERS, take_in_people
from concord.domains.workshops.carrying_tables import shared_tables, work_tables
from concord.domains.workshops.models.carrying import CarriedCopy
from concord.kernel import chains, clock, holding
from concord.kernel.backup import tables


def take_in_copy(contents: Contents, where: str) -> CarriedCopy:
    """Write all of a file that was taken from home; the caller began a transaction on an empty installation."""
    slip, lines = contents.slip, contents.lines
    if slip.way != "out" or set(lines) - {*work_tables(), *shared_tables(), USERS, GRANTS, CODES, CHAIN}:
        refuse_damaged(where)
    refuse_foreign_rows(lines, slip.country, where)
    entries = chains.checked(lines.get(CHAIN, []), slip.country, slip.sequence, slip.head)
    if entries is None:
        refuse_damaged(where)
    with writing(where):
        for label, model in shared_tables().items():
            tables.insert_lines(model, lines.get(label, []), DEFAULT_DB_ALIAS)
        for label, model in work_tables().items():
            insert_lines(model, lines.get(label, []))
        take_in_people(lines, DEFAULT_DB_ALIAS)
    chains.append(entries, slip.country)
    holding.hold(slip.country, holding.COPY, clock.now())
    _reset_sequences()
    return CarriedCopy.objects.create(
        id=slip.copy, country_id=slip.country, secret=slip.secret, recipient=slip.recipient, sequence=slip.sequence,
        head=slip.head, opened_at=clock.now(),
    )  # fmt: skip


def _reset_sequences() -> None:
    """Have the next row that gets a number get one that is free."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(tables.tables().values()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
