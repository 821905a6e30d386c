"""Files made for one member by a job: a statement, a package for another insurer. Hers alone, and gone after days."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.vault.fields import EncryptedJSONField
from portal.vault.storage import private_storage, random_path


class Download(models.Model):
    """What `owner` asked for: `kind` names who makes it (`claims.downloads.makes`), `asked` what it shall hold.

    Without `made_at` it is being made; without a file afterwards it has expired, or could not be made.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="downloads", editable=False, verbose_name=_("asked by")
    )
    form_key = models.UUIDField(editable=False)
    asked: Any = EncryptedJSONField(_("what was asked for"), default=dict)
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"))
    file = models.FileField(
        _("file"), storage=private_storage, upload_to=random_path, max_length=100, blank=True, editable=False
    )
    media_type = models.CharField(_("type of file"), max_length=60, blank=True)
    filename = models.CharField(_("name of the file"), max_length=60, blank=True)
    people = models.JSONField(_("whose data it holds"), default=list, null=True, editable=False)
    bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-asked_at", "id"]
        constraints = [
            # One form, one file: a double click finds the order it already gave.
            models.UniqueConstraint(fields=["owner", "form_key"], name="one_download_a_form"),
            models.CheckConstraint(
                condition=Q(file="") | Q(made_at__isnull=False, bytes__gt=0) & ~Q(media_type="") & ~Q(filename=""),
                name="download_file_is_described",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
