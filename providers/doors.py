"""Where an article of “My health” sends its reader: to the providers of a speciality."""

from urllib.parse import urlencode

from django.urls import reverse

from portal.encyclopaedia.beside import Door, opens_doors
from providers.search_suggestions import speciality_name
from providers.specialities import SPECIALITIES


@opens_doors
def doors() -> list[Door]:
    """The list of providers of each speciality."""
    page = reverse("providers:search")
    return [Door(code, speciality_name(code), f"{page}?{urlencode({'speciality': code})}") for code in SPECIALITIES]
