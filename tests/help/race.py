"""Races over conversations, run like those of `tests.claims.race`: `python -m tests.help.race`."""

import json
from functools import partial
from typing import Any
from uuid import uuid4

from tests.claims.race import Act, at_once, member  # sets Django up

# ruff: noqa: I001
from django.utils import timezone

from portal.help import arrivals, handling, writing
from portal.help.models import Enquiry, IncomingMail, Message
from portal.help.refusals import EnquiryRefused
from portal.members.models import AuditEntry, Person
from tests.people import make_staff


def refusable(act: Act) -> str:
    try:
        return str(act())
    except EnquiryRefused as refusal:
        return type(refusal).__name__


def drafted(person: Person, form_key: Any = None) -> Message:
    facts: dict[str, Any] = {
        "topic": "claim",
        "words": "Where is it?",
        "language": "en",
        "form_key": form_key or uuid4(),
    }
    return writing.begin(person=person, **facts, by=person.user, now=timezone.now())  # type: ignore[arg-type]


def sent(person: Person) -> Message:
    return writing.send(message_id=drafted(person).pk, by=person.user, now=timezone.now())  # type: ignore[arg-type]


def one_form_begun_four_times() -> dict[str, Any]:
    person, key = member(), uuid4()
    answers = at_once(*[lambda: drafted(person, key).enquiry.state] * 4)
    return {"answers": sorted(answers), "drafts": Message.objects.filter(enquiry__person=person).count()}


def one_draft_sent_four_times() -> dict[str, Any]:
    draft = drafted(member())
    act = partial(refusable, lambda: bool(writing.send(message_id=draft.pk, by=draft.by, now=timezone.now()).at))  # type: ignore[arg-type]
    trail = AuditEntry.objects.filter(act="enquiry.sent", object_id=str(draft.enquiry_id))
    return {"answers": sorted(at_once(*[act] * 4)), "sent": trail.count()}


def one_mail_taken_four_times() -> dict[str, Any]:
    content = b"From: x@example.org\r\nSubject: Hello\r\nMessage-ID: <%s@x>\r\n\r\nHi" % uuid4().hex.encode()
    letter, before = arrivals.letter_in(content), Enquiry.objects.filter(state="unknown").count()
    answers = at_once(*[lambda: arrivals.take(letter=letter, now=timezone.now()) is not None] * 4)
    kept = IncomingMail.objects.filter(digest=letter.digest).count()
    return {"answers": sorted(answers), "kept": kept, "new": Enquiry.objects.filter(state="unknown").count() - before}


def two_joined_from_both_sides() -> dict[str, Any]:
    person, by = member(), make_staff(f"desk-{uuid4().hex[:6]}", "member services")
    one, two = sent(person).enquiry, sent(person).enquiry

    def join(which: Enquiry, other: Enquiry) -> Act:
        now = timezone.now()
        joined = partial(handling.merge, enquiry_id=which.pk, number=other.number, by=by, now=now)
        return partial(refusable, lambda: joined().state)

    answers = at_once(join(one, two), join(two, one))
    states = sorted(Enquiry.objects.filter(person=person).values_list("state", flat=True))
    return {"answers": sorted(answers), "states": states}


if __name__ == "__main__":
    races = (
        one_form_begun_four_times,
        one_draft_sent_four_times,
        one_mail_taken_four_times,
        two_joined_from_both_sides,
    )
    print(json.dumps({race.__name__: race() for race in races}))
