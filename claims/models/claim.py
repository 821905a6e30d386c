"""A claim: one patient, several lines, several documents; a draft until it is sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.members.models import Family, Person
from providers.models import Provider


def amount_field(label: Any, **options: Any) -> models.DecimalField:
    """An amount of money; its currency stands in a field beside it. Three decimals hold every currency in use."""
    return models.DecimalField(label, max_digits=14, decimal_places=3, **options)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of(self, people: models.QuerySet[Person]) -> ClaimQuerySet:
        """Claims whose patient is one of `people`: how every page loads a claim."""
        return self.filter(patient__in=people)

    def with_card(self) -> ClaimQuerySet:
        """With all that a list of claims shows: lines, and the settlement in force as `live_settlements`."""
        live = models.Prefetch(
            "settlements", apps.get_model("claims", "Settlement").objects.live(), to_attr="live_settlements"
        )
        return self.prefetch_related("lines", live)

    def drafts(self) -> ClaimQuerySet:
        return self.filter(state=Claim.State.DRAFT)

    def sent(self) -> ClaimQuerySet:
        return self.exclude(state=Claim.State.DRAFT)


class Claim(models.Model):
    """What a member asks to be reimbursed, or a provider whom the plan pays directly. `received_on` is the member's own
    calendar day, which counts for the deadline.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("claim state", "Not sent yet")
        SUBMITTED = "submitted", pgettext_lazy("claim state", "Received")
        IN_REVIEW = "in_review", pgettext_lazy("claim state", "With a person")
        SETTLED = "settled", pgettext_lazy("claim state", "Settled")

    class Origin(models.TextChoices):
        MEMBER = "member", pgettext_lazy("claim came from", "The member")
        PROVIDER = "provider", pgettext_lazy("claim came from", "The provider")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    origin = models.CharField(
        _("sent by whom"), max_length=8, choices=Origin, default=Origin.MEMBER, db_default="member", editable=False
    )
    family = models.ForeignKey(Family, models.PROTECT, related_name="claims", editable=False)
    patient = models.ForeignKey(Person, models.PROTECT, related_name="claims", verbose_name=_("patient"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("sent by")
    )
    form_key = models.UUIDField(editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("last changed"))
    submitted_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    # Kept from those who act for the patient; whoever gets the money reads its amount and nothing else.
    is_confidential = models.BooleanField(_("confidential"), default=False, db_default=False, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-submitted_at", "-created_at"]
        permissions = [("decide_claim", _("Can have a claim decided again"))]
        indexes = [models.Index(fields=["patient", "state", "-submitted_at"], name="claims_of_a_patient")]
        constraints = [
            # One form, one claim: a double click or a repeated request finds the draft it already made.
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_claim_a_form"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="claim_numbers_differ"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True, received_on__isnull=True, number="")
                | ~Q(state="draft") & Q(submitted_at__isnull=False, received_on__isnull=False) & ~Q(number=""),
                name="sent_claims_have_number_and_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))


class ClaimLine(models.Model):
    """One expense. `charged` and `other_insurance` are in `currency`, for the whole line."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    benefit = models.CharField(_("kind of care"), max_length=60)
    service_on = models.DateField(_("date of care or purchase"))
    charged = amount_field(_("amount on the bill"))
    currency = models.CharField(_("currency"), max_length=3)
    country = models.CharField(_("country of care"), max_length=2)
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    provider_name = models.CharField(_("doctor, hospital or shop"), max_length=200)
    paid_to = models.ForeignKey(
        Provider,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("paid to the provider"),
    )
    prescribed_on = models.DateField(_("date of the prescription"), null=True, blank=True)
    emergency = models.BooleanField(_("it was an emergency"), default=False)
    other_insurance = amount_field(_("paid by another insurance"), default=0)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="lines_in_order"),
            models.CheckConstraint(condition=Q(charged__gt=0), name="line_charged_positive"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="line_quantity_positive"),
            models.CheckConstraint(condition=Q(other_insurance__gte=0), name="line_other_insurance_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.benefit}"
