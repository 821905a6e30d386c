"""The documents of a claim, and what a machine believes to have read on them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim, ClaimLine
from claims.numbers import fresh_number
from portal.vault.fields import EncryptedJSONField
from portal.vault.models import Legibility, StoredDocument


def receipt_number() -> str:
    """The number of a document's receipt, such as `D-7KQ2-M9XF`."""
    return fresh_number("D")


class ClaimDocument(models.Model):
    """A document of a claim; the file itself is in the vault.

    `receipt` is the number the member may quote. No `used_for` means: for all lines. `client_key` is the sender's own
    name for a file that came in parts, so that the same file chosen again is known. `kind` is what she says it is.
    """

    class Kind(models.TextChoices):
        ANY = "", _("Invoice, prescription or report")
        OTHER_INSURER = "other_insurer", _("Statement of another insurance")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="documents")
    stored = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    receipt = models.CharField(_("receipt number"), max_length=20, default=receipt_number, unique=True, editable=False)
    client_key = models.CharField(max_length=64, blank=True, editable=False)
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

    def __str__(self) -> str:
        return str(self.stored)

    @property
    def short_hash(self) -> str:
        """The beginning of the hash of what was received, to compare by eye."""
        start = self.stored.sha256[:12]
        return " ".join(start[at : at + 4] for at in range(0, 12, 4))

    @property
    def advice(self) -> Any:
        """What to do when it is hard to read."""
        return ADVICE.get(Legibility(self.stored.legibility), "")

    @property
    def is_hard_to_read(self) -> bool:
        """Whether the member should look at it once more."""
        return self.stored.legibility not in (Legibility.READABLE, Legibility.UNCHECKED)


ADVICE = {
    Legibility.DARK: _("Take it again with more light, without a shadow on the paper."),
    Legibility.PALE: _("The print can hardly be seen. Take it again closer, or with less light on the paper."),
    Legibility.BLURRED: _("The letters are blurred. Take it again, and hold the phone still until it is sharp."),
    Legibility.SMALL: _("The picture is too small to read. Send the photo itself, not a preview of it."),
    Legibility.CUT_OFF: _("The paper seems to go on beyond the edge. Take it again with the whole sheet."),
    Legibility.BLANK: _("We see nothing on the first page. Check that it is the right file and the right side."),
}


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
