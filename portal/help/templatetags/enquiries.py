"""Words of conversations in templates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import ngettext

from portal.look.words import long_date

register = template.Library()
A_DAY = 24


@register.filter
def time_words(time: timedelta | None) -> str:
    """A time in its biggest unit: `3 days`, `5 hours`, `40 minutes`; empty for None, below zero without its sign."""
    if time is None:
        return ""
    minutes = abs(int(time.total_seconds())) // 60
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 2 * A_DAY:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = hours // A_DAY
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


@register.filter
def clock_in(moment: datetime, zone: str) -> str:
    """The hour on the clock of a zone: `14:00`."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


@register.filter
def day_in(moment: datetime, zone: str) -> str:
    """The day on the calendar of a zone, in words."""
    return long_date(moment.astimezone(ZoneInfo(zone)).date())
