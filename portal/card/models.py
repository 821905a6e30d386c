"""Membership cards and proofs of insurance: what was handed out, and the seal by which it can be checked."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.members.models import Family, Person
from portal.post.models import Paper
from portal.vault.fields import EncryptedJSONField


class CardQuerySet(models.QuerySet["Card"]):
    """Adjectives for cards."""

    def valid(self) -> "CardQuerySet":
        """Not replaced by another one."""
        return self.filter(ended_at=None)


class Card(models.Model):
    """A membership card of a person. `seal` stands in its code and opens the public page that confirms cover.

    A card that was lost is ended by a new one, and its code confirms nothing more.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="cards", verbose_name=_("person"))
    seal = models.UUIDField(_("seal"), unique=True, default=uuid4, editable=False)
    made_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="card_card_one_valid"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")), name="card_card_made_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Certificate(models.Model):
    """A proof of insurance that a member asked for. `printed` is all that the paper says, as it was on that day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    family = models.ForeignKey(Family, models.PROTECT, related_name="+", verbose_name=_("family"))
    people = models.ManyToManyField(Person, related_name="+", verbose_name=_("people"))
    seal = models.UUIDField(_("seal"), unique=True, default=uuid4, editable=False)
    form_key = models.UUIDField(editable=False)
    language = models.CharField(_("language"), max_length=10)
    printed: Any = EncryptedJSONField(editable=False)
    made_at = models.DateTimeField(_("made"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paper")
    )

    class Meta:
        verbose_name = _("proof of insurance")
        verbose_name_plural = _("proofs of insurance")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "form_key"], name="card_certificate_asked_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("made_at")),
                name="card_certificate_made_before_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
