"""A new code that the member asks for herself. The request only notes who asked; the rest is done by the work list.

So a known and an unknown number get the same answer after the same work.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from portal.members import audit, limits
from portal.members.activation import NoAccountForChildren, NoPostalAddress, issue_code
from portal.members.limits import Limit
from portal.members.models import ActivationCode, CodeRequest, Person
from portal.members.references import family_reference, normalise_reference
from portal.work.jobs import enqueue

JOB_KIND = "members.renew_code"
BY_NUMBER = Limit("code renewal", 3, timedelta(days=1))
BY_ADDRESS = Limit("code renewal address", 20, timedelta(hours=1))
# A letter takes its time; another one before would only make the first one worthless.
LETTER_ON_ITS_WAY = timedelta(days=14)
KEPT = timedelta(days=7)


@transaction.atomic
def ask_code(
    *, reference: str, born_on: date, address: str, now: datetime, request: HttpRequest | None = None
) -> CodeRequest:
    """Notes that somebody who typed a number and a birth date wants a new code.

    Nobody found, or too many requests for the number or from the `address`: noted all the same, and nothing follows.
    """
    number = normalise_reference(reference)
    person = _named(number, born_on)
    may_ask = limits.spend([(BY_NUMBER, family_reference(number)), (BY_ADDRESS, address)], now=now)
    asked = CodeRequest.objects.create(person=person if may_ask else None, asked_at=now)
    audit.record(act="activation_code.asked", by=None, about=person, now=now, request=request)
    enqueue(kind=JOB_KIND, key=asked.pk, now=now)
    return asked


def _named(number: str, born_on: date) -> Person | None:
    """Whoever these two name. Twins share a birth date: then the number has to be her own, not the family's."""
    found = list(
        Person.objects.select_related("family").filter(family__reference=family_reference(number), born_on=born_on)
    )
    exact = [person for person in found if person.reference == number]
    return (exact or found or [None])[0] if len(found) < 2 or exact else None  # type: ignore[list-item]


def answer_request(*, asked: CodeRequest, now: datetime) -> None:
    """Sends the code where we know her: by e-mail, else by letter. Nothing happens for a child, or while one is out."""
    if asked.person_id is None:
        return
    person = Person.objects.select_related("family", "user").get(pk=asked.person_id)
    is_known = bool(person.email_known)
    latest = person.activation_codes.usable(now).first()
    is_answered = person.activation_codes.filter(created_at__gte=asked.asked_at).exists()
    is_coming = latest is not None and latest.sent_by == ActivationCode.SentBy.LETTER
    if is_answered or (not is_known and is_coming and latest and latest.created_at > now - LETTER_ON_ITS_WAY):
        return
    try:
        issue_code(person=person, by=None, now=now)
    except (NoAccountForChildren, NoPostalAddress):
        return


def forget_requests(now: datetime) -> int:
    """Removes requests that are long answered; the number removed."""
    return CodeRequest.objects.filter(asked_at__lt=now - KEPT).delete()[0]
