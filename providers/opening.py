"""Opening hours as one line: `Mo-Fr 08:00-17:00; Sa 09:00-12:00`, or `24/7`."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALWAYS = "24/7"
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = "|".join(DAYS)
_HOURS = r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
_PART = re.compile(rf"({_DAY})(?:-({_DAY}))? ({_HOURS}(?:,{_HOURS})?)")


@dataclass(frozen=True)
class Hours:
    """The hours of some days; `first` and `last` count from 0, Monday."""

    first: int
    last: int
    hours: tuple[str, ...]


def read_opening(text: str) -> tuple[Hours, ...]:
    """The hours day by day; empty for none and for 24/7. Raises ValueError for what is not opening hours."""
    if not text or text == ALWAYS:
        return ()
    found = []
    for part in text.split(";"):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        first, last, hours = match.groups()
        found.append(Hours(DAYS.index(first), DAYS.index(last or first), tuple(hours.split(","))))
    return tuple(found)


def check_opening(text: str) -> None:
    """Raises ValidationError for what is not opening hours."""
    try:
        read_opening(text)
    except ValueError:
        raise ValidationError(_("Write opening hours like: Mo-Fr 08:00-17:00; Sa 09:00-12:00. Or: 24/7")) from None
