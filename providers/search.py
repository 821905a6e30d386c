"""Finding providers: what was asked, understood, looked for by the cheapest of three ways, page by page.

Queries and results hold no personal data; where the member is, is given rounded (docs/decisions).
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from providers.dialect import dialect
from providers.globe import distance_km
from providers.listed_words import city_facet
from providers.models import Listing, Provider
from providers.models.listing import ANY, SPREAD
from providers.search_asked import Asked, ask
from providers.search_order import DISTANCE, MATCH, NAME, order_of
from providers.search_routes import (
    FARTHEST_BY_WORDS_KM,
    FARTHEST_KM,
    MOST_ROWS,
    Row,
    Scope,
    by_beginning,
    by_distance,
    by_name,
    by_words,
)
from providers.search_spelling import Spelling, counts, total
from providers.search_terms import GENERAL
from providers.specialities import SPECIALITIES

PER_PAGE = 20
# Pages reached by their number; beyond, by going on from the last result.
MOST_PAGES = 50
# Expected results up to which all of them are fetched and put in order here.
FEW = 2000
# While typing, out of so many.
MOST_TYPING = 200


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. Empty means: any. `near`: latitude and longitude; `after`: go on after this provider."""

    query: str = ""
    country: str = ""
    city_key: str = ""
    kind: str = ""
    speciality: str = ""
    language: str = ""
    direct: bool = False
    discount: bool = False
    new_patients: bool = False
    near: tuple[float, float] | None = None
    within_km: float | None = None
    sort: str = ""
    page: int = 1
    after: UUID | None = None


class Hit(NamedTuple):
    """A provider's id, and how far it is in kilometres if a place was given."""

    provider: UUID
    km: float | None


@dataclass(frozen=True)
class Found:
    """A page of results. `total` is None when there are more than a thousand.

    `specialities` the query named; `read_as`: typed word → what it was taken for; `unknown`: words that were left out,
    because nobody bears them, or nobody bears all.
    """

    hits: list[Hit]
    page: int
    has_more: bool
    total: int | None
    sort: str
    specialities: tuple[str, ...] = ()
    read_as: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def find(wish: Wish, *, per_page: int = PER_PAGE, is_typing: bool = False, asked: Asked | None = None) -> Found:
    """The providers that fit, a page of them. `is_typing`: the last word may not be finished.

    `asked`: the query, when it was understood already (`search_asked.ask`); it is left as it is.
    """
    understood = asked or ask(wish.query, is_typing=is_typing)
    asked = understood.narrowed(wish.speciality)
    sort = _sort(wish, asked)
    if asked.unknown and not asked.groups and not asked.specialities:
        return Found([], 1, False, 0, sort, unknown=tuple(asked.unknown))
    page = _Page(wish, sort, per_page, MOST_TYPING if is_typing else MOST_ROWS)
    found = _few(wish, asked, page)
    if found is None:
        found = _many(wish, asked, page)
    while not found.hits and len(asked.groups) > 1 and not asked.specialities and found.total == 0:
        # Nothing bears all the words: the commonest is the first to be let go.
        commonest = max(asked.groups, key=lambda group: sum(one.providers for one in group))
        asked.groups.remove(commonest)
        asked.unknown.append(commonest[0].word)
        found = _few(wish, asked, page) or _many(wish, asked, page)
    if not found.hits and page.number > 1 and wish.after is None:
        return find(replace(wish, page=1), per_page=per_page, is_typing=is_typing, asked=understood)
    return replace(
        found,
        specialities=tuple(asked.specialities),
        read_as=asked.read_as,
        unknown=tuple(asked.unknown),
    )


def _sort(wish: Wish, asked: Asked) -> str:
    if wish.sort == NAME or (wish.sort == DISTANCE and wish.near):
        return wish.sort
    if asked.groups:
        return MATCH
    return DISTANCE if wish.near else NAME


class _Page:
    """Which part of the results is asked for, and how many rows are fetched for it at most."""

    def __init__(self, wish: Wish, sort: str, size: int, most: int = MOST_ROWS) -> None:
        self.sort, self.size, self.most = sort, size, most
        self.is_by_distance = sort == DISTANCE
        self.number = wish.page if wish.page >= 1 and (wish.after or wish.page <= MOST_PAGES) else 1
        self.skip = 0 if wish.after else (self.number - 1) * size

    def cut(self, rows: list[tuple[float | None, Row]], after: int | None) -> Found:
        """The page out of all results in their order; the last page where there is no such page."""
        start = self.skip
        if after is not None:
            at = next((number for number, (_km, row) in enumerate(rows) if row.id // SPREAD == after), None)
            if at is None:
                self.number = 1
            start = 0 if at is None else at + 1
        if rows and start >= len(rows):
            start = (len(rows) - 1) // self.size * self.size
            self.number = start // self.size + 1
        part = rows[start : start + self.size]
        return Found(_hits(part), self.number, start + self.size < len(rows), len(rows), self.sort)


def _few(wish: Wish, asked: Asked, page: _Page) -> Found | None:
    """Results fetched and put in order here: for words, and where few fit; None where they are found in their order."""
    facets = _facets(wish, asked)
    if page.is_by_distance and _expected(facets, asked.groups) > MOST_ROWS / 4:
        return None
    if not asked.groups and not _is_rare(wish, asked, facets):
        return None
    groups = [[one.word for one in group] for group in asked.groups] + [[facet] for facet in facets]
    scope = _scope(wish, asked)
    rows, are_all = by_words(groups, scope, page.most)
    if not rows and asked.groups and set(asked.specialities) & GENERAL and not wish.speciality:
        # “Jacaranda hospital” may be a clinic.
        asked.specialities = [code for code in asked.specialities if code not in GENERAL]
        return _few(wish, asked, page)
    if not are_all and not asked.groups:
        return None
    if not are_all and not facets:
        known = {row.id for row in rows}
        first = by_beginning(asked.groups[0][0].word, scope, page.most)
        rows += [row for row in first if row.id not in known]
    found = [(_km(wish, row), row) for row in rows]
    if wish.within_km is not None and wish.near:
        found = [one for one in found if one[0] is not None and one[0] <= wish.within_km]
    found.sort(key=order_of(page.sort, asked.groups))
    cut = page.cut(found, _number(wish.after))
    return cut if are_all else replace(cut, total=None)


def _many(wish: Wish, asked: Asked, page: _Page) -> Found:
    """The results in their order, as far as the page needs."""
    scope = _scope(wish, asked)
    after = _row(wish.after, scope)
    if after is None:
        page.skip = (min(page.number, MOST_PAGES) - 1) * page.size
    want = page.size + 1
    if wish.near and page.sort != NAME:
        page.sort = DISTANCE
        within = wish.within_km or (FARTHEST_BY_WORDS_KM if scope.words else FARTHEST_KM)
        passed = (wish.page - 1) * page.size
        found = by_distance(scope, wish.near, within_km=within, after=after, skip=page.skip, count=want, passed=passed)
        rows: list[tuple[float | None, Row]] = list(found)
    else:
        page.sort = NAME
        rows = [(_km(wish, row), row) for row in by_name(scope, after=after, skip=page.skip, count=want)]
        if wish.within_km is not None and wish.near:
            rows = [one for one in rows if one[0] is not None and one[0] <= wish.within_km]
    known = len(rows) if page.skip == 0 and after is None and len(rows) <= page.size else None
    return Found(_hits(rows[: page.size]), page.number, len(rows) > page.size, known, page.sort)


def _scope(wish: Wish, asked: Asked) -> Scope:
    """With words all is looked for in the rows of ANY, where specialities are words too."""
    by_word = [tuple(one.word for one in group) for group in asked.groups]
    by_word += [(f"0s{code}",) for code in asked.specialities] if by_word or len(asked.specialities) > 1 else []
    speciality = ANY if by_word or not asked.specialities else SPECIALITIES[asked.specialities[0]].number
    return Scope(
        speciality=speciality,
        country=wish.country,
        city_key=wish.city_key,
        kind=wish.kind,
        language=wish.language,
        direct=wish.direct,
        discount=wish.discount,
        new_patients=wish.new_patients,
        words=tuple(by_word),
    )


def _facets(wish: Wish, asked: Asked) -> list[str]:
    found = [f"0s{code}" for code in asked.specialities]
    found += [f"0n{wish.country.lower()}"] if wish.country else []
    found += [city_facet(wish.country, wish.city_key)] if wish.city_key and wish.country else []
    found += [f"0k{wish.kind}"] if wish.kind else []
    found += [f"0l{wish.language}"] if wish.language else []
    return found


def _is_rare(wish: Wish, asked: Asked, facets: list[str]) -> bool:
    """Whether fetching all is cheaper than walking: near a place the walk is short, unless few fit at all."""
    if len(asked.specialities) > 1:
        return True
    walked = [f"0s{code}" for code in asked.specialities] + [f"0n{wish.country.lower()}"]
    if all(facet in walked for facet in facets):
        return False
    return wish.near is not None or _expected(facets, []) <= FEW


def _expected(facets: list[str], groups: list[list[Spelling]]) -> float:
    """How many fit, if facets fell together by chance."""
    everybody = total() or 1
    known = counts(facets)
    found = float(everybody)
    for facet in facets:
        found *= known.get(facet, 0) / everybody
    for group in groups:
        found *= min(1.0, sum(one.providers for one in group) / everybody)
    return found


def _km(wish: Wish, row: Row) -> float | None:
    if wish.near is None or row.latitude is None or row.longitude is None:
        return None
    return distance_km(*wish.near, row.latitude, row.longitude)


def _hits(rows: list[tuple[float | None, Row]]) -> list[Hit]:
    return [Hit(dialect().as_uuid(row.provider), km) for km, row in rows]


def _number(after: UUID | None) -> int | None:
    """The number of the provider to go on after; None for none, and for one that is not listed any more."""
    return Provider.objects.filter(pk=after).values_list("number", flat=True).first() if after else None


def _row(after: UUID | None, scope: Scope) -> Row | None:
    number = _number(after)
    if number is None:
        return None
    found = Listing.objects.filter(pk=number * SPREAD + scope.speciality)
    told = found.values_list("pk", "name_key", "latitude", "longitude", "provider_id").first()
    return Row(*told) if told else None
