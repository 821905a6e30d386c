"""The first list, into empty tables: indexes that only searches read are built once all rows are there, at a stretch.

One by one they would be written at a million random places. Searches, which would find nothing yet, wait meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from providers.dialect import Cursor, dialect
from providers.models import Listing, Provider
from providers.models.listing import ANY

_TABLES = (Provider._meta.db_table, Listing._meta.db_table)
# What nothing is looked up by meanwhile: indexes, and the constraints that would look at each row by itself.
# Primary keys stay: listings and words are written around what is there already.
_POSTGRESQL = """
    WITH filled AS (
        SELECT unnest(ARRAY['providers_provider', 'providers_listing', 'providers_agreement', 'providers_practitioner',
            'providers_gram']::regclass[]) AS id
    )
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
        CASE contype WHEN 'f' THEN 1 ELSE 0 END AS late, conname
    FROM pg_constraint WHERE conrelid IN (SELECT id FROM filled) AND contype IN ('f', 'u', 'x')
    UNION ALL
    SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 0, c.relname
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid IN (SELECT id FROM filled)
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
    ORDER BY late, conname
"""
# The trigger that tells the full-text index of each row stands for that index.
_SQLITE = """
    SELECT 'DROP ' || type || ' "' || name || '"', sql, 0, name FROM sqlite_master WHERE tbl_name IN (%s, %s) AND (
        type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%'
        OR name = 'providers_listing_written'
    ) ORDER BY name
"""
_FULL_TEXT = (
    "INSERT INTO providers_listing_words (rowid, words) "  # noqa: S608
    f"SELECT id, words FROM providers_listing WHERE speciality = {ANY} ORDER BY id"
)


@contextmanager
def indexes_built_last(cursor: Cursor) -> Iterator[None]:
    """Within the caller's transaction: where nothing is listed yet, the block fills tables without those indexes."""
    if Provider.objects.exists() or Listing.objects.exists():
        yield
        return
    if dialect().is_postgresql:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding cannot be altered
        cursor.execute(_POSTGRESQL)
    else:
        cursor.execute(_SQLITE, _TABLES)
    known = [(str(drop), str(make)) for drop, make, _late, _name in cursor.fetchall()]
    for drop, _make in known:
        cursor.execute(drop)
    yield
    if not dialect().is_postgresql:
        cursor.execute(_FULL_TEXT)
    for _drop, make in known:
        cursor.execute(make)
