"""Mails about an appeal. They say that something happened and never what it is about: the portal says it."""

from datetime import datetime
from uuid import UUID, uuid5

from django.utils import translation

from claims.appeals.models import Appeal
from portal.look.words import long_date
from portal.members.models import Person
from portal.post.mail import UnusableAddress, queue_mail

RECEIPT_KIND, NEWS_KIND = "appeal-receipt", "appeal-news"


def reader_of(appeal: Appeal) -> Person | None:
    """Whoever sent it."""
    return getattr(appeal.created_by, "person", None)


def mail_receipt(*, appeal: Appeal, now: datetime) -> None:
    """The acknowledgement, once: its number and until when we decide. In the caller's transaction."""
    with translation.override(appeal.language):
        due_on = long_date(appeal.due_on) if appeal.due_on else ""
    _mail(RECEIPT_KIND, appeal.pk, appeal, "appeal_receipt", {"number": appeal.number, "due_on": due_on}, now)


def mail_news(*, appeal: Appeal, about: str, now: datetime) -> None:
    """There is news; once for each thing it is `about`. In the caller's transaction."""
    _mail(NEWS_KIND, uuid5(appeal.pk, about), appeal, "appeal_news", {"number": appeal.number}, now)


def _mail(kind: str, key: UUID, appeal: Appeal, template: str, context: dict[str, str], now: datetime) -> None:
    reader = reader_of(appeal)
    if reader is None:
        return
    try:
        queue_mail(
            kind=kind,
            key=key,
            to=reader.email,
            language=appeal.language,
            template=template,
            context=context,
            now=now,
        )
    except UnusableAddress:
        return  # the page of the appeal says the same
