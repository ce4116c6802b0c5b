"""One moment of the whole database, held still while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

ALIAS = "backup_snapshot"


@contextmanager
def snapshot() -> Iterator[str]:
    """A connection of its own (by its alias) on which every read sees the same moment, and nothing can be written.

    It takes no lock that a writer waits for: PostgreSQL reads REPEATABLE READ, SQLite its write-ahead log.
    """
    held = connections[DEFAULT_DB_ALIAS].copy(ALIAS)
    if held.vendor == "sqlite":
        # The settings begin every transaction as a writer, which would keep all others waiting.
        held.settings_dict["OPTIONS"] = {**held.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections[ALIAS] = held
    try:
        with transaction.atomic(using=ALIAS), held.cursor() as cursor:
            if held.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT 1")
            else:
                cursor.execute("PRAGMA query_only = ON")
                cursor.execute("SELECT 1 FROM sqlite_master")  # the moment is the one of the first read
            yield ALIAS
    finally:
        held.close()
        del connections[ALIAS]
