"""Who reads what leaves the house about somebody's care: an adult herself, and who sent it for a child."""

from collections.abc import Iterable
from datetime import datetime

from portal.members.days import own_day
from portal.members.models import FamilyPermission, Person, Purpose, User


def reader_for(patient: Person, sender: User | None, now: datetime, people: Iterable[Person] | None = None) -> Person:
    """Who gets papers: an adult herself, with or without an account. Of a child whoever of the family sent it, else the
    participant, found among `people` where the family is loaded already."""
    if patient.is_adult_on(own_day(patient, now)):
        return patient
    person: Person | None = getattr(sender, "person", None)
    if person is not None and person.family_id == patient.family_id:
        return person
    family = patient.family.people.all() if people is None else people
    return next((one for one in family if one.relation == Person.Relation.PARTICIPANT), patient)


def told_of(
    patient: Person, sender: User | None, now: datetime, *, purpose: Purpose, is_confidential: bool = False
) -> Person:
    """Who is asked, and told that there is news without what it is: whoever sent it, as long as she may act for the
    patient; else the reader of papers."""
    person: Person | None = getattr(sender, "person", None)
    reader = reader_for(patient, sender, now)
    if person is None or reader.pk != patient.pk or person.pk == patient.pk or is_confidential:
        return reader
    helps = FamilyPermission.objects.in_force(own_day(patient, now)).serving(purpose)
    return person if helps.filter(giver=patient, helper=person).exists() else reader
