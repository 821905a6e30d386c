"""One mail a day for who wants it so: in the morning of her own day, about what she has not read by then."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation

from portal.look.words import labelled, number
from portal.members.days import local_day, local_hour
from portal.members.models import Person
from portal.notices.choices import DAY, stop_link
from portal.notices.models import Notice
from portal.notices.topics import Topic
from portal.post.mail import queue_news
from portal.post.models import Dispatch
from portal.work.jobs import enqueue_all

JOB_KIND = "notices.daily"
KIND = "notices-of-the-day"
MORNING = 7  # the hour of her own clock from which it goes


def order_mails(*, now: datetime) -> int:
    """A job for everybody for whom something waits and whose morning has come; the number of people."""
    waiting = Person.objects.filter(pk__in=Notice.objects.to_collect().values("reader")).select_related("family")
    due = [one.pk for one in waiting if local_hour(now, country=one.family.duty_station) >= MORNING]
    if due:
        enqueue_all([(JOB_KIND, key) for key in due], now=now)
    return len(due)


@transaction.atomic
def send_mail_of_the_day(*, reader_id: UUID, now: datetime) -> bool:
    """Put the mail of her day in the outbox; whether there was one to write. Only one a day: what comes later waits."""
    reader = Person.objects.select_for_update(of=("self",)).select_related("family").filter(pk=reader_id).first()
    if reader is None:
        return False
    key = uuid5(reader.pk, local_day(now, country=reader.family.duty_station).isoformat())
    if Dispatch.objects.filter(kind=KIND, key=key).exists():
        return False
    waiting = list(Notice.objects.to_collect().filter(reader=reader))
    Notice.objects.filter(pk__in=[one.pk for one in waiting]).update(waits_for_mail=False)
    unread = [one for one in waiting if one.read_at is None]
    if unread:
        queue_news(
            kind=KIND,
            key=key,
            to=reader.email_known,
            language=reader.language,
            template="notices_of_the_day",
            context={"name": reader.given_name, "lines": _lines(unread, reader.language)},
            stop_url=stop_link(reader, DAY),
            now=now,
        )
    return bool(unread)


def _lines(notices: Iterable[Notice], language: str) -> str:
    """How many of which topic, and nothing of what they say."""
    counted = Counter(Topic(one.topic) for one in notices)
    with translation.override(language):
        return "\n".join(labelled(topic.label, number(counted[topic])) for topic in Topic if counted[topic])
