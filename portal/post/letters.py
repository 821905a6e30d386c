"""Letters: papers that leave in an envelope. They wait until staff printed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from portal.post.mail import new_message_id, put_in_outbox
from portal.post.models import Dispatch, Paper


def queue_letter(
    *, kind: str, address: str, language: str, papers: Sequence[Paper], key: UUID | None = None, now: datetime
) -> Dispatch:
    """Put a letter to `address` (lines as on the envelope) in the outbox; one per (`kind`, `key`)."""
    letter = Dispatch(
        kind=kind,
        key=key,
        channel=Dispatch.Channel.LETTER,
        language=language,
        recipient=address,
        message_id=new_message_id(),
        created_at=now,
    )
    return put_in_outbox(letter, papers, now=now)


def mark_posted(*, letters: Iterable[Dispatch], now: datetime, by: str) -> int:
    """Write down that the letters were printed and posted by staff `by`; the number that were not yet."""
    waiting = Dispatch.objects.unsent().filter(
        channel=Dispatch.Channel.LETTER, pk__in=[letter.pk for letter in letters]
    )
    return waiting.update(state=Dispatch.State.SENT, sent_at=now, proof=f"posted by staff {by}"[:80])
