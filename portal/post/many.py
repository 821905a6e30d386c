"""The same mail to many readers: each in her own language, put in the outbox together."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.post.mail import JOB_KIND, UnusableAddress, new_message_id, validate, written
from portal.post.models import Dispatch
from portal.work.jobs import enqueue_all


@dataclass(frozen=True)
class Letter:
    """To whom one goes. `key`: one mail per kind and key. `stop_url` is where one click stops mail of its kind."""

    key: UUID
    to: str
    language: str
    stop_url: str


def queue_to_all(*, kind: str, template: str, letters: Sequence[Letter], now: datetime) -> None:
    """Write a mail without words of its own to each, in the caller's transaction; to an unusable address none goes.

    Three statements, however many: nobody is asked for alone.
    """
    made = []
    for letter in letters:
        with suppress(UnusableAddress):
            made.append(_written(kind, template, letter, now))
    Dispatch.objects.bulk_create(made, ignore_conflicts=True)
    stored = Dispatch.objects.filter(pk__in=[one.pk for one in made]).values_list("pk", flat=True)
    if orders := [(JOB_KIND, pk) for pk in stored]:
        enqueue_all(orders, now=now)


def _written(kind: str, template: str, letter: Letter, now: datetime) -> Dispatch:
    validate(letter.to)
    return Dispatch(
        kind=kind,
        key=letter.key,
        channel=Dispatch.Channel.EMAIL,
        language=letter.language,
        recipient=letter.to,
        stop_url=letter.stop_url,
        message_id=new_message_id(),
        created_at=now,
        **written(template=template, language=letter.language, context={"stop_url": letter.stop_url}),
    )
