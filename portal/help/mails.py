"""Mails about a conversation: that it is here, that there is an answer. What was asked or answered is in the portal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.urls import reverse

from portal.help.models import Enquiry, Message
from portal.help.told import ANSWERED, RECEIPT
from portal.members.models import Person, User
from portal.members.roles import SERVICES
from portal.notices.telling import Mail, tell
from portal.notices.topics import What
from portal.post.mail import queue_news
from portal.post.models import Dispatch

RECEIPT_KIND, ANSWER_KIND, ALARM_KIND = RECEIPT.code, ANSWERED.code, "enquiry-alarm"


def mail_receipt(*, message: Message, now: datetime) -> None:
    """We have it, once for each message. In the caller's transaction."""
    _to_member(RECEIPT, message, "enquiry_receipt", now)


def mail_answer(*, message: Message, now: datetime) -> None:
    """There is an answer, once for each. In the caller's transaction."""
    _to_member(ANSWERED, message, "enquiry_answer", now)


def mail_alarm(*, enquiry: Enquiry, now: datetime) -> None:
    """Time runs out: to every colleague of member services, who sees it in the queue."""
    round_of = enquiry.since.isoformat() if enquiry.since else ""
    for colleague in User.objects.filter(groups__name=SERVICES, is_active=True).exclude(email=""):
        key = uuid5(enquiry.pk, f"{round_of} {colleague.pk}")
        facts: dict[str, Any] = {"to": colleague.email, "language": "en", "template": "enquiry_alarm"}
        queue_news(kind=ALARM_KIND, key=key, context=_context(enquiry), now=now, **facts)


def named_in(message_ids: Sequence[str]) -> Enquiry | None:
    """The conversation that one of these mails of ours was about, by their Message-IDs; the first that is one."""
    about = {
        sent.message_id: sent.key
        for sent in Dispatch.objects.filter(kind__in=(RECEIPT_KIND, ANSWER_KIND), message_id__in=message_ids)
    }
    key = next((about[message_id] for message_id in message_ids if message_id in about), None)
    message = Message.objects.select_related("enquiry").filter(pk=key).first() if key else None
    return message.enquiry if message else None


def _to_member(what: What, message: Message, template: str, now: datetime) -> None:
    """Hers alone: what she writes to us the family does not read."""
    enquiry = message.enquiry
    reader: Person | None = enquiry.person
    if reader is not None:
        tell(
            what=what,
            reader=reader,
            key=message.pk,
            link=reverse("help:enquiry", args=[enquiry.pk]),
            words=enquiry.number,
            mail=Mail(template, reader.email, enquiry.language, _context(enquiry)),
            is_known=what is RECEIPT,
            now=now,
        )


def _context(enquiry: Enquiry) -> dict[str, str]:
    return {"number": enquiry.number, "enquiry_id": str(enquiry.pk)}
