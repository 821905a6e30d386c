"""The member's calendar day: times are UTC inside, but her deadlines run on her own calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.core import get_global


def local_day(moment: datetime, *, country: str) -> date:
    """The calendar day of `moment` in `country` (ISO 3166-1 alpha-2).

    A country with several time zones counts in the member's favour: the earliest day among them, so that
    nothing sent in time there arrives late here. An unknown country counts in UTC.
    """
    zones = get_global("territory_zones").get(country, ["UTC"])
    return min(moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone)).date() for zone in zones)
