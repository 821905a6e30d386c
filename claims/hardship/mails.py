"""Mails about the overall maximum and hardship: that there is something to read, and nothing of what it is."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from claims.hardship.told import NEWS
from portal.members.addressees import reader_for
from portal.members.models import Person
from portal.notices.telling import Mail, tell

NEWS_KIND = NEWS.code


def mail_news(*, person: Person, key: UUID, now: datetime) -> None:
    """There is news about her year; once for each `key`. In the caller's transaction."""
    reader = reader_for(person, None, now)
    mail = Mail("maximum_news", reader.email, reader.language)
    tell(what=NEWS, reader=reader, about=person, key=key, link=reverse("hardship:year"), mail=mail, now=now)
