"""Tables that only grow: the database refuses to change or remove a row, whoever asks.

Use in a migration, after the table exists:

    operations = [append_only("members_auditentry")]

SQLite rebuilds a table when a later migration alters it and forgets its triggers: such a migration repeats
the line.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER IF EXISTS {table}_append_only ON {table};
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_append_only_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END
"""


def append_only(table: str) -> RunPython:
    """The migration operation that closes `table`; changes then raise django.db.IntegrityError."""

    def close(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRESQL.format(table=table), params=None)
        else:
            for act in ("update", "delete"):
                editor.execute(_SQLITE.format(table=table, act=act))

    def open_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        else:
            for act in ("update", "delete"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only_{act}")

    return RunPython(close, open_again)


@contextmanager
def rewriting(table: str) -> Iterator[None]:
    """A transaction in which the same words may be written anew under another key, in a table that only grows.

    Others who write to the table wait until it ends; whatever happens, it is closed again. For `portal.vault.rotation`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        undo = _opened_postgresql(cursor, table) if connection.vendor == "postgresql" else _opened_sqlite(cursor, table)
        yield
        for statement in undo:
            cursor.execute(statement)


def _opened_postgresql(cursor: Any, table: str) -> list[str]:
    name = f"{table}_append_only"
    cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = to_regclass(%s)", [name, table])
    if cursor.fetchone() is None:
        return []
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    return [f"ALTER TABLE {table} ENABLE TRIGGER {name}"]


def _opened_sqlite(cursor: Any, table: str) -> list[str]:
    name = f"{table}_append_only_update"
    cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
    found = cursor.fetchone()
    if found is None:
        return []
    cursor.execute(f"DROP TRIGGER {name}")
    return [found[0]]
