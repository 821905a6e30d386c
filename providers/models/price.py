"""What a provider usually bills for a kind of care, as provider relations know it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.entitlements.models import currency_code
from providers.models.provider import Provider


class UsualPrice(models.Model):
    """The price of one unit of a benefit from a day on, in `currency`. The newest counts; older ones stay."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="prices", verbose_name=_("provider"))
    benefit = models.CharField(_("benefit"), max_length=60)
    amount = models.DecimalField(
        _("usual price of one unit"), max_digits=14, decimal_places=3, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    from_on = models.DateField(_("from"))

    class Meta:
        verbose_name = _("usual price")
        verbose_name_plural = _("usual prices")
        ordering = ["provider", "benefit", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "benefit", "from_on"], name="one_usual_price_a_start"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="usual_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit} {self.from_on}"
