"""Answers ready to use, written by the team itself in every language of the portal."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.help.models.enquiry import Topic


class ReadyAnswer(models.Model):
    """An answer by its name at the desk."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")
        ordering = ["topic", "name"]

    def __str__(self) -> str:
        return self.name


class ReadyText(models.Model):
    """Its text in one language; nothing personal stands in it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    answer = models.ForeignKey(ReadyAnswer, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    words = models.TextField(_("text"), max_length=6000)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["answer", "language"], name="one_ready_text_a_language")]

    def __str__(self) -> str:
        return self.language
