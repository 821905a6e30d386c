"""Who gives care, and where. Nobody is ever deleted: who ends is closed with a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers import codes
from providers.codes import check_languages, check_specialities
from providers.globe import cell_of
from providers.listed_words import name_key, practitioner_words, provider_words
from providers.models.listing import ListingState
from providers.opening import check_opening
from providers.words import key, split


class Organisation(models.Model):
    """Who runs providers at several places: a group of hospitals, a chain of pharmacies."""

    name = models.CharField(_("name"), max_length=200)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="organisation_once_a_name")]

    def __str__(self) -> str:
        return self.name


class Listed(models.Model):
    """What providers and practitioners have in common: where the row comes from, and how sure we are of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(
        _("reference"), max_length=60, blank=True, help_text=_("In the file it comes from; empty for what staff added.")
    )
    source = models.CharField(_("source"), max_length=40, blank=True, help_text=_("Whose list it comes from."))
    name = models.CharField(_("name"), max_length=200)
    specialities = models.CharField(_("specialities"), max_length=300, blank=True, validators=[check_specialities])
    languages = models.CharField(
        _("languages spoken"),
        max_length=100,
        blank=True,
        validators=[check_languages],
        help_text=_("Codes with a blank between them, such as: en fr sw"),
    )
    new_patients = models.BooleanField(_("takes new patients"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    words = models.TextField(editable=False, blank=True)

    class Meta:
        abstract = True


class ProviderQuerySet(models.QuerySet["Provider"]):
    def open(self, *, on: date) -> ProviderQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Gives them their numbers. The search learns of them from `providers.listings.relist` only."""
        fresh = list(objs)
        with transaction.atomic():
            first = ListingState.take_numbers(len(fresh))
            for number, provider in enumerate(fresh, first):
                provider.number = number
                provider.read_words()
            return super().bulk_create(fresh, *args, **kwargs)


class Provider(Listed):
    """A hospital, practice, pharmacy, laboratory… at one place."""

    Kind = codes.Kind
    Wheelchair = codes.Wheelchair

    number = models.BigIntegerField(_("number in the search"), editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="providers", verbose_name=_("run by")
    )
    country = models.CharField(_("country"), max_length=2)
    city = models.CharField(_("city"), max_length=100)
    address = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.CharField(
        _("website"), max_length=200, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    opening = models.CharField(
        _("opening hours"),
        max_length=200,
        blank=True,
        validators=[check_opening],
        help_text=_("Such as: Mo-Fr 08:00-17:00; Sa 09:00-12:00. Or: 24/7"),
    )
    wheelchair = models.CharField(_("wheelchair access"), max_length=7, choices=Wheelchair, blank=True)
    # What the search takes over; written by save() and by the import.
    name_key = models.CharField(max_length=80, editable=False, blank=True)
    city_key = models.CharField(max_length=100, editable=False, blank=True)
    cell = models.BigIntegerField(editable=False, null=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["name", "city"]
        indexes = [models.Index(fields=["country", "name", "city"], name="provider_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "country", "city"], condition=Q(reference=""), name="provider_once_a_place"
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="provider_once_a_reference"
            ),
            models.UniqueConstraint(fields=["number"], name="provider_once_a_number"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                name="provider_place_is_on_the_globe",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "hospital", "clinic", "practice", "pharmacy", "laboratory", "optician", "dentist", "supplier",
                    ]
                ),
                name="provider_kind_is_known",
            ),
        ]  # fmt: skip

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Takes its number in the search at the first time, and tells the search its words."""
        self.read_words()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "words", "name_key", "city_key", "cell"}
        with transaction.atomic():
            if self.number is None:
                self.number = ListingState.take_numbers(1)
            super().save(*args, **kwargs)

    def read_words(self) -> None:
        """What the search needs, from what is known."""
        name, run_by = split(self.name), self.organisation.name if self.organisation else ""
        self.name_key, self.city_key = name_key(name), key(self.city)
        located = self.latitude is not None and self.longitude is not None
        self.cell = cell_of(self.latitude, self.longitude) if located else None  # type: ignore[arg-type]
        self.words = provider_words(
            names=[*name, *split(run_by), *split(self.city)],
            kind=self.kind,
            country=self.country,
            city_key=self.city_key,
            specialities=self.specialities,
            languages=self.languages,
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    def open(self, *, on: date) -> PractitionerQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class Practitioner(Listed):
    """Somebody who works at a provider; who works at several has a row at each."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="practitioners", verbose_name=_("works at"))

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="practitioner_once_a_reference"
            ),
            models.UniqueConstraint(
                fields=["provider", "name"], condition=Q(reference=""), name="practitioner_once_a_provider"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tells the search her words."""
        self.words = practitioner_words(name=self.name, specialities=self.specialities, languages=self.languages)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "words"}
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name
