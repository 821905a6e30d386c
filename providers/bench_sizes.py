"""How large the tables and indexes of the provider list are."""

from django.db import connection
from django.db.utils import DatabaseError

_POSTGRESQL = """
    SELECT c.relname, pg_relation_size(c.oid) FROM pg_class c
    WHERE c.relkind IN ('r', 'i') AND (c.relname LIKE 'providers%%' OR c.oid IN (
        SELECT indexrelid FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname LIKE 'providers%%'
    )) AND pg_relation_size(c.oid) > 1048576 ORDER BY 2 DESC
"""
_SQLITE = """
    SELECT name, SUM(pgsize) FROM dbstat WHERE name LIKE 'provider%%' OR name LIKE 'listing%%'
    GROUP BY name HAVING SUM(pgsize) > 1048576 ORDER BY 2 DESC
"""


def sizes() -> dict[str, float]:
    """Megabytes by name, the largest first; only the whole where the database does not tell more."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)
            return {name: round(size / 2**20, 1) for name, size in cursor.fetchall()}
        except DatabaseError:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            return {"database": round(cursor.fetchone()[0] / 2**20, 1)}
