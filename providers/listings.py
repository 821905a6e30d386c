"""Keeping the tables of the search: what changed about providers is taken over, set by set, in the same transaction.

The same statements run on PostgreSQL and SQLite, for one provider that staff changed and for a million out of a file.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction

from providers.dialect import Cursor, dialect
from providers.models.listing import ANY, SPREAD, City, Gram, Listing, ListingState, Word
from providers.specialities import BY_NUMBER

_FROM_PROVIDERS = """
    INSERT INTO providers_listing (id, provider_id, speciality, name_key, kind, country, city_key, languages,
        direct, discount, new_patients, latitude, longitude, cell, words)
    SELECT p.number * {spread}, p.id, {every}, p.name_key, p.kind, p.country, p.city_key,
        TRIM(p.languages || ' ' || COALESCE(w.languages, '')),
        COALESCE(a.direct_payment, FALSE), COALESCE(a.discount > 0, FALSE),
        COALESCE(p.new_patients, w.new_patients, FALSE), p.latitude, p.longitude, p.cell,
        TRIM(p.words || ' ' || COALESCE(w.words, ''))
    FROM providers_touched t JOIN providers_provider p ON p.number = t.number
    LEFT JOIN providers_agreement a ON a.provider_id = p.id AND a.from_on <= %(day)s
        AND (a.until_on IS NULL OR a.until_on >= %(day)s)
    LEFT JOIN (
        SELECT p.provider_id, {joined}(p.words, ' ') AS words, {joined}(p.languages, ' ') AS languages,
            {any}(p.new_patients) AS new_patients
        FROM providers_practitioner p WHERE (p.closed_on IS NULL OR p.closed_on > %(day)s) GROUP BY p.provider_id
    ) w ON w.provider_id = p.id
    WHERE (p.closed_on IS NULL OR p.closed_on > %(day)s) ORDER BY t.number
"""
_BY_SPECIALITY = """
    INSERT INTO providers_listing (id, provider_id, speciality, name_key, kind, country, city_key, languages,
        direct, discount, new_patients, latitude, longitude, cell, words)
    SELECT l.id + s.number, l.provider_id, s.number, l.name_key, l.kind, l.country, l.city_key, l.languages,
        l.direct, l.discount, l.new_patients, l.latitude, l.longitude, l.cell, ''
    FROM providers_touched t JOIN providers_listing l ON l.id = t.number * {spread}
    CROSS JOIN {words} JOIN providers_facet s ON s.word = {word} WHERE TRUE
    ON CONFLICT (id) DO NOTHING
"""
_WORDS = """
    INSERT INTO providers_delta (word, providers)
    SELECT {word}, {sign} COUNT(*)
    FROM providers_touched t JOIN providers_listing l ON l.id = t.number * {spread}
    CROSS JOIN {words} GROUP BY 1
"""
_CITIES = """
    INSERT INTO providers_city (country, key, name, latitude, longitude)
    SELECT p.country, p.city_key, MIN(p.city), AVG(p.latitude), AVG(p.longitude)
    FROM providers_touched t JOIN providers_provider p ON p.number = t.number
    WHERE p.city_key <> '' GROUP BY p.country, p.city_key ORDER BY p.country, p.city_key
    ON CONFLICT (key, country) DO UPDATE SET
        latitude = COALESCE(providers_city.latitude, EXCLUDED.latitude),
        longitude = COALESCE(providers_city.longitude, EXCLUDED.longitude)
"""
_FORGET = """
    DELETE FROM providers_listing WHERE id IN (
        SELECT l.id FROM providers_touched t
        JOIN providers_listing l ON l.id BETWEEN t.number * {spread} AND t.number * {spread} + {spread} - 1
    )
"""
_COUNTED = """
    INSERT INTO providers_word (word, providers)
    SELECT word, SUM(providers) FROM providers_delta GROUP BY word HAVING SUM(providers) <> 0 ORDER BY word
    ON CONFLICT (word) DO UPDATE SET providers = providers_word.providers + EXCLUDED.providers
"""


def relist(numbers: Iterable[int], *, on: date) -> None:
    """Take over what is known now of these providers, as it holds on the day."""
    with transaction.atomic(), connection.cursor() as cursor:
        begin_touching(cursor)
        cursor.executemany("INSERT INTO providers_touched (number) VALUES (%s)", [(one,) for one in set(numbers)])
        take_over(cursor, on=on)


def relist_providers(providers: Iterable[UUID], *, on: date) -> None:
    """The same for providers by their id."""
    with transaction.atomic(), connection.cursor() as cursor:
        begin_touching(cursor)
        cursor.executemany(
            "INSERT INTO providers_touched (number) SELECT number FROM providers_provider WHERE id = %s",
            [(dialect().uuid(one),) for one in set(providers)],
        )
        take_over(cursor, on=on)


def begin_touching(cursor: Cursor) -> None:
    """An empty temporary table `providers_touched (number)`: whom `take_over` looks at. One at a time does this."""
    ListingState.take_numbers(0)  # holds the row, and with it the counts of words, until the transaction ends
    for name, columns in (
        ("touched", "number bigint PRIMARY KEY"),
        ("delta", "word text, providers bigint"),
        ("facet", "word text, number smallint"),
    ):
        cursor.execute(f"DROP TABLE IF EXISTS {dialect().temporary}providers_{name}")
        cursor.execute(f"CREATE TEMPORARY TABLE providers_{name} ({columns})")
    cursor.executemany(
        "INSERT INTO providers_facet (word, number) VALUES (%s, %s)",
        [(f"0s{one.code}", one.number) for one in BY_NUMBER.values()],
    )


def take_over(cursor: Cursor, *, on: date) -> None:
    """Write anew what the search knows of those in `providers_touched`, in the caller's transaction."""
    sql = dialect()
    if sql.is_postgresql:
        cursor.execute("ANALYZE providers_touched")
    unnested = {"words": sql.unnested("l.words"), "word": sql.one_word, "spread": SPREAD}
    cursor.execute(_WORDS.format(sign="-", **unnested))
    cursor.execute(_FORGET.format(spread=SPREAD))
    cursor.execute(
        _FROM_PROVIDERS.format(joined=sql.joined, any=sql.any_true, every=ANY, spread=SPREAD), {"day": on.isoformat()}
    )
    # Counted while the table is still short.
    cursor.execute(_WORDS.format(sign="", **unnested))
    cursor.execute(_BY_SPECIALITY.format(**unnested))
    cursor.execute("SELECT COALESCE(MAX(id), 0) FROM providers_word")
    known = cursor.fetchone()[0]
    cursor.execute(_COUNTED)
    cursor.execute(_CITIES)
    _spell(cursor, known)


def _spell(cursor: Cursor, known: int) -> None:
    """Three letters in a row of each new word, by which a misspelt one finds it."""
    cursor.execute("SELECT id, word FROM providers_word WHERE id > %s AND word NOT LIKE '0_%%'", [known])
    rows = ((gram, number) for number, word in cursor.fetchall() for gram in grams(word))
    dialect().write(cursor, "providers_gram", ("gram", "word_id"), rows)


def grams(word: str) -> list[str]:
    """Each three letters in a row, the word's beginning and end included; none for words too short to misspell."""
    if len(word) < 3:
        return []
    framed = f"_{word}_"
    return sorted({framed[start : start + 3] for start in range(len(framed) - 2)})


def rebuild(*, on: date) -> int:
    """Write all anew from the list; the number of providers."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Listing, Gram, Word, City):
            model.objects.all().delete()
        dialect().much(cursor)
        begin_touching(cursor)
        cursor.execute("INSERT INTO providers_touched (number) SELECT number FROM providers_provider")
        take_over(cursor, on=on)
        settle(cursor)
        cursor.execute("SELECT COUNT(*) FROM providers_touched")
        return int(cursor.fetchone()[0])


def settle(cursor: Cursor) -> None:
    """After much was taken over: let the database know how its tables are made up now."""
    if dialect().is_postgresql:
        for table in ("listing", "word", "gram", "agreement"):
            cursor.execute(f"ANALYZE providers_{table}")
        # What is looked for; nobody asks for a street, and to look at long texts takes long.
        cursor.execute("ANALYZE providers_provider (id, number, reference, source, name, country, city, closed_on)")
        cursor.execute("SELECT gin_clean_pending_list('listing_words')")


def look_at_days(*, on: date) -> int:
    """Take over what began or ended since it was last looked at: agreements, closings. The number of providers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT looked_at_on FROM providers_listingstate WHERE id = 1")
        row = cursor.fetchone()
        before = dialect().day(row[0]) if row and row[0] else on - timedelta(days=1)
        begin_touching(cursor)
        cursor.execute(
            """
            INSERT INTO providers_touched (number)
            SELECT number FROM providers_provider WHERE closed_on > %(before)s AND closed_on <= %(on)s
            UNION SELECT p.number FROM providers_agreement a JOIN providers_provider p ON p.id = a.provider_id
            WHERE a.from_on > %(before)s AND a.from_on <= %(on)s OR a.until_on >= %(before)s AND a.until_on < %(on)s
            UNION SELECT p.number FROM providers_practitioner w JOIN providers_provider p ON p.id = w.provider_id
            WHERE w.closed_on > %(before)s AND w.closed_on <= %(on)s
            """,
            {"before": before.isoformat(), "on": on.isoformat()},
        )
        take_over(cursor, on=on)
        cursor.execute("SELECT COUNT(*) FROM providers_touched")
        touched = int(cursor.fetchone()[0])
        cursor.execute(
            "INSERT INTO providers_listingstate (id, last_number, looked_at_on) VALUES (1, 0, %s) "
            "ON CONFLICT (id) DO UPDATE SET looked_at_on = EXCLUDED.looked_at_on",
            [on.isoformat()],
        )
    return touched
