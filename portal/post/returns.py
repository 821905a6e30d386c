"""Mail that came back: what a mail server's report (RFC 3464) says, and to which of our mails it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import cast
from uuid import UUID

from django.conf import settings

from portal.post.models import Dispatch

_TOKEN = re.compile(r"\+([0-9a-f]{32})@")
_STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"^\s*message-id:\s*(<[^>\s]{3,190}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """What a server reports: `dispatch` is known when the report came to the mail's own return address, `message_id`
    when it quotes the mail. `status` is the enhanced code, such as 5.1.1, or empty.
    """

    dispatch: UUID | None
    message_id: str
    status: str


def envelope_sender(dispatch: Dispatch) -> str:
    """The address that servers send their reports to: each mail has its own, which says nothing about the reader."""
    if not settings.BOUNCE_ADDRESS:
        return settings.DEFAULT_FROM_EMAIL
    name, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{dispatch.pk.hex}@{domain}"


def failure_in(message: Message) -> Report | None:
    """The report of a delivery that failed for good; None for delays, receipts, answers of machines and people."""
    if message.get_content_type() != "multipart/report":
        return None
    failed = next((part for part in _recipients(message) if _action(part) == "failed"), None)
    if failed is None:
        return None
    status = _STATUS.match(str(failed.get("Status", "")))
    return Report(_own_address(message), _quoted_id(message), status[1] if status else "")


def _recipients(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            yield from (block for block in blocks if isinstance(block, Message))


def _action(block: Message) -> str:
    return str(block.get("Action", "")).strip().lower()


def _own_address(message: Message) -> UUID | None:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in message.get_all(name, []):
            if found := _TOKEN.search(str(value).lower()):
                return UUID(found[1])
    return None


def _quoted_id(message: Message) -> str:
    """The Message-ID of the mail that the report quotes, whole or its head only."""
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "message/rfc822-headers", "text/rfc822-headers"}:
            found = _MESSAGE_ID.search(_text(part))
            if found:
                return found[1]
    return ""


def _text(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list):
        return "\n".join(f"{name}: {value}" for one in inner[:1] for name, value in cast(Message, one).items())
    return str(inner)
