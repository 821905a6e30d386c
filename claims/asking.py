"""Asking the member for something, and her answer: the claim waits meanwhile, and comes back to the queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.locking import locked
from claims.models import Claim, DocumentRequest, Review, ReviewReason
from claims.queue import NotWithAPerson, ReviewRefused, hold
from claims.reviews import add_reason, pause, resume
from claims.told import ASKED
from portal.members.addressees import told_of
from portal.members.audit import record
from portal.members.models import Person, Purpose, User
from portal.notices.telling import Mail, tell
from portal.work.jobs import enqueue

ASKED_KIND, LETTER_JOB = ASKED.code, "claims.write_question"

# What one asks for most: a short name for the desk, and the sentence the member reads in her language.
TEMPLATES: dict[str, tuple[Promise, Promise]] = {
    "prescription": (_("Prescription"), _("Please add the doctor's prescription for this care.")),
    "itemised": (
        _("Itemised invoice"),
        _("Please add an invoice that lists each service with its date and its price."),
    ),
    "payment": (_("Proof of payment"), _("Please add the receipt or another proof that you paid.")),
    "clearer": (
        _("Clearer picture"),
        _("We cannot read a document. Please photograph it once more, flat and with good light."),
    ),
    "report": (_("Medical report"), _("Please add the doctor's report that says why this care was needed.")),
    "other_insurer": (
        _("Other insurance"),
        _("Please add what the other insurance paid for this, with its statement."),
    ),
    "room": (_("Room price"), _("Please ask the hospital for its price of a semi-private room, and add its answer.")),
    "question": (_("A question of our own"), _("We have a question about this claim.")),
}


class AlreadyAsked(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("The member was asked for this already and has not answered yet."), "template")


class WordsMissing(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Write what you want to know."), "words")


class NoLongerOpen(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("This claim is decided. To add something, write to us or send a new claim."))


class NothingAnswered(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("Add a document, or write us a sentence."))


def reader_of(claim: Claim, now: datetime) -> Person:
    """Who is asked and told: whoever sent the claim and may still act for the patient; an adult patient else."""
    is_confidential = claim.is_confidential
    return told_of(claim.patient, claim.created_by, now, purpose=Purpose.CLAIMS, is_confidential=is_confidential)


def goes_by_post(reader: Person) -> bool:
    """Whether no mail can reach her."""
    try:
        validate_email(reader.email)
    except ValidationError:
        return True
    return False


def ask(
    *, claim_id: UUID, template: str, words: str = "", by: User, now: datetime, request: HttpRequest | None = None
) -> DocumentRequest:
    """Ask the member for something, and tell her by mail that there is a question, without what it is about.

    Whom no mail can reach gets a letter with the question itself.

    Our promised time stands still until she answers. Raises NotWithAPerson, InAnotherHand, AlreadyAsked, WordsMissing.
    """
    if template == "question" and not words.strip():
        raise WordsMissing
    with transaction.atomic():
        claim = next(iter(locked([claim_id])), None)
        if claim is None or claim.state != Claim.State.IN_REVIEW:
            raise NotWithAPerson
        review = hold(claim_id=claim_id, by=by, now=now)
        if claim.requests.filter(template=template, answered_at__isnull=True).exists():
            raise AlreadyAsked
        reader = reader_of(claim, now)
        facts: dict[str, Any] = {"template": template, "words": words.strip(), "language": reader.language}
        asked = DocumentRequest.objects.create(claim=claim, asked_by=by, asked_at=now, **facts)
        review.reasons.filter(code=ReviewReason.Code.ANSWERED).delete()
        pause(review=review, now=now)
        record(act="claim.asked", by=by, about=claim, now=now, request=request, template=template)
        _tell(reader, asked, now)
        return asked


def _tell(reader: Person, asked: DocumentRequest, now: datetime) -> None:
    """A notice, and as its echo a mail that says only that a question waits; where no mail can go, a letter."""
    by_post, claim = goes_by_post(reader), asked.claim
    mail = None if by_post else Mail("claim_question", reader.email, asked.language)
    link = reverse("claims:more", args=[claim.pk])
    tell(
        what=ASKED, reader=reader, about=claim.patient, key=asked.pk, link=link, words=claim.number, mail=mail, now=now
    )
    if by_post:
        enqueue(kind=LETTER_JOB, key=asked.pk, now=now)


def answer(*, claim_id: UUID, reply: str = "", with_documents: int = 0, by: User, now: datetime) -> int:
    """What the member was asked is answered, by so many documents and perhaps a sentence; the number of questions.

    The claim comes back to the queue, and the promised time moves by the time she took. Raises NothingAnswered,
    NoLongerOpen.
    """
    if not with_documents and not reply.strip():
        raise NothingAnswered
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("patient").get(pk=claim_id)
        if claim.state != Claim.State.IN_REVIEW:
            raise NoLongerOpen
        waiting = list(claim.requests.filter(answered_at__isnull=True))
        for asked in waiting:
            asked.answered_at, asked.answered_by, asked.reply = now, by, reply.strip()
            asked.save()
        review = Review.objects.select_for_update().get(pk=claim_id)
        resume(review=review, now=now)
        add_reason(review=review, code=ReviewReason.Code.ANSWERED)
        record(act="claim.answered", by=by, about=claim, now=now, questions=len(waiting), documents=with_documents)
        return len(waiting)
