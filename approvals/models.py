"""Prior approvals: what the medical consultant decided before (or, in an emergency, after) the care."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.members.models import Person


class PriorApprovalQuerySet(models.QuerySet["PriorApproval"]):
    def in_force(self, *, on: date) -> "PriorApprovalQuerySet":
        return self.filter(from_on__lte=on, until_on__gte=on)


class PriorApproval(models.Model):
    """One decision of the medical consultant on one person's planned care (clause 1, Prior approval).

    `limit_amount` is the highest amount the approval accepts, in `limit_currency`; empty: no limit.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="prior_approvals")
    benefit = models.CharField(_("benefit"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    from_on = models.DateField(_("care from"))
    until_on = models.DateField(_("care until"))
    limit_amount = models.DecimalField(_("highest amount"), max_digits=14, decimal_places=3, null=True, blank=True)
    limit_currency = models.CharField(_("currency"), max_length=3, blank=True)
    authorised_country = models.CharField(_("country approved"), max_length=2, blank=True)
    reasons = models.TextField(_("written medical reasons"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided at"), editable=False)

    objects = PriorApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("prior approval")
        verbose_name_plural = _("prior approvals")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="approval_starts_before_end"),
            models.CheckConstraint(
                condition=Q(limit_amount__isnull=True, limit_currency="")
                | Q(limit_amount__gte=0) & ~Q(limit_currency=""),
                name="approval_limit_has_currency",
            ),
            models.CheckConstraint(condition=~Q(outcome="refused", reasons=""), name="approval_refused_with_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.from_on} – {self.until_on}"
