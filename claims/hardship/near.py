"""Telling a person and the staff, once a year and threshold, that she comes near the overall maximum."""

from datetime import datetime

from django.db import transaction

from claims.hardship.figures import PersonMaximum, maximums
from claims.hardship.mails import mail_news
from claims.hardship.models import MaximumNotice
from claims.models import OfficeRules
from portal.members.audit import record


def look_for_maximums(*, now: datetime) -> list[MaximumNotice]:
    """Whoever passed a threshold of this year or the last and was not told yet. Run twice, it tells once.

    The thresholds are the office's share and the maximum itself. Staff read the notices at the desk.
    """
    thresholds = sorted({OfficeRules.objects.in_force().near_maximum, 100})
    known = set(MaximumNotice.objects.values_list("person", "year", "percent"))
    told = []
    for one in maximums({now.year - 1, now.year}):
        passed = [percent for percent in thresholds if one.is_over(percent)]
        news = [percent for percent in passed if (one.person.pk, one.year, percent) not in known]
        if news:
            told += _tell(one, news, now)
    return told


@transaction.atomic
def _tell(one: PersonMaximum, percents: list[int], now: datetime) -> list[MaximumNotice]:
    """A notice for each threshold, and one mail. Who told her at the same moment wins."""
    made = []
    for percent in percents:
        facts = {"reimbursed": one.reimbursed, "maximum": one.maximum, "currency": one.person.family.currency}
        notice, is_new = MaximumNotice.objects.get_or_create(
            person=one.person, year=one.year, percent=percent, defaults={**facts, "told_at": now}
        )
        made += [notice] if is_new else []
    if made:
        record(act="maximum.near", by=None, about=one.person, now=now, year=one.year, percent=made[-1].percent)
        mail_news(person=one.person, key=made[-1].pk, now=now)
    return made
