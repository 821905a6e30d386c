"""Writing a mail: rendered in its reader's language and put in the outbox, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template import Context, Engine
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.post.models import Dispatch, Paper
from portal.work.jobs import enqueue

JOB_KIND = "post.send"


class UnusableAddress(ValueError):
    """There is no address mail could go to."""

    code = "unusable-address"
    message = _("This e-mail address cannot be used. Please check it.")


def queue_mail(
    *,
    kind: str,
    to: str,
    language: str,
    template: str,
    context: Mapping[str, str],
    attachments: Sequence[Paper] = (),
    key: UUID | None = None,
    attach: bool = True,
    postal_address: str = "",
    stop_url: str = "",
    now: datetime,
) -> Dispatch:
    """Write `templates/post/mail/<template>.{subject.txt,txt,html}` to `to` and put it in the outbox.

    With a `key`, one mail per (`kind`, `key`): a repeat returns the first one and sends nothing.
    `attach=False` keeps the papers back: the mail says where to read them. With a `postal_address` they go as a letter
    when the mail cannot be delivered or comes back. A `stop_url` is where one click stops mail of its kind (RFC 8058).
    Raises UnusableAddress.
    """
    validate(to)
    if key and (known := Dispatch.objects.filter(kind=kind, key=key).first()):
        return known
    words = written(template=template, language=language, context={**context, "stop_url": stop_url})
    dispatch = Dispatch(
        kind=kind,
        key=key,
        channel=Dispatch.Channel.EMAIL,
        language=language,
        recipient=to,
        postal_address=postal_address,
        attaches=attach,
        stop_url=stop_url or None,
        message_id=new_message_id(),
        created_at=now,
        **words,
    )
    return put_in_outbox(dispatch, attachments, now=now)


def validate(address: str) -> None:
    """Raises UnusableAddress."""
    try:
        validate_email(address)
    except ValidationError as problem:
        raise UnusableAddress from problem


def put_in_outbox(dispatch: Dispatch, attachments: Sequence[Paper], *, now: datetime) -> Dispatch:
    """Store the dispatch, unless another transaction was first with its (kind, key), and have mail sent."""
    Dispatch.objects.bulk_create([dispatch], ignore_conflicts=True)
    stored = (
        Dispatch.objects.get(message_id=dispatch.message_id)
        if not dispatch.key
        else Dispatch.objects.get(kind=dispatch.kind, key=dispatch.key)
    )
    if stored.pk != dispatch.pk:
        return stored
    stored.enclose(*attachments)
    if stored.channel == Dispatch.Channel.EMAIL:
        enqueue(kind=JOB_KIND, key=stored.pk, now=now)
    return stored


def written(*, template: str, language: str, context: Mapping[str, str]) -> dict[str, str]:
    """`subject`, `body_text` and `body_html` of a mail in `language`."""
    with translation.override(language):
        whole: dict[str, Any] = {
            **context,
            "administrator": settings.ADMINISTRATOR,
            "site_url": settings.SITE_URL,
            "language": language,
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return {
            "subject": " ".join(_plain(f"{template}.subject.txt", whole).split()),
            "body_text": _plain(f"{template}.txt", whole).strip() + "\n",
            "body_html": get_template(f"post/mail/{template}.html").render(whole),
        }


def new_message_id() -> str:
    """A Message-ID that says nothing about the reader."""
    return f"<{uuid4()}@{urlsplit(settings.SITE_URL).hostname}>"


def _plain(name: str, context: Mapping[str, object]) -> str:
    # Django escapes for HTML whatever the file is called; in plain text that would print &#x27;.
    template = Engine.get_default().get_template(f"post/mail/{name}")
    return template.render(Context(context, autoescape=False))


def queue_news(
    *,
    kind: str,
    to: str,
    language: str,
    template: str,
    context: Mapping[str, str],
    key: UUID | None = None,
    stop_url: str = "",
    now: datetime,
) -> None:
    """As `queue_mail`, for a mail that says no more than a page does: to an address that cannot be used, none goes."""
    with suppress(UnusableAddress):
        mail: dict[str, Any] = {"kind": kind, "to": to, "language": language, "template": template, "key": key}
        queue_mail(**mail, context=context, stop_url=stop_url, now=now)
