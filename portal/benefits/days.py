"""Calendar arithmetic as the plan counts it: whole months and years of age. No clock."""

from calendar import monthrange
from datetime import MAXYEAR, date
from functools import lru_cache

MONTHS_IN_YEAR = 12


@lru_cache(maxsize=1 << 16)
def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month; at most the last day a date can hold."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    month += 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The anniversary `years` later; one of 29 February falls on 28 February in other years."""
    return add_months(day, years * MONTHS_IN_YEAR)


def age_on(born: date, day: date) -> int:
    """Completed years of age on `day`; negative before birth."""
    years = day.year - born.year
    return years - 1 if day < add_years(born, years) else years
