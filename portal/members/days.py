"""The member's calendar day: times are UTC inside, but her deadlines run on her own calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.core import get_global

from portal.members.models import Person


def local_day(moment: datetime, *, country: str) -> date:
    """The calendar day of `moment` in `country` (ISO 3166-1 alpha-2).

    A country with several time zones counts in the member's favour: the earliest day among them, so that
    nothing sent in time there arrives late here. An unknown country counts in UTC.
    """
    return min(_days(moment, country))


def own_day(person: Person, moment: datetime) -> date:
    """The day by which it is judged whether she is of age, and what others may see of her.

    Where the family works, as `local_day`; of several time zones the latest day counts, so that whoever comes of age in
    one of them is of age, and a permission that ended in one of them is over.
    """
    return max(_days(moment, person.family.duty_station))


def local_hour(moment: datetime, *, country: str) -> int:
    """The hour of the clock in `country` at `moment`, where it is earliest there: 0 to 23 of `local_day`."""
    return min(one.replace(tzinfo=None) for one in _clocks(moment, country)).hour


def _days(moment: datetime, country: str) -> Iterator[date]:
    """The days it is in the time zones of a country."""
    return (one.date() for one in _clocks(moment, country))


def _clocks(moment: datetime, country: str) -> Iterator[datetime]:
    """What its clocks show."""
    for zone in get_global("territory_zones").get(country, ["UTC"]):
        yield moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
