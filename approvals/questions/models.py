"""Questions to the medical consultant: a conversation in confidence, read by the member and by consultants alone.

No page of the desk lists them but the consultants' own, and no permission opens them: the role does (`eyes`).
"""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import CareRequest
from portal.attachments.models import Attachment
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class QuestionQuerySet(models.QuerySet["Question"]):
    def of(self, people: models.QuerySet[Person]) -> QuestionQuerySet:
        """Conversations about one of `people`: how every page of a member loads one."""
        return self.filter(person__in=people)

    def waiting(self) -> QuestionQuerySet:
        """With us: the last word is the member's."""
        return self.filter(state=Question.State.ASKED)


class Question(models.Model):
    """One conversation. `hours` is what was promised when the last word was hers, `due_at` when they end."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("question state", "With the medical consultant")
        ANSWERED = "answered", pgettext_lazy("question state", "Answered")
        CLOSED = "closed", pgettext_lazy("question state", "Closed")

    TONES = {State.ASKED: "info", State.ANSWERED: "success", State.CLOSED: "neutral"}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="questions", verbose_name=_("about"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by")
    )
    form_key = models.UUIDField(editable=False)
    language = models.CharField(_("language"), max_length=10)
    request = models.ForeignKey(CareRequest, models.PROTECT, null=True, blank=True, related_name="+")
    benefit = models.CharField(_("benefit"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    hours = models.PositiveSmallIntegerField(_("hours promised"))
    due_at = models.DateTimeField(_("answer promised by"))
    changed_at = models.DateTimeField(_("last changed"))

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question in confidence")
        verbose_name_plural = _("questions in confidence")
        ordering = ["-changed_at"]
        default_permissions = ()
        permissions = [("answer_question", "Can read and answer questions in confidence")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="asked"), name="questions_waiting")]
        constraints = [models.UniqueConstraint(fields=["asked_by", "form_key"], name="one_question_a_form")]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """For its badge."""
        return self.TONES[self.State(self.state)]


class QuestionMessage(models.Model):
    """One message; never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    from_us = models.BooleanField(_("from us"), default=False)
    words = EncryptedTextField(_("words"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("message in confidence")
        verbose_name_plural = _("messages in confidence")
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.question.person


class QuestionDocument(Attachment):
    """A paper that came with a message."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="documents")
    message = models.ForeignKey(QuestionMessage, models.PROTECT, related_name="documents", editable=False)

    class Meta(Attachment.Meta):
        abstract = False
        ordering = ["question", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="question_documents_in_order"),
            models.CheckConstraint(condition=~Q(receipt=""), name="question_document_has_receipt"),
        ]

    @property
    def person(self) -> Person:
        """Whom it is about."""
        return self.question.person


class QuestionRules(models.Model):
    """What is promised for an answer, by version; the newest counts, and none is ever changed."""

    hours = models.PositiveSmallIntegerField(_("hours promised"), default=72, validators=[MinValueValidator(1)])
    at = models.DateTimeField(_("in force since"), editable=False)

    class Meta:
        verbose_name = _("promise for questions")
        verbose_name_plural = _("promises for questions")
        ordering = ["-at"]
        default_permissions = ("view", "add")
        constraints = [models.CheckConstraint(condition=Q(hours__gte=1), name="question_hours_promised")]

    def __str__(self) -> str:
        return str(self.hours)

    @classmethod
    def in_force(cls) -> QuestionRules:
        """The newest version; what stands here as default while nobody has written one."""
        return cls.objects.order_by("-at").first() or cls()
