"""One planned expense of a guarantee as the engine decided it. Only added, like what it belongs to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from approvals.guarantees.models.guarantee import Guarantee
from portal.benefits.facts import Eye
from portal.vault.fields import EncryptedTextField


class GuaranteeLine(models.Model):
    """`charged` is the whole line in the bill's `currency`; what was decided is in the guarantee's own.

    `adjustments` are the cuts in their order, `[reason, amount, borne by, clause]`; `printed` is what else is said
    (rates, whose prices). Another line that it replaces in a new version has another key.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    benefit = models.CharField(_("kind of care"), max_length=60)
    words = EncryptedTextField(_("as the provider calls it"), blank=True, default="")
    quantity = models.PositiveIntegerField(_("how many"))
    charged = models.DecimalField(_("price of all"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3)
    country = models.CharField(_("country of care"), max_length=2)
    from_on = models.DateField(_("from"))
    outcome = models.CharField(max_length=10)
    counted = models.DecimalField(_("price in the currency of the plan"), max_digits=14, decimal_places=3)
    guaranteed = models.DecimalField(_("guaranteed"), max_digits=14, decimal_places=3)
    patient_part = models.DecimalField(_("the patient's part"), max_digits=14, decimal_places=3)
    price_country = models.CharField(max_length=2)
    reasons = models.JSONField(default=list)
    adjustments = models.JSONField(default=list)
    printed = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("line of a guarantee")
        verbose_name_plural = _("lines of a guarantee")
        ordering = ["guarantee", "position"]
        constraints = [
            models.UniqueConstraint(fields=["guarantee", "position"], name="guarantee_lines_in_order"),
            models.CheckConstraint(
                condition=Q(charged__gte=0, guaranteed__gte=0, patient_part__gte=0, quantity__gte=1),
                name="guarantee_line_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.benefit}"

    @property
    def told(self) -> dict[str, Any]:
        """What the desk knew of the care beside its price, as a planned line takes it: rate a night, days, eye."""
        rate, day, eye = (self.printed.get(name) for name in ("semi_private", "prescribed_on", "eye"))
        return {
            "semi_private": Decimal(rate) if rate else None,
            "prescribed_on": date.fromisoformat(day) if day else None,
            "eye": Eye(eye) if eye else None,
        }
