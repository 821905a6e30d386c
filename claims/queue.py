"""The assessors' queue: what waits, ordered by the time left, and who has which claim in hand."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Review, ReviewReason, Skip
from portal.look.words import long_moment
from portal.members.audit import record
from portal.members.models import User

LEASE = timedelta(minutes=30)
SKIPPED_FOR = timedelta(hours=12)


class ReviewRefused(Exception):
    """Something that cannot be done with a claim now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class NotWithAPerson(ReviewRefused):
    def __init__(self) -> None:
        super().__init__(_("This claim does not wait for a person any more."))


class InAnotherHand(ReviewRefused):
    """A colleague works on it; the sentence says until when, and what to do."""

    def __init__(self, who: str, until: datetime | None) -> None:
        words = _("This claim is with %(who)s until %(until)s. Ask them to give it back, or try again after that.")
        super().__init__(words % {"who": who, "until": long_moment(until) if until else ""})


def take(*, claim_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> Review:
    """Take a claim in hand for half an hour, or keep it for another. Of two who ask at once one gets it.

    Raises NotWithAPerson, InAnotherHand.
    """
    with transaction.atomic():
        free = Review.objects.open().free_for(by, now=now).filter(pk=claim_id)
        # One statement that looks and takes: the database lets only one of two through.
        taken = free.update(taken_by=by, taken_until=now + LEASE)
        review = Review.objects.select_related("claim", "taken_by").filter(pk=claim_id).first()
        if review is None or review.closed_at:
            raise NotWithAPerson
        if not taken:
            raise InAnotherHand(review.taken_by.reference if review.taken_by else "", review.taken_until)
        record(act="claim.taken", by=by, about=review.claim, now=now, request=request)
        return review


def hold(*, claim_id: UUID, by: User, now: datetime) -> Review:
    """As `take`, for whoever does something with the claim anyway: no entry of its own. In the caller's transaction."""
    review = refuse_other_hands(claim_id=claim_id, by=by, now=now)
    review.taken_by, review.taken_until = by, now + LEASE
    review.save(update_fields=["taken_by", "taken_until"])
    return review


def refuse_other_hands(*, claim_id: UUID, by: User, now: datetime) -> Review:
    """The claim's place in the queue, locked, unless a colleague has it. In the caller's transaction.

    Raises NotWithAPerson, InAnotherHand.
    """
    review = Review.objects.select_for_update(of=("self",)).select_related("claim").filter(pk=claim_id).first()
    if review is None or review.closed_at:
        raise NotWithAPerson
    if review.taken_by_id not in (None, by.pk) and review.taken_until and review.taken_until > now:
        raise InAnotherHand(User.objects.get(pk=review.taken_by_id).reference, review.taken_until)
    return review


def give_back(*, claim_id: UUID, by: User, now: datetime, request: HttpRequest | None = None) -> bool:
    """Put a claim back that she has in hand; False when she has not."""
    with transaction.atomic():
        given = Review.objects.filter(pk=claim_id, taken_by=by).update(taken_by=None, taken_until=None)
        if given:
            claim = Claim.objects.select_related("patient").get(pk=claim_id)
            record(act="claim.given_back", by=by, about=claim, now=now, request=request)
        return bool(given)


def skip(*, claim_id: UUID, by: User, now: datetime) -> None:
    """Pass over a claim: it goes back, and “next” does not offer it to her for some hours."""
    with transaction.atomic():
        give_back(claim_id=claim_id, by=by, now=now)
        Skip.objects.update_or_create(review_id=claim_id, by=by, defaults={"at": now})


def take_next(*, by: User, now: datetime, request: HttpRequest | None = None) -> Review | None:
    """Take what has the least time left of all that is free; None when nothing is."""
    skipped = Skip.objects.filter(by=by, at__gt=now - SKIPPED_FOR).values("review")
    free = Review.objects.with_us().free_for(by, now=now).exclude(pk__in=skipped).exclude(taken_by=by)
    for claim_id in free.order_by("due_at").values_list("pk", flat=True)[:20]:
        try:
            return take(claim_id=claim_id, by=by, now=now, request=request)
        except ReviewRefused:
            continue  # somebody was faster
    return None


def waiting(
    *, reason: str = "", mine: User | None = None, with_member: bool = False, late_at: datetime | None = None
) -> QuerySet[Review]:
    """Open reviews, least time left first: with us, or with the member; for one reason; in one hand; late at a moment.

    Where a promise is broken the time left is below zero: what is late stands first.
    """
    reviews = Review.objects.open().filter(waits_for_member_since__isnull=not with_member)
    if reason:
        reviews = reviews.filter(reasons__code=reason)
    if mine:
        reviews = reviews.filter(taken_by=mine)
    if late_at:
        reviews = reviews.filter(due_at__lt=late_at)
    related = ("claim__patient__family", "claim__family", "taken_by")
    return reviews.select_related(*related).prefetch_related("reasons").order_by("due_at", "pk")


def counts() -> dict[str, int]:
    """How many claims wait with us for each reason, in the order of the reasons; none is left out."""
    found = ReviewReason.objects.filter(review__in=Review.objects.with_us()).order_by().values("code")
    by_code = dict(found.annotate(count=Count("pk")).values_list("code", "count"))
    return {code: by_code.get(code, 0) for code in ReviewReason.Code.values}
