"""Children who come of age: parents are told before and on the day, the young adult gets a code of her own.

Sight ends by itself on the day (`portal.members.access`); here is what is said and sent. Run twice, each is done once.
"""

from datetime import datetime, timedelta

from django.db import transaction

from portal.members import audit
from portal.members.days import own_day
from portal.members.family.mails import tell_parents
from portal.members.invitations import invite
from portal.members.models import ComingOfAge, Enrolment, Person
from portal.members.models.family import born_when_of_age

AHEAD = timedelta(days=30)
# Who came of age longer ago was invited by hand, or is asked for by the desk: no mails about the past.
BEHIND = timedelta(days=60)
A_DAY = timedelta(days=1)  # a day around UTC's: somewhere it is tomorrow already


def look_at_children(*, now: datetime) -> int:
    """Does what is due for everybody who comes of age in these days; how much was said or sent."""
    first, last = now.date() - BEHIND - A_DAY, now.date() + AHEAD + A_DAY
    covered = Enrolment.objects.in_force(now.date()).values("person")
    near = Person.objects.filter(relation=Person.Relation.CHILD, pk__in=covered).filter(
        born_on__gt=born_when_of_age(first), born_on__lte=born_when_of_age(last)
    )
    return sum(_look_at(person, now) for person in near.select_related("family"))


@transaction.atomic
def _look_at(person: Person, now: datetime) -> int:
    today, day = own_day(person, now), person.of_age_on
    if not today - BEHIND <= day <= today + AHEAD:
        return 0
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    coming, _is_new = ComingOfAge.objects.get_or_create(person=person)
    if day <= today and coming.reached_at is None:
        coming.reached_at = now
        coming.save(update_fields=["reached_at"])
        sent = invite(person=person, by=None, now=now)
        audit.record(act="person.came_of_age", by=None, about=person, now=now, invited=int(sent))
        tell_parents(coming, "now", now)
        return 1
    if today < day and coming.foretold_at is None:
        coming.foretold_at = now
        coming.save(update_fields=["foretold_at"])
        audit.record(act="person.coming_of_age_told", by=None, about=person, now=now)
        tell_parents(coming, "soon", now)
        return 1
    return 0
