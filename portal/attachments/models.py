"""What every document that belongs to something has: its file in the vault, its place, its receipt."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.vault.models import Legibility, StoredDocument
from portal.vault.numbers import fresh_number

ADVICE = {
    Legibility.DARK: _("Take it again with more light, without a shadow on the paper."),
    Legibility.PALE: _("The print can hardly be seen. Take it again closer, or with less light on the paper."),
    Legibility.BLURRED: _("The letters are blurred. Take it again, and hold the phone still until it is sharp."),
    Legibility.SMALL: _("The picture is too small to read. Send the photo itself, not a preview of it."),
    Legibility.CUT_OFF: _("The paper seems to go on beyond the edge. Take it again with the whole sheet."),
    Legibility.BLANK: _("We see nothing on the first page. Check that it is the right file and the right side."),
}


def receipt_number() -> str:
    """The number of a document's receipt, such as `D-7KQ2-M9XF`."""
    return fresh_number("D")


class Attachment(models.Model):
    """A document of a claim, an appeal, a request: a room adds the foreign key `documents` of its parent.

    `receipt` is the number the member may quote. `client_key` is the sender's own name for a file that came in parts,
    so that the same file chosen again is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    stored = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    receipt = models.CharField(_("receipt number"), max_length=20, default=receipt_number, unique=True, editable=False)
    client_key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        verbose_name = _("document")
        verbose_name_plural = _("documents")

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
