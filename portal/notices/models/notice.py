"""What a member was told, how she wants to be told, and when she is reminded."""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.members.models import Person
from portal.notices.topics import CHOSEN, How, Topic, What, what_of
from portal.vault.fields import EncryptedTextField


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, narrowed by words."""

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def shown_to(self, reader: Person, people: Collection[Person]) -> NoticeQuerySet:
        """Hers, about herself, about nobody, or about somebody of `people`, whom she may see on the day."""
        return self.filter(reader=reader).filter(Q(about=None) | Q(about=F("reader")) | Q(about__in=people))

    def to_collect(self) -> NoticeQuerySet:
        """Waiting for the mail of the day."""
        return self.filter(waits_for_mail=True)


class Notice(models.Model):
    """One thing that one person was told. The portal is the truth; a mail is its echo, and may fail.

    `key` is what it is about: one notice per reader, kind and key. `about` is the person concerned, None for account
    and family. `link` is a path of the portal, `words` one line more in the reader's language, as it was said.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reader = models.ForeignKey(Person, models.CASCADE, related_name="notices", verbose_name=_("told to"))
    about = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("about"))
    what = models.CharField(_("kind"), max_length=40)
    key = models.UUIDField()
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    link = models.CharField(_("place"), max_length=200)
    words = EncryptedTextField(_("words"), blank=True, default="")
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    waits_for_mail = models.BooleanField(_("waits for the mail of the day"), default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-at", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reader", "what", "key"], name="one_notice_a_reader_kind_and_key"),
        ]
        indexes = [
            models.Index(fields=["reader", "-at"], name="notices_of_a_reader"),
            models.Index(fields=["reader"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["reader"], condition=Q(waits_for_mail=True), name="notices_for_the_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    @property
    def kind(self) -> What:
        """Its sentence, topic and action."""
        return what_of(self.what)


class MailChoice(models.Model):
    """How one topic reaches one person by e-mail; without a row, at once."""

    reader = models.ForeignKey(Person, models.CASCADE, related_name="mail_choices")
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    how = models.CharField(_("how"), max_length=10, choices=How)
    changed_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("choice of e-mails")
        verbose_name_plural = _("choices of e-mails")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reader", "topic"], name="one_mail_choice_a_topic"),
            models.CheckConstraint(condition=Q(topic__in=[str(one) for one in CHOSEN]), name="mail_choice_may_be_made"),
            models.CheckConstraint(condition=Q(how__in=[str(one) for one in How]), name="mail_choice_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.how}"


class ReminderRules(models.Model):
    """How many days before a deadline its reminder comes, by version; the newest counts, and none is ever changed."""

    days = models.PositiveSmallIntegerField(
        _("days before"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    why = models.CharField(_("why this version"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"), editable=False
    )
    at = models.DateTimeField(_("in force since"), editable=False)

    class Meta:
        verbose_name = _("rules of reminders")
        verbose_name_plural = _("rules of reminders")
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="reminder_comes_before")]

    def __str__(self) -> str:
        return str(self.days)

    @classmethod
    def in_force(cls) -> ReminderRules:
        """The newest version; what stands here as default while nobody has written one."""
        return cls.objects.order_by("-at").first() or cls()
