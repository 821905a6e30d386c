"""A provider's cost estimate: a draft on a link until it is sent, never changed after it was received."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.estimates.models.link import EstimateLink
from approvals.models import CareRequest
from portal.attachments.models import Attachment
from portal.benefits.money import ZERO, rounded
from portal.members.models import Person
from portal.vault.fields import EncryptedJSONField, EncryptedTextField
from providers.models import Provider


def price_field(label: Any, **options: Any) -> models.DecimalField:
    """A price in the estimate's currency; three decimals hold every currency in use."""
    return models.DecimalField(label, max_digits=14, decimal_places=3, **options)


class CostEstimateQuerySet(models.QuerySet["CostEstimate"]):
    def received(self) -> CostEstimateQuerySet:
        """Sent by the provider, or keyed in by us."""
        return self.filter(received_at__isnull=False)

    def newest(self) -> CostEstimateQuerySet:
        """Those that no newer one replaced."""
        return self.received().filter(replaced_by=None)


class CostEstimate(models.Model):
    """What the care will cost, by who will give it; amounts are in `currency`.

    While it is a draft, `said` holds what was typed, right or wrong, so that nothing is lost; lines exist from its
    receipt on. `private_rate` and `semi_private_rate` are for one night. `replaced_by` is the newer one of the
    same provider.
    """

    class Source(models.TextChoices):
        LINK = "link", pgettext_lazy("estimate came", "Entered by the provider")
        PAPER = "paper", pgettext_lazy("estimate came", "Keyed in from paper")
        PHONE = "phone", pgettext_lazy("estimate came", "Taken down on the phone")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(CareRequest, models.PROTECT, related_name="estimates", verbose_name=_("request"))
    link = models.OneToOneField(EstimateLink, models.PROTECT, null=True, blank=True, related_name="estimate")
    source = models.CharField(_("source"), max_length=5, choices=Source)
    said = EncryptedJSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("last changed"))

    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("provider")
    )
    provider_name = models.CharField(_("hospital or doctor"), max_length=200, blank=True)
    country = models.CharField(_("country of care"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    from_on = models.DateField(_("first day of care"), null=True, blank=True)
    until_on = models.DateField(_("last day of care"), null=True, blank=True)
    private_rate = price_field(_("private room, one night"), null=True, blank=True)
    semi_private_rate = price_field(_("semi-private room, one night"), null=True, blank=True)
    contact_name = EncryptedTextField(_("name of who filled it in"), blank=True, default="")
    contact_phone = EncryptedTextField(_("phone"), blank=True, default="")
    contact_email = EncryptedTextField(_("e-mail"), blank=True, default="")
    remarks = EncryptedTextField(_("remarks"), blank=True, default="")

    objects = CostEstimateQuerySet.as_manager()

    # By which address it was reached; never stored.
    token = ""

    class Meta:
        verbose_name = _("cost estimate")
        verbose_name_plural = _("cost estimates")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="estimate_numbers_differ"),
            models.CheckConstraint(
                condition=Q(received_at=None, number="", replaced_by=None)
                | Q(received_at__isnull=False, from_on__isnull=False, said__isnull=True)
                & ~Q(number="")
                & ~Q(currency="")
                & ~Q(country="")
                & ~Q(provider_name=""),
                name="received_estimates_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(source="link", link__isnull=False, keyed_by=None)
                | Q(source__in=["paper", "phone"], link=None, keyed_by__isnull=False),
                name="estimate_came_one_way",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="estimate_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=(Q(private_rate=None) | Q(private_rate__gt=0))
                & (Q(semi_private_rate=None) | Q(semi_private_rate__gt=0)),
                name="estimate_rooms_cost_something",
            ),
            models.CheckConstraint(condition=~Q(replaced_by=F("id")), name="estimate_replaced_by_another"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.request.person

    @property
    def is_received(self) -> bool:
        return self.received_at is not None

    @property
    def total(self) -> Decimal:
        """Of its lines, in `currency`. Reads lines that were prefetched, if they were."""
        return sum((line.amount for line in self.lines.all()), ZERO)


class EstimateLine(models.Model):
    """One line: `benefit` is a row of the plan, empty for something else, which `words` then say."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    estimate = models.ForeignKey(CostEstimate, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    benefit = models.CharField(_("kind of care"), max_length=60, blank=True)
    words = EncryptedTextField(_("what exactly"), blank=True, default="")
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    unit_price = price_field(_("price of one"))

    class Meta:
        verbose_name = _("line of a cost estimate")
        verbose_name_plural = _("lines of cost estimates")
        ordering = ["estimate", "position"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "position"], name="estimate_lines_in_order"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_price__gt=0), name="estimate_line_costs_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estimate} / {self.position}"

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.estimate.person

    @property
    def amount(self) -> Decimal:
        """Of the whole line, in the estimate's currency."""
        return rounded(self.quantity * self.unit_price, self.estimate.currency)


class EstimateDocument(Attachment):
    """The provider's own offer, sent along."""

    estimate = models.ForeignKey(CostEstimate, models.CASCADE, related_name="documents")

    class Meta(Attachment.Meta):
        abstract = False
        ordering = ["estimate", "position"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "position"], name="estimate_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="estimate_document_has_receipt"),
        ]

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.estimate.person
