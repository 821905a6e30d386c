"""A mailbox on an IMAP server, named by one address: imaps://user:password@host:993/INBOX."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

SECONDS = 20


class MailboxAway(Exception):
    """The server gives no answer, refuses us, or broke the line; the next round tries again."""

    code = "mailbox-away"


@contextmanager
def opened(address: str) -> Iterator[BaseMailBox]:
    """The mailbox, signed in to. Plain `imap://` is for a server on the same machine. Raises MailboxAway."""
    parts = urlsplit(address)
    host, folder = parts.hostname or "localhost", unquote(parts.path.strip("/")) or "INBOX"
    try:
        box = (
            MailBox(host, parts.port or 993, timeout=SECONDS)
            if parts.scheme == "imaps"
            else MailBoxUnencrypted(host, parts.port or 143, timeout=SECONDS)
        )
        with box.login(unquote(parts.username or ""), unquote(parts.password or ""), folder) as mailbox:
            yield mailbox
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as problem:
        raise MailboxAway(type(problem).__name__) from None
