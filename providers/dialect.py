"""The few places where PostgreSQL and SQLite say the same thing differently."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

BATCH = 20_000
_EPOCH = date(1970, 1, 1)


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
    random: str
    differs: str

    def new_ids(self, order: str, *, on: date) -> str:
        """An id for each new row that goes up with `order`, so that an index is written from one end; the rest random.

        As UUIDs of version 7 are: milliseconds, here the day's and the order, and 74 bits that nobody guesses.
        """
        begun = f"{(on - _EPOCH).days * 86_400_000} + {order}"
        if self.is_postgresql:
            return f"(lpad(to_hex({begun}), 12, '0') || '7' || {self.random})::uuid"
        return f"printf('%%012x', {begun}) || '7' || {self.random}"

    def unnested(self, column: str) -> str:
        """The words of a column of words, as a table to cross join with: each is `one_word`."""
        if self.is_postgresql:
            return f"LATERAL unnest(string_to_array({column}, ' ')) AS one (word)"
        return f"""json_each('["' || replace({column}, ' ', '","') || '"]') AS one"""

    def uuid(self, value: UUID) -> Any:
        """As the column of a UUIDField holds it."""
        return value if self.is_postgresql else value.hex

    def as_uuid(self, value: Any) -> UUID:
        """An id as a plain cursor gives it."""
        return value if isinstance(value, UUID) else UUID(value)

    def day(self, value: Any) -> date:
        """A day as a plain cursor gives it."""
        return value if isinstance(value, date) else date.fromisoformat(value)

    def much(self, cursor: Cursor) -> None:
        """Before much is written in a transaction: room to sort in, and larger bundles for the index of words."""
        if self.is_postgresql:
            # Compiling a statement costs more than it saves here, and no two rows have the same words to remember.
            cursor.execute("SET LOCAL jit = off")
            cursor.execute("SET LOCAL enable_memoize = off")
            cursor.execute("SET LOCAL work_mem = '64MB'")
            cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
            cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
        else:
            cursor.execute("PRAGMA cache_size = -48000")  # kilobytes; as long as the connection

    def write(self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows to a table by the fastest way there is; on PostgreSQL, bytes are rows written out for COPY."""
        names = ", ".join(columns)
        if self.is_postgresql:
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    if isinstance(row, bytes):
                        copy.write(row)
                    else:
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
    one_word='one.word COLLATE "C"',  # by bytes: no language has a say in which words are the same
    random="overlay(substr(replace(gen_random_uuid()::text, '-', ''), 14) placing 'a' from 4 for 1)",
    differs="IS DISTINCT FROM",
)
_SQLITE = Dialect(
    is_postgresql=False,
    temporary="temp.",
    joined="group_concat",
    any_true="max",
    one_word="one.value",
    random="substr(lower(hex(randomblob(2))), 2) || 'a' || substr(lower(hex(randomblob(8))), 2)",
    differs="IS NOT",
)


def dialect() -> Dialect:
    """That of the database in use."""
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
