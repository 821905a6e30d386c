"""Codes that reached nobody: a letter that came back, a mail that could not be delivered."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.members import audit
from portal.members.activation import NoAccountForChildren, NoPostalAddress, end_codes, issue_code
from portal.members.models import ActivationCode, Person, User
from portal.members.welcome import LETTER_KIND
from portal.post.models import Dispatch

MAIL_KIND = "activation_code"


class NoLetterOut(Exception):
    """No posted letter of hers has a code in it; `message` is for the colleague."""

    message = _("No letter with a code was posted to this member.")


@transaction.atomic
def letter_returned(*, person: Person, by: User, now: datetime, request: HttpRequest | None = None) -> Dispatch:
    """The last letter with a code came back: whoever held it shall not use the code. Raises NoLetterOut."""
    ids = person.activation_codes.filter(sent_by=ActivationCode.SentBy.LETTER).values("pk")
    posted = Dispatch.objects.select_for_update().filter(kind=LETTER_KIND, key__in=ids, state=Dispatch.State.SENT)
    letter = posted.order_by("-created_at").first()
    if letter is None:
        raise NoLetterOut
    letter.state, letter.proof = Dispatch.State.RETURNED, "returned by post"
    letter.save(update_fields=["state", "proof"])
    audit.record(act="activation_letter.returned", by=by, about=person, now=now, request=request)
    end_codes(person=person, by=by, now=now, request=request)
    return letter


def mail_undelivered(sender: Any, *, dispatch: Dispatch, now: datetime, **_rest: Any) -> None:
    """Receiver of `undelivered`: the mail with a code reached nobody, so the code ends and a letter goes instead.

    Without a postal address nothing goes: member services see the ended code.
    """
    if dispatch.kind != MAIL_KIND or not dispatch.key:
        return
    live = ActivationCode.objects.usable(now).select_related("person__family", "person__user")
    code = live.filter(pk=dispatch.key).first()
    if code is None:
        return
    try:
        issue_code(person=code.person, by=None, now=now, sent_by=ActivationCode.SentBy.LETTER)
    except (NoAccountForChildren, NoPostalAddress):
        end_codes(person=code.person, by=None, now=now)
