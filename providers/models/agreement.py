"""What was agreed with a provider, for a time."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.codes import check_care
from providers.models.provider import Provider


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, *, on: date) -> AgreementQuerySet:
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class Agreement(models.Model):
    """What a provider agreed to for a time; `until_on` is its last day. Two of one provider share no day."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="agreements")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    direct_payment = models.BooleanField(_("pays directly with us"), default=False)
    direct_care = models.CharField(
        _("direct payment for"),
        max_length=100,
        blank=True,
        validators=[check_care],
        help_text=_("Kinds of care with a blank between them; empty: for all care."),
    )
    discount = models.DecimalField(
        _("discount in percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    accepts_price_levels = models.BooleanField(
        _("may not bill above the accepted level"),
        default=False,
        help_text=_("What lies above the accepted level is then borne by the provider, not by the member."),
    )
    guarantee_contact = models.CharField(_("contact for guarantees of payment"), max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()
    # Set by a form that sees all agreements of the provider at once, as they will be.
    is_judged_together = False

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["provider", "-from_on"]
        # That no two share a day is the constraint `agreement_no_overlap` of the migration.
        constraints = [
            models.UniqueConstraint(fields=["provider", "from_on"], name="one_agreement_a_start"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="agreement_starts_before_end"
            ),
            models.CheckConstraint(
                condition=Q(discount__isnull=True) | Q(discount__gte=0, discount__lte=100),
                name="agreement_discount_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.from_on}"

    def clean(self) -> None:
        """Raises ValidationError for days that another agreement of the provider holds."""
        if self.is_judged_together or self.from_on is None or self.provider_id is None:
            return
        if self.until_on and self.until_on < self.from_on:
            return
        last = self.until_on or date.max
        others = Agreement.objects.filter(provider=self.provider_id, from_on__lte=last).exclude(pk=self.pk)
        if others.filter(Q(until_on__isnull=True) | Q(until_on__gte=self.from_on)).exists():
            raise ValidationError(
                _("Another agreement of this provider holds on some of these days. Give that one its last day first.")
            )
