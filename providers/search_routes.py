"""Three ways through the listings, each fast for what it is asked, alike on PostgreSQL and SQLite.

- `by_words`: all rows that bear certain words and facets, when they are few (full-text index).
- `by_name`: row after row in the order of names, when many fit (plain index).
- `by_distance`: squares around a place, larger until enough is found (plain index over cells).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from django.db import connection

from providers.dialect import dialect
from providers.globe import box, distance_km, stretches
from providers.models.listing import ANY

# What `by_words` fetches at most.
MOST_ROWS = 1000
# After every letter there is.
LAST = "\U0010ffff"
FIRST_REACH_KM = 2.0
FARTHEST_KM = 1000.0
FARTHEST_BY_WORDS_KM = 250.0
_GROWTH = 4.0
# However far one went on: the count is what an address says.
MOST_PASSED = 5000


@dataclass(frozen=True)
class Row:
    """A listing as found; `provider`: the id as the column holds it."""

    id: int
    name_key: str
    latitude: float | None
    longitude: float | None
    provider: Any
    words: str = ""


@dataclass(frozen=True)
class Scope:
    """Which listings may be found: those of one speciality (or ANY), that bear the facets and fulfil the flags.

    `words`: groups of words; of each at least one must be borne. Only the rows of ANY know words.
    """

    speciality: int = ANY
    country: str = ""
    city_key: str = ""
    kind: str = ""
    language: str = ""
    direct: bool = False
    discount: bool = False
    new_patients: bool = False
    words: tuple[tuple[str, ...], ...] = ()

    def conditions(self) -> tuple[str, list[Any]]:
        """SQL over a listing `l`, and its values; words and facets are looked for one by one."""
        found: list[str] = ["l.speciality = %s"]
        values: list[Any] = [self.speciality]
        for column in ("country", "city_key", "kind"):
            if told := getattr(self, column):
                found.append(f"l.{column} = %s")
                values.append(told)
        if self.language:
            found.append("(' ' || l.languages || ' ') LIKE %s")
            values.append(f"% {self.language} %")
        found += [f"l.{flag}" for flag in ("direct", "discount", "new_patients") if getattr(self, flag)]
        for group in self.words:
            found.append("(" + " OR ".join(["(' ' || l.words || ' ') LIKE %s"] * len(group)) + ")")
            values += [f"% {word} %" for word in group]
        return " AND ".join(found), values


_COLUMNS = "l.id, l.name_key, l.latitude, l.longitude, l.provider_id"


def by_words(groups: Sequence[Sequence[str]], scope: Scope, most: int = MOST_ROWS) -> tuple[list[Row], bool]:
    """Listings (of ANY) with a word of each group, and the flags of the scope; and whether these are all."""
    flags = "".join(f" AND l.{name}" for name in ("direct", "discount", "new_patients") if getattr(scope, name))
    limit = f"LIMIT {most + 1}"
    if dialect().is_postgresql:
        query = " & ".join("(" + " | ".join(f"'{word}'" for word in group) + ")" for group in groups)
        statement = (
            f"SELECT {_COLUMNS}, l.words FROM providers_listing l WHERE l.speciality = {ANY} "  # noqa: S608
            f"AND array_to_tsvector(string_to_array(l.words, ' ')) @@ %s::tsquery{flags} {limit}"
        )
    else:
        query = " AND ".join("(" + " OR ".join(f'"{word}"' for word in group) + ")" for group in groups)
        statement = (
            f"SELECT {_COLUMNS}, l.words FROM providers_listing_words w JOIN providers_listing l ON l.id = w.rowid "  # noqa: S608
            f"WHERE w.words MATCH %s{flags} {limit}"
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, [query])
        rows = cursor.fetchall()
    return [Row(*row) for row in rows[:most]], len(rows) <= most


def by_beginning(word: str, scope: Scope, most: int = MOST_ROWS) -> list[Row]:
    """Listings whose name begins with the word, in the order of names."""
    conditions, values = scope.conditions()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, l.words FROM providers_listing l WHERE {conditions} "  # noqa: S608
            "AND l.name_key >= %s AND l.name_key < %s ORDER BY l.name_key, l.id LIMIT %s",
            [*values, word, word + LAST, most],
        )
        return [Row(*row) for row in cursor.fetchall()]


def by_name(scope: Scope, *, after: Row | None, skip: int, count: int) -> list[Row]:
    """So many in the order of names, after a row."""
    conditions, values = scope.conditions()
    if after is not None:
        conditions += " AND (l.name_key, l.id) > (%s, %s)"
        values += [after.name_key, after.id]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM providers_listing l WHERE {conditions} "  # noqa: S608
            "ORDER BY l.name_key, l.id LIMIT %s OFFSET %s",
            [*values, count, skip],
        )
        return [Row(*row) for row in cursor.fetchall()]


def by_distance(
    scope: Scope,
    place: tuple[float, float],
    *,
    within_km: float,
    after: Row | None,
    skip: int,
    count: int,
    passed: int = 0,
) -> list[tuple[float, Row]]:
    """So many in the order of their distance from the place (ties by id), after a row.

    `passed`: how many are nearer than that row, about; it tells how wide a ring holds as many as are wanted.
    """
    conditions, values = scope.conditions()
    start = (0.0, -1) if after is None else (_away(place, after), after.id)
    reach = max(FIRST_REACH_KM, start[0] * sqrt(1 + 4 * count / max(1, min(passed, MOST_PASSED))))
    while True:
        reach = min(reach, within_km)
        found = [
            (away, row)
            for row in _around(conditions, values, place, reach, start[0])
            if (away := _away(place, row)) <= reach and (away, row.id) > start
        ]
        if len(found) >= skip + count or reach >= within_km:
            found.sort(key=lambda one: (one[0], one[1].id))
            return found[skip : skip + count]
        # The ring around what was passed grows slowly: what is far away is much.
        reach = sqrt(start[0] ** 2 + _GROWTH * (reach**2 - start[0] ** 2)) if start[0] else reach * _GROWTH


def _away(place: tuple[float, float], row: Row) -> float:
    if row.latitude is None or row.longitude is None:
        return float("inf")
    return distance_km(*place, row.latitude, row.longitude)


def _around(conditions: str, values: list[Any], place: tuple[float, float], reach: float, past: float) -> list[Row]:
    """Those within reach, and some aside; those nearer than `past` as far as a box within that circle leaves out."""
    squares, outer, inner = stretches(*place, reach, past), box(*place, reach), box(*place, past * 0.7)
    latitude, longitude = place
    if outer:
        conditions += " AND l.latitude BETWEEN %s AND %s AND l.longitude BETWEEN %s AND %s"
        values = [*values, latitude - outer[0], latitude + outer[0], longitude - outer[1], longitude + outer[1]]
    if inner and past > FIRST_REACH_KM:
        # A degree of longitude is longest at the edge nearer to the equator.
        aside = inner[0] / cos(radians(max(0.0, abs(latitude) - inner[0])))
        conditions += " AND NOT (l.latitude BETWEEN %s AND %s AND l.longitude BETWEEN %s AND %s)"
        values += [latitude - inner[0], latitude + inner[0], longitude - aside, longitude + aside]
    select = f"SELECT {_COLUMNS} FROM providers_listing l WHERE {conditions}"  # noqa: S608
    ends = [end for pair in squares for end in pair]
    if dialect().is_postgresql:
        either = " OR ".join(["l.cell BETWEEN %s AND %s"] * len(squares))
        statement, told = f"{select} AND ({either})", [*values, *ends]
    else:
        # One part for each stretch of cells: an OR would keep SQLite from its index.
        statement = " UNION ALL ".join([f"{select} AND l.cell BETWEEN %s AND %s"] * len(squares))
        told = [value for pair in squares for value in (*values, *pair)]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return [Row(*row) for row in cursor.fetchall()]
