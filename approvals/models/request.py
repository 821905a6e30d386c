"""A request about care that is planned: a guarantee of payment, prior approval, both. A draft until it is sent."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.members.models import Person
from portal.vault.fields import EncryptedJSONField, EncryptedTextField
from providers.models import Provider


class CareRequestQuerySet(models.QuerySet["CareRequest"]):
    def of(self, people: models.QuerySet[Person]) -> CareRequestQuerySet:
        """Requests about one of `people`: how every page loads one."""
        return self.filter(person__in=people)

    def drafts(self) -> CareRequestQuerySet:
        return self.filter(state=CareRequest.State.DRAFT)

    def sent(self) -> CareRequestQuerySet:
        return self.exclude(state=CareRequest.State.DRAFT)

    def open(self) -> CareRequestQuerySet:
        """Sent and not ended: with us, or waiting for somebody."""
        return self.filter(state__in=CareRequest.OPEN)


class CareRequest(models.Model):
    """What a member asks before the care; everything medical, and every text of hers, is encrypted.

    `benefit` is a row of the plan, empty until somebody says. Without `provider` the name, city and country are hers.
    `estimated` is in `currency`; None when nobody knows. `hours` is what was promised when it was sent, `due_at` when
    they end as the pauses stand, `took` what it took us without them. `needs` is what the plan asked for then.
    """

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", pgettext_lazy("planned care", "A stay in hospital")
        DAY_SURGERY = "day_surgery", pgettext_lazy("planned care", "Surgery without a night in hospital")
        IMAGING = "imaging", pgettext_lazy("planned care", "An MRI, PET or CT scan")
        DENTAL = "dental", pgettext_lazy("planned care", "Major dental treatment")
        PHYSIO = "physio", pgettext_lazy("planned care", "More physiotherapy")
        REFRACTIVE = "refractive", pgettext_lazy("planned care", "Surgery to correct sight")
        OTHER = "other", pgettext_lazy("planned care", "Other care")

    class Room(models.TextChoices):
        UNKNOWN = "", _("I do not know yet")
        SEMI_PRIVATE = "semi_private", _("Semi-private room (two beds)")
        PRIVATE = "private", _("Private room")
        WARD = "ward", _("General ward")

    class Needs(models.TextChoices):
        GUARANTEE = "guarantee", _("Guarantee of payment")
        APPROVAL = "approval", _("Prior approval")
        BOTH = "both", _("Prior approval and guarantee of payment")
        NEITHER = "neither", _("Neither")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("request state", "Not sent yet")
        SENT = "sent", pgettext_lazy("request state", "With us")
        MEMBER = "member", pgettext_lazy("request state", "Waiting for the member")
        PROVIDER = "provider", pgettext_lazy("request state", "Waiting for the provider")
        ANSWERED = "answered", pgettext_lazy("request state", "Answered")
        WITHDRAWN = "withdrawn", pgettext_lazy("request state", "Withdrawn")
        CLOSED = "closed", pgettext_lazy("request state", "Closed without a guarantee")

    OPEN = (State.SENT, State.MEMBER, State.PROVIDER)
    WAITS = (State.MEMBER, State.PROVIDER)
    TONES = {
        State.DRAFT: "neutral",
        State.SENT: "info",
        State.MEMBER: "warning",
        State.PROVIDER: "info",
        State.ANSWERED: "success",
        State.WITHDRAWN: "neutral",
        State.CLOSED: "danger",
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_requests", verbose_name=_("patient"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by")
    )
    form_key = models.UUIDField(editable=False)
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("last changed"))

    kind = models.CharField(_("kind of care"), max_length=12, choices=Kind)
    benefit = models.CharField(_("benefit"), max_length=60, blank=True)
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("provider")
    )
    provider_name = models.CharField(_("name of the provider"), max_length=200, blank=True)
    provider_city = models.CharField(_("city"), max_length=80, blank=True)
    provider_country = models.CharField(_("country"), max_length=2, blank=True)
    provider_contact = EncryptedTextField(_("how to reach the provider"), blank=True, default="")
    from_on = models.DateField(_("first day of care"), null=True, blank=True)
    until_on = models.DateField(_("last day of care"), null=True, blank=True)
    is_emergency = models.BooleanField(_("emergency"), default=False)
    is_short_notice = models.BooleanField(_("short notice"), default=False, editable=False)
    diagnosis = EncryptedTextField(_("diagnosis"), blank=True, default="")
    icd10 = EncryptedTextField(_("ICD-10 code"), blank=True, default="")
    treatment = EncryptedTextField(_("planned treatment"), blank=True, default="")
    estimated = models.DecimalField(_("estimated cost"), max_digits=14, decimal_places=3, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    room = models.CharField(_("room"), max_length=12, choices=Room, blank=True, default=Room.UNKNOWN)
    other_insurance = EncryptedTextField(_("other insurance"), blank=True, default="")

    # What the short form of its kind asks beside (`approvals.special`): names of fields and what was said.
    details = EncryptedJSONField(_("details"), null=True, blank=True, editable=False)

    needs = models.CharField(_("what the plan asks for"), max_length=10, choices=Needs, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(_("received at"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours promised"), null=True, blank=True, editable=False)
    due_at = models.DateTimeField(_("answer promised by"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("ended by"),
    )
    reasons = EncryptedTextField(_("reasons, as the member reads them"), blank=True, default="")
    took = models.DurationField(_("took us"), null=True, blank=True, editable=False)

    objects = CareRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-created_at"]
        permissions = [
            ("answer_carerequest", "Can answer requests about planned care"),
            ("view_every_carerequest", "Can see requests that need no approval"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["sent", "member", "provider"]), name="requests_open_by_end"
            ),
            models.Index(fields=["person", "-created_at"], name="requests_of_a_person"),
        ]
        constraints = [
            # One form, one request: a double click finds the draft it already made.
            models.UniqueConstraint(fields=["asked_by", "form_key"], name="one_request_a_form"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="request_numbers_differ"),
            models.CheckConstraint(
                condition=Q(state="draft", number="", sent_at=None, due_at=None, hours=None, ended_at=None)
                | ~Q(state="draft")
                & ~Q(number="")
                & Q(sent_at__isnull=False, due_at__isnull=False, hours__isnull=False, from_on__isnull=False),
                name="sent_requests_have_number_and_clock",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "member", "provider"], ended_at=None, ended_by=None)
                | Q(
                    state__in=["answered", "withdrawn", "closed"],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    took__isnull=False,
                ),
                name="request_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="request_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(estimated=None) | Q(estimated__gt=0) & ~Q(currency=""), name="request_estimate_has_currency"
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
        """Whether something can still be added, said and decided."""
        return self.state in self.OPEN

    @property
    def said(self) -> dict[str, Any]:
        """What the short form of its kind asked beside."""
        return dict(cast(dict[str, Any], self.details or {}))

    @property
    def place(self) -> str:
        """Who is to give the care: the provider on the list, or the name the member gave."""
        return self.provider.name if self.provider else self.provider_name

    @property
    def needs_guarantee(self) -> bool:
        return self.needs in (self.Needs.GUARANTEE, self.Needs.BOTH)

    @property
    def needs_approval(self) -> bool:
        return self.needs in (self.Needs.APPROVAL, self.Needs.BOTH)
