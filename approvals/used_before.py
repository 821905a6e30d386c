"""How it stands with a person before new care: what she used in the year, and whether she still waits."""

from datetime import date

from portal.benefits.days import add_months
from portal.benefits.terms import Terms
from portal.entitlements.models import UsageRecord
from portal.members.models import Enrolment, Person


def units_in_year(person: Person, benefit: str, year: int) -> int:
    """Sessions, days or items of such care that were paid or reserved in the calendar year. One query."""
    ledger = UsageRecord.objects.standing().filter(person=person, benefit=benefit, service_on__year=year)
    return sum(facts["units"] for facts in ledger.values_list("facts", flat=True))


def waits_until(person: Person, terms: Terms, on: date) -> date | None:
    """The first day on which such care is insured, when that comes after `on`; else None. One query."""
    cover = Enrolment.objects.filter(person=person).order_by("from_on").first()
    if cover is None or not terms.waiting_months:
        return None
    first = add_months(cover.from_on, terms.waiting_months)
    return first if first > on else None
