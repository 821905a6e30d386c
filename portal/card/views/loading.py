"""How pages here learn about the reader: her day, her family, the language of a paper."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from portal.members.access import people_seen
from portal.members.days import local_day
from portal.members.models import Person, Purpose

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def today_of(person: Person) -> date:
    """The calendar day where the person's family lives and works."""
    return local_day(timezone.now(), country=person.family.duty_station)


def visible_people(request: HttpRequest, person: Person, purpose: Purpose | None = Purpose.LEFT) -> list[Person]:
    """The people whose papers the signed-in `person` may have, herself first."""
    people = people_seen(request, purpose)
    return sorted(people, key=lambda other: (other.pk != person.pk, other.number))


def paper_language(request: HttpRequest) -> str:
    """The language asked for with `?language=`; else that of the page."""
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else (get_language() or "en")
