"""E-mail that came in: from whom, what became of it, and that it was taken once."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.help.models.message import Message
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class IncomingMail(models.Model):
    """One mail. `digest` is that of its Message-ID, or of the whole where it has none: each is taken once.

    `message` is what was kept of it; None for what a machine wrote.
    """

    class Verdict(models.TextChoices):
        KNOWN = "known", pgettext_lazy("mail", "The member's own address, proved")
        UNPROVED = "unproved", pgettext_lazy("mail", "Sender not proved")
        UNKNOWN = "unknown", pgettext_lazy("mail", "Sender not known")
        TOO_MANY = "too_many", pgettext_lazy("mail", "Too many from this sender")
        AUTOMATIC = "automatic", pgettext_lazy("mail", "Written by a machine")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(_("received at"))
    sender = EncryptedTextField(_("sender"))
    sender_digest = models.CharField(max_length=64, editable=False, db_index=True)
    subject = EncryptedTextField(_("subject"), blank=True, default="")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    refused = models.PositiveSmallIntegerField(_("attachments refused"), default=0)
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="mail", verbose_name=_("message")
    )

    class Meta:
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mail that came in")
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M}"

    @property
    def person(self) -> Person | None:
        """Whose conversation it is in, if anybody's."""
        return self.message.enquiry.person if self.message else None
