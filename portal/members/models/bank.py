"""Where money is paid to."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from portal.members.models.family import Family
from portal.vault.fields import EncryptedTextField


class BankAccount(models.Model):
    """A family's account; a new one replaces the old one, which stays as history of past payments."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="bank_accounts", verbose_name=_("family"))
    holder = EncryptedTextField(_("account holder"))
    account = EncryptedTextField(_("IBAN or account number"))
    bic = EncryptedTextField(_("BIC"), blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3)
    from_on = models.DateField(_("from"))
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

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

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """The account as pages show it: country and last four characters, `BE•• •••• 1234`."""
        plain = "".join(self.account.split())
        if len(plain) < 10:
            return f"•••• {plain[-2:]}"
        return f"{plain[:2]}•• •••• {plain[-4:]}" if plain[:2].isalpha() else f"•••• {plain[-4:]}"
