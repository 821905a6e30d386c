"""Calls: asked for by members, and written down by colleagues."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest

from portal.help import refusals
from portal.help.mails import mail_receipt
from portal.help.models import CallBack, Enquiry, PhoneCall
from portal.help.writing import wait
from portal.members.audit import record
from portal.members.identity import LASTS
from portal.members.models import IdentityCheck, Person, User

HOURS = 2  # of one window
WINDOWS = range(8, 20, HOURS)


def window(day: date, hour: int, zone: str) -> tuple[datetime, datetime]:
    """From when until when, on the member's clock."""
    clock = ZoneInfo(zone)
    return datetime.combine(day, time(hour), clock), datetime.combine(day, time(hour + HOURS), clock)


@transaction.atomic
def ask_call(
    *,
    form_key: UUID,
    person: Person,
    phone: str,
    day: date,
    hour: int,
    zone: str,
    topic: str,
    language: str,
    words: str,
    by: User,
    now: datetime,
) -> Enquiry:
    """A colleague is to call in this window; the promise is its end. Sent twice, it is one. Raises PastWindow."""
    known = Enquiry.objects.filter(created_by=by, form_key=form_key).first()
    if known:
        return known
    from_at, until_at = window(day, hour, zone)
    if from_at <= now:
        raise refusals.PastWindow
    facts = {"person": person, "topic": topic, "language": language, "created_at": now, "changed_at": now}
    enquiry = Enquiry.objects.create(created_by=by, form_key=form_key, channel=Enquiry.Channel.CALL_BACK, **facts)
    message = enquiry.messages.create(words=words.strip(), by=by, created_at=now, at=now)
    wait(enquiry, now=now, due_at=until_at)
    facts = {"from_at": from_at, "until_at": until_at, "zone": zone, "language": language}
    CallBack.objects.create(enquiry=enquiry, phone=phone, **facts)
    record(act="callback.asked", by=by, about=enquiry, now=now)
    mail_receipt(message=message, now=now)
    return enquiry


@transaction.atomic
def log_call(
    *,
    caller: str,
    topic: str,
    words: str,
    person: Person | None,
    enquiry: Enquiry | None = None,
    checked: bool = False,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> PhoneCall:
    """Write down a call; with `checked`, and the passed identity check of this colleague. Raises NotThatCheck."""
    check = None
    if checked:
        recent = IdentityCheck.objects.filter(person=person, by=by, is_enough=True, at__gte=now - LASTS)
        check = recent.order_by("-at").first()
        if check is None:
            raise refusals.NotThatCheck
    call = PhoneCall.objects.create(
        enquiry=enquiry,
        person=person,
        caller=caller,
        check_made=check,
        topic=topic,
        words=words.strip(),
        by=by,
        at=now,
    )
    record(act="phonecall.logged", by=by, about=call, now=now, request=request, checked=int(check is not None))
    return call
