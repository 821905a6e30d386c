"""The demo mailbox: whoever tries the portal reads here what members would get by mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.post import mailbox
from portal.vault import serving

View = Callable[..., HttpResponseBase]


def demo_only(view: View) -> View:
    """404 wherever mail goes to real people. No sign-in: the mail to activate an account lies here too."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, **arguments)

    return never_cache(require_safe(guarded))


@demo_only
def mailbox_index(request: HttpRequest) -> HttpResponse:
    """The newest mails."""
    return render(request, "post/mailbox/index.html", {"mails": mailbox.newest()})


@demo_only
def mailbox_mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail: its text, and its attachments to download."""
    return render(request, "post/mailbox/mail.html", {"mail": _mail_or_404(mail_id)})


@demo_only
def mailbox_attachment(request: HttpRequest, mail_id: UUID, number: int) -> HttpResponseBase:
    """Attachment `number` (from 0) of a mail."""
    attachments = _mail_or_404(mail_id).attachments
    if number >= len(attachments):
        raise Http404
    attached = attachments[number]
    return serving.answer(ContentFile(attached.content), filename=attached.name, media_type=attached.media_type)


def _mail_or_404(mail_id: UUID) -> mailbox.Mail:
    mail = mailbox.one(mail_id)
    if mail is None:
        raise Http404
    return mail
