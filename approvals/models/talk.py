"""What belongs to a request: its documents, what was written to and fro, and the waits that stop its clock."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models.request import CareRequest
from portal.attachments.models import Attachment
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class RequestMessage(models.Model):
    """One message; never changed. `is_question` is one of ours that waits for the member's answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(CareRequest, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    from_us = models.BooleanField(_("from us"), default=False)
    is_question = models.BooleanField(_("question"), default=False)
    words = EncryptedTextField(_("words"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(is_question=False) | Q(from_us=True), name="request_questions_are_ours")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.request.person


class RequestDocument(Attachment):
    """A report, a prescription, an offer; with a `message` when it came with one.

    `purpose` is what the short form of a request asked for, as the plan names it; empty for anything else.
    """

    request = models.ForeignKey(CareRequest, models.CASCADE, related_name="documents")
    message = models.ForeignKey(
        RequestMessage, models.PROTECT, null=True, blank=True, related_name="documents", editable=False
    )

    purpose = models.CharField(_("what it is"), max_length=20, blank=True, default="", db_default="", editable=False)

    class Meta(Attachment.Meta):
        abstract = False
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="request_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="request_document_has_receipt"),
        ]

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.request.person


class Pause(models.Model):
    """A time in which the clock of a request stands still: we wait for somebody. One at a time."""

    class For(models.TextChoices):
        MEMBER = "member", pgettext_lazy("we wait for", "The member")
        PROVIDER = "provider", pgettext_lazy("we wait for", "The provider")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(CareRequest, models.PROTECT, related_name="pauses")
    waits_for = models.CharField(_("we wait for"), max_length=8, choices=For)
    why = EncryptedTextField(_("why"), blank=True, default="")
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(ended_at=None), name="one_open_pause_a_request"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="pause_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} / {self.get_waits_for_display()}"

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.request.person
