"""What a page shows of providers: read from the provider itself, with what holds on the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from babel.dates import format_time
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.entitlements.prices import Prices
from portal.look.choices import country_choices
from portal.look.words import kilometres, locale
from providers.codes import CareKind
from providers.drawing import COMPASS, Drawing, Landmark, Point, Spot, draw, landmarks, middle_of
from providers.models import Agreement, Provider
from providers.opening import read_opening
from providers.places import largest_around
from providers.prices import Compared, usual_prices
from providers.search import Hit
from providers.search_suggestions import speciality_name
from providers.specialities import OF_KIND, specialities_of

# What a list says of prices; the page of the provider says all.
PRICES_IN_LIST = 2
LANDMARKS_TRIED = 40


@dataclass
class Result:
    """A provider as a list or a map shows it. `number` is its place on the page, from 1."""

    number: int
    provider: Provider
    km: float | None
    agreement: Agreement | None
    specialities: list[str]
    country: str
    prices: list[Compared]

    @property
    def distance(self) -> str:
        """How far it is, with the unit; empty where no place was given."""
        return "" if self.km is None else kilometres(self.km)

    @property
    def told_prices(self) -> list[Compared]:
        """The prices a list has room for: those whose accepted level is known, those above it first."""
        return [one for one in self.prices if one.accepted is not None][:PRICES_IN_LIST]

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
    towns: list[Landmark]

    @property
    def ring_words(self) -> list[tuple[str, str, str]]:
        """Where each ring says its distance, and the words."""
        return [
            (f"{ring.words[0]:.1f}", f"{ring.words[1] + 4:.1f}", kilometres(ring.km, shortest=True))
            for ring in self.drawing.rings
            if ring.words
        ]

    @property
    def rings(self) -> str:
        """All rings as one path."""
        middle = self.drawing.middle
        return "".join(
            f"M{middle - r:.0f} {middle:.0f}a{r:.0f} {r:.0f} 0 1 0 {2 * r:.0f} 0a{r:.0f} {r:.0f} 0 1 0 {-2 * r:.0f} 0"
            for r in (ring.radius for ring in self.drawing.rings)
        )

    @property
    def leads(self) -> str:
        """From each place to its marker, as one path."""
        return "".join("M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*point.at, *point.marker) for point in self.drawing.points)

    @property
    def compass(self) -> list[tuple[int, int, str]]:
        """The four directions at the edges."""
        letters = (
            pgettext("compass", "N"),
            pgettext("compass", "E"),
            pgettext("compass", "S"),
            pgettext("compass", "W"),
        )
        return [
            (round(across), round(down) + 6, letter) for (across, down), letter in zip(COMPASS, letters, strict=True)
        ]


def spot(provider: Provider) -> Spot | None:
    """Where it is, if that is known."""
    if provider.latitude is None or provider.longitude is None:
        return None
    return provider.latitude, provider.longitude


def results(hits: Sequence[Hit], *, on: date, prices: Callable[[], Prices] | None = None) -> list[Result]:
    """The hits in their order, with the agreement in force on the day, and usual prices beside what `prices` accepts.

    As many queries for twenty hits as for one.
    """
    in_force = Prefetch("agreements", Agreement.objects.in_force(on=on), to_attr="in_force")
    wanted = Provider.objects.filter(pk__in=[hit.provider for hit in hits]).prefetch_related(in_force)
    known: dict[Any, Any] = {one.pk: one for one in wanted}
    usual = usual_prices(known, prices, on=on) if prices else {}
    countries = dict(country_choices())
    shown: list[Result] = []
    for hit in hits:
        if one := known.get(hit.provider):
            codes = [
                code for code in specialities_of(one.kind, one.specialities).split() if code != OF_KIND.get(one.kind)
            ]
            agreement = one.in_force[0] if one.in_force else None
            names = [speciality_name(code) for code in codes]
            country, told = countries.get(one.country, one.country), usual.get(one.pk, [])
            shown.append(Result(len(shown) + 1, one, hit.km, agreement, names, country, told))
    return shown


def mapped(shown: Sequence[Result], *, near: Spot | None, place: Spot | None, city: str) -> Mapped:
    """The same results around the reader, else the city she named, else the middle of them all."""
    spots = [spot(one.provider) for one in shown]
    around = near or place or middle_of([one for one in spots if one])
    words = _("You, to about a kilometre") if near and not city else city or _("The middle of these results")
    drawing = draw(spots, around)
    marks = [(point, shown[point.number - 1]) for point in drawing.points]
    known = largest_around(around, drawing.rings[-1].km, most=LANDMARKS_TRIED)
    towns = landmarks([(one.name, (one.latitude, one.longitude)) for one in known], around, drawing)
    return Mapped(drawing, marks, words, towns)


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
