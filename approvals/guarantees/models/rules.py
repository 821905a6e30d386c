"""What the office decided about guarantees, kept by version."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class GuaranteeRulesQuerySet(models.QuerySet["GuaranteeRules"]):
    def in_force(self) -> GuaranteeRules:
        """The newest version; what stands here as default while nobody has written one."""
        return self.order_by("-at").first() or GuaranteeRules()


class GuaranteeRules(models.Model):
    """One version; the newest counts, and none is ever changed. They say who signs, never what the plan pays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    alone = models.DecimalField(
        _("highest guarantee with one signature, in USD"),
        max_digits=14,
        decimal_places=3,
        default=Decimal(20000),
        validators=[MinValueValidator(0)],
    )
    days_after = models.PositiveSmallIntegerField(
        _("days it stays valid after the last day of care"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("So that care may be postponed a little, and the invoice still finds what was reserved."),
    )
    invoice_days = models.PositiveSmallIntegerField(
        _("days after discharge in which the provider sends the invoice"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    why = models.CharField(_("why this version"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"), editable=False
    )
    at = models.DateTimeField(_("in force since"), editable=False)

    objects = GuaranteeRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of guarantees")
        verbose_name_plural = _("rules of guarantees")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["at"], name="one_version_of_guarantee_rules_a_moment"),
            models.CheckConstraint(condition=Q(alone__gte=0), name="guarantee_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}" if self.at else str(_("as delivered"))
