"""What the office promises about requests, kept by version."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestRulesQuerySet(models.QuerySet["RequestRules"]):
    def in_force(self) -> RequestRules:
        """The newest version; what stands here as default while nobody has written one."""
        return self.order_by("-at").first() or RequestRules()


class RequestRules(models.Model):
    """One version; the newest counts, and none is ever changed. A request keeps the hours it was promised."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    hours = models.PositiveSmallIntegerField(
        _("hours promised"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("From the request to our answer, without the time in which we wait for somebody."),
    )
    alarm_hours = models.PositiveSmallIntegerField(
        _("hours before the end at which it stands out"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )
    why = models.CharField(_("why this version"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"), editable=False
    )
    at = models.DateTimeField(_("in force since"), editable=False)

    objects = RequestRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of requests")
        verbose_name_plural = _("rules of requests")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["at"], name="one_version_of_request_rules_a_moment"),
            models.CheckConstraint(condition=models.Q(hours__gte=1, alarm_hours__gte=1), name="request_hours_promised"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}" if self.at else str(_("as delivered"))

    @property
    def alarm(self) -> timedelta:
        """How long before the end it stands out."""
        return timedelta(hours=self.alarm_hours)
