"""What is owed to whom by a settlement, and what was paid too much."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models import Settlement, StopLossSettlement
from claims.models.claim import amount_field
from portal.members.models import Family
from portal.members.models.bank import AccountDetails
from providers.models import Provider

ONE_PAYEE = Q(family__isnull=False, provider__isnull=True) | Q(family__isnull=True, provider__isnull=False)
ONE_CAUSE = Q(settlement__isnull=False, stop_loss__isnull=True) | Q(settlement__isnull=True, stop_loss__isnull=False)


class Payable(models.Model):
    """An amount between the plan and a payee, by one settlement."""

    family = models.ForeignKey(
        Family, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("family")
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("provider")
    )
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settlement")
    )
    stop_loss = models.ForeignKey(
        StopLossSettlement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stop-loss")
    )
    amount = amount_field(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        abstract = True

    @property
    def cause(self) -> Settlement | StopLossSettlement:
        """The settlement it comes from."""
        return self.settlement or self.stop_loss  # type: ignore[return-value]

    @property
    def payee(self) -> Family | Provider:
        """Who gets the money, or owes it."""
        return self.family or self.provider  # type: ignore[return-value]


class ProviderAccount(AccountDetails):
    """A provider's account; a new one replaces the old one, which stays as history of past payments."""

    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="bank_accounts", verbose_name=_("provider"), editable=False
    )

    class Meta:
        verbose_name = _("bank account of a provider")
        verbose_name_plural = _("bank accounts of providers")
        ordering = ["provider", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider"], condition=Q(replaced_on__isnull=True), name="one_account_in_use_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(replaced_on__isnull=True) | Q(replaced_on__gte=F("from_on")),
                name="provider_account_start_before_end",
            ),
        ]


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Adjectives for payments."""

    def standing(self) -> PaymentQuerySet:
        """Those that count: paid, or still to be paid."""
        return self.exclude(state=Payment.State.CANCELLED)

    def open(self) -> PaymentQuerySet:
        """Not at the bank: they wait, lie in a run that nobody released, or came back."""
        return self.filter(state__in=[Payment.State.WAITING, Payment.State.IN_RUN, Payment.State.RETURNED])

    def for_lists(self) -> PaymentQuerySet:
        """With what a list shows of each."""
        return self.select_related("family", "provider", "settlement__claim", "stop_loss")


class Payment(Payable):
    """What one settlement brings one payee. `netted` of `amount` was set off by a person against what was owed back."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("payment state", "Waiting")
        IN_RUN = "in_run", pgettext_lazy("payment state", "In a run")
        SENT = "sent", pgettext_lazy("payment state", "On its way")
        PAID = "paid", pgettext_lazy("payment state", "Paid")
        RETURNED = "returned", pgettext_lazy("payment state", "Returned")
        NETTED = "netted", pgettext_lazy("payment state", "Set off")
        CANCELLED = "cancelled", pgettext_lazy("payment state", "Replaced")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    netted = amount_field(_("set off"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("last changed"))

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["state", "currency", "created_at"], name="payments_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=ONE_PAYEE, name="payment_has_one_payee"),
            models.CheckConstraint(condition=ONE_CAUSE, name="payment_has_one_settlement"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(netted__gte=0, netted__lt=F("amount")) & ~Q(state="netted")
                | Q(netted=F("amount"), state="netted"),
                name="payment_netted_within_amount",
            ),
            models.UniqueConstraint(
                fields=["settlement", "currency"],
                condition=Q(provider__isnull=True) & ~Q(state="cancelled"),
                name="one_payment_a_settlement_to_the_family",
            ),
            models.UniqueConstraint(
                fields=["settlement", "provider", "currency"],
                condition=Q(provider__isnull=False) & ~Q(state="cancelled"),
                name="one_payment_a_settlement_and_provider",
            ),
            models.UniqueConstraint(
                fields=["stop_loss", "currency"], condition=~Q(state="cancelled"), name="one_payment_a_stop_loss"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.state}"

    @property
    def to_transfer(self) -> Any:
        """What goes to the bank."""
        return self.amount - self.netted


class ReceivableQuerySet(models.QuerySet["Receivable"]):
    """Adjectives for receivables."""

    def open(self) -> ReceivableQuerySet:
        """Still owed."""
        return self.filter(recovered__lt=F("amount"))


class Receivable(Payable):
    """What a payee got beyond what a later decision gives. Nothing is taken back without a person's decision."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    recovered = amount_field(_("no longer owed"), default=0)
    created_at = models.DateTimeField(_("created"))

    objects = ReceivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("receivable")
        verbose_name_plural = _("receivables")
        ordering = ["created_at", "id"]
        permissions = [("recover_receivable", _("Can set a receivable off, or close it"))]
        constraints = [
            models.CheckConstraint(condition=ONE_PAYEE, name="receivable_has_one_payee"),
            models.CheckConstraint(condition=ONE_CAUSE, name="receivable_has_one_settlement"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receivable_positive"),
            models.CheckConstraint(
                condition=Q(recovered__gte=0, recovered__lte=F("amount")), name="receivable_recovered_within_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause}"

    @property
    def outstanding(self) -> Any:
        """What is still owed."""
        return self.amount - self.recovered


class Recovery(models.Model):
    """One step by which a receivable became less."""

    class Kind(models.TextChoices):
        NETTED = "netted", _("Set off against a payment")
        CORRECTED = "corrected", _("A later decision gave more")
        REPAID = "repaid", _("Paid back")
        WAIVED = "waived", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="recoveries", verbose_name=_("receivable"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="recoveries", verbose_name=_("payment")
    )
    amount = amount_field(_("amount"))
    why = models.CharField(_("why"), max_length=400, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_positive"),
            models.CheckConstraint(
                condition=Q(kind="netted", payment__isnull=False) | ~Q(kind="netted") & Q(payment__isnull=True),
                name="only_netting_names_a_payment",
            ),
            # Only what a later decision gave back happens by itself.
            models.CheckConstraint(
                condition=Q(kind="corrected") | Q(by__isnull=False) & ~Q(why=""), name="a_person_decides_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receivable} {self.kind}"
