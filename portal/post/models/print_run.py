"""A print run: the letters that are printed together, posted together, once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.post.models.paper import Paper


class PrintRun(models.Model):
    """Letters of one run. `paper` is the PDF with manifest and separators, once a worker has made it.

    `number` counts the runs, to be written on a box. Posted once, by somebody, at a moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True)
    paper = models.ForeignKey(Paper, models.PROTECT, verbose_name=_("PDF"), related_name="+", null=True, editable=False)
    prepared_at = models.DateTimeField(_("prepared"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("prepared by"), related_name="+"
    )
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("posted by"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("print run")
        verbose_name_plural = _("print runs")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_at=None, posted_by=None)
                | Q(posted_at__isnull=False, posted_by__isnull=False, paper__isnull=False),
                name="post_print_run_posted_once_made_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
