"""Payment runs: what goes to the bank in one file, and each transfer in it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models.claim import amount_field
from claims.payments.models.payment import Payment, ProviderAccount
from portal.members.models import BankAccount
from portal.vault.fields import EncryptedTextField


def opaque() -> str:
    """A reference that says nothing: 32 hexadecimal digits, which every bank carries through."""
    return uuid4().hex


def _somebody(label: Any, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class PaymentRun(models.Model):
    """Transfers of one currency, frozen when prepared, released by another person than prepared them."""

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("payment run state", "Prepared")
        RELEASED = "released", pgettext_lazy("payment run state", "Released")
        DISCARDED = "discarded", pgettext_lazy("payment run state", "Discarded")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    message_id = models.CharField(_("message id"), max_length=35, unique=True, default=opaque)
    execution_on = models.DateField(_("to be paid on"))
    count = models.PositiveIntegerField(_("transfers"))
    total = amount_field(_("control sum"))
    payer = models.CharField(_("paid from"), max_length=40)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64)
    prepared_by = _somebody(_("prepared by"))
    prepared_at = models.DateTimeField(_("prepared at"))
    released_by = _somebody(_("released by"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    discarded_by = _somebody(_("discarded by"), null=True, blank=True)
    discarded_at = models.DateTimeField(_("discarded at"), null=True, blank=True)
    fetched_by = _somebody(_("file first fetched by"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("file first fetched at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment run")
        verbose_name_plural = _("payment runs")
        ordering = ["-prepared_at"]
        permissions = [
            ("prepare_paymentrun", _("Can prepare a payment run")),
            ("release_paymentrun", _("Can release a payment run that somebody else prepared")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0, total__gt=0), name="run_is_not_empty"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("prepared_by")),
                name="run_prepared_and_released_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", released_by__isnull=True, discarded_by__isnull=True)
                | Q(state="released", released_by__isnull=False, released_at__isnull=False, discarded_by__isnull=True)
                | Q(state="discarded", discarded_by__isnull=False, released_by__isnull=True),
                name="run_state_says_who",
            ),
            models.CheckConstraint(
                condition=Q(fetched_by__isnull=True) | Q(state="released"), name="run_file_leaves_once_released"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RunFile(models.Model):
    """The file for the bank exactly as prepared, encrypted: it names accounts."""

    run = models.OneToOneField(PaymentRun, models.PROTECT, primary_key=True, related_name="file", verbose_name=_("run"))
    content = EncryptedTextField(_("content"))

    class Meta:
        verbose_name = _("file of a payment run")
        verbose_name_plural = _("files of payment runs")

    def __str__(self) -> str:
        return str(self.run)


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Adjectives for transfers."""

    def for_lists(self) -> TransferQuerySet:
        """With what a list shows of each."""
        return self.select_related(
            "payment__family",
            "payment__provider",
            "payment__settlement__claim",
            "payment__stop_loss",
            "bank_account",
            "provider_account",
        )


class Transfer(models.Model):
    """One try to pay a payment to one account."""

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("transfer state", "Prepared")
        SENT = "sent", pgettext_lazy("transfer state", "At the bank")
        PAID = "paid", pgettext_lazy("transfer state", "Paid")
        REJECTED = "rejected", pgettext_lazy("transfer state", "Rejected")
        RETURNED = "returned", pgettext_lazy("transfer state", "Returned")
        DISCARDED = "discarded", pgettext_lazy("transfer state", "Discarded")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="transfers", verbose_name=_("run"))
    position = models.PositiveIntegerField(_("position"))
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="transfers", verbose_name=_("payment"))
    end_to_end_id = models.CharField(_("end-to-end id"), max_length=35, unique=True, default=opaque)
    amount = amount_field(_("amount"))
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the account")
    )
    provider_account = models.ForeignKey(
        ProviderAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the account")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    reason = models.CharField(_("the bank's reason"), max_length=10, blank=True)
    tried_again_by = _somebody(_("same account tried again by"), null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="transfers_in_order"),
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state__in=["prepared", "sent", "paid"]), name="payment_sent_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
            models.CheckConstraint(
                condition=Q(bank_account__isnull=False, provider_account__isnull=True)
                | Q(bank_account__isnull=True, provider_account__isnull=False),
                name="transfer_has_one_account",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | ~Q(state="paid"), name="paid_transfer_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} / {self.position}"

    @property
    def account(self) -> BankAccount | ProviderAccount:
        """Where it goes."""
        return self.bank_account or self.provider_account  # type: ignore[return-value]
