"""The order of results that were all fetched."""

from collections.abc import Callable
from typing import Any

from providers.search_routes import Row
from providers.search_spelling import Spelling

MATCH, DISTANCE, NAME = "match", "distance", "name"


def order_of(sort: str, groups: list[list[Spelling]]) -> Callable[[tuple[float | None, Row]], Any]:
    """What results are ordered by. The id decides last, so that the order is the same each time."""
    if sort == NAME:
        return lambda one: (one[1].name_key, one[1].id)
    if sort == DISTANCE:
        return lambda one: (float("inf") if one[0] is None else one[0], one[1].id)
    fits = [{spelling.word: spelling.fit for spelling in group} for group in groups]

    def key(one: tuple[float | None, Row]) -> tuple[float, float, str, int]:
        away = float("inf") if one[0] is None else one[0]
        return (-_score(one[1], fits), away, one[1].name_key, one[1].id)

    return key


def _score(row: Row, fits: list[dict[str, float]]) -> float:
    """How well a name fits: each word by how near its spelling is, more for the first word and for whole names."""
    name, words = row.name_key.split(), row.words.split()
    score = 0.0
    for number, group in enumerate(fits):
        score += max((fit for word, fit in group.items() if word in words), default=0.0)
        if number == 0 and name and name[0] in group:
            score += 0.3
    in_name = sum(any(word in group for group in fits) for word in name)
    return round(score + 0.4 * in_name / max(1, len(name)), 3)
