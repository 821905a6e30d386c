"""A map of distance and direction, drawn by us: rings around a place, and each result where it lies from there.

No outlines and no tiles: nothing is asked of another house, and how far and which way is true at every scale. The
largest towns around say where one is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin

from django.utils.translation import pgettext_lazy

from providers.globe import distance_km

# The drawing is a square of this side; the outer ring has the radius REACH. Markers are as large as a finger needs.
SIDE, REACH, APART = 440, 180, 36
# Where the four directions are written: north, east, south, west.
COMPASS = ((SIDE / 2, 20.0), (SIDE - 14.0, SIDE / 2), (SIDE / 2, SIDE - 20.0), (14.0, SIDE / 2))
# How wide a letter of a town's name is, about; and how many towns are named.
LETTER, MOST_LANDMARKS = 6.6, 6
# Room for a distance with its unit.
RING_WORDS = (64, 18)
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
Box = tuple[float, float, float, float]


@dataclass
class Point:
    """A result on the drawing: its place, the place of its marker, and the same in words."""

    number: int
    at: tuple[float, float]
    marker: tuple[float, float]
    km: float
    direction: object


@dataclass(frozen=True)
class Landmark:
    """A town, for orientation: its place, and where its name begins."""

    name: str
    at: tuple[float, float]
    words: tuple[float, float]


@dataclass(frozen=True)
class Ring:
    """A circle of the same distance; `words`: where there is room to say which, if anywhere."""

    radius: float
    km: float
    words: tuple[float, float] | None = None


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
        at = _at(km / outer, way)
        points.append(Point(number, at, at, km, direction(degrees(way))))
    _push_apart(points)
    rings = [Ring(REACH * part, outer * part, _free(REACH * part, points)) for part in (0.5, 1.0)]
    return Drawing(points, rings, unplaced=len(places) - len(points))


def landmarks(towns: Iterable[tuple[str, Spot]], around: Spot, drawing: Drawing) -> list[Landmark]:
    """Those towns, the most important first, whose names fit between markers and on no other words; a few."""
    outer, found = drawing.rings[-1].km, []
    taken = _drawn(drawing.points)
    taken += [_box(*ring.words, *RING_WORDS) for ring in drawing.rings if ring.words]
    taken += [_box(*spot, 30, 30) for spot in COMPASS]
    for name, spot in towns:
        at = _at(distance_km(*around, *spot) / outer, bearing(around, spot))
        width = LETTER * len(name)
        words = _box(at[0] + 7 + width / 2, at[1], width + 14, 18)
        inside = words[0] >= 0 and words[2] <= SIDE and words[1] >= 0 and words[3] <= SIDE
        if inside and not any(_overlap(words, other) for other in taken):
            taken.append(words)
            found.append(Landmark(name, at, (at[0] + 7, at[1] + 4)))
        if len(found) == MOST_LANDMARKS:
            break
    return found


def _drawn(points: Iterable[Point]) -> list[Box]:
    """What no words may cover: markers, and the places they stand for."""
    return [box for point in points for box in (_box(*point.marker, APART, APART), _box(*point.at, 8, 8))]


def _free(radius: float, points: Sequence[Point]) -> tuple[float, float] | None:
    """A place on the ring, the southernmost, where its distance lies on no marker."""
    markers = _drawn(points)
    for eighth in (8, 7, 9, 6, 10, 5, 11, 3, 13, 2, 14):
        way = radians(22.5 * eighth)
        words = (SIDE / 2 + (radius - 10) * sin(way), SIDE / 2 - (radius - 10) * cos(way))
        if not any(_overlap(_box(*words, *RING_WORDS), marker) for marker in markers):
            return words
    return None


def _at(part: float, way: float) -> tuple[float, float]:
    """The place on the drawing, a part of REACH from the middle, in a direction in radians from north."""
    return (SIDE / 2 + REACH * part * sin(way), SIDE / 2 - REACH * part * cos(way))


def _box(across: float, down: float, width: float, height: float) -> Box:
    return across - width / 2, down - height / 2, across + width / 2, down + height / 2


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


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
