"""Who gives care, and what was agreed with them. A provider is never deleted: it is closed with a date."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ProviderQuerySet(models.QuerySet["Provider"]):
    def open(self, *, on: date) -> "ProviderQuerySet":
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class Provider(models.Model):
    """A hospital, practice, pharmacy, laboratory… at one place."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital")
        CLINIC = "clinic", _("Clinic")
        PRACTICE = "practice", _("Medical practice")
        PHARMACY = "pharmacy", _("Pharmacy")
        LABORATORY = "laboratory", _("Laboratory or imaging centre")
        OPTICIAN = "optician", _("Optician")
        DENTIST = "dentist", _("Dental practice")
        SUPPLIER = "supplier", _("Medical supplier")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    country = models.CharField(_("country"), max_length=2)
    city = models.CharField(_("city"), max_length=100)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["name", "city"]
        constraints = [models.UniqueConstraint(fields=["name", "country", "city"], name="provider_once_a_place")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, *, on: date) -> "AgreementQuerySet":
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)


class Agreement(models.Model):
    """What a provider agreed to for a time; `until_on` is its last day."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="agreements")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    direct_payment = models.BooleanField(_("pays directly with us"), default=False)
    accepts_price_levels = models.BooleanField(
        _("may not bill above the accepted level"),
        default=False,
        help_text=_("What lies above the accepted level is then borne by the provider, not by the member."),
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["provider", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "from_on"], name="one_agreement_a_start"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="agreement_starts_before_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.from_on}"
