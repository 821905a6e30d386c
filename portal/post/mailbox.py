"""The demo mailbox: mail that would go to members is kept here, where the browser can show it."""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NEWEST = 200


class MailboxBackend(BaseEmailBackend):
    """An EMAIL_BACKEND that delivers into `settings.MAILBOX_DIR`. A Maildir needs no lock between processes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Deliver all; the number delivered."""
        box = _box(create=True)
        assert box is not None  # noqa: S101 - just made
        for message in email_messages:
            box.add(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class Attached:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail as the demo shows it."""

    id: UUID
    sent_at: datetime | None
    to: str
    subject: str
    text: str
    attachments: tuple[Attached, ...]


def newest() -> list[Mail]:
    """The newest mails first, at most 200."""
    box = _box()
    # Names in a Maildir begin with the second of delivery.
    return [_read(box, key) for key in sorted(box.iterkeys(), reverse=True)[:NEWEST]] if box is not None else []


def one(mail_id: UUID) -> Mail | None:
    """The mail `mail_id`, or None."""
    box = _box()
    key = next((key for key in box.iterkeys() if _id_of(key) == mail_id), None) if box is not None else None
    return _read(box, key) if box is not None and key else None


def _id_of(key: str) -> UUID:
    # The name in the Maildir holds the name of this machine, which belongs in no address.
    return uuid5(NAMESPACE_OID, key)


def _read(box: mailbox.Maildir, key: str) -> Mail:
    parsed = message_from_bytes(box.get_bytes(key), policy=policy.default)
    body = parsed.get_body(("plain",))
    return Mail(
        id=_id_of(key),
        sent_at=parsedate_to_datetime(parsed["Date"]) if parsed["Date"] else None,
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        text=body.get_content() if body else "",
        attachments=tuple(
            Attached(part.get_filename("attachment"), part.get_content_type(), part.get_content())
            for part in parsed.iter_attachments()
        ),
    )


def _box(create: bool = False) -> mailbox.Maildir | None:
    folder = Path(settings.MAILBOX_DIR)
    if create:
        # Made here and not by Maildir, which fails when two processes deliver their first mail together.
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    return mailbox.Maildir(folder, create=False) if (folder / "cur").is_dir() else None
