"""The promise counts the office's own working days: its weekend, its holidays, its clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.help.offices import office_of
from portal.help.working_days import answer_by, worked

ANTWERP, NAIROBI, AMERICAS = office_of("BE"), office_of("KE"), office_of("US")


def utc(day: int, hour: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "by"),
    [
        (utc(17, 9), utc(19, 9)),  # Tuesday
        (utc(20, 9), utc(24, 9)),  # Friday: the weekend does not count
        (utc(21, 9), utc(24, 23)),  # Saturday counts from Monday's beginning in Brussels, an hour before UTC's
        (utc(10, 9), utc(13, 9)),  # the 11th is a holiday there
        (utc(23, 9, 10), utc(27, 10, 10)),  # clocks go back: the same hour there
    ],
)
def test_two_working_days_of_antwerp(since: datetime, by: datetime) -> None:
    assert answer_by(since, days=2, office=ANTWERP) == by


def test_each_office_has_its_own_days() -> None:
    assert answer_by(utc(10, 9), days=2, office=NAIROBI) == utc(12, 9)
    assert answer_by(utc(25, 9), days=2, office=AMERICAS) == utc(30, 9)  # Thanksgiving, and a weekend
    friday = replace(NAIROBI, weekend=frozenset({4, 5}), zone=ZoneInfo("Africa/Cairo"))
    assert answer_by(utc(19, 9), days=1, office=friday) == utc(22, 9)


def test_time_is_measured_as_it_is_promised() -> None:
    assert worked(utc(20, 9), utc(24, 9), office=ANTWERP) == timedelta(days=2)
    assert worked(utc(21, 9), utc(22, 9), office=ANTWERP) == timedelta()
    assert worked(utc(17, 9), utc(17, 11), office=ANTWERP) == timedelta(hours=2)


def test_an_office_that_never_works_is_said() -> None:
    closed = replace(ANTWERP, weekend=frozenset(range(7)))
    with pytest.raises(ValueError, match="no working day"):
        answer_by(utc(17, 9), days=2, office=closed)
