"""A link on which one provider enters one cost estimate, without an account."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import CareRequest
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class EstimateLinkQuerySet(models.QuerySet["EstimateLink"]):
    def live(self, *, now: datetime) -> EstimateLinkQuerySet:
        """Those on which something can still be entered."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now)


class EstimateLink(models.Model):
    """For one request and one estimate. Only the digest of its token is stored; the address is told once.

    `provider_name` is who was asked, `email` where we sent it (empty: the member passes it on herself), `hint` what the
    provider knows the patient by, in the member's words. `opened_at` is when somebody first began to fill it in.
    """

    class State(models.TextChoices):
        MADE = "made", pgettext_lazy("link", "Made")
        SENT = "sent", pgettext_lazy("link", "Sent by e-mail")
        OPENED = "opened", pgettext_lazy("link", "Being filled in")
        USED = "used", pgettext_lazy("link", "Filled in")
        REVOKED = "revoked", pgettext_lazy("link", "Revoked")
        EXPIRED = "expired", pgettext_lazy("link", "Expired")

    TONES = {
        State.MADE: "info",
        State.SENT: "info",
        State.OPENED: "info",
        State.USED: "success",
        State.REVOKED: "neutral",
        State.EXPIRED: "warning",
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(CareRequest, models.PROTECT, related_name="estimate_links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    provider_name = models.CharField(_("hospital or doctor"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    email = EncryptedTextField(_("e-mail"), blank=True, default="")
    is_mailed = models.BooleanField(_("sent by us"), default=False)
    hint = EncryptedTextField(_("what they know the patient by"), blank=True, default="")
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    expires_at = models.DateTimeField(_("expires at"))
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    used_at = models.DateTimeField(_("filled in at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = EstimateLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for a cost estimate")
        verbose_name_plural = _("links for cost estimates")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="estimate_link_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(used_at=None) | Q(revoked_at=None), name="estimate_link_ends_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.request.person

    def is_live(self, *, now: datetime) -> bool:
        """Whether something can still be entered."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at

    def state_at(self, now: datetime) -> EstimateLink.State:
        """How it stands."""
        if self.used_at:
            return self.State.USED
        if self.revoked_at:
            return self.State.REVOKED
        if now >= self.expires_at:
            return self.State.EXPIRED
        if self.opened_at:
            return self.State.OPENED
        return self.State.SENT if self.is_mailed else self.State.MADE
