"""What the office decided about deciding: limits, what always needs a look, and the times promised. Kept by version."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.models.claim import amount_field


class Step(models.TextChoices):
    """The stretches of a claim's way for which a time is promised and measured."""

    DECISION = "decision", pgettext_lazy("promised step", "From receipt to the decision")
    REVIEW = "review", pgettext_lazy("promised step", "A person's decision")
    NOTE = "note", pgettext_lazy("promised step", "From the decision to the note")


def usual_limits() -> dict[str, str]:
    """What a role may release alone, in USD, as text."""
    return {"assessor": "5000"}


def usual_promises() -> dict[str, int]:
    """Hours promised for each step."""
    return {Step.DECISION.value: 10 * 24, Step.REVIEW.value: 5 * 24, Step.NOTE.value: 24}


class OfficeRulesQuerySet(models.QuerySet["OfficeRules"]):
    def in_force(self) -> OfficeRules:
        """The newest version; what stands here as default while nobody has written one."""
        return self.order_by("-at").first() or OfficeRules()


class OfficeRules(models.Model):
    """One version of the office's rules; the newest counts, and none is ever changed. Amounts are in USD.

    They say which claims a person looks at and who may release them; never what the plan pays.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    straight_through = amount_field(
        _("highest payment without a person, in USD"), default=Decimal(2000), validators=[MinValueValidator(0)]
    )
    release_limits = models.JSONField(_("what each role may release alone, in USD"), default=usual_limits)
    benefits = models.JSONField(_("kinds of care that always need a look"), default=list, blank=True)
    new_providers = models.BooleanField(_("look at providers never seen before"), default=False)
    documents = models.BooleanField(_("look at documents that were not scanned"), default=True)
    duplicates = models.BooleanField(_("look at expenses that look claimed before"), default=False)
    lookalikes = models.BooleanField(
        _("look at expenses whose picture looks like that of an earlier one"), default=True, db_default=True
    )
    promises = models.JSONField(_("hours promised"), default=usual_promises)
    letter_days = models.PositiveSmallIntegerField(
        _("days until a posted letter counts as received"), default=14, validators=[MaxValueValidator(90)]
    )
    expert_days = models.PositiveSmallIntegerField(
        _("days for which an expert can open what was sent"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    near_maximum = models.PositiveSmallIntegerField(
        _("percent of the overall maximum from which we warn"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    why = models.CharField(_("why this version"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"), editable=False
    )
    at = models.DateTimeField(_("in force since"), editable=False)

    objects = OfficeRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of the office")
        verbose_name_plural = _("rules of the office")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["at"], name="one_version_of_the_rules_a_moment"),
            models.CheckConstraint(condition=Q(straight_through__gte=0), name="straight_through_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}" if self.at else str(_("as delivered"))
