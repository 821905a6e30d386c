"""Links on which a provider enters an estimate: made, sent, renewed, revoked, opened, ended by the clock."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from approvals.estimates import refusals
from approvals.estimates.mails import UnusableAddress, mail_link
from approvals.estimates.models import CostEstimate, EstimateLink, EstimateRules
from approvals.handling import provider_answered, provider_asked
from approvals.models import CareRequest
from approvals.requests import locked
from portal.members.audit import record
from portal.members.limits import Limit, spend
from portal.members.models import User
from portal.work.jobs import enqueue

EXPIRY_KIND = "estimates.expire"
TOKEN_BYTES = 32
DAY = timedelta(days=1)
# Only tries that find nothing are counted: who holds a real address may reload it as often as her line needs, and who
# guesses at 256 random bits finds nothing but this.
MISSES = Limit("estimates.link", 20, timedelta(minutes=10))


@transaction.atomic
def make_link(
    *,
    request_id: UUID,
    provider_name: str,
    language: str,
    by: User,
    now: datetime,
    email: str = "",
    hint: str = "",
    send: bool = False,
    request: HttpRequest | None = None,
) -> tuple[EstimateLink, str]:
    """A new link and its token, told once; `send` mails it to `email`. The clock stands while nothing else is known.

    Raises RequestEnded, TooManyLinks, TooManyToday, AddressMissing, UnusableEmail.
    """
    care, rules = locked(request_id), EstimateRules.objects.in_force()
    _refuse_more(care, rules, now)
    if send and not email:
        raise refusals.AddressMissing
    token, lasts = token_urlsafe(TOKEN_BYTES), timedelta(days=rules.link_days)
    link = EstimateLink.objects.create(
        request=care,
        token_digest=digest(token),
        provider_name=provider_name,
        language=language,
        email=email,
        is_mailed=send,
        hint=hint,
        created_at=now,
        created_by=by,
        expires_at=now + lasts,
    )
    record(act="estimatelink.made", by=by, about=link, now=now, request=request, mailed=int(send))
    enqueue(kind=EXPIRY_KIND, key=link.pk, now=now, due_at=link.expires_at)
    if send:
        _mail(link, token, now)
    _stand_still(care, by, now)
    return link, token


def _mail(link: EstimateLink, token: str, now: datetime) -> None:
    try:
        mail_link(link=link, token=token, now=now)
    except UnusableAddress:
        raise refusals.UnusableEmail from None


def _stand_still(care: CareRequest, by: User, now: datetime) -> None:
    """Our clock waits for the provider, unless we know already what it will cost."""
    if care.estimated is None and not care.estimates.received().exists():
        with translation.override(care.language):  # the member reads it
            why = _("We wait for the cost estimate of the hospital or doctor.")
        provider_asked(request_id=care.pk, why=why, by=by, now=now)


def _refuse_more(care: CareRequest, rules: EstimateRules, now: datetime) -> None:
    if not care.is_open:
        raise refusals.RequestEnded
    links = EstimateLink.objects.filter(request=care)
    if links.live(now=now).count() >= rules.live_links:
        raise refusals.TooManyLinks(rules.live_links)
    if links.filter(created_at__gt=now - DAY).count() >= rules.links_a_day:
        raise refusals.TooManyToday(rules.links_a_day)


@transaction.atomic
def revoke_link(
    *, link_id: UUID, by: User, now: datetime, request: HttpRequest | None = None, keeps_clock: bool = False
) -> EstimateLink:
    """End it before its time; what was typed on it stays unsent. One that has ended already is a normal end."""
    link = _locked(link_id)
    if not link.is_live(now=now):
        return link
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])
    record(act="estimatelink.revoked", by=by, about=link, now=now, request=request)
    if not keeps_clock:
        _go_on(link, now)
    return link


@transaction.atomic
def renew_link(
    *, link_id: UUID, by: User, now: datetime, request: HttpRequest | None = None
) -> tuple[EstimateLink, str]:
    """A new address for the same provider, by the same way; the old one ends, and what was typed there moves on.

    Raises RequestEnded, TooManyLinks, TooManyToday.
    """
    old = revoke_link(link_id=link_id, by=by, now=now, request=request, keeps_clock=True)
    link, token = make_link(
        request_id=old.request_id,
        provider_name=old.provider_name,
        language=old.language,
        email=old.email,
        hint=old.hint,
        send=old.is_mailed,
        by=by,
        now=now,
        request=request,
    )
    CostEstimate.objects.filter(link=old, received_at=None).update(link=link)
    return link, token


def known_link(token: str) -> EstimateLink | None:
    """The link of that token, whatever its state."""
    wanted = digest(token)
    known = EstimateLink.objects.select_related("request__person__family", "request__provider")
    found = known.filter(token_digest=wanted).first()
    return found if found and constant_time_compare(found.token_digest, wanted) else None


def may_miss(source: str, *, now: datetime) -> bool:
    """Counts an address that led nowhere; False when there were too many lately from there."""
    return spend([(MISSES, source)], now=now)


@transaction.atomic
def open_link(*, link_id: UUID, now: datetime, request: HttpRequest | None = None) -> CostEstimate:
    """Somebody begins to fill it in; once begun, the draft goes on. Raises LinkGone."""
    link = living(link_id, now=now)
    if link.opened_at is None:
        link.opened_at = now
        link.save(update_fields=["opened_at"])
        record(act="estimatelink.opened", by=None, about=link, now=now, request=request)
    facts = {"request": link.request, "source": CostEstimate.Source.LINK, "created_at": now, "changed_at": now}
    estimate, _new = CostEstimate.objects.get_or_create(link=link, defaults=facts)
    return estimate


def living(link_id: UUID, *, now: datetime) -> EstimateLink:
    """The link, locked for the transaction, of a request that still waits for something. Raises LinkGone."""
    link = _locked(link_id)
    if not link.is_live(now=now) or not link.request.is_open:
        raise refusals.LinkGone
    return link


@transaction.atomic
def end_by_clock(*, link_id: UUID, now: datetime) -> None:
    """Its days are over: our own clock goes on if it stood for this link. For the work list, safe to run twice."""
    link = _locked(link_id)
    if link.state_at(now) == EstimateLink.State.EXPIRED:
        _go_on(link, now)


def _go_on(link: EstimateLink, now: datetime) -> None:
    """Nothing to wait for any more, once no other link is open."""
    if not EstimateLink.objects.filter(request=link.request_id).live(now=now).exists():
        provider_answered(request_id=link.request_id, now=now)


def _locked(link_id: UUID) -> EstimateLink:
    """The request before the link: every verb locks in this order, or two would wait for each other."""
    locked(EstimateLink.objects.values_list("request_id", flat=True).get(pk=link_id))
    links = EstimateLink.objects.select_related("request__person__family", "request__provider")
    return links.select_for_update(of=("self",)).get(pk=link_id)


def digest(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode()).hexdigest()
