"""How every page here learns about the reader: her day, the people she may see, where the family stands."""

from datetime import date

from django.utils import timezone

from portal.benefits.plans import load_plan
from portal.benefits.terms import Plan
from portal.entitlements.balances import Account
from portal.entitlements.standing import Standing, read_standing
from portal.members.access import MemberRequest, looked_at, people_seen
from portal.members.days import local_day
from portal.members.models import Person, Purpose


def today_of(person: Person) -> date:
    """The calendar day where the person's family lives and works."""
    return local_day(timezone.now(), country=person.family.duty_station)


def plan_of(request: MemberRequest) -> Plan:
    """The plan of the reader's family."""
    return load_plan(request.person.family.plan)


def standing_of(person: Person) -> Standing:
    """Where the person's family stands today."""
    return read_standing(person.family, today_of(person))


def visible_people(request: MemberRequest, purpose: Purpose | None = None) -> list[Person]:
    """The people whose figures the reader may see, herself first; the page shows them all.

    Pages that tell what somebody's claims were about name no purpose: what is left is for helpers, the rest is not.
    """
    people = people_seen(request, purpose)
    looked_at(request, *people)
    return sorted(people, key=lambda other: (other.pk != request.person.pk, other.number))


def accounts_of(people: list[Person], standing: Standing) -> list[tuple[Person, Account]]:
    """The balances of those who were ever enrolled."""
    known = standing.facts.people
    return [(person, Account(standing, str(person.pk))) for person in people if str(person.pk) in known]


def sees_family(person: Person) -> bool:
    """Whether the family's year may be shown: its limit tells the participant's pay, so children do not see it."""
    return person.relation in (Person.Relation.PARTICIPANT, Person.Relation.SPOUSE)
