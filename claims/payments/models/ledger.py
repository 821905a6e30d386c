"""The books: each entry moves one amount of one currency from one account to another, and so always sums to zero.

An entry names the account it debits and the one it credits beside a single amount; there is no way to write down
one side alone. Which two accounts belong to which event is kept by the database as well.
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.payments.models.payment import ONE_CAUSE, ONE_PAYEE, Payable, Recovery
from claims.payments.models.run import Transfer


class Account(models.TextChoices):
    """The accounts, each once in every currency. `OWED` and `RECEIVABLE` are kept by payee too."""

    BENEFITS = "benefits", _("Benefits of the plan")
    OWED = "owed", _("Owed to members and providers")
    TRANSIT = "transit", _("At the bank, not yet paid")
    BANK = "bank", _("Bank")
    RECEIVABLE = "receivable", _("Owed by members and providers")
    CHARGES = "charges", _("Charges of banks")


class Event(models.TextChoices):
    """What happened."""

    SETTLED = "settled", _("Settlement decided")
    REVERSED = "reversed", _("Settlement replaced")
    RELEASED = "released", _("Sent to the bank")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected by the bank")
    RETURNED = "returned", _("Came back")
    CHARGED = "charged", _("Charges kept by a bank")
    OVERPAID = "overpaid", _("Paid more than is due")
    CORRECTED = "corrected", _("A later decision gave more")
    NETTED = "netted", _("Set off against a payment")
    REPAID = "repaid", _("Paid back")
    WAIVED = "waived", _("Given up")


# Event: the account debited, the account credited.
MOVES: dict[Event, tuple[Account, Account]] = {
    Event.SETTLED: (Account.BENEFITS, Account.OWED),
    Event.REVERSED: (Account.OWED, Account.BENEFITS),
    Event.RELEASED: (Account.OWED, Account.TRANSIT),
    Event.PAID: (Account.TRANSIT, Account.BANK),
    Event.REJECTED: (Account.TRANSIT, Account.OWED),
    Event.RETURNED: (Account.BANK, Account.OWED),
    Event.CHARGED: (Account.CHARGES, Account.OWED),
    Event.OVERPAID: (Account.RECEIVABLE, Account.OWED),
    Event.CORRECTED: (Account.OWED, Account.RECEIVABLE),
    Event.NETTED: (Account.OWED, Account.RECEIVABLE),
    Event.REPAID: (Account.BANK, Account.RECEIVABLE),
    Event.WAIVED: (Account.BENEFITS, Account.RECEIVABLE),
}
OF_SETTLEMENTS = [Event.SETTLED, Event.REVERSED]


def _moves() -> Q:
    whole = Q()
    for event, (debit, credit) in MOVES.items():
        whole |= Q(event=event.value, debit=debit.value, credit=credit.value)
    return whole


class LedgerEntry(Payable):
    """One entry. The database lets rows in and never changes or drops one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(_("when"), db_index=True)
    event = models.CharField(_("event"), max_length=10, choices=Event)
    debit = models.CharField(_("debit"), max_length=10, choices=Account)
    credit = models.CharField(_("credit"), max_length=10, choices=Account)
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("transfer")
    )
    recovery = models.ForeignKey(
        Recovery, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("recovery")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="entry_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="entry_moves_between_two_accounts"),
            models.CheckConstraint(condition=_moves(), name="entry_moves_as_its_event_says"),
            models.CheckConstraint(condition=ONE_PAYEE, name="entry_has_one_payee"),
            models.CheckConstraint(condition=ONE_CAUSE, name="entry_has_one_settlement"),
            models.UniqueConstraint(
                fields=["event", "settlement"],
                condition=Q(event__in=OF_SETTLEMENTS, provider__isnull=True),
                name="settlement_entered_once_for_the_family",
            ),
            models.UniqueConstraint(
                fields=["event", "settlement", "provider"],
                condition=Q(event__in=OF_SETTLEMENTS, provider__isnull=False),
                name="settlement_entered_once_for_a_provider",
            ),
            models.UniqueConstraint(
                fields=["event", "stop_loss"], condition=Q(event="settled"), name="stop_loss_entered_once"
            ),
            models.UniqueConstraint(fields=["event", "transfer"], name="transfer_entered_once_an_event"),
            models.UniqueConstraint(fields=["recovery"], name="recovery_entered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.cause}"
