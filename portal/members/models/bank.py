"""Where money is paid to."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from portal.members.models.family import Family
from portal.vault.fields import EncryptedTextField


class AccountDetails(models.Model):
    """An account at a bank: an IBAN, or a national number with a BIC, a clearing code or both beside it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder = EncryptedTextField(_("account holder"))
    account = EncryptedTextField(_("IBAN or account number"))
    bic = EncryptedTextField(_("BIC"), blank=True, default="")
    clearing = EncryptedTextField(_("clearing code"), blank=True, default="")
    country = models.CharField(_("country of the bank"), max_length=2, blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3)
    from_on = models.DateField(_("from"))
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.masked

    @property
    def compact(self) -> str:
        """The number without blanks and dashes, as a bank wants it."""
        return "".join(sign for sign in self.account if sign.isalnum()).upper()

    @property
    def ending(self) -> str:
        """What a reader recognises it by: its last four characters, two of a short one."""
        return self.compact[-4:] if len(self.compact) >= 10 else self.compact[-2:]

    @property
    def masked(self) -> str:
        """The account as pages show it: country and last four characters, `BE•• •••• 1234`."""
        named = len(self.compact) >= 10 and self.compact[:2].isalpha()
        return f"{self.compact[:2]}•• •••• {self.ending}" if named else f"•••• {self.ending}"


class BankAccount(AccountDetails):
    """A family's account; a new one replaces the old one, which stays as history of past payments."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="bank_accounts", verbose_name=_("family"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["family", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=Q(replaced_on__isnull=True),
                name="members_bankaccount_one_in_use",
                violation_error_message=_("Another account of this family is in use."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_on__isnull=True) | Q(replaced_on__gte=F("from_on")),
                name="members_bankaccount_start_before_end",
                violation_error_message=_("The account was replaced before it was used."),
            ),
        ]
