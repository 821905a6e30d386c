"""Tables that only grow: the database refuses to change or remove a row, whoever asks.

Use in a migration, after the table exists:

    operations = [append_only("members_auditentry")]

SQLite rebuilds a table when a later migration alters it and forgets its triggers: such a migration repeats
the line.
"""

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
