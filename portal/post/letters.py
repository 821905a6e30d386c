"""Letters: papers that leave in an envelope. They wait until staff printed them (`print_runs`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from portal.post.mail import new_message_id, put_in_outbox
from portal.post.models import Dispatch, Paper
from portal.post.signals import undelivered


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


def queue_letter_instead(*, mail: Dispatch, now: datetime) -> Dispatch | None:
    """A letter with the papers of a mail that could not be delivered, once; None when it may not go by post.

    What has no papers, such as a one-time code, says nothing in an envelope: its writer is told (`undelivered`).
    """
    papers = mail.enclosed()
    if not mail.postal_address or not papers:
        undelivered.send(Dispatch, dispatch=mail, now=now)
        return None
    letter = Dispatch(
        kind=mail.kind,
        channel=Dispatch.Channel.LETTER,
        language=mail.language,
        recipient=mail.postal_address,
        message_id=new_message_id(),
        instead_of=mail,
        created_at=now,
    )
    Dispatch.objects.bulk_create([letter], ignore_conflicts=True)
    stored = Dispatch.objects.get(instead_of=mail)
    stored.enclose(*papers)
    return stored


def mark_posted(*, letters: Iterable[Dispatch], now: datetime, proof: str) -> int:
    """Write down that the letters were printed and posted, with the `proof` of it; the number that were not yet."""
    waiting = Dispatch.objects.unsent().letters().filter(pk__in=[letter.pk for letter in letters])
    return waiting.update(state=Dispatch.State.SENT, sent_at=now, proof=proof[:80])
