"""The form of the search for providers. All of it may be in a shared address: nothing in it is personal."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from babel.units import format_unit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.look.choices import country_choices
from portal.look.selects import LongSelect
from portal.look.words import locale
from providers.codes import LANGUAGES
from providers.models import Provider
from providers.search import Wish
from providers.search_order import DISTANCE, MATCH, NAME
from providers.search_suggestions import language
from providers.search_terms import LONGEST_QUERY
from providers.specialities import SPECIALITIES
from providers.whereabouts import Where, whereabouts

Choices = list[tuple[str, Any]]
NEAR_ME = "me"
LAST_PAGE = 10**6


def any_of(choices: Choices) -> Choices:
    """With “any” in front."""
    return [("", pgettext_lazy("no filter", "Any")), *choices]


def speciality_choices() -> Choices:
    """All by name in the reader's language."""
    return sorted(((one.code, one.name(language())) for one in SPECIALITIES.values()), key=lambda choice: choice[1])


def language_choices() -> Choices:
    """Languages by name in the reader's language."""
    names = locale().languages
    return sorted(((code, str(names[code])) for code in LANGUAGES if code in names), key=lambda choice: choice[1])


def distance_choices() -> Choices:
    """Distances in kilometres, the unit in the reader's language."""
    return [(str(km), format_unit(km, "length-kilometer", "short", locale=locale())) for km in (5, 25, 50, 100, 250)]


class SearchForm(forms.Form):
    """One box, and filters. What cannot be right is told beside its field and left out of the search."""

    q = forms.CharField(label=_("Name, speciality or what you need"), required=False)
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=LongSelect, choices=lambda: any_of(country_choices())
    )
    speciality = forms.ChoiceField(
        label=_("Speciality"), required=False, widget=LongSelect, choices=lambda: any_of(speciality_choices())
    )
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=lambda: any_of(list(Provider.Kind.choices)))
    language = forms.ChoiceField(
        label=_("Language spoken"), required=False, widget=LongSelect, choices=lambda: any_of(language_choices())
    )
    direct = forms.BooleanField(label=_("Direct payment"), required=False)
    discount = forms.BooleanField(label=_("Discount for members"), required=False)
    new = forms.BooleanField(label=_("Takes new patients"), required=False)
    within = forms.TypedChoiceField(
        label=_("Distance"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: any_of(distance_choices()),
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("As fits best")), (DISTANCE, _("By distance")), (NAME, _("By name")), (MATCH, _("Best match"))],
    )


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the wish, the city it is near or in, and whether it is near the reader.

    `left_country`: the country asked for, when the city lies in another one and it was left out.
    """

    wish: Wish
    where: Where | None
    is_near_me: bool
    unknown_city: str = ""
    left_country: str = ""


def read_wish(form: SearchForm, here: tuple[float, float] | None) -> Asked:
    """From a form that was validated; what did not pass is left out. `here`: where the reader is, if she told."""
    told: dict[str, Any] = form.cleaned_data
    typed, data, country = told.get("city") or "", form.data, told.get("country") or ""
    is_near_me = here is not None and data.get("near") == NEAR_ME
    where = whereabouts(typed, country=country) if typed else None
    within = told.get("within")
    near = here if is_near_me else None
    if near is None and where and (within or not where.key):
        near = where.spot
    in_city = where if near is None else None
    wish = Wish(
        query=(told.get("q") or "")[:LONGEST_QUERY],
        # Around a place borders do not count.
        country=in_city.country if in_city else ("" if near and where else country),
        city_key=in_city.key if in_city else "",
        kind=told.get("kind") or "",
        speciality=told.get("speciality") or "",
        language=told.get("language") or "",
        direct=bool(told.get("direct")),
        discount=bool(told.get("discount")),
        new_patients=bool(told.get("new")),
        near=near,
        within_km=float(within) if within and near else None,
        sort=told.get("sort") or "",
        page=_page(data.get("page", "")),
        after=_uuid(data.get("after", "")),
    )
    left = country if where and country and where.country != country else ""
    return Asked(wish, where, is_near_me, typed if typed and where is None else "", left)


def _page(text: str) -> int:
    return min(LAST_PAGE, int(text)) if text.isascii() and text.isdecimal() and len(text) < 12 else 1


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


class HereForm(forms.Form):
    """Where the reader is."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)
