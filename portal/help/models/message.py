"""What was said in a conversation, in its order, with documents. What was sent is never changed."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.attachments.models import Attachment
from portal.help.models.enquiry import Enquiry
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class MessageQuerySet(models.QuerySet["Message"]):
    def drafts(self) -> MessageQuerySet:
        return self.filter(at=None)

    def sent(self) -> MessageQuerySet:
        return self.filter(at__isnull=False)

    def shown(self) -> MessageQuerySet:
        """What a member reads: no notes of colleagues, and nothing that came under her name from who knows whom."""
        return self.sent().filter(confirmed=True).exclude(kind=Message.Kind.NOTE)


class Message(models.Model):
    """One message; a draft while `at` is None. `took` is, for an answer, how much working time it took us.

    `confirmed` is False for mail whose sender nobody vouched for yet: for the desk it is what somebody wrote, and no
    word of the member's.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", pgettext_lazy("message", "Member")
        ANSWER = "answer", pgettext_lazy("message", "Answer")
        NOTE = "note", pgettext_lazy("message", "Internal note")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEMBER)
    words = EncryptedTextField(_("words"), blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("started"))
    at = models.DateTimeField(_("sent at"), null=True, blank=True)
    confirmed = models.BooleanField(_("sender confirmed"), default=True)
    took = models.DurationField(_("took us"), null=True, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "by"], condition=Q(at=None), name="one_draft_a_conversation"),
            models.CheckConstraint(condition=Q(kind="member") | Q(at__isnull=False), name="only_members_have_drafts"),
            models.CheckConstraint(condition=Q(kind="member") | Q(by__isnull=False), name="colleagues_have_names"),
        ]

    def __str__(self) -> str:
        return f"{self.enquiry} / {self.kind}"

    @property
    def person(self) -> Person | None:
        """Whose conversation it is."""
        return self.enquiry.person


class MessageDocument(Attachment):
    """A document that came with a message; the file itself is in the vault."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="documents")

    class Meta:
        verbose_name = _("document of a message")
        verbose_name_plural = _("documents of messages")
        ordering = ["message", "position"]
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="message_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="message_document_has_receipt"),
        ]

    @property
    def person(self) -> Person | None:
        """Whose conversation it is."""
        return self.message.enquiry.person
