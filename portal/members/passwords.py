"""Asking for a new password. The request only notes who asked; the mail is written by the work list.

So a known and an unknown number get the same answer after the same work, and a mail server that is away stops nobody.
"""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from portal.members import audit, limits
from portal.members.limits import Limit
from portal.members.models import ResetRequest, User
from portal.members.references import normalise_reference
from portal.post.mail import queue_mail
from portal.work.jobs import enqueue

JOB_KIND = "members.reset_password"
MAILS_AN_HOUR = Limit("password reset", 4, timedelta(hours=1))
KEPT = timedelta(days=7)


@transaction.atomic
def ask_reset(*, typed: str, language: str, by: User | None, now: datetime, request: HttpRequest) -> ResetRequest:
    """Notes the request of somebody signed out who typed a reference number or e-mail address.

    Nobody found, an account without e-mail, or too many mails this hour: noted all the same, and no mail will follow.
    """
    user = _account(typed)
    may_mail = limits.spend([(MAILS_AN_HOUR, str(user.pk) if user else typed)], now=now)
    asked = ResetRequest.objects.create(user=user if may_mail else None, asked_at=now, language=language)
    about = getattr(user, "person", None) or user
    audit.record(act="account.reset_asked", by=by, about=about, now=now, request=request)
    enqueue(kind=JOB_KIND, key=asked.pk, now=now)
    return asked


def send_reset(*, asked: ResetRequest, by: User | None, now: datetime) -> None:
    """Mails the link, once for each request. Nothing happens when there is nobody to write to."""
    user = asked.user
    if user is None or not user.is_active or not user.email:
        return
    where = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    queue_mail(
        kind="password_reset",
        to=user.email,
        language=user.language,
        template="password_reset",
        context={
            "name": user.get_short_name(),
            "url": settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=where),
        },
        key=asked.pk,
        now=now,
    )


def forget_requests(now: datetime) -> int:
    """Removes requests that are long answered; the number removed."""
    return ResetRequest.objects.filter(asked_at__lt=now - KEPT).delete()[0]


def _account(typed: str) -> User | None:
    """The account of a reference number, or of an e-mail address that only one account has."""
    accounts = User.objects.select_related("person__family")
    if "@" not in typed:
        return accounts.filter(reference=normalise_reference(typed)).first()
    found = accounts.filter(email__iexact=typed.strip(), is_active=True)[:2]
    return found[0] if len(found) == 1 else None
