"""The external review, step by step: asked for, an expert both sides agree on, consent, and what the expert says."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.appeals.comparing import remaining_in_dollars
from claims.appeals.deadlines import review_by, rules_of, today_of
from claims.appeals.deciding import carried_out, in_hand, tried_as_seen
from claims.appeals.mails import mail_news
from claims.appeals.models import Appeal, ExternalReview
from claims.appeals.refusals import MayNotDecide, NoReview, NotWaiting, NotYet, ReasonsMissing, SameEyes
from portal.benefits.money import CURRENCIES, ZERO, percentage, rounded
from portal.look.words import long_date, money
from portal.members.audit import record
from portal.members.models import User

State, Favour = ExternalReview.State, ExternalReview.Favour
PERMISSION = "appeals.conduct_review"


def refuse_review(appeal: Appeal, *, now: datetime) -> None:
    """Raises NoReview when no external review can be asked for now; the sentence says why."""
    rules = rules_of(appeal.claim.family)
    if not appeal.is_lost or rules is None:
        raise NoReview(_("An external review can follow only when an appeal was refused, in whole or in part."))
    last_day = review_by(appeal.pk, appeal.claim.family)
    if last_day and today_of(appeal.claim, now) > last_day:
        raise NoReview(_("An external review could be asked for until %(day)s.") % {"day": long_date(last_day)})
    value, least = remaining_in_dollars(appeal), rules.review_from
    if value is not None and value < least.value:
        figures = {"value": money(value, "USD"), "least": money(least.value, str(least.currency))}
        raise NoReview(
            _("What is still in dispute is %(value)s. An external review is for %(least)s and more.") % figures
        )


@transaction.atomic
def ask_review(*, appeal_id: UUID, words: str, physician: str, by: User, now: datetime) -> ExternalReview:
    """Ask for the external review; asked twice, it is the same one. Raises NoReview."""
    appeal = (
        Appeal.objects.select_for_update(of=("self",)).select_related("claim__family", "settlement").get(pk=appeal_id)
    )
    if known := ExternalReview.objects.filter(pk=appeal_id).first():
        return known
    refuse_review(appeal, now=now)
    value = remaining_in_dollars(appeal)
    review = ExternalReview.objects.create(
        appeal=appeal,
        asked_at=now,
        asked_by=by,
        words=words.strip(),
        physician=physician.strip(),
        value_usd=rules_least(appeal) if value is None else value,
    )
    record(act="review.asked", by=by, about=review, now=now)
    mail_news(appeal=appeal, about="review asked", now=now)
    return review


def rules_least(appeal: Appeal) -> Decimal:
    """The least value of a review: what stands in the row when no rate tells how much it is."""
    rules = rules_of(appeal.claim.family)
    return rules.review_from.value if rules else ZERO


def held(review_id: UUID, *states: ExternalReview.State) -> ExternalReview:
    """The review, locked, in one of these states. Raises NotYet."""
    related = ("appeal__claim__patient__family", "appeal__claim__family", "appeal__settlement")
    review = ExternalReview.objects.select_for_update(of=("self",)).select_related(*related).get(pk=review_id)
    if review.state not in states:
        raise NotYet(_("This step of the review is over, or does not come yet."))
    return review


def refuse_staff(review: ExternalReview, by: User) -> None:
    """Raises MayNotDecide for who does not conduct reviews."""
    if not by.has_perm(PERMISSION):
        raise MayNotDecide


@transaction.atomic
def name_expert(
    *, review_id: UUID, expert: str, by: User, now: datetime, request: HttpRequest | None = None
) -> ExternalReview:
    """Name the expert for the plan; the member and her physician agree or do not. Another name asks them anew."""
    review = held(review_id, State.ASKED, State.NAMED)
    refuse_staff(review, by)
    if not expert.strip():
        raise ReasonsMissing
    review.expert, review.named_at, review.state = expert.strip(), now, State.ASKED
    review.plan_agreed_by, review.plan_agreed_at = by, now
    review.member_agreed_by = review.member_agreed_at = None
    review.save()
    record(act="review.expert_named", by=by, about=review, now=now, request=request)
    mail_news(appeal=review.appeal, about=f"expert {now.isoformat()}", now=now)
    return review


@transaction.atomic
def answer_expert(*, review_id: UUID, seen: datetime | None, agrees: bool, by: User, now: datetime) -> ExternalReview:
    """The member's word, with that of her physician, on the expert named at `seen`. Raises NotYet."""
    review = held(review_id, State.ASKED)
    if review.named_at is None or review.named_at != seen:
        raise NotYet(_("Another expert was named meanwhile. Please look once more."))
    if agrees:
        review.member_agreed_by, review.member_agreed_at, review.state = by, now, State.NAMED
    else:
        review.expert, review.named_at, review.plan_agreed_by, review.plan_agreed_at = "", None, None, None
    review.save()
    record(act="review.expert_agreed" if agrees else "review.expert_declined", by=by, about=review, now=now)
    return review


@transaction.atomic
def consent(*, review_id: UUID, given: bool, by: User, now: datetime) -> ExternalReview:
    """The member lets her documents go to the expert, or takes that back while they have not gone. Raises NotYet."""
    review = held(review_id, State.ASKED, State.NAMED)
    if given:
        review.consented_by, review.consented_at, review.withdrawn_at = by, now, None
    elif review.has_consent:
        review.withdrawn_at = now
    review.save()
    record(act="review.consent_given" if given else "review.consent_withdrawn", by=by, about=review, now=now)
    return review


def share(*, review_id: UUID, by: User, now: datetime, request: HttpRequest | None, how: str) -> ExternalReview:
    """The documents go to the expert; in the caller's transaction. Raises NotYet without agreement or consent."""
    review = held(review_id, State.NAMED, State.SHARED)
    refuse_staff(review, by)
    if not review.has_consent:
        raise NotYet(_("The member has not agreed that her documents are shared, or has taken it back."))
    if review.state == State.NAMED:
        review.state, review.shared_at = State.SHARED, now
        review.save()
    record(act="review.documents_shared", by=by, about=review, now=now, request=request, how=how)
    return review


@transaction.atomic
def record_outcome(
    *,
    review_id: UUID,
    favour: ExternalReview.Favour,
    reasons: str,
    fee: Decimal,
    currency: str,
    by: User,
    now: datetime,
    request: HttpRequest | None = None,
) -> ExternalReview:
    """What the expert decided: final, and binding on both. The fee is shared as the plan says; links end.

    Raises NotYet, ReasonsMissing, MayNotDecide, SameEyes.
    """
    review = held(review_id, State.SHARED)
    refuse_staff(review, by)
    if review.appeal.decided_by_id == by.pk:
        raise SameEyes
    rules = rules_of(review.claim.family)
    if not reasons.strip() or rules is None:
        raise ReasonsMissing
    if currency not in CURRENCIES or fee < 0:
        raise NotYet(_("Write the fee of the expert and its currency."))
    hers = ZERO if favour == Favour.MEMBER else rules.review_percent
    review.fee, review.fee_currency = rounded(fee, currency), currency
    review.member_fee = percentage(review.fee, hers, currency)
    review.plan_fee = review.fee - review.member_fee
    review.favour, review.reasons, review.state = favour, reasons.strip(), State.DECIDED
    review.decided_at, review.recorded_by = now, by
    review.save()
    review.links.filter(revoked_at=None).update(revoked_at=now)
    record(act="review.decided", by=by, about=review, now=now, request=request, favour=favour.value)
    mail_news(appeal=review.appeal, about="review decided", now=now)
    return review


@transaction.atomic
def carry_out(
    *, review_id: UUID, seen: str, by: User, now: datetime, request: HttpRequest | None = None
) -> ExternalReview:
    """Pay what the expert decided: prepared facts corrected, the claim decided again. By another than who recorded it.

    Raises NotWaiting, SameEyes and who may not, and as `claims.appeals.deciding.change`.
    """
    appeal, claim = in_hand(review_id, by)
    review = ExternalReview.objects.select_for_update(of=("self",)).get(pk=review_id)
    if review.state != State.DECIDED or review.favour == Favour.PLAN or review.decision_id:
        raise NotWaiting
    if review.recorded_by_id == by.pk:
        raise SameEyes
    tried = tried_as_seen(appeal, claim, seen, now)
    review.decision, review.carried_out_by = carried_out(claim, tried, by=by, now=now), by
    review.save()
    record(act="review.carried_out", by=by, about=review, now=now, request=request)
    return review
