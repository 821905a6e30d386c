"""Browsers that accounts signed in from."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """A browser somebody signed in from, by the mark in its cookie: a random number, nothing measured about it.

    Until `trusted_until` it is not asked for the second factor, as long as password and factors are those of
    `trusted_for`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices", verbose_name=_("account")
    )
    mark = models.CharField(max_length=64)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    first_at = models.DateTimeField(_("first used"))
    last_at = models.DateTimeField(_("last used"))
    trusted_until = models.DateTimeField(_("remembered until"), null=True, blank=True)
    trusted_for = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["-last_at"]
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="members_device_once")]

    def __str__(self) -> str:
        return f"{self.first_at:%Y-%m-%d}"
