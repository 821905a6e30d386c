"""Django's SMTP sending with three things added: a deadline, patience for the last answer, and that answer kept."""

from __future__ import annotations

import smtplib
import time
from typing import Any

from django.core.mail.backends import smtp

# Together below the time limit of a task, so that a slow mail server never kills a worker.
LAST_ANSWER_SECONDS = 30
WHOLE_TALK_SECONDS = 45


class _Patient(smtplib.SMTP):
    """Short time-outs for each step; a long one once the whole message is handed over.

    Giving up at that point means sending the message again although it may have been accepted: waiting there is what
    keeps repeats rare.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._ends_at = time.monotonic() + WHOLE_TALK_SECONDS
        self._message_is_out = False
        self.answer: tuple[int, bytes] = (0, b"")
        super().__init__(*args, **options)

    def send(self, s: Any) -> None:
        super().send(s)
        self._message_is_out = isinstance(s, bytes)  # commands are text, only the message itself is bytes

    def getreply(self) -> tuple[int, bytes]:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            self.close()
            raise smtplib.SMTPServerDisconnected("out of time")
        if self.sock is not None:
            self.sock.settimeout(min(left, LAST_ANSWER_SECONDS if self._message_is_out else self.timeout))
        return super().getreply()

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.answer = super().data(msg)
        return self.answer


class _PatientSSL(_Patient, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's backend over the patient connection."""

    connection: _Patient | None

    @property
    def connection_class(self) -> type[_Patient]:
        return _PatientSSL if self.use_ssl else _Patient

    @property
    def answer(self) -> tuple[int, bytes]:
        """What the server said when it took the last message; (0, b"") when it said nothing."""
        return self.connection.answer if self.connection else (0, b"")

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        try:
            super()._close_connection(connection)  # type: ignore[misc]
        except OSError:  # the goodbye failed: nothing depends on it, but the line must be let go
            connection.close()
