"""Times as the desk reads them. Load with `{% load desk %}`."""

from datetime import datetime, timedelta

from babel.dates import format_timedelta
from django import template
from django.utils.translation import gettext as _

from portal.look.words import locale

register = template.Library()


@register.filter
def duration(time: timedelta | None) -> str:
    """`3 days`, `4 hours`; a dash for None."""
    return "–" if time is None else format_timedelta(time, threshold=1.5, locale=locale())


@register.filter
def time_left(until: datetime, now: datetime) -> str:
    """How much of a promised time is left, or by how much it is missed."""
    if until >= now:
        return _("%(time)s left") % {"time": duration(until - now)}
    return _("late by %(time)s") % {"time": duration(now - until)}


@register.filter
def is_late(until: datetime, now: datetime) -> bool:
    """Whether a promised moment has passed."""
    return until < now
