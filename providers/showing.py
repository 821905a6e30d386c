"""What a page shows of providers: read from the provider itself, with what holds on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from babel.dates import format_time
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.look.words import locale, number
from providers.codes import CareKind
from providers.drawing import SIDE, Drawing, Point, Spot, draw, middle_of
from providers.models import Agreement, Provider
from providers.opening import read_opening
from providers.search import Hit
from providers.search_suggestions import speciality_name
from providers.specialities import OF_KIND, specialities_of


@dataclass
class Result:
    """A provider as a list or a map shows it. `number` is its place on the page, from 1."""

    number: int
    provider: Provider
    km: float | None
    agreement: Agreement | None
    specialities: list[str]

    @property
    def phone_url(self) -> str:
        """What a phone dials."""
        digits = "".join(sign for sign in self.provider.phone if sign in "+0123456789")
        return f"tel:{digits}" if digits else ""

    @property
    def route_url(self) -> str:
        """A map of another house with the way there; nothing is asked of it until the member opens it."""
        place = spot(self.provider)
        return f"https://www.openstreetmap.org/directions?to={place[0]:.5f}%2C{place[1]:.5f}" if place else ""

    @property
    def map_url(self) -> str:
        """What a phone hands to its own map."""
        place = spot(self.provider)
        return f"geo:{place[0]:.5f},{place[1]:.5f}?q={place[0]:.5f},{place[1]:.5f}" if place else ""

    @property
    def direct_care(self) -> list[str]:
        """The kinds of care that direct payment was agreed for; empty: for all."""
        known = dict(CareKind.choices)
        return (
            [str(known[code]) for code in self.agreement.direct_care.split() if code in known] if self.agreement else []
        )


@dataclass(frozen=True)
class Mapped:
    """A drawing of a page of results: markers with what they mark."""

    drawing: Drawing
    marks: list[tuple[Point, Result]]
    around: str

    @property
    def ring_words(self) -> list[tuple[float, str]]:
        """Where each ring says its distance, and the words."""
        return [
            (self.drawing.middle + ring.radius - 6, f"{number(Decimal(str(ring.km)))} km")
            for ring in self.drawing.rings
        ]

    @property
    def compass(self) -> list[tuple[int, int, str]]:
        """The four directions at the edges."""
        side, middle = SIDE, SIDE // 2
        letters = (
            pgettext("compass", "N"),
            pgettext("compass", "E"),
            pgettext("compass", "S"),
            pgettext("compass", "W"),
        )
        places = ((middle, 26), (side - 14, middle + 6), (middle, side - 14), (14, middle + 6))
        return [(*place, letter) for place, letter in zip(places, letters, strict=True)]


def spot(provider: Provider) -> Spot | None:
    """Where it is, if that is known."""
    if provider.latitude is None or provider.longitude is None:
        return None
    return provider.latitude, provider.longitude


def results(hits: Sequence[Hit], *, on: date) -> list[Result]:
    """The hits in their order, with the agreement in force on the day. Two queries."""
    in_force = Prefetch("agreements", Agreement.objects.in_force(on=on), to_attr="in_force")
    wanted = Provider.objects.filter(pk__in=[hit.provider for hit in hits]).prefetch_related(in_force)
    known: dict[Any, Any] = {one.pk: one for one in wanted}
    shown: list[Result] = []
    for hit in hits:
        if one := known.get(hit.provider):
            codes = [
                code for code in specialities_of(one.kind, one.specialities).split() if code != OF_KIND.get(one.kind)
            ]
            agreement = one.in_force[0] if one.in_force else None
            shown.append(Result(len(shown) + 1, one, hit.km, agreement, [speciality_name(code) for code in codes]))
    return shown


def mapped(shown: Sequence[Result], *, near: Spot | None, place: Spot | None, city: str) -> Mapped:
    """The same results around the reader, else the city she named, else the middle of them all."""
    spots = [spot(one.provider) for one in shown]
    around = near or place or middle_of([one for one in spots if one])
    words = _("You, to about a kilometre") if near and not city else city or _("The middle of these results")
    drawing = draw(spots, around)
    return Mapped(drawing, [(point, shown[point.number - 1]) for point in drawing.points], words)


def opening_rows(text: str) -> list[dict[str, str]]:
    """Days and hours in the reader's language; empty for none and for 24/7."""
    names, rows = locale().days["format"]["wide"], []
    for one in read_opening(text):
        days = names[one.first]
        if one.last != one.first:
            days = _("%(first)s to %(last)s") % {"first": names[one.first], "last": names[one.last]}
        rows.append({"label": days, "value": ", ".join(_hours(part) for part in one.hours)})
    return rows


def _hours(part: str) -> str:
    first, last = (format_time(_time(one), "short", locale=locale()) for one in part.split("-"))
    return f"{first} – {last}"


def _time(text: str) -> time:
    return time(int(text[:2]) % 24, int(text[3:]))


def language_names(codes: str) -> list[str]:
    """Languages in the reader's language."""
    names = locale().languages
    return [str(names.get(code, code)) for code in codes.split()]
