"""A file of providers on its way into the list: read line by line, reported, confirmed by a person, taken over."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.vault.storage import private_storage, random_path


class ProviderFile(models.Model):
    """One file, and how far it came. `report` says what each line would change, or changed."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READ = "read", _("Waits for a confirmation")
        REFUSED = "refused", _("Refused")
        STORING = "storing", _("Being taken over")
        DONE = "done", _("Taken over")
        DISMISSED = "dismissed", _("Thrown away")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=random_path, blank=True)
    size = models.BigIntegerField(_("size"), default=0)
    source = models.CharField(_("source"), max_length=40, help_text=_("Whose list it is, such as: network"))
    is_complete = models.BooleanField(
        _("complete list"),
        default=False,
        help_text=_("Providers of this source that are not in the file are closed as of today."),
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.READING)
    at_byte = models.BigIntegerField(default=0)
    at_line = models.IntegerField(_("lines"), default=0)
    stored_to = models.IntegerField(default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("uploaded"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of providers")
        verbose_name_plural = _("files of providers")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "read", "refused", "storing", "done", "dismissed"]),
                name="provider_file_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="storing"), name="one_provider_file_stored_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d %H:%M}"


class IncomingLine(models.Model):
    """One good line of a file, as read. Gone once the file is done. Columns as in docs/provider-files.md."""

    file = models.ForeignKey(ProviderFile, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    line = models.IntegerField()
    reference = models.CharField(max_length=60)
    works_at = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    organisation = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    city = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=20)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    phone = models.CharField(max_length=40)
    email = models.CharField(max_length=254)
    website = models.CharField(max_length=200)
    specialities = models.CharField(max_length=300)
    languages = models.CharField(max_length=100)
    opening = models.CharField(max_length=200)
    wheelchair = models.CharField(max_length=7)
    new_patients = models.BooleanField(null=True)
    confirmed_on = models.DateField(null=True)
    agreement_from = models.DateField(null=True)
    agreement_until = models.DateField(null=True)
    direct_payment = models.BooleanField(null=True)
    direct_care = models.CharField(max_length=100)
    discount = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    accepts_price_levels = models.BooleanField(null=True)
    guarantee_contact = models.CharField(max_length=200)
    words = models.TextField()
    name_key = models.CharField(max_length=80)
    city_key = models.CharField(max_length=100)
    cell = models.BigIntegerField(null=True)
    provider = models.UUIDField(null=True)
    outcome = models.CharField(max_length=8)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["file", "line"], name="incoming_by_line"),
            # On SQLite only: PostgreSQL joins by hashes, and fills one index less (migration 0005).
            models.Index(fields=["file", "reference"], name="incoming_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"


class IncomingName(models.Model):
    """A FHIR resource that later ones name, while its file is read in several goes: an organisation or practitioner."""

    file = models.ForeignKey(ProviderFile, models.DO_NOTHING, db_constraint=False, related_name="+")
    address = models.TextField()
    name = models.TextField()
    languages = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.address
