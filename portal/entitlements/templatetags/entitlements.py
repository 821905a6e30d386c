"""The plan in templates. Load with `{% load entitlements %}`."""

from decimal import Decimal

from django import template

from portal.entitlements import describing
from portal.entitlements.rights import Kind
from portal.look.words import locale

register = template.Library()

ICONS = {
    Kind.WAITING_ENDS: "hourglass",
    Kind.OPENS: "gift",
    Kind.ENDS: "timer",
    Kind.YEAR: "refresh-cw",
    Kind.STOP_LOSS: "life-buoy",
}


@register.filter
def percent(value: Decimal) -> str:
    """`80%`."""
    return describing.percent(value)


@register.filter
def country_name(code: str) -> str:
    """The country in the reader's language; the code when it has no name there."""
    return str(locale().territories.get(code, code))


@register.filter
def right_icon(kind: str) -> str:
    """The sign beside a right; a calendar for those of other rooms."""
    return ICONS.get(Kind(kind), "calendar-days") if kind in set(Kind) else "calendar-days"
