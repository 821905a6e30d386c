"""Tokens by which a program reads a member's settlements."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Adjectives for tokens."""

    def valid(self, *, on: date) -> AccessTokenQuerySet:
        """Neither revoked nor expired."""
        return self.filter(revoked_at=None, last_day__gte=on)


class AccessToken(models.Model):
    """A secret that a member gives to a program of hers. Only its hash is kept; `beginning` is what she knows it by.

    `last_day` is the last day (UTC) on which it opens anything.
    """

    class Scope(models.TextChoices):
        SETTLEMENTS = "settlements.read", _("Read settlements")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=60)
    scope = models.CharField(_("scope"), max_length=30, choices=Scope.choices, default=Scope.SETTLEMENTS)
    beginning = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    last_day = models.DateField(_("valid until"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(scope="settlements.read"), name="mydata_token_scope_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="mydata_token_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_valid(self, *, on: date) -> bool:
        """Whether it opens anything on that day."""
        return self.revoked_at is None and self.last_day >= on
