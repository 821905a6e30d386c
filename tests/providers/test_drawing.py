"""The map without tiles: how far and which way is true, and no marker or name lies on another."""

from itertools import combinations
from math import hypot

import pytest

from providers.drawing import APART, MOST_LANDMARKS, REACH, SIDE, Drawing, draw, landmarks, middle_of, nice
from providers.globe import distance_km

NAIROBI, MOMBASA = (-1.286, 36.817), (-4.043, 39.668)
MIDDLE = SIDE / 2


def away(drawing: Drawing, number: int) -> float:
    """How far a result lies from the middle, in units of the drawing."""
    at = drawing.points[number].at
    return hypot(at[0] - MIDDLE, at[1] - MIDDLE)


def test_distances_and_rings_are_to_scale() -> None:
    drawing = draw([(-1.30, 36.80), MOMBASA], NAIROBI)
    inner, outer = drawing.rings
    assert (outer.radius, inner.radius) == (REACH, REACH / 2)
    assert inner.km == outer.km / 2
    for number, spot in enumerate([(-1.30, 36.80), MOMBASA]):
        km = distance_km(*NAIROBI, *spot)
        assert drawing.points[number].km == km
        assert away(drawing, number) == pytest.approx(REACH * km / outer.km)
        assert km <= outer.km
    assert outer.km == 500


@pytest.mark.parametrize(
    ("spot", "across", "down", "words"),
    [
        ((1.0, 0.0), 0, -1, "north"),
        ((0.0, 1.0), 1, 0, "east"),
        ((-1.0, 0.0), 0, 1, "south"),
        ((0.0, -1.0), -1, 0, "west"),
        ((1.0, 1.0), 1, -1, "north-east"),
        ((-1.0, -1.0), -1, 1, "south-west"),
    ],
)
def test_which_way_it_is(spot: tuple[float, float], across: int, down: int, words: str) -> None:
    (point,) = draw([spot], (0.0, 0.0)).points
    moved = (point.at[0] - MIDDLE, point.at[1] - MIDDLE)
    assert [round(part / max(map(abs, moved))) for part in moved] == [across, down]
    assert str(point.direction) == words


def test_over_the_date_line_and_at_a_pole_the_way_is_the_short_one() -> None:
    (east,) = draw([(-17.0, -179.5)], (-17.0, 179.5)).points
    assert east.km < 110
    assert str(east.direction) == "east"
    (over,) = draw([(89.0, 180.0)], (89.0, 0.0)).points
    assert over.km == pytest.approx(222, abs=1)
    assert str(over.direction) == "north"
    (down,) = draw([(89.0, 12.0)], (90.0, 0.0)).points
    assert down.km == pytest.approx(111, abs=1)
    middle = middle_of([(10.0, 179.0), (10.0, -179.0)])
    assert abs(middle[1]) == pytest.approx(180)


def test_markers_lie_beside_each_other_even_where_all_are_in_one_house() -> None:
    drawing = draw([NAIROBI] * 8 + [(-1.29, 36.82)] * 8, NAIROBI)
    for first, second in combinations(drawing.points, 2):
        gap = hypot(first.marker[0] - second.marker[0], first.marker[1] - second.marker[1])
        assert gap > APART * 0.8, (first.number, second.number)
    assert {point.at for point in drawing.points[:8]} == {(MIDDLE, MIDDLE)}


@pytest.mark.parametrize("count", [0, 1, 500])
def test_any_number_of_results_is_drawn_inside(count: int) -> None:
    spots = [(-1.0 - number % 25 / 100, 36.0 + number // 25 / 50) for number in range(count)]
    drawing = draw([*spots, None], middle_of(spots))
    assert len(drawing.points) == count
    assert drawing.unplaced == 1
    for point in drawing.points:
        assert all(APART / 2 <= part <= SIDE - APART / 2 for part in point.marker)
        assert hypot(point.at[0] - MIDDLE, point.at[1] - MIDDLE) <= REACH + 0.01


def test_the_words_of_a_ring_lie_on_no_marker_or_are_left_out() -> None:
    south = [(-1.286 - part / 1000, 36.817) for part in (0, 20, 45, 60)]
    for ring in draw(south, NAIROBI).rings:
        assert ring.words
        for point in draw(south, NAIROBI).points:
            across, down = (abs(point.marker[part] - ring.words[part]) for part in (0, 1))
            assert across >= (APART + 64) / 2 or down >= (APART + 18) / 2
    everywhere = [(-1.5 + row / 40, 36.6 + column / 40) for row in range(18) for column in range(18)]
    assert [ring.words for ring in draw(everywhere, NAIROBI).rings] == [None, None]


def test_distances_are_round() -> None:
    assert [nice(km) for km in (0.0, 0.07, 1.2, 7, 9, 260, 19_000)] == [0.1, 0.1, 2, 8, 10, 300, 20_000]


def test_towns_are_named_where_there_is_room_and_the_largest_first() -> None:
    drawing = draw([MOMBASA, (-0.1, 34.75)], NAIROBI)
    towns = [("Nairobi", NAIROBI), ("Kiambu", (-1.17, 36.83)), ("Kisumu", (-0.1, 34.75)), ("Garissa", (-0.45, 39.64))]
    named = {town.name: town for town in landmarks(towns, NAIROBI, drawing)}
    assert set(named) == {"Nairobi", "Garissa"}, "Kiambu would lie on Nairobi, Kisumu on a marker"
    assert named["Nairobi"].at == (MIDDLE, MIDDLE)
    many = [(f"T{number}", (-4 + number % 10 * 0.6, 34 + number // 10 * 0.6)) for number in range(100)]
    assert len(landmarks(many, NAIROBI, drawing)) == MOST_LANDMARKS
    assert landmarks([("Far", (60.0, 0.0))], NAIROBI, drawing) == []
