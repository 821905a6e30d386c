"""Whether a decision or an answer was clear to whom it was meant for, with a few words if she wants."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clarity.asking import Kind
from portal.members.models import Person
from portal.vault.fields import EncryptedTextField


class Opinion(models.Model):
    """One answer of one person about one thing; she may change it. It says nothing about what was decided.

    `words` are personal: encrypted, read by who has `clarity.read_words`, written down each time, and emptied after
    `words.KEPT`. `has_words` lets them be counted without opening them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="opinions", verbose_name=_("person"))
    kind = models.CharField(_("about"), max_length=10, choices=Kind)
    key = models.UUIDField(editable=False)
    is_clear = models.BooleanField(_("was clear"))
    words = EncryptedTextField(_("words"), blank=True, default="")
    has_words = models.BooleanField(_("with words"), default=False)
    language = models.CharField(_("language"), max_length=10)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("answer to “Was this clear?”")
        verbose_name_plural = _("was this clear?")
        ordering = ["-at"]
        default_permissions = ("view",)
        permissions = [("read_words", "Can read what members found unclear")]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="one_opinion_a_person_and_thing"),
            models.CheckConstraint(condition=Q(kind__in=[str(kind) for kind in Kind]), name="opinion_kind_is_known"),
        ]
        indexes = [models.Index(fields=["at", "kind"], name="opinions_by_month")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m}"
