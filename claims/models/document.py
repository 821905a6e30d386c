"""The documents of a claim, and what a machine believes to have read on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim, ClaimLine
from portal.attachments.models import Attachment, receipt_number
from portal.vault.fields import EncryptedJSONField

__all__ = ["ClaimDocument", "Suggestion", "receipt_number"]  # the last for the migrations


class ClaimDocument(Attachment):
    """A document of a claim; the file itself is in the vault.

    No `used_for` means: for all lines. `kind` is what she says it is.
    """

    class Kind(models.TextChoices):
        ANY = "", _("Invoice, prescription or report")
        OTHER_INSURER = "other_insurer", _("Statement of another insurance")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="documents")
    kind = models.CharField(_("what it is"), max_length=20, choices=Kind, default=Kind.ANY, blank=True)
    used_for = models.ManyToManyField(ClaimLine, related_name="documents", blank=True, verbose_name=_("used for"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="claim_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="document_has_receipt"),
        ]


class Suggestion(models.Model):
    """What was read on a document by a machine: `found` has texts under `service_on` (ISO day), `charged`, `currency`
    and `provider_name`, each only when something was found. A guess, never more: the member takes it or leaves it.
    """

    document = models.OneToOneField(ClaimDocument, models.CASCADE, primary_key=True, related_name="suggestion")
    found = EncryptedJSONField()
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return str(self.pk)
