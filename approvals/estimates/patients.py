"""What a provider is told of the patient: enough to recognise her, nothing that harms when the link is passed on."""

from dataclasses import dataclass
from datetime import date

from approvals.estimates.models import EstimateLink


@dataclass(frozen=True)
class Told:
    """`initials` such as `A. O.`, the year of birth, the planned first day, and the member's own hint."""

    initials: str
    born: int
    from_on: date | None
    hint: str


def told_of(link: EstimateLink) -> Told:
    """For the mail and for the page behind the link."""
    person = link.request.person
    letters = [name[0] for name in (person.given_name.strip(), person.family_name.strip()) if name]
    initials = " ".join(f"{letter}." for letter in letters)
    return Told(initials, person.born_on.year, link.request.from_on, link.hint)
