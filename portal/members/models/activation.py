"""Codes that open an account, and the count of wrong tries."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.members.models.family import Person

TRIES_PER_CODE = 5


class ActivationCodeQuerySet(models.QuerySet["ActivationCode"]):
    """Codes, narrowed by words."""

    def usable(self, now: datetime) -> "ActivationCodeQuerySet":
        """Neither used nor replaced, not expired, and not tried too often."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now, tries__lt=TRIES_PER_CODE)


class ActivationCode(models.Model):
    """One code of one person. The code itself is stored nowhere, only its keyed digest."""

    class SentBy(models.TextChoices):
        MAIL = "mail", _("e-mail")
        LETTER = "letter", _("welcome letter")
        PHONE = "phone", _("telephone")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="activation_codes", verbose_name=_("person"))
    digest = models.CharField(max_length=64, editable=False)
    sent_by = models.CharField(_("sent by"), max_length=10, choices=SentBy.choices)
    # Where a member of the family had it sent; it becomes the address of the account when the code is used.
    sent_to = models.EmailField(_("sent to"), blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation code")
        verbose_name_plural = _("activation codes")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="members_activationcode_one_live",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="members_activationcode_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.created_at)


class Tries(models.Model):
    """How often something was tried since `since`: a sign-in, a code. Keys are digests, never numbers or addresses."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("count of tries")
        verbose_name_plural = _("counts of tries")

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"


class ResetRequest(models.Model):
    """Somebody asked for a new password. Written for unknown numbers too, so that both answers take the same time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(db_index=True)
    language = models.CharField(max_length=10, default="en")

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
