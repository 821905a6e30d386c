"""An appeal: from a settlement, one line of it, or one cut of that line. A draft until it is sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models import Adjustment, Claim, Decision, Settlement, SettlementLine
from portal.attachments.models import Attachment
from portal.members.models import Person
from portal.post.models import Paper
from portal.vault.fields import EncryptedTextField


class Ground(models.TextChoices):
    """What the member says is wrong, to choose from; her own words stand beside it."""

    FACT = "fact", _("Something on my bill was read wrongly")
    DOCUMENT = "document", _("A document was missing, and I can add it now")
    PRICE = "price", _("The price you accept is too low for this care")
    APPROVAL = "approval", _("The care was approved, or was an emergency")
    NECESSARY = "necessary", _("The care was medically necessary")
    PLAN = "plan", _("The plan says something else")
    OTHER = "other", _("Another reason")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def of(self, people: models.QuerySet[Person]) -> AppealQuerySet:
        """Appeals about claims whose patient is one of `people`: how every page loads one."""
        return self.filter(claim__patient__in=people)

    def sent(self) -> AppealQuerySet:
        return self.exclude(state=Appeal.State.DRAFT)

    def open(self) -> AppealQuerySet:
        """With us: to be admitted, or to be decided."""
        return self.filter(state__in=Appeal.OPEN)


class Appeal(models.Model):
    """What a member disputes and why; every text of hers and ours is encrypted.

    `settlement` is the one she disputes; `line` and `cut` (`Adjustment.position`) narrow it. `received_on` is her own
    calendar day. `appeal_by` is the last day as it stood when it was sent; None while the note had not left.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("appeal state", "Not sent yet")
        LATE = "late", pgettext_lazy("appeal state", "Late, to be admitted")
        WAITING = "waiting", pgettext_lazy("appeal state", "Being reviewed")
        NOT_ADMITTED = "not_admitted", pgettext_lazy("appeal state", "Not admitted")
        UPHELD = "upheld", pgettext_lazy("appeal state", "Decision upheld")
        PARTLY = "partly", pgettext_lazy("appeal state", "Changed in part")
        CHANGED = "changed", pgettext_lazy("appeal state", "Changed in your favour")

    OPEN = (State.LATE, State.WAITING)
    TONES = {
        State.DRAFT: "neutral",
        State.LATE: "warning",
        State.WAITING: "info",
        State.NOT_ADMITTED: "danger",
        State.UPHELD: "danger",
        State.PARTLY: "warning",
        State.CHANGED: "success",
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, blank=True, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="appeals")
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="appeals")
    line = models.ForeignKey(SettlementLine, models.PROTECT, null=True, blank=True, related_name="+")
    cut = models.PositiveSmallIntegerField(null=True, blank=True)
    about = models.CharField(max_length=90, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    created_at = models.DateTimeField(_("started"))
    changed_at = models.DateTimeField(_("last changed"))
    language = models.CharField(_("language"), max_length=10)
    ground = models.CharField(_("reason"), max_length=10, choices=Ground)
    words = EncryptedTextField(_("in her words"))
    late_words = EncryptedTextField(_("why it comes late"), blank=True, default="")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    appeal_by = models.DateField(_("could be sent until"), null=True, blank=True)
    due_on = models.DateField(_("to be decided by"), null=True, blank=True)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("admitted by")
    )
    admitted_at = models.DateTimeField(_("admitted at"), null=True, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("extended by")
    )
    extended_at = models.DateTimeField(_("extended at"), null=True, blank=True)
    extension_words = EncryptedTextField(_("why it takes longer"), blank=True, default="")
    proposed = models.CharField(_("proposed outcome"), max_length=12, choices=State, blank=True)
    reasons = EncryptedTextField(_("reasons, as the member reads them"), blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name=_("new decision")
    )
    notice = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written notice")
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-created_at"]
        permissions = [("decide_appeal", "Can admit, extend and decide an appeal")]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=["late", "waiting"]), name="appeals_open_by_day")
        ]
        constraints = [
            # The same step twice: the first is shown. A draft is its author's, so two people may have one each.
            models.UniqueConstraint(fields=["about"], condition=~Q(state="draft"), name="one_appeal_a_step"),
            models.UniqueConstraint(
                fields=["about", "created_by"], condition=Q(state="draft"), name="one_draft_appeal_a_step"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="appeal_numbers_differ"),
            models.CheckConstraint(
                condition=Q(state="draft", number="", sent_at=None, received_on=None, due_on=None)
                | ~Q(state="draft")
                & ~Q(number="")
                & Q(sent_at__isnull=False, received_on__isnull=False, due_on__isnull=False),
                name="sent_appeals_have_number_and_days",
            ),
            models.CheckConstraint(condition=Q(cut=None) | Q(line__isnull=False), name="appealed_cut_is_of_a_line"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "late", "waiting"], decided_at=None, decided_by=None)
                | Q(
                    state__in=["not_admitted", "upheld", "partly", "changed"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="appeal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["partly", "changed"], decision__isnull=False)
                | (~Q(state__in=["partly", "changed"]) & Q(decision=None)),
                name="changed_appeal_has_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_by=None)
                | Q(extended_at__isnull=False, extended_by__isnull=False),
                name="appeal_extended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("received_on")), name="appeal_due_after_it_came"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    @property
    def patient(self) -> Person:
        """Whose care it is about."""
        return self.claim.patient

    @property
    def tone(self) -> str:
        """For its badge."""
        return self.TONES[self.State(self.state)]

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def is_lost(self) -> bool:
        """Whether something of it was refused, so that an external review may follow."""
        return self.state in (self.State.UPHELD, self.State.PARTLY)

    def days_left(self, today: date) -> int:
        """Until it must be decided; below zero when the day has passed."""
        return (self.due_on - today).days if self.due_on else 0

    @property
    def adjustment(self) -> Adjustment | None:
        """The disputed cut."""
        return self.line.adjustments.get(position=self.cut) if self.line and self.cut else None

    @property
    def disputed(self) -> Decimal:
        """What the dispute is about, in the settlement's currency: the cut, or what the member bears."""
        if cut := self.adjustment:
            return cut.amount
        return self.line.member_share if self.line else self.settlement.member_share


class AppealDocument(Attachment):
    """One document sent as evidence; the file itself is in the vault."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="documents")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["appeal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "position"], name="appeal_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="appeal_document_has_receipt"),
        ]

    @property
    def claim(self) -> Claim:
        """The claim it is about."""
        return self.appeal.claim
