"""A claim with a person: why, until when, who has it in hand, what was corrected, asked and signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models.claim import Claim, ClaimLine, amount_field
from claims.models.settlement import Decision
from portal.vault.fields import EncryptedTextField


def by_field(label: Any) -> models.ForeignKey:
    """Who of the staff did it."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label)


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> ReviewQuerySet:
        return self.filter(closed_at__isnull=True)

    def with_us(self) -> ReviewQuerySet:
        """Open, and not waiting for the member."""
        return self.open().filter(waits_for_member_since__isnull=True)

    def free_for(self, user: object, *, now: datetime) -> ReviewQuerySet:
        """In nobody's hand, in that colleague's own, or in a hand whose lease ran out."""
        return self.filter(Q(taken_by__isnull=True) | Q(taken_by=user) | Q(taken_until__lte=now))


class Review(models.Model):
    """One claim's place in the assessors' queue.

    `due_at` is what was promised; it moves by the time for which the claim waits for the member, and `took` leaves that
    time out. `taken_until` is a lease: whoever took the claim and went home does not keep it.
    """

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="review")
    opened_at = models.DateTimeField(_("with a person since"))
    due_at = models.DateTimeField(_("promised by"))
    closed_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    waits_for_member_since = models.DateTimeField(_("waits for the member since"), null=True, blank=True)
    waited_seconds = models.PositiveBigIntegerField(_("seconds it waited for the member"), default=0)
    took = models.DurationField(_("time it took us"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    taken_until = models.DateTimeField(_("taken until"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["due_at"]
        permissions = [("release_settlement", "Can release a proposed settlement")]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at__isnull=True), name="claims_open_reviews")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_until__isnull=True)
                | Q(taken_by__isnull=False, taken_until__isnull=False),
                name="review_taken_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(taken_by__isnull=True, waits_for_member_since__isnull=True),
                name="review_closed_is_nobodys",
            ),
        ]

    def __str__(self) -> str:
        return str(self.claim)


class ReviewReason(models.Model):
    """Why a claim is with a person. `lines` are the positions concerned; empty: the whole claim."""

    class Code(models.TextChoices):
        APPROVAL = "approval", pgettext_lazy("why a person looks", "Prior approval missing")
        BEYOND = "beyond", pgettext_lazy("why a person looks", "More than was approved")
        ROOM_RATE = "room_rate", pgettext_lazy("why a person looks", "Semi-private rate unknown")
        FIGURE = "figure", pgettext_lazy("why a person looks", "A figure is not loaded")
        AMOUNT = "amount", pgettext_lazy("why a person looks", "High amount")
        BENEFIT = "benefit", pgettext_lazy("why a person looks", "This kind of care always needs a look")
        PROVIDER = "provider", pgettext_lazy("why a person looks", "New provider")
        DOCUMENT = "document", pgettext_lazy("why a person looks", "A document is not scanned")
        DUPLICATE = "duplicate", pgettext_lazy("why a person looks", "Perhaps claimed before")
        CORRECTED = "corrected", pgettext_lazy("why a person looks", "Corrected by hand")
        ANSWERED = "answered", pgettext_lazy("why a person looks", "The member has answered")
        SECOND = "second", pgettext_lazy("why a person looks", "Needs a second signature")

    review = models.ForeignKey(Review, models.CASCADE, related_name="reasons")
    code = models.CharField(_("reason"), max_length=12, choices=Code)
    lines = models.JSONField(_("lines"), default=list)

    class Meta:
        verbose_name = _("reason for a review")
        verbose_name_plural = _("reasons for a review")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "code"], name="review_reason_once")]

    def __str__(self) -> str:
        return str(self.get_code_display())


class Skip(models.Model):
    """A colleague passed over a claim; “next” leaves it out for her for some hours."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="skips")
    by = by_field(_("skipped by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("skipped claim")
        verbose_name_plural = _("skipped claims")
        constraints = [models.UniqueConstraint(fields=["review", "by"], name="claim_skipped_once_a_colleague")]

    def __str__(self) -> str:
        return str(self.review)


class Correction(models.Model):
    """One fact of a line corrected by staff; the member's own entry stays as she sent it. The table only grows.

    `before` and `after` are text: amounts plain and in the currency of the bill, days ISO, codes; empty: not known.
    `why` is for colleagues; the member reads `reason` (a key of `claims.told_corrections.REASONS`) and `words`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="corrections", verbose_name=_("line"))
    sequence = models.PositiveSmallIntegerField()
    field = models.CharField(_("fact"), max_length=20)
    before = models.CharField(_("before"), max_length=60, blank=True)
    after = models.CharField(_("after"), max_length=60, blank=True)
    why = EncryptedTextField(_("why"))
    reason = models.CharField(_("what the member reads"), max_length=12, blank=True, default="")
    words = EncryptedTextField(_("in our own words to the member"), blank=True, default="")
    by = by_field(_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["line", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["line", "sequence"], name="corrections_in_order"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="correction_changes_something"),
        ]

    def __str__(self) -> str:
        return self.field


class Signature(models.Model):
    """A colleague's word that a proposed decision may be paid; two of them where the amount asks for it. Only grows.

    `amount` is what the proposal pays, in the family's `currency`; `limit_usd` what the colleague may release alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="signatures")
    position = models.PositiveSmallIntegerField()
    by = by_field(_("signed by"))
    at = models.DateTimeField(_("when"))
    amount = amount_field(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    limit_usd = amount_field(_("limit in USD"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["decision", "position"]
        constraints = [
            # Four eyes: the second signature under a decision is never the first person's.
            models.UniqueConstraint(fields=["decision", "by"], name="one_signature_a_colleague"),
            models.UniqueConstraint(fields=["decision", "position"], name="signatures_in_order"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="at_most_two_signatures"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} / {self.position}"


class DocumentRequest(models.Model):
    """Something the member is asked for. `template` names the sentence, told in her language; `words` add to it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="requests")
    template = models.CharField(_("what is asked for"), max_length=30)
    words = EncryptedTextField(_("in our own words"), blank=True, default="")
    language = models.CharField(_("language"), max_length=10)
    asked_by = by_field(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    reply = EncryptedTextField(_("the member's answer"), blank=True, default="")

    class Meta:
        verbose_name = _("question to the member")
        verbose_name_plural = _("questions to the member")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "template"], condition=Q(answered_at__isnull=True), name="asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="request_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.template
