"""Dated rows that may not share a day: the promise the database keeps when two requests validate at once."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{act} BEFORE {act} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} other
    WHERE {same} AND other.id <> NEW.id
      AND other.from_on <= COALESCE(NEW.until_on, '9999-12-31')
      AND COALESCE(other.until_on, '9999-12-31') >= NEW.from_on
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def no_overlap(table: str, *, name: str, within: Sequence[str]) -> RunPython:
    """The operation that forbids two rows with the same `within` columns to share a day of from_on..until_on.

    A broken promise raises django.db.IntegrityError that carries `name`. SQLite forgets triggers when a later
    migration rebuilds the table: such a migration repeats the line.
    """

    def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            same = ", ".join(f"{column} WITH =" for column in within)
            days = "daterange(from_on, until_on, '[]') WITH &&"
            editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({same}, {days})")
            return
        same = " AND ".join(f"other.{column} = NEW.{column}" for column in within)
        for act in ("insert", "update"):
            editor.execute(_SQLITE.format(name=name, act=act, table=table, same=same))

    def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            return
        for act in ("insert", "update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}_{act}")

    return RunPython(forbid, allow)
