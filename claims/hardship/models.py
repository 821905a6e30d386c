"""Hardship (clause 3.5): who came near the overall maximum, and cases decided jointly by two sides."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models.claim import amount_field
from claims.models.review import by_field
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class MaximumNotice(models.Model):
    """A person's year in which so many percent of the overall maximum were reimbursed: told once a threshold."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="maximum_notices", verbose_name=_("person"))
    year = models.PositiveSmallIntegerField(_("calendar year"))
    percent = models.PositiveSmallIntegerField(_("percent of the overall maximum"))
    reimbursed = amount_field(_("reimbursed by then"))
    maximum = amount_field(_("overall maximum"))
    currency = models.CharField(_("currency"), max_length=3)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("person near the overall maximum")
        verbose_name_plural = _("people near the overall maximum")
        ordering = ["-told_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "percent"], name="told_once_a_year_and_threshold")
        ]

    def __str__(self) -> str:
        return f"{self.person} / {self.year}"


class HardshipCase(models.Model):
    """What a person's year cost above the overall maximum, examined together. Amounts in the family's `currency`.

    `borne` and `limit` are the family's own part and its stop-loss limit when the case was opened; `beyond` is what the
    overall maximum had cut by then. `granted` is how much more the plan may pay; the engine says what it pays.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("hardship case", "Being examined")
        GRANTED = "granted", pgettext_lazy("hardship case", "Granted")
        REFUSED = "refused", pgettext_lazy("hardship case", "Not granted")

    TONES = {State.OPEN: "info", State.GRANTED: "success", State.REFUSED: "danger"}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="hardship_cases", verbose_name=_("person"))
    year = models.PositiveSmallIntegerField(_("calendar year"))
    opened_by = by_field(_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))
    words = EncryptedTextField(_("why"))
    currency = models.CharField(_("currency"), max_length=3)
    borne = amount_field(_("borne by the family"))
    limit = amount_field(_("stop-loss limit"))
    beyond = amount_field(_("above the overall maximum"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    granted = amount_field(_("granted"), default=0)
    reasons = EncryptedTextField(_("reasons, as the member reads them"), blank=True, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hardship case")
        verbose_name_plural = _("hardship cases")
        ordering = ["-opened_at"]
        permissions = [
            ("decide_for_administrator", "Can examine hardship for the administrator"),
            ("decide_for_client", "Can examine hardship for the organisation's insurance service"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"], condition=Q(state="open"), name="one_open_hardship_case_a_year"
            ),
            models.CheckConstraint(condition=Q(borne__gt=models.F("limit")), name="hardship_only_above_the_limit"),
            models.CheckConstraint(condition=Q(beyond__gt=0), name="hardship_about_something"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, granted=0)
                | Q(state="granted", decided_at__isnull=False, granted__gt=0)
                | Q(state="refused", decided_at__isnull=False, granted=0),
                name="hardship_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """For its badge."""
        return self.TONES[self.State(self.state)]


class HardshipPosition(models.Model):
    """What one side says: yes, up to an amount, or no. Both stay; only when they agree is there a decision."""

    class Side(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrator")
        CLIENT = "client", _("Insurance service of the organisation")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(HardshipCase, models.PROTECT, related_name="positions")
    side = models.CharField(_("side"), max_length=14, choices=Side)
    sequence = models.PositiveSmallIntegerField()
    amount = amount_field(_("up to"), default=0)
    words = EncryptedTextField(_("reasons"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("position on a hardship case")
        verbose_name_plural = _("positions on hardship cases")
        ordering = ["case", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="hardship_positions_in_order"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="hardship_position_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.case} / {self.side}"

    @property
    def person(self) -> Person:
        """Whose case it is."""
        return self.case.person
