"""The second level: an external medical expert, named jointly, whose word is final and binds both (clause 1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.appeals.models.appeal import Appeal
from claims.models import Claim, Decision
from claims.models.claim import amount_field
from claims.models.review import by_field
from portal.vault.fields import EncryptedTextField


def somebody(label: Any) -> models.ForeignKey:
    """Who did it, once it was done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class ExternalReview(models.Model):
    """One external review of an appeal. `value_usd` is what remained in dispute when it was asked for.

    The expert is agreed on by both sides, each agreement with its moment; a new name takes both away. Documents are
    shared only while the member's consent stands: `consented_at` set and `withdrawn_at` not.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("external review", "An expert is to be named")
        NAMED = "named", pgettext_lazy("external review", "Both sides agree on the expert")
        SHARED = "shared", pgettext_lazy("external review", "With the expert")
        DECIDED = "decided", pgettext_lazy("external review", "Decided, final and binding")

    class Favour(models.TextChoices):
        MEMBER = "member", pgettext_lazy("external review", "In the member's favour")
        PART = "part", pgettext_lazy("external review", "In the member's favour in part")
        PLAN = "plan", pgettext_lazy("external review", "The decision stands")

    appeal = models.OneToOneField(Appeal, models.PROTECT, primary_key=True, related_name="review")
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = by_field(_("asked by"))
    words = EncryptedTextField(_("in her words"), blank=True, default="")
    value_usd = amount_field(_("value in USD"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    physician = EncryptedTextField(_("the member's attending physician"), blank=True, default="")
    expert = EncryptedTextField(_("external expert"), blank=True, default="")
    named_at = models.DateTimeField(_("named at"), null=True, blank=True)
    plan_agreed_by = somebody(_("agreed for the plan by"))
    plan_agreed_at = models.DateTimeField(_("agreed for the plan at"), null=True, blank=True)
    member_agreed_by = somebody(_("agreed for the member by"))
    member_agreed_at = models.DateTimeField(_("agreed for the member at"), null=True, blank=True)
    consented_by = somebody(_("consent given by"))
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("consent withdrawn at"), null=True, blank=True)
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True)
    favour = models.CharField(_("outcome"), max_length=6, choices=Favour, blank=True)
    reasons = EncryptedTextField(_("the expert's reasons"), blank=True, default="")
    fee = amount_field(_("fee of the expert"), null=True, blank=True)
    fee_currency = models.CharField(_("currency of the fee"), max_length=3, blank=True)
    member_fee = amount_field(_("the member's part of the fee"), null=True, blank=True)
    plan_fee = amount_field(_("the plan's part of the fee"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    recorded_by = somebody(_("recorded by"))
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new decision")
    )
    carried_out_by = somebody(_("carried out by"))

    class Meta:
        verbose_name = _("external review")
        verbose_name_plural = _("external reviews")
        ordering = ["-asked_at"]
        permissions = [("conduct_review", "Can conduct an external review")]
        constraints = [
            models.CheckConstraint(condition=Q(value_usd__gt=0), name="review_about_something"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(plan_agreed_at__isnull=False, member_agreed_at__isnull=False),
                name="review_expert_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["shared", "decided"])
                | Q(shared_at__isnull=False, consented_at__isnull=False, withdrawn_at=None),
                name="review_shared_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(decided_at__isnull=False, recorded_by__isnull=False, fee__isnull=False) & ~Q(favour=""),
                name="review_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(fee=None) | Q(member_fee__gte=0, plan_fee__gte=0, fee__gte=F("plan_fee")),
                name="review_fee_is_shared",
            ),
            models.CheckConstraint(
                # Whoever wrote down the outcome does not carry it out as well.
                condition=Q(decision=None, carried_out_by=None)
                | Q(decision__isnull=False, carried_out_by__isnull=False) & ~Q(carried_out_by=F("recorded_by")),
                name="review_carried_out_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.appeal)

    @property
    def claim(self) -> Claim:
        """The claim it is about."""
        return self.appeal.claim

    @property
    def has_consent(self) -> bool:
        """Whether documents may be shared now."""
        return self.consented_at is not None and self.withdrawn_at is None


class ExpertLink(models.Model):
    """A private address from which the expert takes the documents of one review. Only the token's digest is stored."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    review = models.ForeignKey(ExternalReview, models.PROTECT, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made at"))
    created_by = by_field(_("made by"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    uses = models.PositiveSmallIntegerField(_("times used"), default=0)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link for an expert")
        verbose_name_plural = _("links for experts")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="expert_link_ends_after_it_began")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def claim(self) -> Claim:
        """The claim it is about."""
        return self.review.claim
