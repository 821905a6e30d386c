"""A conversation of one member with us. A draft until its first message is sent."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.members.models import Person


class Topic(models.TextChoices):
    """What it is about, as a member would say it."""

    CLAIM = "claim", _("A claim or its documents")
    PAYMENT = "payment", _("A payment")
    PLAN = "plan", _("What the plan covers")
    PROVIDER = "provider", _("A doctor, hospital or pharmacy")
    GUARANTEE = "guarantee", _("A stay in hospital or planned care")
    COVER = "cover", _("My cover, my family, my details")
    CARD = "card", _("My card or a proof of insurance")
    PORTAL = "portal", _("This portal")
    OTHER = "other", _("Something else")


class Team(models.TextChoices):
    """Who has a conversation in hand."""

    SERVICES = "services", _("Member services")
    GUARANTEES = "guarantees", _("Guarantee desk")
    PROVIDERS = "providers", _("Provider relations")
    FINANCE = "finance", _("Finance")


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def of(self, person: Person) -> EnquiryQuerySet:
        """Her own, and nobody else's: what she writes to us the family does not read. How every page loads one.

        Mail that came in under her name counts once a colleague found it to be hers.
        """
        return self.filter(person=person).exclude(state__in=[Enquiry.State.UNKNOWN, Enquiry.State.MERGED])

    def sent(self) -> EnquiryQuerySet:
        return self.exclude(state=Enquiry.State.DRAFT)

    def open(self) -> EnquiryQuerySet:
        """Somebody waits for us."""
        return self.filter(state__in=Enquiry.OPEN)


class Enquiry(models.Model):
    """One conversation. `since` is when what waits came in, `due_at` until when we promised to answer it.

    `person` is None for mail of which nobody knows yet whose it is (`UNKNOWN`); nothing of it is shown to a member.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("enquiry state", "Not sent yet")
        UNKNOWN = "unknown", pgettext_lazy("enquiry state", "Sender not confirmed")
        WAITING = "waiting", pgettext_lazy("enquiry state", "With us")
        ANSWERED = "answered", pgettext_lazy("enquiry state", "Answered")
        CLOSED = "closed", pgettext_lazy("enquiry state", "Closed")
        MERGED = "merged", pgettext_lazy("enquiry state", "Joined with another")

    class Channel(models.TextChoices):
        PORTAL = "portal", pgettext_lazy("channel", "Portal")
        MAIL = "mail", pgettext_lazy("channel", "E-mail")
        CALL_BACK = "call_back", pgettext_lazy("channel", "Call-back")
        PHONE = "phone", pgettext_lazy("channel", "Telephone")

    OPEN = (State.WAITING, State.UNKNOWN)
    TONES = {
        State.DRAFT: "neutral",
        State.UNKNOWN: "warning",
        State.WAITING: "info",
        State.ANSWERED: "success",
        State.CLOSED: "neutral",
        State.MERGED: "neutral",
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name=_("person")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("begun by")
    )
    form_key = models.UUIDField(default=uuid4, editable=False)
    language = models.CharField(_("language"), max_length=10)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic, default=Topic.OTHER)
    channel = models.CharField(_("came by"), max_length=10, choices=Channel, default=Channel.PORTAL)
    team = models.CharField(_("team"), max_length=10, choices=Team, default=Team.SERVICES)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("last changed"))
    sent_at = models.DateTimeField(_("received at"), null=True, blank=True)
    since = models.DateTimeField(_("waits since"), null=True, blank=True)
    due_at = models.DateTimeField(_("answer promised by"), null=True, blank=True)
    alarmed_at = models.DateTimeField(_("alarm at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("joined with")
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-changed_at"]
        permissions = [("answer_enquiry", "Can answer enquiries that were handed to the own team")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["waiting", "unknown"]), name="help_enquiries_by_time"
            ),
            models.Index(fields=["person", "changed_at"], name="help_enquiries_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_enquiry_a_form"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="enquiry_numbers_differ"),
            models.CheckConstraint(
                condition=Q(state="draft", number="", sent_at=None)
                | (~Q(state="draft") & ~Q(number="") & Q(sent_at__isnull=False)),
                name="sent_enquiries_have_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "unknown"]) | Q(since__isnull=False, due_at__isnull=False),
                name="what_waits_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(state__in=["unknown", "closed", "merged"]),
                name="only_mail_is_of_nobody",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="merged_enquiry_says_where",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    @property
    def tone(self) -> str:
        """For its badge."""
        return self.TONES[self.State(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
