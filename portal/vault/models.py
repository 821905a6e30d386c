"""Documents that came from outside."""

from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from portal.vault.fields import EncryptedTextField
from portal.vault.storage import private_storage, random_path

models.CharField.register_lookup(Length)


class MediaType(models.TextChoices):
    """What a served copy can be. HEIC photos are served as JPEG."""

    PDF = "application/pdf", _("PDF")
    JPEG = "image/jpeg", _("JPEG picture")
    PNG = "image/png", _("PNG picture")


class ScanState(models.TextChoices):
    """What the virus scanner said. The portal's own signature check has passed in every state but `infected`."""

    NOT_SCANNED = "not_scanned", _("No scanner is set up")
    PENDING = "scan_pending", _("The scanner was out of reach; to be scanned again")
    CLEAN = "clean", _("Scanned, nothing found")
    INFECTED = "infected", _("A virus was found after the upload; not served")


class Legibility(models.TextChoices):
    """Whether a person can read the copy, as far as that can be measured (`portal.vault.legibility`)."""

    UNCHECKED = "unchecked", _("Not checked")
    READABLE = "readable", _("Can be read")
    DARK = "dark", _("Too dark")
    PALE = "pale", _("Too pale")
    BLURRED = "blurred", _("Blurred")
    SMALL = "small", _("Too small")
    CUT_OFF = "cut_off", _("Perhaps cut off at the edge")
    BLANK = "blank", _("Empty page")


class StoredDocument(models.Model):
    """A document as it came (`original`, quarantined, never shown) and the copy rebuilt from it (`served`).

    `media_type` and `pages` describe the served copy; `bytes` and `sha256` describe the original as received.
    Who may see it is the affair of the room that asked for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Encrypted because members name files after illnesses.
    original_name = EncryptedTextField()
    media_type = models.CharField(max_length=20, choices=MediaType)
    bytes = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])
    pages = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64, db_index=True)
    original = models.FileField(storage=private_storage, upload_to=random_path, max_length=100, unique=True)
    served = models.FileField(storage=private_storage, upload_to=random_path, max_length=100, unique=True)
    scan_state = models.CharField(max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    legibility = models.CharField(max_length=12, choices=Legibility, default=Legibility.UNCHECKED)
    # What the first page looks like (`portal.vault.likeness`), to find the same bill photographed twice.
    likeness = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    received_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(condition=Q(bytes__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(condition=Q(pages__gt=0), name="document_has_pages"),
            models.CheckConstraint(condition=Q(sha256__length=64), name="document_has_whole_hash"),
            models.CheckConstraint(condition=Q(media_type__in=MediaType.values), name="document_is_of_served_type"),
            models.CheckConstraint(condition=Q(scan_state__in=ScanState.values), name="document_scan_state_is_known"),
            models.CheckConstraint(condition=Q(legibility__in=Legibility.values), name="document_legibility_is_known"),
            models.CheckConstraint(condition=~Q(original="") & ~Q(served=""), name="document_has_both_files"),
            models.CheckConstraint(
                condition=Q(likeness="") | Q(likeness__length=64), name="document_likeness_is_whole_or_none"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the name: this text reaches logs


class PartialUpload(models.Model):
    """A file that arrives in parts: `arrived` of `bytes` lie in the private folder, the rest is to come.

    `about` is what the file is for (a draft, say) and `client_key` the sender's own name for it, so that whoever asks
    again goes on where the line broke. `fingerprint` tells the same file from a changed one of the same name.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    uploaded_by = models.CharField(max_length=64)
    about = models.UUIDField()
    client_key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    original_name = EncryptedTextField()
    bytes = models.PositiveBigIntegerField()
    arrived = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["changed_at", "id"]
        verbose_name = _("upload in parts")
        verbose_name_plural = _("uploads in parts")
        constraints = [
            models.UniqueConstraint(fields=["uploaded_by", "about", "client_key"], name="one_upload_a_file"),
            models.CheckConstraint(condition=Q(bytes__gt=0), name="partial_upload_is_not_empty"),
            models.CheckConstraint(condition=Q(arrived__lte=models.F("bytes")), name="no_more_arrives_than_announced"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
