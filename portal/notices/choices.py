"""How each topic reaches a member by e-mail: chosen on her account page, or stopped by the link in a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from portal.members import audit
from portal.members.models import Person, User
from portal.notices.models import MailChoice
from portal.notices.topics import ALWAYS, CHOSEN, How, Topic

SALT = "notices.stop"
DAY = "day"  # stands in a link for all topics that come together once a day


class NotAStop(LookupError):
    """The link was not made by us, or for nobody we know."""


@dataclass(frozen=True)
class Stop:
    """What a link in a mail stops: e-mail about `topics` to `reader`."""

    reader: Person
    topics: tuple[Topic, ...]


def how_for(reader: Person, topic: Topic) -> How:
    """How a topic reaches her. One query for topics one can choose."""
    if topic in ALWAYS:
        return How.AT_ONCE
    chosen = MailChoice.objects.filter(reader=reader, topic=topic).values_list("how", flat=True).first()
    return How(chosen) if chosen else How.AT_ONCE


def all_of(reader: Person) -> dict[Topic, How]:
    """Every topic she can choose, in order. One query."""
    stored = dict(MailChoice.objects.filter(reader=reader).values_list("topic", "how"))
    return {topic: How(stored.get(topic, How.AT_ONCE)) for topic in CHOSEN}


@transaction.atomic
def choose(
    *,
    reader: Person,
    chosen: Mapping[Topic, How],
    by: User | None,
    now: datetime,
    request: HttpRequest | None = None,
) -> int:
    """Stores what differs from before, and leaves a trace of that alone; the number of topics changed."""
    before, changed = all_of(reader), 0
    for topic, how in chosen.items():
        if topic in ALWAYS or before[topic] == how:
            continue
        facts = {"how": how, "changed_at": now}
        MailChoice.objects.update_or_create(reader=reader, topic=topic, defaults=facts)
        audit.record(
            act="mail_choice.changed",
            by=by,
            about=reader,
            now=now,
            request=request,
            topic=topic.value,
            before=before[topic].value,
            after=how.value,
        )
        changed += 1
    return changed


def stop_link(reader: Person, topic: str) -> str:
    """The address by which the reader of a mail stops its like, without signing in. `topic` may be DAY.

    It says who and what, signed, and does nothing else: whoever finds it can stop mail, and read nothing.
    """
    token = signing.dumps([str(reader.pk), str(topic)], salt=SALT)
    return settings.SITE_URL + reverse("notices:stop", args=[token])


def read_stop(token: str) -> Stop:
    """What a link stops. Raises NotAStop."""
    try:
        key, topic = signing.loads(token, salt=SALT)
        reader = Person.objects.select_related("user").get(pk=UUID(key))
        topics = CHOSEN if topic == DAY else (Topic(topic),)
    except (signing.BadSignature, ValueError, TypeError, Person.DoesNotExist) as problem:
        raise NotAStop from problem
    if topic == DAY:
        daily = tuple(one for one, how in all_of(reader).items() if how == How.DAILY)
        return Stop(reader, daily)
    return Stop(reader, topics)


def stop(*, token: str, now: datetime, request: HttpRequest | None = None) -> Stop:
    """From now on only in the portal. Opened twice it changes nothing more. Raises NotAStop."""
    found = read_stop(token)
    choose(reader=found.reader, chosen=dict.fromkeys(found.topics, How.HERE), by=None, now=now, request=request)
    return found
