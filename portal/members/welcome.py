"""Letters of this room: the welcome letter with card and code, and the notice of a way back into an account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.look.words import long_date
from portal.members import audit, codes
from portal.members.models import ActivationCode, Person, Recovery
from portal.post.letters import queue_letter
from portal.post.mail import UnusableAddress, queue_mail
from portal.post.models import Dispatch
from portal.post.papers import render, store

LETTER_KIND, NOTICE_KIND = "welcome-letter", "account-recovered"


def write_letter(*, code_id: UUID, now: datetime) -> Dispatch | None:
    """The welcome letter of a code, once. The code is made here and stands in the letter alone.

    None when the code was used or replaced meanwhile, or when another worker was first.
    """
    usable = ActivationCode.objects.usable(now).select_related("person__family", "person__user")
    code = usable.filter(pk=code_id, sent_by=ActivationCode.SentBy.LETTER).first()
    if code is None or Dispatch.objects.filter(kind=LETTER_KIND, key=code_id).exists():
        return None
    person, plain = code.person, codes.new_code()
    with translation.override(person.language):
        title = _("Your new activation code") if person.user_id else _("Welcome to your health plan")
        template, told = "members/papers/welcome.html", letter_facts(code, plain)
        content = render(template=template, context=told, language=person.language, title=title)
    with transaction.atomic():
        this = ActivationCode.objects.usable(now).filter(pk=code_id, digest=code.digest)
        if not this.update(digest=codes.digest(plain)):
            return None
        paper = store(kind=LETTER_KIND, title=title, language=person.language, content=content, now=now)
        return _queued(LETTER_KIND, person, [paper], key=code_id, now=now)


def letter_facts(code: ActivationCode, plain: str) -> dict[str, Any]:
    """What the letter says, in the active language: the card, the code and the steps; nothing medical."""
    person = code.person
    is_participant = person.relation == Person.Relation.PARTICIPANT
    return {
        "recipient": address_of(person),
        "person": person,
        "has_account": person.user_id is not None,
        "family": list(person.family.people.order_by("number")) if is_participant else [person],
        "code": plain,
        "last_day": long_date(code.expires_at.date()),
        "day": long_date(code.created_at.date()),
        "site": settings.SITE_URL.partition("://")[2],
        "address": (settings.SITE_URL + reverse("members:activate")).partition("://")[2].rstrip("/"),
    }


def address_of(person: Person) -> list[str]:
    """The lines on the envelope."""
    return [person.full_name, *person.family.address_lines()]


def tell_recovery(*, recovery: Recovery, now: datetime) -> Dispatch | None:
    """Tells the member of a way in at the address known before it, else by letter; None when neither is known."""
    person = Person.objects.select_related("family").get(pk=recovery.person_id)
    with translation.override(person.language):
        words = {"what": recovery.get_way_display(), "until": long_date(recovery.held_until.date())}
    mail: dict[str, Any] = {"kind": NOTICE_KIND, "template": "account_recovered", "context": words}
    try:
        return queue_mail(**mail, to=recovery.told, language=person.language, key=recovery.pk, now=now)
    except UnusableAddress:
        return _notice_letter(recovery, person, words, now)


def _notice_letter(recovery: Recovery, person: Person, words: dict[str, str], now: datetime) -> Dispatch | None:
    if not person.family.address_line_1 or Dispatch.objects.filter(kind=NOTICE_KIND, key=recovery.pk).exists():
        return None
    with translation.override(person.language):
        title = _("Somebody was helped into your account")
        day = long_date(recovery.at.date())
        context = {**words, "recipient": address_of(person), "person": person, "day": day}
        content = render(
            template="members/papers/recovered.html", context=context, language=person.language, title=title
        )
    with transaction.atomic():
        paper = store(kind=NOTICE_KIND, title=title, language=person.language, content=content, now=now)
        return _queued(NOTICE_KIND, person, [paper], key=recovery.pk, now=now)


def _queued(kind: str, person: Person, papers: list[Any], *, key: UUID, now: datetime) -> Dispatch:
    envelope = "\n".join(address_of(person))
    audit.record(act="letter.written", by=None, about=person, now=now, kind=kind)
    return queue_letter(kind=kind, address=envelope, language=person.language, papers=papers, key=key, now=now)
