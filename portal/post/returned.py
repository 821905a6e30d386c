"""Reading the mailbox that undelivered mail comes back to, and doing something about it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from portal.post.imap import opened
from portal.post.letters import queue_letter_instead
from portal.post.models import Dispatch
from portal.post.returns import Report, failure_in

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
MOST_BYTES = 5 * 1024 * 1024  # of a report, which may quote our mail whole; larger ones are left unread for a person


def read_returned(*, now: datetime) -> int:
    """Read what is new in the mailbox of `BOUNCE_MAILBOX`; how many of our mails came back for good.

    A message is marked as read after what it says is stored: a crash in between reads it again, which changes nothing.
    What is no report is flagged for a person. Raises portal.post.imap.MailboxAway.
    """
    count = 0
    with opened(settings.BOUNCE_MAILBOX) as mailbox:
        for uid in mailbox.uids(f"UNSEEN SMALLER {MOST_BYTES}")[:MOST_AT_ONCE]:
            mails = list(mailbox.fetch(f"UID {uid}", mark_seen=False))
            report = failure_in(mails[0].obj) if mails else None
            dispatch = came_back(report=report, now=now) if report else None
            count += dispatch is not None
            mailbox.flag(uid, ["\\Seen"] if dispatch else ["\\Seen", "\\Flagged"], True)
    return count


@transaction.atomic
def came_back(*, report: Report, now: datetime) -> Dispatch | None:
    """Write down that a mail came back, and have its papers go by post. The mail, or None when it is none of ours.

    Anybody can write such a report; the worst it does is a letter to the address we know.
    """
    known = Dispatch.objects.select_for_update().filter(channel=Dispatch.Channel.EMAIL)
    by_address = known.filter(pk=report.dispatch).first() if report.dispatch else None
    dispatch = by_address or (known.filter(message_id=report.message_id).first() if report.message_id else None)
    if dispatch is None:
        return None
    if dispatch.state == Dispatch.State.SENT:
        dispatch.state = Dispatch.State.RETURNED
        dispatch.proof = f"returned {report.status}".strip()
        dispatch.save(update_fields=["state", "proof"])
        log.warning("dispatch %s came back: %s", dispatch.pk, report.status)
        queue_letter_instead(mail=dispatch, now=now)
    return dispatch
