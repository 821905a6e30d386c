"""The few places where PostgreSQL and SQLite say the same thing differently."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

BATCH = 20_000


# What `connection.cursor()` gives.
Cursor = CursorWrapper


@dataclass(frozen=True)
class Dialect:
    """Words of one database's SQL."""

    is_postgresql: bool
    temporary: str
    joined: str
    any_true: str
    one_word: str
    new_id: str
    differs: str

    def unnested(self, column: str) -> str:
        """The words of a column of words, as a table to cross join with: each is `one_word`."""
        if self.is_postgresql:
            return f"LATERAL unnest(string_to_array({column}, ' ')) AS one (word)"
        return f"""json_each('["' || replace({column}, ' ', '","') || '"]') AS one"""

    def uuid(self, value: UUID) -> Any:
        """As the column of a UUIDField holds it."""
        return value if self.is_postgresql else value.hex

    def day(self, value: Any) -> date:
        """A day as a plain cursor gives it."""
        return value if isinstance(value, date) else date.fromisoformat(value)

    def much(self, cursor: Cursor) -> None:
        """Before much is written in a transaction: room to sort in, and larger bundles for the index of words."""
        if self.is_postgresql:
            cursor.execute("SET LOCAL work_mem = '64MB'")
            cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
            cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")

    def write(self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows to a table by the fastest way there is."""
        names = ", ".join(columns)
        if self.is_postgresql:
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["?"] * len(columns))
        # Django's own cursor would look through each statement for its placeholders.
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


_POSTGRESQL = Dialect(
    is_postgresql=True,
    temporary="pg_temp.",
    joined="string_agg",
    any_true="bool_or",
    one_word="one.word",
    new_id="gen_random_uuid()",
    differs="IS DISTINCT FROM",
)
_SQLITE = Dialect(
    is_postgresql=False,
    temporary="temp.",
    joined="group_concat",
    any_true="max",
    one_word="one.value",
    new_id="lower(hex(randomblob(16)))",
    differs="IS NOT",
)


def dialect() -> Dialect:
    """That of the database in use."""
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
