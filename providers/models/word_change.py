"""Everyday words of specialities that provider relations added or withdrew."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST = 60


class WordChange(models.Model):
    """One word added or withdrawn, in the order of the ids, on top of `data/specialities.yaml`. Rows only grow."""

    class Act(models.TextChoices):
        ADDED = "added", _("Added")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    speciality = models.CharField(_("speciality"), max_length=40)
    language = models.CharField(_("language"), max_length=2)
    word = models.CharField(_("everyday word"), max_length=LONGEST)
    act = models.CharField(_("what happened"), max_length=9, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=["added", "withdrawn"]), name="word_change_act_is_known"),
            models.CheckConstraint(condition=~Q(word=""), name="word_change_names_a_word"),
        ]

    def __str__(self) -> str:
        return self.word
