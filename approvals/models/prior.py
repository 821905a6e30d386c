"""Prior approvals: what the medical consultant decided before (or, in an emergency, after) the care."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models.request import CareRequest
from portal.members.models import Person
from portal.post.models import Paper
from portal.vault.fields import EncryptedTextField
from portal.vault.numbers import fresh_number


def approval_number() -> str:
    """The number the member and the provider quote, such as `A-7KQ2-M9XF`."""
    return fresh_number("A")


class PriorApprovalQuerySet(models.QuerySet["PriorApproval"]):
    def in_force(self, *, on: date) -> "PriorApprovalQuerySet":
        return self.filter(from_on__lte=on, until_on__gte=on)

    def of(self, people: models.QuerySet[Person]) -> "PriorApprovalQuerySet":
        """Decisions about one of `people`: how every page loads one."""
        return self.filter(person__in=people)


class PriorApproval(models.Model):
    """One decision of the medical consultant on one person's planned care (clause 1, Prior approval).

    Rows are only added: the newest about a day counts. `limit_amount` is the highest cost the approval accepts, in
    `limit_currency`; empty: no limit. `units` is the highest number of sessions, days or items; None: no limit. Of an
    approval in part `reasons` say what was not approved. `is_afterwards`: the care had begun when it was decided.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    class Unit(models.TextChoices):
        NONE = "", pgettext_lazy("what an approval counts", "Nothing")
        SESSIONS = "sessions", pgettext_lazy("what an approval counts", "Sessions")
        DAYS = "days", pgettext_lazy("what an approval counts", "Days")
        ITEMS = "items", pgettext_lazy("what an approval counts", "Items")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(
        _("number"), max_length=20, default=approval_number, db_default="", blank=True, editable=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="prior_approvals")
    request = models.ForeignKey(
        CareRequest,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="approvals",
        verbose_name=_("request"),
    )
    benefit = models.CharField(_("benefit"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    is_partly = models.BooleanField(_("in part"), default=False, db_default=False)
    from_on = models.DateField(_("care from"))
    until_on = models.DateField(_("care until"))
    limit_amount = models.DecimalField(_("highest amount"), max_digits=14, decimal_places=3, null=True, blank=True)
    limit_currency = models.CharField(_("currency"), max_length=3, blank=True)
    units = models.PositiveSmallIntegerField(_("highest number"), null=True, blank=True)
    unit = models.CharField(_("counted in"), max_length=10, choices=Unit, blank=True, default=Unit.NONE, db_default="")
    authorised_country = models.CharField(_("country approved"), max_length=2, blank=True)
    reasons = EncryptedTextField(_("written medical reasons"), blank=True, default="")
    is_afterwards = models.BooleanField(_("after the care began"), default=False, db_default=False, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="", editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided at"), editable=False)

    objects = PriorApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("prior approval")
        verbose_name_plural = _("prior approvals")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="approval_starts_before_end"),
            models.CheckConstraint(
                condition=Q(limit_amount__isnull=True, limit_currency="")
                | Q(limit_amount__gte=0) & ~Q(limit_currency=""),
                name="approval_limit_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(units__isnull=True, unit="") | Q(units__gte=1) & ~Q(unit=""), name="approval_units_counted"
            ),
            models.CheckConstraint(
                condition=Q(is_partly=False) | Q(outcome="approved"), name="approval_in_part_is_approved"
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="approval_numbers_differ"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_words} {self.from_on} – {self.until_on}"

    @property
    def is_granted(self) -> bool:
        """Approved, as asked or in part."""
        return self.outcome == self.Outcome.APPROVED

    @property
    def outcome_words(self) -> Any:
        """Approved, approved in part, refused."""
        return _("Approved in part") if self.is_partly else self.get_outcome_display()

    @property
    def tone(self) -> str:
        """For its badge."""
        if not self.is_granted:
            return "danger"
        return "warning" if self.is_partly else "success"

    @property
    def is_limited(self) -> bool:
        """Whether there is something to use up."""
        return self.is_granted and (self.units is not None or self.limit_amount is not None)


class ApprovalNotice(models.Model):
    """The written notice of a decision, as it was sent. A row of its own, since decisions only grow."""

    approval = models.OneToOneField(PriorApproval, models.PROTECT, primary_key=True, related_name="notice")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("notice of an approval")
        verbose_name_plural = _("notices of approvals")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.approval.person
