"""Windows laid over purchases, and the index that saves laying them for every line."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.benefits.usage import Track
from portal.benefits.windows import FRESH, Purchase, filled, laid_anew, lay

FIRST = date(2018, 1, 1)
days = st.integers(0, 2000).map(lambda n: FIRST + timedelta(n))
purchases = st.lists(st.tuples(days, st.integers(0, 3), st.integers(1, 90)), max_size=14)


def test_anniversary_opens_the_next() -> None:
    windows = lay([date(2018, 3, 1), date(2019, 2, 28), date(2019, 3, 1), date(2024, 1, 1)], 12)
    assert [(window.start, window.end) for window in windows] == [
        (date(2018, 3, 1), date(2019, 3, 1)),
        (date(2019, 3, 1), date(2020, 3, 1)),
        (date(2024, 1, 1), date(2025, 1, 1)),
    ]


def test_line_that_brings_two_windows_together() -> None:
    bought = [
        Purchase(date(2018, 6, 10), 1, Decimal(80)),
        Purchase(date(2019, 4, 1), 1, Decimal(60)),
        Purchase(date(2019, 6, 10), 2, Decimal(100)),
    ]
    reach = laid_anew(bought, date(2018, 3, 1), 12)
    assert (reach.units, reach.amount, reach.joined_units, reach.joined_amount) == (1, 80, 3, 160)
    assert reach.units_left(2) == 0
    assert reach.units_left(3) == 2
    assert reach.amount_left(Decimal(150)) == 0
    assert reach.amount_left(Decimal(160)) == 80


@given(bought=purchases, on=days, months=st.sampled_from([12, 24, 36]))
def test_index_answers_as_laying_everything_anew(bought: list[tuple[date, int, int]], on: date, months: int) -> None:
    track = Track()
    for number, (day, units, amount) in enumerate(bought):
        if number % 2:
            track.reach(day, months)  # asked in between, as the engine does
        track.add(day, units, Decimal(amount))
    assert track.reach(on, months) == (laid_anew(track.purchases, on, months) if bought else FRESH)
    assert track.purchases == sorted(track.purchases, key=lambda purchase: purchase.on)


@given(bought=purchases)
def test_windows_hold_every_purchase_once(bought: list[tuple[date, int, int]]) -> None:
    sorted_purchases = sorted(
        (Purchase(day, units, Decimal(amount)) for day, units, amount in bought), key=lambda p: p.on
    )
    windows = lay([purchase.on for purchase in sorted_purchases], 12)
    places = filled(sorted_purchases, windows)
    assert len(places) == len(bought)
    assert sum(window.amount for window in windows) == sum(amount for _, _, amount in bought)
    assert all(windows[place].holds(each.on) for place, each in zip(places, sorted_purchases, strict=True))
