"""Places on the globe: distance, and cells, whose numbers order the globe so that near places lie together.

A cell is a square of the map halved sixteen times each way (about 300 by 600 metres); the bits of both halvings are
woven into one number. A square of any larger size is then one stretch of numbers, which a plain index finds.
"""

from collections.abc import Iterator
from math import asin, cos, floor, radians, sin, sqrt

EARTH_KM = 6371.0088
HALVINGS = 16
_SIDE = 1 << HALVINGS
# Each byte with a blank bit after every bit.
_SPREAD = [sum((byte >> bit & 1) << (2 * bit) for bit in range(8)) for byte in range(256)]
_KM_A_DEGREE = 111.195
# What rounding could shift.
_SAFE = 0.999


def distance_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Great-circle distance in kilometres."""
    first, second = radians(latitude), radians(to_latitude)
    half = sin((second - first) / 2) ** 2
    half += cos(first) * cos(second) * sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def is_on_globe(latitude: float, longitude: float) -> bool:
    """Whether there is such a place; not a number is none."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def box(latitude: float, longitude: float, km: float) -> tuple[float, float] | None:
    """How many degrees of latitude and longitude hold every place within `km`; None near a pole or the date line."""
    down = km / _KM_A_DEGREE
    if abs(latitude) + down >= 89:
        return None
    aside = down / cos(radians(abs(latitude) + down))
    return (down, aside) if abs(longitude) + aside < 180 else None


def cell_of(latitude: float, longitude: float) -> int:
    """The number of the cell a place lies in."""
    return _woven(_row(latitude), _column(longitude))


def stretches(latitude: float, longitude: float, km: float, past: float = 0.0) -> list[tuple[int, int]]:
    """First and last number of cells that hold every place within `km`, and few beyond; about twenty of them.

    `past`: places nearer than so many kilometres need not be held; the squares are finer then, some fifty stretches.
    """
    down = km / _KM_A_DEGREE
    widest = max(0.01, cos(radians(min(89.9, abs(latitude) + down))))
    aside = down / widest
    if aside >= 120 or down >= 60:
        return [(0, _SIDE * _SIDE - 1)]
    # Squares no smaller than a quarter of the reach: nine by nine of them hold it.
    level = HALVINGS
    parts = 8 if past else 4
    while level and (180 / (1 << level) < down / parts or 360 / (1 << level) < aside / parts):
        level -= 1
    steps = 1 << (HALVINGS - level)
    rows = range(_row(max(-90.0, latitude - down)) // steps, _row(min(90.0, latitude + down)) // steps + 1)
    columns = {_column(_around(degree)) // steps for degree in _between(longitude - aside, longitude + aside, level)}
    weight = steps * steps
    squares = [(row, column) for row in rows for column in columns]
    if past and box(latitude, longitude, km):
        squares = _reaching(squares, level, (latitude, longitude), past)
    starts = sorted(_woven(row * steps, column * steps) for row, column in squares)
    return list(_joined((start, start + weight - 1) for start in starts))


def _reaching(
    squares: list[tuple[int, int]], level: int, place: tuple[float, float], past: float
) -> list[tuple[int, int]]:
    """The squares with a corner that far from the place: all of the others is nearer. Not for poles and date line."""
    high, wide = 180 / (1 << level), 360 / (1 << level)
    corners = {(row + up, column + aside) for row, column in squares for up in (0, 1) for aside in (0, 1)}
    far = {
        (row, column)
        for row, column in corners
        if distance_km(*place, row * high - 90, column * wide - 180) >= past * _SAFE
    }
    return [
        (row, column)
        for row, column in squares
        if {(row, column), (row + 1, column), (row, column + 1), (row + 1, column + 1)} & far
    ]


def _between(first: float, last: float, level: int) -> Iterator[float]:
    """Degrees from first to last, close enough to touch every column of the level."""
    step = 360 / (1 << level)
    count = int((last - first) / step) + 1
    yield from (first + number * step for number in range(count + 1) if first + number * step < last)
    yield last


def _around(degree: float) -> float:
    return (degree + 180) % 360 - 180


def _row(latitude: float) -> int:
    return min(_SIDE - 1, floor((latitude + 90) / 180 * _SIDE))


def _column(longitude: float) -> int:
    return min(_SIDE - 1, floor((longitude + 180) / 360 * _SIDE))


def _woven(row: int, column: int) -> int:
    return (_SPREAD[row >> 8] << 17) | (_SPREAD[row & 255] << 1) | (_SPREAD[column >> 8] << 16) | _SPREAD[column & 255]


def _joined(stretches: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring stretches as one."""
    current: tuple[int, int] | None = None
    for first, last in stretches:
        if current and first == current[1] + 1:
            current = (current[0], last)
        else:
            if current:
                yield current
            current = (first, last)
    if current:
        yield current
