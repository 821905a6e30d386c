"""The stop-loss of a family and calendar year, paid by itself with a settlement of its own (clause 3.4)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import amount_field
from portal.members.models import Family
from portal.post.models import Paper


class StopLossSettlement(models.Model):
    """What the plan pays above the limit, as it stood after ledger entry `usage_until`. Amounts are in `currency`.

    `supplement` is the whole of the year by then, `paid` what this settlement adds to those before it. `people` are the
    engine's shares by person, amounts as text; `printed` is all that the note says beside them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    family = models.ForeignKey(Family, models.PROTECT, related_name="stop_losses", verbose_name=_("family"))
    year = models.PositiveSmallIntegerField(_("calendar year"))
    sequence = models.PositiveSmallIntegerField()
    plan = models.CharField(_("plan version"), max_length=60)
    usage_until = models.PositiveBigIntegerField()
    currency = models.CharField(_("currency"), max_length=3)
    out_of_pocket = amount_field(_("borne by the family"))
    limit = amount_field(_("limit"))
    supplement = amount_field(_("supplement of the year"))
    paid = amount_field(_("paid now"))
    people = models.JSONField(_("shares"))
    printed = models.JSONField(_("what the note prints"))
    settled_at = models.DateTimeField(_("settled at"))
    note = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settlement note")
    )

    class Meta:
        verbose_name = _("stop-loss settlement")
        verbose_name_plural = _("stop-loss settlements")
        ordering = ["-settled_at"]
        constraints = [
            models.UniqueConstraint(fields=["family", "year", "sequence"], name="stop_losses_in_order"),
            models.CheckConstraint(
                condition=Q(paid__gt=0, paid__lte=F("supplement")), name="stop_loss_pays_part_of_the_supplement"
            ),
            models.CheckConstraint(condition=Q(out_of_pocket__gt=F("limit")), name="stop_loss_only_above_the_limit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def paid_before(self) -> object:
        """What earlier settlements of the year paid."""
        return self.supplement - self.paid
