"""Whether an invoice is for the patient of its guarantee: by what the provider wrote, never told to the provider."""

from datetime import date

from portal.entitlements.search import split
from portal.members.models import Person


def is_patient(person: Person, *, name: str, born_on: date | None) -> bool:
    """Whether name and date of birth go with her: the day exactly, and a word of each name that she has.

    Capitals, accents, order and further names do not matter.
    """
    typed = set(split(name))
    given, family = set(split(person.given_name)), set(split(person.family_name))
    named = bool(typed & family or not family) and bool(typed & given or not given)
    return born_on == person.born_on and named
