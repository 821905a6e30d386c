"""A provider's invoice for care that was guaranteed: a draft on a link until it is sent, then a claim."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.guarantees.models import Guarantee
from claims.models import Claim
from portal.attachments.models import Attachment
from portal.benefits.money import ZERO
from portal.members.models import Person
from portal.vault.fields import EncryptedJSONField, EncryptedTextField
from providers.models import Provider


class InvoiceQuerySet(models.QuerySet["ProviderInvoice"]):
    def received(self) -> InvoiceQuerySet:
        """Sent, whatever became of them."""
        return self.exclude(state=ProviderInvoice.State.DRAFT)

    def counting(self) -> InvoiceQuerySet:
        """Received and not sent back."""
        return self.received().exclude(state=ProviderInvoice.State.RETURNED)

    def against(self, promise: str) -> InvoiceQuerySet:
        """Against any version of the guarantee with that number."""
        return self.filter(promise=promise)


class ProviderInvoice(models.Model):
    """Amounts are in `currency`. `promise` is the number of the guarantee, `key` the provider's number without marks.

    While it is a draft, `said` holds what was typed, right or wrong, and `token_digest` the address it is typed at.
    `differences` are those from what was guaranteed, `[code, facts]`, as they stood when it arrived.
    """

    class Source(models.TextChoices):
        LINK = "link", pgettext_lazy("invoice came", "Entered by the provider")
        DESK = "desk", pgettext_lazy("invoice came", "Keyed in by us")
        FILE = "file", pgettext_lazy("invoice came", "In a file")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("invoice state", "Not sent yet")
        WAITING = "waiting", pgettext_lazy("invoice state", "With a person")
        CLAIMED = "claimed", pgettext_lazy("invoice state", "Taken up as a claim")
        RETURNED = "returned", pgettext_lazy("invoice state", "Sent back")

    class Room(models.TextChoices):
        NONE = "", _("No room")
        SEMI_PRIVATE = "semi_private", _("Semi-private room (two beds)")
        PRIVATE = "private", _("Private room")
        WARD = "ward", _("Ward")

    TONES = {State.DRAFT: "neutral", State.WAITING: "warning", State.CLAIMED: "success", State.RETURNED: "danger"}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="invoices", verbose_name=_("guarantee"))
    promise = models.CharField(_("number of the guarantee"), max_length=20, editable=False)
    source = models.CharField(_("source"), max_length=4, choices=Source)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("keyed in by")
    )
    token_digest = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("address ends at"), null=True, blank=True)
    said = EncryptedJSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("last changed"))

    number = models.CharField(_("receipt number"), max_length=20, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    invoice_number = models.CharField(_("invoice number"), max_length=60, blank=True)
    key = models.CharField(max_length=60, blank=True, editable=False)
    is_last = models.BooleanField(_("the last invoice"), default=True)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paid to")
    )
    country = models.CharField(_("country of care"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    admitted_on = models.DateField(_("admitted on"), null=True, blank=True)
    discharged_on = models.DateField(_("discharged on"), null=True, blank=True)
    room = models.CharField(_("room"), max_length=12, choices=Room, blank=True, default="")
    patient_name = EncryptedTextField(_("patient, as the provider wrote it"), blank=True, default="")
    contact_name = EncryptedTextField(_("name of who sent it"), blank=True, default="")
    contact_email = EncryptedTextField(_("e-mail"), blank=True, default="")
    account_hint = EncryptedTextField(_("which of the provider's accounts"), blank=True, default="")
    remarks = EncryptedTextField(_("remarks"), blank=True, default="")
    differences = models.JSONField(default=list, editable=False)
    claim = models.OneToOneField(
        Claim, models.PROTECT, null=True, blank=True, related_name="invoice", verbose_name=_("claim")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    words = EncryptedTextField(_("why, as the provider reads it"), blank=True, default="")

    objects = InvoiceQuerySet.as_manager()

    # By which address it was reached; never stored.
    token = ""

    class Meta:
        verbose_name = _("invoice of a provider")
        verbose_name_plural = _("invoices of providers")
        ordering = ["-received_at", "-created_at"]
        permissions = [("take_invoice", _("Can enter, take up and send back invoices of providers"))]
        indexes = [models.Index(fields=["promise", "state"], name="invoices_of_a_guarantee")]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="invoice_numbers_differ"),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="invoice_addresses_differ"
            ),
            # The same invoice sent twice is one, whatever way it comes; what was sent back may come again.
            models.UniqueConstraint(
                fields=["promise", "key"], condition=Q(state__in=["waiting", "claimed"]), name="an_invoice_comes_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", received_at=None, number="", claim=None)
                | ~Q(state="draft")
                & Q(received_at__isnull=False, admitted_on__isnull=False, said__isnull=True)
                & ~Q(number="")
                & ~Q(key="")
                & ~Q(currency=""),
                name="received_invoices_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claim__isnull=False) | ~Q(state="claimed") & Q(claim=None),
                name="taken_up_invoices_have_claims",
            ),
            models.CheckConstraint(
                condition=Q(discharged_on=None) | Q(discharged_on__gte=F("admitted_on")),
                name="invoiced_stay_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.guarantee.person

    @property
    def tone(self) -> str:
        """For its badge."""
        return self.TONES[self.State(self.state)]

    @property
    def is_received(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def total(self) -> Decimal:
        """Of its lines, in `currency`. Reads lines that were prefetched, if they were."""
        return sum((line.amount for line in self.lines.all()), ZERO)

    def is_live(self, *, now: datetime) -> bool:
        """Whether something can still be entered at its address."""
        return not self.is_received and self.expires_at is not None and now < self.expires_at


class InvoiceLine(models.Model):
    """One line: `benefit` is a row of the plan, empty for something else, which `words` then say; a person names it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invoice = models.ForeignKey(ProviderInvoice, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    benefit = models.CharField(_("kind of care"), max_length=60, blank=True)
    words = EncryptedTextField(_("what exactly"), blank=True, default="")
    service_on = models.DateField(_("day"))
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    amount = models.DecimalField(_("amount of all"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_lines_in_order"),
            models.CheckConstraint(condition=Q(quantity__gte=1, amount__gt=0), name="invoice_line_costs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} / {self.position}"


class InvoiceDocument(Attachment):
    """The invoice itself, as the provider wrote it."""

    invoice = models.ForeignKey(ProviderInvoice, models.CASCADE, related_name="documents")

    class Meta(Attachment.Meta):
        abstract = False
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="invoice_document_has_receipt"),
        ]

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.invoice.person
