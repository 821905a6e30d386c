"""What the office allows with links for cost estimates, kept by version."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class EstimateRulesQuerySet(models.QuerySet["EstimateRules"]):
    def in_force(self) -> EstimateRules:
        """The newest version; what stands here as default while nobody has written one."""
        return self.order_by("-at").first() or EstimateRules()


class EstimateRules(models.Model):
    """One version; the newest counts, and none is ever changed. A link keeps the end it was made with."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    link_days = models.PositiveSmallIntegerField(
        _("days a link lasts"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    live_links = models.PositiveSmallIntegerField(
        _("links open at once"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("For one request: a hospital and a surgeon may each send an estimate."),
    )
    links_a_day = models.PositiveSmallIntegerField(
        _("links made on one day"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("For one request, so that nobody sends mails without end in our name."),
    )
    why = models.CharField(_("why this version"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"), editable=False
    )
    at = models.DateTimeField(_("in force since"), editable=False)

    objects = EstimateRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of cost estimates")
        verbose_name_plural = _("rules of cost estimates")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(link_days__gte=1, live_links__gte=1, links_a_day__gte=1),
                name="estimate_rules_let_somebody_in",
            )
        ]

    def __str__(self) -> str:
        return str(self.at)
