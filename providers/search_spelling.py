"""The words of the list that a typed word may be: itself, those it begins, or those it is a slip of."""

from dataclasses import dataclass

from django.db import connection
from rapidfuzz.distance import OSA

from providers.listings import grams
from providers.search_terms import distance_allowed

MOST_BEGUN = 12
MOST_NEAR = 6
_CANDIDATES = 200
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Spelling:
    """A word of the list, how many providers bear it, and how well it fits what was typed (1 is the word itself)."""

    word: str
    providers: int
    fit: float


def spellings(word: str, *, is_last: bool = False) -> list[Spelling]:
    """What the typed word may be, best first; empty when nothing is near. `is_last`: it may not be finished."""
    exact = counts([word]).get(word, 0)
    found = [Spelling(word, exact, 1.0)] if exact else []
    if is_last or not found:
        found += [one for one in _begun(word) if one.word != word]
    return found or _near(word, is_last)


def counts(words: list[str]) -> dict[str, int]:
    """By word or facet, how many providers bear it; those nobody bears are left out."""
    if not words:
        return {}
    marks = ", ".join(["%s"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word, providers FROM providers_word WHERE word IN ({marks}) AND providers > 0",  # noqa: S608
            words,
        )
        return dict(cursor.fetchall())


def total() -> int:
    """How many providers are listed: each is in one country."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(SUM(providers), 0) FROM providers_word WHERE word >= '0n' AND word < '0o'")
        return int(cursor.fetchone()[0])


def _begun(word: str) -> list[Spelling]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, providers FROM providers_word WHERE word >= %s AND word < %s AND providers > 0 "
            "AND NOT (word >= '0a' AND word < '1') ORDER BY providers DESC, word LIMIT %s",
            [word, word + _LAST, MOST_BEGUN],
        )
        return [Spelling(found, count, 0.6 + 0.3 * len(word) / len(found)) for found, count in cursor.fetchall()]


def _near(word: str, is_last: bool) -> list[Spelling]:
    """Words few slips away; while typing also words that begin almost so."""
    allowed = distance_allowed(word)
    some = grams(word)
    if not allowed or not some:
        return []
    marks = ", ".join(["%s"] * len(some))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.word, w.providers FROM (SELECT word_id, COUNT(*) AS shared FROM providers_gram "  # noqa: S608
            f"WHERE gram IN ({marks}) GROUP BY word_id ORDER BY 2 DESC, 1 LIMIT {_CANDIDATES}) g "
            "JOIN providers_word w ON w.id = g.word_id WHERE w.providers > 0",
            some,
        )
        candidates = cursor.fetchall()
    found = []
    for known, count in candidates:
        slips = float(OSA.distance(word, known, score_cutoff=allowed))
        if is_last and slips > 1 and len(known) > len(word):
            beginnings = {known[: len(word) + more] for more in (-1, 0, 1)}
            slips = min(slips, *(OSA.distance(word, one, score_cutoff=allowed) + 0.5 for one in beginnings))
        if slips <= allowed:
            found.append((slips, -count, known))
    found.sort()
    best = [one for one in found if one[0] <= found[0][0] + 0.5][:MOST_NEAR]
    return [Spelling(known, -negative, max(0.1, 0.9 - slips / len(word))) for slips, negative, known in best]
