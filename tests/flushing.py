"""How transactional tests empty a database whose append-only tables refuse to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.utils import CursorWrapper


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
