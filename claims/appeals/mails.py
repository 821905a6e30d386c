"""Mails about an appeal. They say that something happened and never what it is about: the portal says it."""

from datetime import datetime
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils import translation

from claims.appeals.models import Appeal
from claims.appeals.told import NEWS, RECEIPT
from portal.look.words import long_date
from portal.members.addressees import told_of
from portal.members.models import Person, Purpose
from portal.notices.telling import Mail, tell
from portal.notices.topics import What

RECEIPT_KIND, NEWS_KIND = RECEIPT.code, NEWS.code


def reader_of(appeal: Appeal, now: datetime) -> Person:
    """Who is told: whoever sent it and may still act for the patient; an adult patient else."""
    claim = appeal.claim
    is_confidential = claim.is_confidential
    return told_of(claim.patient, appeal.created_by, now, purpose=Purpose.ALL, is_confidential=is_confidential)


def mail_receipt(*, appeal: Appeal, now: datetime) -> None:
    """The acknowledgement, once: its number and until when we decide. In the caller's transaction."""
    with translation.override(appeal.language):
        due_on = long_date(appeal.due_on) if appeal.due_on else ""
    _tell(RECEIPT, appeal.pk, appeal, "appeal_receipt", {"number": appeal.number, "due_on": due_on}, now)


def mail_news(*, appeal: Appeal, about: str, now: datetime) -> None:
    """There is news; once for each thing it is `about`. In the caller's transaction."""
    _tell(NEWS, uuid5(appeal.pk, about), appeal, "appeal_news", {"number": appeal.number}, now)


def _tell(what: What, key: UUID, appeal: Appeal, template: str, context: dict[str, str], now: datetime) -> None:
    reader = reader_of(appeal, now)
    tell(
        what=what,
        reader=reader,
        about=appeal.claim.patient,
        key=key,
        link=reverse("appeals:appeal", args=[appeal.pk]),
        words=appeal.number,
        mail=Mail(template, reader.email, appeal.language, context),
        is_known=what is RECEIPT,
        now=now,
    )
