"""A printed document as it was issued: stored once, never made again."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.vault.storage import private_storage, random_path


class Paper(models.Model):
    """A PDF in the private storage. `kind` is a plain word such as “settlement-note”; `title` names no person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    file = models.FileField(_("file"), storage=private_storage, upload_to=random_path, max_length=100, unique=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    bytes = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveIntegerField(_("pages"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(bytes__gt=0, pages__gt=0), name="post_paper_is_not_empty"),
            models.CheckConstraint(condition=~Q(file=""), name="post_paper_has_its_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def filename(self) -> str:
        """A name for the reader's disk: what it is, not whose it is."""
        return f"{self.kind}.pdf"
