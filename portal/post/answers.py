"""What a mail server's answer means, and what of it may be kept."""

from __future__ import annotations

import re
import smtplib

_STATUS = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_QUEUED = re.compile(rb"queued as ([0-9A-Za-z]{4,24})\b")
# RFC 3463: 5.1.x is about the address itself.
_NO_SUCH_ADDRESS = re.compile(rb"^\s*5\.1\.\d")


def proof_of(code: int, text: bytes) -> str:
    """Codes and queue number only: servers like to repeat the address in their sentences."""
    status, queued = _STATUS.search(text), _QUEUED.search(text)
    parts = [str(code) if code else "", status[1].decode() if status else "", queued[1].decode() if queued else ""]
    return " ".join(part for part in parts if part)


def answer_in(problem: OSError) -> tuple[int, bytes]:
    """The code and sentence in an exception of smtplib; (0, b"") when the server said nothing."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return next(iter(problem.recipients.values()))
    if isinstance(problem, smtplib.SMTPResponseException):
        text = problem.smtp_error
        return problem.smtp_code, text if isinstance(text, bytes) else str(text).encode()
    return 0, b""


def is_about_this_mail(problem: OSError) -> bool:
    """True when the server refuses this address or this message for good.

    A refused greeting, sign-in or sender says something about the server or our settings, and would refuse every
    other mail too: that must wait for a person, not bounce the members' mail.
    """
    code, _text = answer_in(problem)
    return isinstance(problem, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) and 500 <= code < 600


def is_final_at_once(problem: OSError) -> bool:
    """True when the server says that there is no such address; no second try can help."""
    return bool(_NO_SUCH_ADDRESS.search(answer_in(problem)[1]))
