"""Ways in for somebody who has none: asked for, checked, changed, and what each of them holds back for a while."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.members.models.family import Person


class Entrance(Person):
    """A person as member services see her who cannot sign in."""

    class Meta:
        proxy = True
        verbose_name = _("sign-in of a member")
        verbose_name_plural = _("sign-in of members")
        default_permissions = ("view",)
        permissions = [("help_in", _("Can help members in after checking who they are"))]


class IdentityCheck(models.Model):
    """Questions a colleague asked somebody on the telephone: which were passed, never what was answered. Only grows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identity_checks", verbose_name=_("person"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    passed = models.JSONField(_("passed"), default=list)
    failed = models.JSONField(_("not passed"), default=list)
    is_enough = models.BooleanField(_("enough"))

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "-at"], name="members_check_of_person")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class CodeRequest(models.Model):
    """Somebody asked for a new activation code. Written for unknown numbers too, so that both take the same time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("request for an activation code")
        verbose_name_plural = _("requests for an activation code")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    """Changes of address, narrowed by words."""

    def waiting(self, now: datetime) -> "EmailChangeQuerySet":
        """Asked for, neither confirmed nor stopped, and the link still works."""
        return self.filter(confirmed_at__isnull=True, stopped_at__isnull=True, expires_at__gt=now)


class EmailChange(models.Model):
    """A new e-mail address of an account: it counts from `confirmed_at`, unless it was stopped from the old one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="email_changes", verbose_name=_("person"))
    old = models.EmailField(_("address before"), blank=True)
    new = models.EmailField(_("new address"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(_("link works until"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of e-mail address")
        verbose_name_plural = _("changes of e-mail addresses")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(confirmed_at__isnull=True, stopped_at__isnull=True),
                name="members_emailchange_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class FactorReset(models.Model):
    """A colleague asked to take somebody's second factor away, since it is lost; perhaps a second one has to agree."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="factor_resets", verbose_name=_("person"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    ended_at = models.DateTimeField(_("given up"), null=True, blank=True)

    class Meta:
        verbose_name = _("reset of a second factor")
        verbose_name_plural = _("resets of second factors")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
                name="members_factorreset_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="members_factorreset_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"


class Recovery(models.Model):
    """A way in that did not go through what the member holds: she is told, and her bank details wait. Only grows.

    `told` is the address known before; without one a letter goes to the family's address.
    """

    class Way(models.TextChoices):
        CODE = "code", _("activation code read out on the telephone")
        FACTOR = "factor", _("second factor removed")
        EMAIL = "email", _("e-mail address set by us")
        EMAIL_OWN = "email_own", _("e-mail address changed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="recoveries", verbose_name=_("person"))
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told = models.EmailField(_("told at"), blank=True)
    held_until = models.DateTimeField(_("bank details wait until"))

    class Meta:
        verbose_name = _("way back into an account")
        verbose_name_plural = _("ways back into accounts")
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "held_until"], name="members_recovery_held")]

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d %H:%M}"
