"""The outbox: each thing that left or must leave, by mail or by letter, and the proof."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.post.models.paper import Paper
from portal.post.models.print_run import PrintRun
from portal.vault.fields import EncryptedTextField


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Adjectives for dispatches."""

    def unsent(self) -> DispatchQuerySet:
        """Still to leave."""
        return self.filter(state__in=[Dispatch.State.WAITING, Dispatch.State.SENDING])

    def letters(self) -> DispatchQuerySet:
        """On paper."""
        return self.filter(channel=Dispatch.Channel.LETTER)

    def to_print(self) -> DispatchQuerySet:
        """Letters in no print run yet."""
        return self.letters().filter(state=Dispatch.State.WAITING, print_run=None)

    def troubled(self) -> DispatchQuerySet:
        """Refused, returned or given up, and no letter goes instead; a person must look."""
        failed = self.filter(state__in=[Dispatch.State.REFUSED, Dispatch.State.RETURNED, Dispatch.State.PARKED])
        return failed.filter(letter_instead=None)


class Dispatch(models.Model):
    """One mail or letter. Its bodies are encrypted, and emptied once it left: the papers remain.

    A mail keeps its Message-ID over all tries, so that a repeat can be told from a second mail.
    `proof` is the mail server's answer in codes only. A mail with a `postal_address` (lines as on the envelope) goes
    as a letter when it cannot be delivered; that letter names it in `instead_of`.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        RETURNED = "returned", _("Came back")
        REFUSED = "refused", _("Refused")
        PARKED = "parked", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    key = models.UUIDField(_("key"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10)
    recipient = EncryptedTextField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body_text = EncryptedTextField(_("text"), blank=True, default="")
    body_html = EncryptedTextField(_("HTML"), blank=True, default="")
    attachments = models.ManyToManyField(Paper, verbose_name=_("papers"), related_name="dispatches", blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    attaches = models.BooleanField(_("papers attached"), default=True)
    stop_url = EncryptedTextField(_("where one stops such mail"), null=True, blank=True)
    postal_address = EncryptedTextField(_("postal address"), blank=True, default="")
    instead_of = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("instead of"),
        related_name="letter_instead",
        null=True,
        blank=True,
        editable=False,
    )
    print_run = models.ForeignKey(
        PrintRun, models.SET_NULL, verbose_name=_("print run"), related_name="letters", null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    refusals = models.PositiveSmallIntegerField(_("refusals"), default=0)
    proof = models.CharField(_("proof"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="post_dispatch_once_per_kind_and_key"),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "returned"], sent_at__isnull=False)
                | (~Q(state__in=["sent", "returned"]) & Q(sent_at=None)),
                name="post_dispatch_sent_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "returned", "refused", "parked"]),
                name="post_dispatch_state_is_known",
            ),
            models.CheckConstraint(condition=Q(channel__in=["email", "letter"]), name="post_dispatch_channel_is_known"),
            models.CheckConstraint(
                condition=Q(print_run=None) | Q(channel="letter"), name="post_dispatch_only_letters_are_printed"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["waiting", "sending", "returned", "refused", "parked"]),
                name="post_dispatch_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def enclose(self, *papers: Paper) -> None:
        """Put papers into it, in this order: the one with the address lies on top."""
        for paper in papers:  # one by one, for all at once would be stored in any order
            self.attachments.add(paper)

    def enclosed(self) -> list[Paper]:
        """Its papers in the order in which they were put in."""
        links = self.attachments.through.objects.filter(dispatch=self).select_related("paper").order_by("pk")
        return [link.paper for link in links]
