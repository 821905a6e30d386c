"""Calls: those a member wants from us, and those that were held."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.help.models.enquiry import Enquiry, Topic
from portal.members.models import IdentityCheck, Person
from portal.vault.fields import EncryptedTextField


class CallBack(models.Model):
    """When somebody wants to be called, on which number, in which language. `zone` is the clock she chose it by."""

    enquiry = models.OneToOneField(Enquiry, models.CASCADE, primary_key=True, related_name="call_back")
    phone = EncryptedTextField(_("phone number"))
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    zone = models.CharField(_("time zone"), max_length=60)
    language = models.CharField(_("language"), max_length=10)

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="call_back_is_a_while")]

    def __str__(self) -> str:
        return str(self.enquiry)


class PhoneCall(models.Model):
    """A call that was held. `check` is the proof that the caller was who she said; without it nothing was told."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("enquiry")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="phone_calls", verbose_name=_("about")
    )
    caller = EncryptedTextField(_("who called"))
    check_made = models.ForeignKey(
        IdentityCheck, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("identity check")
    )
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    words = EncryptedTextField(_("what was said"), blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("phone call")
        verbose_name_plural = _("phone calls")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
