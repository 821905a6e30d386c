"""The trail of who did or read what. The database lets rows in and never changes or drops one."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries, narrowed by words."""

    def about_person(self, person_id: UUID) -> "AuditEntryQuerySet":
        """What concerned that person."""
        return self.filter(person=person_id)

    def about_family(self, family_id: UUID) -> "AuditEntryQuerySet":
        """What concerned that family or anybody in it."""
        return self.filter(family=family_id)


class AuditEntry(models.Model):
    """One act: who, what, when, from where, on which object. `detail` never holds medical text."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(_("when"), db_index=True)
    # Entries outlive accounts, so nothing may touch them when an account goes: no constraint, nothing set to null.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("who"),
    )
    by_label = models.CharField(_("who, as called then"), max_length=64)
    act = models.CharField(_("act"), max_length=60, db_index=True)
    object_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    object_id = models.CharField(_("object"), max_length=64, blank=True)
    person = models.UUIDField(_("person concerned"), null=True, blank=True)
    family = models.UUIDField(_("family concerned"), null=True, blank=True)
    ip = models.GenericIPAddressField(_("from address"), null=True, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["family", "at"], name="members_audit_by_family"),
            models.Index(fields=["person", "at"], name="members_audit_by_person"),
            models.Index(fields=["object_type", "object_id"], name="members_audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"
