"""What a job found out about the network, kept as it was found."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ReachReport(models.Model):
    """How many members live far from a hospital with direct payment, as it stood `on` a day.

    `countries`: [{country, members, far: [[town, members]], unplaced: [[town, members]]}]; nobody by name.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    countries = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["-asked_at"], name="reach_reports_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | Q(made_at__gte=F("asked_at")), name="reach_made_after_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
