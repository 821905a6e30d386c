"""A map of distance and direction, drawn by us: rings around a place, and each result where it lies from there.

No outlines and no tiles: nothing is asked of another house, and how far and which way is true at every scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin

from django.utils.translation import pgettext_lazy

from providers.globe import distance_km

# The drawing is a square of this side; the outer ring has the radius REACH. Markers are as large as a finger needs.
SIDE, REACH, APART = 440, 180, 36
_ROUNDS = 60
DIRECTIONS = (
    pgettext_lazy("direction", "north"),
    pgettext_lazy("direction", "north-east"),
    pgettext_lazy("direction", "east"),
    pgettext_lazy("direction", "south-east"),
    pgettext_lazy("direction", "south"),
    pgettext_lazy("direction", "south-west"),
    pgettext_lazy("direction", "west"),
    pgettext_lazy("direction", "north-west"),
)
Spot = tuple[float, float]  # latitude and longitude


@dataclass
class Point:
    """A result on the drawing: its place, the place of its marker, and the same in words."""

    number: int
    at: tuple[float, float]
    marker: tuple[float, float]
    km: float
    direction: object


@dataclass(frozen=True)
class Ring:
    """A circle of the same distance."""

    radius: float
    km: float


@dataclass(frozen=True)
class Drawing:
    """All that the template draws, in units of a square of SIDE."""

    points: list[Point]
    rings: list[Ring]
    side: int = SIDE
    middle: float = SIDE / 2
    unplaced: int = field(default=0)


def draw(places: Sequence[Spot | None], around: Spot) -> Drawing:
    """The results in their order, seen from `around`; None is a result whose place is not known."""
    ways = [
        (number, distance_km(*around, *place), bearing(around, place))
        for number, place in enumerate(places, 1)
        if place is not None
    ]
    outer = nice(max((km for _number, km, _way in ways), default=1.0))
    points = []
    for number, km, way in ways:
        across = REACH * km / outer
        at = (SIDE / 2 + across * sin(way), SIDE / 2 - across * cos(way))
        points.append(Point(number, at, at, km, direction(degrees(way))))
    _push_apart(points)
    rings = [Ring(REACH * part, outer * part) for part in (0.5, 1.0)]
    return Drawing(points, rings, unplaced=len(places) - len(points))


def bearing(first: Spot, second: Spot) -> float:
    """The direction in which one sets out from first to second, in radians clockwise from north."""
    start, end = radians(first[0]), radians(second[0])
    turn = radians(second[1] - first[1])
    return atan2(sin(turn) * cos(end), cos(start) * sin(end) - sin(start) * cos(end) * cos(turn))


def direction(way: float) -> object:
    """One of eight words for a bearing in degrees."""
    return DIRECTIONS[round(way / 45) % 8]


def middle_of(places: Sequence[Spot]) -> Spot:
    """The middle of places on the globe; of none: where the equator meets Greenwich."""
    x = sum(cos(radians(one[0])) * cos(radians(one[1])) for one in places)
    y = sum(cos(radians(one[0])) * sin(radians(one[1])) for one in places)
    z = sum(sin(radians(one[0])) for one in places)
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def nice(km: float) -> float:
    """The next round distance: 1, 2, 3, 4, 5, 6, 8, 10, 20 … kilometres."""
    step = 1.0
    for unit in (0.1, 1, 10, 100, 1000, 10000):
        for step in (unit, unit * 2, unit * 3, unit * 4, unit * 5, unit * 6, unit * 8):
            if km <= step:
                return step
    return step


def _push_apart(points: list[Point]) -> None:
    """Move markers that lie on each other aside, a little each round; their places stay where they are."""
    for _round in range(_ROUNDS):
        moved = False
        ordered = sorted(points, key=lambda one: one.marker)
        for at, first in enumerate(ordered):
            for second in ordered[at + 1 :]:
                moved = _part(first, second) or moved
        if not moved:
            return


def _part(first: Point, second: Point) -> bool:
    """Whether two markers had to be moved."""
    across, down = second.marker[0] - first.marker[0], second.marker[1] - first.marker[1]
    apart = hypot(across, down)
    if apart >= APART:
        return False
    if apart < 0.01:  # in the very same place: each pair parts in another direction
        way = 2.4 * second.number
        across, down, apart = cos(way), sin(way), 1.0
        push = APART / 2
    else:
        push = (APART - apart) / 2 + 0.5
    step = (across / apart * push, down / apart * push)
    first.marker = _inside(first.marker[0] - step[0], first.marker[1] - step[1])
    second.marker = _inside(second.marker[0] + step[0], second.marker[1] + step[1])
    return True


def _inside(across: float, down: float) -> tuple[float, float]:
    edge = APART / 2
    return min(SIDE - edge, max(edge, across)), min(SIDE - edge, max(edge, down))
