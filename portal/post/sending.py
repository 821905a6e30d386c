"""Sending what lies in the outbox. Decided in docs/decisions/0003-mail.md: marked after the server took it."""

from __future__ import annotations

import contextlib
import logging
import math
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F

from portal.post.answers import answer_in, is_about_this_mail, is_final_at_once, proof_of
from portal.post.letters import queue_letter_instead
from portal.post.models import Dispatch
from portal.post.returns import envelope_sender
from portal.work.jobs import Later
from portal.work.leases import patiently

log = logging.getLogger(__name__)

PATIENCE = timedelta(days=3)
REFUSALS = 3
FIRST_QUIET_SECONDS = 10
MOST_QUIET_SECONDS = 40
EMPTIED = {"body_text": "", "body_html": "", "stop_url": None}


class Line:
    """What this process knows of the line to the mail server: after a failure it is left alone for a while.

    Without this a hung server would keep every worker waiting, time-out after time-out, while claims wait too.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """The server answered."""
        self._pause = FIRST_QUIET_SECONDS
        self._quiet_until = 0.0

    def broke(self) -> int:
        """The server did not answer; the seconds it is left alone now: 10, 20, then 40 each time."""
        pause = self._pause
        self._pause = min(2 * pause, MOST_QUIET_SECONDS)
        self._quiet_until = time.monotonic() + pause
        return pause

    def quiet_seconds(self) -> int:
        """How long to leave it alone still; 0 when it may be tried."""
        return max(0, math.ceil(self._quiet_until - time.monotonic()))


line = Line()


def send(*, dispatch_id: UUID, now: datetime) -> None:
    """Hand one mail to the mail server. A dispatch that is gone, sent or refused is a normal end.

    Raises portal.work.jobs.Later when the server is away or asks for patience.
    """
    dispatch = Dispatch.objects.unsent().filter(pk=dispatch_id, channel=Dispatch.Channel.EMAIL).first()
    if dispatch is None:
        return
    if now - dispatch.created_at > PATIENCE:
        log.error("dispatch %s given up after %s tries", dispatch.pk, dispatch.tries)
        undelivered(dispatch, state=Dispatch.State.PARKED, now=now)
        return
    if quiet := line.quiet_seconds():
        raise Later(quiet, "mail-server-away")
    message = message_of(dispatch)
    connection = _connected()
    try:
        Dispatch.objects.filter(pk=dispatch.pk).update(state=Dispatch.State.SENDING, tries=F("tries") + 1)
        connection.send_messages([message])
        proof = proof_of(*getattr(connection, "answer", (0, b"")))
        # Patiently: a database that is away for a moment must not make the reader get it twice.
        sent = partial(_close, dispatch, state=Dispatch.State.SENT, sent_at=now, proof=proof or "taken", **EMPTIED)
        patiently(sent)
        line.reset()
    except OSError as problem:  # smtplib's exceptions are all of this family
        _refused_or_later(dispatch, problem, now=now)
    finally:
        # The mail is out and marked: a server that fails at goodbye must not have it sent again.
        with contextlib.suppress(OSError):
            connection.close()


def message_of(dispatch: Dispatch) -> EmailMultiAlternatives:
    """The mail as it goes out; the same Message-ID at every try."""
    message = EmailMultiAlternatives(
        subject=dispatch.subject,
        body=dispatch.body_text,
        from_email=envelope_sender(dispatch),  # where it comes back to; readers see the From below
        to=[dispatch.recipient],
        reply_to=[settings.ADMINISTRATOR["email"]] if settings.ADMINISTRATOR["email"] else None,  # not to a machine
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": dispatch.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": dispatch.language,
            **_stop_headers(dispatch.stop_url),
        },
    )
    if dispatch.body_html:
        message.attach_alternative(dispatch.body_html, "text/html")
    for paper in dispatch.enclosed() if dispatch.attaches else ():
        with paper.file.open() as file:
            message.attach(paper.filename, file.read(), "application/pdf")
    return message


def _stop_headers(stop_url: str | None) -> dict[str, str]:
    """What a mail program needs for its own “unsubscribe”: one POST, no page in between (RFC 8058)."""
    if not stop_url:
        return {}
    return {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _connected() -> Any:
    connection = mail.get_connection()
    try:
        connection.open()
    except OSError as problem:
        raise _away(problem) from None
    return connection


def _away(problem: OSError) -> Later:
    pause = line.broke()
    log.warning("mail server away (%s): quiet for %s s", type(problem).__name__, pause)
    return Later(pause, "mail-server-away")


def _refused_or_later(dispatch: Dispatch, problem: OSError, *, now: datetime) -> None:
    code, text = answer_in(problem)
    if not code:
        raise _away(problem) from None
    line.reset()
    proof = proof_of(code, text)
    if is_about_this_mail(problem):
        refusals = dispatch.refusals + 1
        Dispatch.objects.filter(pk=dispatch.pk).update(refusals=refusals, proof=proof)
        # Three times, because a server in trouble also says “no such user” for a while.
        if refusals >= REFUSALS or is_final_at_once(problem):
            log.warning("dispatch %s refused for good: %s", dispatch.pk, proof)
            undelivered(dispatch, state=Dispatch.State.REFUSED, now=now, **EMPTIED)
            return
    raise Later(_pause(dispatch.tries), f"mail-not-taken {proof}") from None


def _pause(tries: int) -> int:
    """Seconds to the next try: quickly back after a hitch, gently in a long outage."""
    return 10 if tries < 3 else 30 if tries < 40 else 900


@transaction.atomic
def undelivered(dispatch: Dispatch, *, now: datetime, **changes: Any) -> None:
    """The mail reaches nobody: its papers go by post, if they may. Twice changes nothing."""
    _close(dispatch, **changes)
    queue_letter_instead(mail=dispatch, now=now)


def _close(dispatch: Dispatch, **changes: Any) -> None:
    Dispatch.objects.unsent().filter(pk=dispatch.pk).update(**changes)
