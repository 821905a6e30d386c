"""The queue of the desk: least time left first, filters with counts, and release of many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from claims import queue
from claims.models import Claim, Decision, Review, ReviewReason
from claims.promises import promises
from claims.release import PERMISSION, Released, proposed_amount, release_many
from claims.reopening import rises
from claims.routing import ENGINE_S
from portal.members.desk import colleague, desk_may

PAGE = 50
SEES = ("claims.view_claim", "claims.view_claimline")
KEYS = "desk_keys_off"


@dataclass(frozen=True)
class Row:
    """One claim of the queue with its proposal; `agrees`: the engine has decided every line of it."""

    review: Review
    proposal: Decision | None
    amount: Decimal
    agrees: bool


@dataclass(frozen=True)
class Filter:
    """One way to narrow the queue."""

    key: str
    label: Any
    count: int
    is_current: bool


@desk_may(*SEES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits. `?show=` narrows it: a reason, `mine`, `late` or `member`."""
    user, now, show = colleague(request), timezone.now(), request.GET.get("show", "")
    reason = show if show in ReviewReason.Code.values else ""
    waiting = queue.waiting(
        reason=reason,
        mine=user if show == "mine" else None,
        with_member=show == "member",
        late_at=now if show == "late" else None,
    )
    found = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Queue"),
        "opts": Claim._meta,
        "page": found,
        "rows": rows(found.object_list),
        "filters": filters(user, show, now),
        "rises": rises()[:PAGE] if not show else (),
        "show": show,
        "now": now,
        "promises": promises(now=now),
        "may_work": user.has_perm("claims.change_claimline"),
        "may_release": user.has_perm(PERMISSION) and show != "member",
        "keys": not request.session.get(KEYS),
    }
    return render(request, "admin/claims/claim/queue.html", context)


def rows(reviews: Iterable[Review]) -> list[Row]:
    """Each review with its last decision. One query for all of them."""
    reviews = list(reviews)
    newest = Decision.objects.filter(claim=OuterRef("claim")).order_by("-sequence").values("sequence")[:1]
    last = Decision.objects.filter(claim__in=[one.pk for one in reviews], sequence=Subquery(newest))
    proposals = {decision.claim_id: decision for decision in last}
    return [_row(review, proposals.get(review.pk)) for review in reviews]


def _row(review: Review, proposal: Decision | None) -> Row:
    agrees = proposal is not None and not any(reason.code in ENGINE_S for reason in review.reasons.all())
    return Row(review, proposal, proposed_amount(proposal) if proposal else Decimal(0), agrees)


def filters(user: Any, show: str, now: datetime) -> list[Filter]:
    """Everything, hers, what is late, each reason that somebody waits for, and what the member has to answer."""
    with_us = Review.objects.with_us()
    found: list[tuple[str, Any, int]] = [
        ("", _("All"), with_us.count()),
        ("mine", _("Mine"), with_us.filter(taken_by=user).count()),
        ("late", _("Late"), with_us.filter(due_at__lt=now).count()),
    ]
    codes = ReviewReason.Code
    found += [(code, codes(code).label, count) for code, count in queue.counts().items() if count or code == show]
    away = Review.objects.open().filter(waits_for_member_since__isnull=False).count()
    found.append(("member", _("With the member"), away))
    return [Filter(key, label, count, key == show) for key, label, count in found]


@desk_may(*SEES, PERMISSION)
@require_POST
def release_chosen(request: HttpRequest) -> HttpResponse:
    """Release what was ticked, each claim for itself, and report. `claim:proposal` names what was seen."""
    chosen = [pair for value in request.POST.getlist("chosen")[:PAGE] if (pair := _pair(value))]
    report = release_many(chosen=chosen, by=colleague(request), now=timezone.now(), request=request)
    numbers = dict(Claim.objects.filter(pk__in=[key for key, _seen in chosen]).values_list("pk", "number"))
    settled = [key for key, what in report if isinstance(what, Released) and what.is_settled]
    signed = [key for key, what in report if isinstance(what, Released) and not what.is_settled]
    if settled:
        words = ngettext("%(count)s claim is released.", "%(count)s claims are released.", len(settled))
        messages.success(request, words % {"count": len(settled)})
    if signed:
        words = ngettext("%(count)s needs a second signature.", "%(count)s need a second signature.", len(signed))
        messages.info(request, words % {"count": len(signed)})
    for key, what in report:
        if not isinstance(what, Released):
            messages.error(request, f"{numbers.get(key, '')}: {what.message}")
    if not report:
        messages.info(request, _("Nothing was chosen."))
    return redirect("admin:claims_claim_queue")


def _pair(value: str) -> tuple[UUID, UUID] | None:
    claim, _colon, seen = value.partition(":")
    try:
        return UUID(claim), UUID(seen)
    except ValueError:
        return None


@desk_may(*SEES)
@require_POST
def switch_keys(request: HttpRequest) -> HttpResponse:
    """Turn the keyboard shortcuts off for this session, or on again (WCAG 2.1.4)."""
    request.session[KEYS] = not request.session.get(KEYS)
    return redirect("admin:claims_claim_queue")
