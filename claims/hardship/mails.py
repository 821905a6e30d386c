"""Mails about the overall maximum and hardship: that there is something to read, and nothing of what it is."""

from datetime import datetime
from uuid import UUID

from portal.members.models import Person
from portal.post.mail import UnusableAddress, queue_mail

NEWS_KIND = "maximum-news"


def reader_of(person: Person) -> Person | None:
    """Who reads for a person: herself if she has an account, else the participant."""
    if person.user_id:
        return person
    return Person.objects.filter(family=person.family_id, relation=Person.Relation.PARTICIPANT).first()


def mail_news(*, person: Person, key: UUID, now: datetime) -> None:
    """There is news about her year; once for each `key`. In the caller's transaction."""
    reader = reader_of(person)
    if reader is None:
        return
    try:
        mail = {"to": reader.email, "language": reader.language, "template": "maximum_news"}
        queue_mail(kind=NEWS_KIND, key=key, context={}, now=now, **mail)  # type: ignore[arg-type]
    except UnusableAddress:
        return  # the page says the same
