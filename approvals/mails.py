"""Mails about a request. They say that something happened and never what it is about: the portal says it."""

from datetime import datetime
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils import translation

from approvals.models import CareRequest
from approvals.told import NEWS, RECEIPT
from portal.look.words import long_moment
from portal.members.addressees import told_of
from portal.members.models import Person, Purpose
from portal.notices.telling import Mail, tell
from portal.notices.topics import What

RECEIPT_KIND, NEWS_KIND = RECEIPT.code, NEWS.code


def reader_of(request: CareRequest, now: datetime) -> Person:
    """Who is told: whoever sent it and may still act for the patient; an adult patient else."""
    return told_of(request.person, request.asked_by, now, purpose=Purpose.CARE)


def mail_receipt(*, request: CareRequest, now: datetime) -> None:
    """The acknowledgement, once: its number and until when we answer. In the caller's transaction."""
    with translation.override(request.language):
        due_at = long_moment(request.due_at) if request.due_at else ""
    _tell(RECEIPT, request.pk, request, "care_request_receipt", {"number": request.number, "due_at": due_at}, now)


def mail_news(*, request: CareRequest, about: str, now: datetime) -> None:
    """There is news; once for each thing it is `about`. In the caller's transaction."""
    _tell(NEWS, uuid5(request.pk, about), request, "care_request_news", {"number": request.number}, now)


def _tell(what: What, key: UUID, request: CareRequest, template: str, context: dict[str, str], now: datetime) -> None:
    reader = reader_of(request, now)
    tell(
        what=what,
        reader=reader,
        about=request.person,
        key=key,
        link=reverse("approvals:request", args=[request.pk]),
        words=request.number,
        mail=Mail(template, reader.email, request.language, context),
        is_known=what is RECEIPT,
        now=now,
    )
