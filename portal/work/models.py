"""The work list: what was promised and is not yet done. The database holds it, so a lost broker loses nothing."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    """Adjectives for jobs."""

    def free(self, now: datetime) -> JobQuerySet:
        """Waiting, due, and held by nobody whose lease still runs."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=Job.State.WAITING, due_at__lte=now)

    def unheard(self, now: datetime, rung_before: datetime) -> JobQuerySet:
        """Free, and not rung for since they came free; or rung before `rung_before`, as bells get lost."""
        return self.free(now).filter(
            Q(rung_at=None)
            | Q(rung_at__lt=F("due_at"))
            | Q(rung_at__lt=F("leased_until"))
            | Q(rung_at__lte=rung_before)
        )

    def parked(self) -> JobQuerySet:
        """Given up after too many tries; a person must look."""
        return self.filter(state=Job.State.PARKED)


class Job(models.Model):
    """One thing to do once: `kind` names the handler, `key` the row it is about."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        PARKED = "parked", _("Parked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=64)
    key = models.UUIDField(_("key"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    asked = models.PositiveIntegerField(_("times asked"), default=1)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    rung_at = models.DateTimeField(_("last rung"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    lease = models.UUIDField(_("lease"), null=True, blank=True)
    last_problem = models.CharField(_("last problem"), max_length=120, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="work_job_once_per_kind_and_key"),
            models.CheckConstraint(
                condition=Q(leased_until=None, lease=None) | Q(leased_until__isnull=False, lease__isnull=False),
                name="work_job_lease_has_both_parts",
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | (~Q(state="done") & Q(finished_at=None)),
                name="work_job_finished_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done", "parked"]), name="work_job_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="work_job_waiting"),
            models.Index(fields=["created_at"], condition=Q(state="parked"), name="work_job_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
