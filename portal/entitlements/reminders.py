"""Reminders of deadlines before they pass: each once, to whoever may see it, so many days before as the office says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.urls import resolve, reverse
from django.utils import translation

from portal.entitlements.rights import Kind, Right, rights_of
from portal.entitlements.standing import read_standing
from portal.entitlements.told import REMINDER
from portal.look.words import labelled, long_date
from portal.members.access import people_of
from portal.members.days import local_day, own_day
from portal.members.models import Family, Person
from portal.notices.models import Notice, ReminderRules
from portal.notices.telling import Mail, tell
from portal.work.jobs import enqueue_all

JOB_KIND = "entitlements.remind"
BATCH = 500


def order_reminders(*, now: datetime) -> int:
    """A job for every family somebody of which signs in; their number."""
    count, families = 0, Family.objects.filter(people__user__is_active=True).distinct().order_by("pk")
    keys = families.values_list("pk", flat=True).iterator(chunk_size=BATCH)
    for batch in _batches(keys):
        count += len(enqueue_all([(JOB_KIND, key) for key in batch], now=now))
    return count


def remind(*, family_id: UUID, now: datetime) -> int:
    """Tell everybody of a family with an account what ends soon for those she may see; the number of days told.

    Told before is not told again, however often this runs: a notice is kept for each reader, deadline and day.
    """
    family = Family.objects.filter(pk=family_id).first()
    if family is None:
        return 0
    today, last = local_day(now, country=family.duty_station), ReminderRules.in_force().days
    standing, told = read_standing(family, today), 0
    readers = Person.objects.filter(family=family, user__is_active=True).select_related("family", "user")
    for reader in readers:
        people = list(people_of(reader.user, own_day(reader, now))) if reader.user else []
        with translation.override(reader.language):
            rights = rights_of(standing, people, with_family=False)
            for rights_of_day in _by_day(rights, until=today + timedelta(days=last)):
                _tell(reader, rights_of_day, today, now)
                told += 1
    return told


def _by_day(rights: Iterable[Right], *, until: date) -> list[list[Right]]:
    """What ends until that day and presses, each with its like of the same person and day."""
    found: dict[tuple[Person | None, date, str], list[Right]] = {}
    for one in rights:
        if one.kind is Kind.ENDS and one.pressing and one.on is not None and one.on <= until:
            found.setdefault((one.person, one.on, one.title), []).append(one)
    return list(found.values())


def _tell(reader: Person, rights: list[Right], today: date, now: datetime) -> None:
    """In the reader's language, as it is active. The mail says the nearest day alone, and there is one a day.

    Several are one notice, which leads to the list of them all. It stays the only one for their like of that day, so
    that none is told again when the others are done.
    """
    right = rights[0]
    on = right.on or today
    whose = right.person.pk if right.person else ""
    together = uuid5(reader.pk, f"{whose} {resolve(right.link).view_name} {on.isoformat()}")
    # The page of a benefit is everybody's: its address alone does not say whose day it is, as keys once took it to.
    before = uuid5(reader.pk, f"{right.link} {on.isoformat()}")
    told = Notice.objects.filter(reader=reader, about=right.person, what=REMINDER.code, key__in=(together, before))
    if len(rights) > 1:
        key, link = together, reverse("entitlements:rights")
    elif told.exists():
        return
    else:
        key, link = uuid5(reader.pk, f"{whose} {right.link} {on.isoformat()}"), right.link
    of_the_day = uuid5(reader.pk, f"reminder {today.isoformat()}")
    tell(
        what=REMINDER,
        reader=reader,
        about=right.person,
        others=False,
        key=key,
        link=link,
        words=labelled(long_date(on), right.title),
        mail=Mail("deadline_reminder", reader.email_known, reader.language, {"day": long_date(on)}, key=of_the_day),
        now=now,
    )


def _batches(keys: Iterable[UUID]) -> Iterable[list[UUID]]:
    batch: list[UUID] = []
    for key in keys:
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
