"""A claim's place in the assessors' queue, kept in step with its decisions. In the caller's transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from claims.judging import Judged
from claims.models import Claim, OfficeRules, Review, ReviewReason, Step
from claims.routing import Why

Code = ReviewReason.Code


def keep_queue(
    decided: Iterable[Judged], *, was_in_review: Collection[UUID], rules: OfficeRules, now: datetime
) -> None:
    """What was just decided, in the queue or out of it. Nothing is written for claims that go straight through."""
    settled = []
    for judged in decided:
        if judged.waits:
            open_review(claim=judged.claim, reasons=judged.reasons, rules=rules, now=now)
        elif judged.claim.pk in was_in_review:
            settled.append(judged.claim.pk)
    for review in Review.objects.open().filter(claim__in=settled) if settled else ():
        close_review(review=review, now=now)


def open_review(*, claim: Claim, reasons: Iterable[Why], rules: OfficeRules, now: datetime) -> Review:
    """The claim is with a person for these reasons: a new place in the queue, or the one it has."""
    due_at = now + timedelta(hours=rules.promises[Step.REVIEW])
    review, is_new = Review.objects.get_or_create(claim=claim, defaults={"opened_at": now, "due_at": due_at})
    if not is_new and review.closed_at:  # decided once, and open again
        review.opened_at, review.due_at, review.closed_at, review.waited_seconds = now, due_at, None, 0
        review.save()
    review.reasons.exclude(code=Code.ANSWERED).delete()
    ReviewReason.objects.bulk_create(
        ReviewReason(review=review, code=why.code, lines=list(why.lines)) for why in reasons
    )
    return review


def close_review(*, review: Review, now: datetime) -> None:
    """The claim is decided: out of the queue and out of every hand."""
    resume(review=review, now=now)
    review.closed_at, review.taken_by, review.taken_until = now, None, None
    review.took = now - review.opened_at - timedelta(seconds=review.waited_seconds)
    review.save()


def pause(*, review: Review, now: datetime) -> None:
    """The member has to act: our time stands still."""
    review.waits_for_member_since = review.waits_for_member_since or now
    review.taken_by = review.taken_until = None
    review.save()


def resume(*, review: Review, now: datetime) -> None:
    """The member has acted: what was promised moves by the time she took."""
    if review.waits_for_member_since is None:
        return
    waited = now - review.waits_for_member_since
    review.due_at += waited
    review.waited_seconds += int(waited.total_seconds())
    review.waits_for_member_since = None
    review.save()


def add_reason(*, review: Review, code: ReviewReason.Code) -> None:
    """One more reason on top of what the decision found."""
    ReviewReason.objects.get_or_create(review=review, code=code)
