"""How transactional tests leave an empty database behind, although its append-only tables refuse to be emptied."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

_flush = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
_empty: dict[str, Path] = {}


def remember(alias: str, copy: Path) -> None:
    """Keep the SQLite database as it is now, at `copy`, to be put back after each transactional test."""
    connection = connections[alias]
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as kept:
        connection.connection.backup(kept)
    _empty[alias] = copy


def fixture_teardown(self: TransactionTestCase) -> None:
    """Django empties each table and makes all rights anew, which takes half a second; the copy takes hundredths."""
    if not _empty:
        _flush(self)
        return
    for alias, copy in _empty.items():
        connections[alias].ensure_connection()
        with closing(sqlite3.connect(copy)) as kept:
            kept.backup(connections[alias].connection)


def execute_sql_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
    """Django's own flush, with the triggers of append-only tables out of the way; the limits' cache goes too."""
    connection: BaseDatabaseWrapper = self.connection  # type: ignore[attr-defined]
    whole = transaction.atomic(using=connection.alias, savepoint=connection.features.can_rollback_ddl)
    with whole, connection.cursor() as cursor, _open_tables(connection, cursor):
        for sql in [*sql_list, "DELETE FROM cache"]:
            cursor.execute(sql)


@contextmanager
def _open_tables(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> Iterator[None]:
    undo = _disable_postgresql(cursor) if connection.vendor == "postgresql" else _drop_sqlite(cursor)
    yield
    for sql in undo:
        cursor.execute(sql)


def _disable_postgresql(cursor: Any) -> list[str]:
    cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE '%append_only'")
    found = cursor.fetchall()
    for table, name in found:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    return [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in found]


def _drop_sqlite(cursor: Any) -> list[str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%append_only%'")
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in found]
