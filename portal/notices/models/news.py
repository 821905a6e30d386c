"""News of the plan: what the desk tells every member at once. Nothing in it is about anybody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _


def _somebody(label: Any, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, editable=False, **options
    )


def _corrected() -> Exists:
    """Whether members were told of another version before, of a piece in the query around it."""
    earlier = NewsVersion.objects.filter(news=OuterRef("pk"), told_up_to__isnull=False)
    return Exists(earlier.exclude(pk=OuterRef("published")))


class NewsQuerySet(models.QuerySet["News"]):
    def shown(self, *, on: date) -> NewsQuerySet:
        """What members may read on that day, withdrawn pieces too: those say so."""
        return self.filter(published__shown_from__lte=on).annotate(is_corrected=_corrected())


class News(models.Model):
    """One piece of news: `published` is the version that members read, `draft` waits for a second person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    published = models.OneToOneField(
        "notices.NewsVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("published"), editable=False
    )
    draft = models.OneToOneField(
        "notices.NewsVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("draft"), editable=False
    )
    changed_at = models.DateTimeField(_("last changed"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = _somebody(_("withdrawn by"), null=True)

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news of the plan")
        verbose_name_plural = _("news of the plan")
        ordering = ["-changed_at"]
        default_permissions = ("view", "add")
        permissions = [("publish_news", "Can publish and withdraw news of the plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, published__isnull=False),
                name="news_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        version = self.draft or self.published
        return version.heading if version else ""


class NewsVersion(models.Model):
    """The text of a piece of news as one colleague wrote it. `translations`: language → heading and text.

    `told_up_to` is the last person who was told of it, in the order of their ids; `told_at` when all of them were.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    news = models.ForeignKey(News, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    heading = models.CharField(_("heading"), max_length=120)
    text = models.TextField(_("text"), max_length=6000)
    translations = models.JSONField(_("translations"), default=dict)
    shown_from = models.DateField(_("shown from"))
    at = models.DateTimeField(_("written at"))
    by = _somebody(_("written by"))
    published_at = models.DateTimeField(_("published at"), null=True)
    published_by = _somebody(_("published by"), null=True)
    told_up_to = models.UUIDField(null=True)
    told_at = models.DateTimeField(_("everybody was told at"), null=True)

    class Meta:
        verbose_name = _("version of news")
        verbose_name_plural = _("versions of news")
        ordering = ["news", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["news", "number"], name="news_versions_in_order"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="news_published_by_somebody",
            ),
            # Four eyes: who wrote it does not publish it.
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("by")), name="news_published_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} ({self.number})"
