"""What the bank tells: status files (pain.002, camt.054), each line once."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import amount_field
from claims.payments.models.run import Transfer


class BankFile(models.Model):
    """A file as it was read. Its lines are shown first, and booked all together or not at all."""

    class Kind(models.TextChoices):
        PAIN002 = "pain.002", _("Payment status (pain.002)")
        CAMT054 = "camt.054", _("Debit and credit notification (camt.054)")

    class State(models.TextChoices):
        READ = "read", _("Read, not booked")
        BOOKED = "booked", _("Booked")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    message_id = models.CharField(_("message id"), max_length=35)
    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READ)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by"))
    read_at = models.DateTimeField(_("read at"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("booked by")
    )
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ["-read_at"]
        permissions = [("book_bankfile", _("Can read and book the bank's files"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="read", booked_by__isnull=True)
                | Q(state="booked", booked_by__isnull=False, booked_at__isnull=False),
                name="booked_file_says_who",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.read_at:%Y-%m-%d %H:%M}"


class BankLineQuerySet(models.QuerySet["BankLine"]):
    """Adjectives for lines."""

    def for_a_person(self) -> BankLineQuerySet:
        """What was booked by nobody and needs a person."""
        return self.filter(outcome__in=[BankLine.Outcome.UNKNOWN, BankLine.Outcome.DIFFERS], handled_at__isnull=True)


class BankLine(models.Model):
    """What a file says of one transfer. `says` is our reading of the bank's own `code`."""

    class Says(models.TextChoices):
        PAID = "paid", _("Paid")
        REJECTED = "rejected", _("Rejected")
        RETURNED = "returned", _("Came back")
        UNDER_WAY = "under_way", _("Under way")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        BOOKED = "booked", _("Booked")
        NOTHING = "nothing", _("Nothing new")
        UNKNOWN = "unknown", _("Not one of our payments")
        DIFFERS = "differs", _("Does not fit the payment")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines", verbose_name=_("file"))
    position = models.PositiveIntegerField(_("position"))
    reference = models.CharField(_("end-to-end id"), max_length=35, blank=True)
    says = models.CharField(_("says"), max_length=10, choices=Says)
    code = models.CharField(_("the bank's code"), max_length=10, blank=True)
    reason = models.CharField(_("the bank's reason"), max_length=10, blank=True)
    amount = amount_field(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    on = models.DateField(_("value date"))
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="bank_lines", verbose_name=_("transfer")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_note = models.CharField(_("what was done"), max_length=400, blank=True)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a bank file")
        verbose_name_plural = _("lines of bank files")
        ordering = ["file", "position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="bank_lines_in_order"),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True) | Q(handled_by__isnull=False) & ~Q(handled_note=""),
                name="handled_line_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} / {self.position}"
