"""What the desk works out on an appeal before it is decided: facts to be corrected, and signatures."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.appeals.models.appeal import Appeal
from claims.models import Claim, ClaimLine
from claims.models.claim import amount_field
from claims.models.review import by_field
from portal.vault.fields import EncryptedTextField


class AppealChange(models.Model):
    """A fact that deciding the appeal would correct; until then nothing of it counts. Texts as in `Correction`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="changes")
    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="+")
    field = models.CharField(_("fact"), max_length=20)
    after = models.CharField(_("after"), max_length=60, blank=True)
    why = EncryptedTextField(_("why"))
    reason = models.CharField(_("what the member reads"), max_length=12, blank=True, default="")
    words = EncryptedTextField(_("in our own words to the member"), blank=True, default="")
    by = by_field(_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("fact to be corrected")
        verbose_name_plural = _("facts to be corrected")
        ordering = ["line", "field"]
        constraints = [models.UniqueConstraint(fields=["appeal", "line", "field"], name="one_change_a_fact")]

    def __str__(self) -> str:
        return self.field

    @property
    def claim(self) -> Claim:
        """The claim it is about."""
        return self.appeal.claim


class AppealSignature(models.Model):
    """A colleague's word that the appeal may be decided so; two where the amount asks for it.

    `seen` is the digest of the result she saw, `amount` what it pays in the family's `currency`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="signatures")
    position = models.PositiveSmallIntegerField()
    seen = models.CharField(max_length=64)
    by = by_field(_("signed by"))
    at = models.DateTimeField(_("when"))
    amount = amount_field(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    limit_usd = amount_field(_("limit in USD"))

    class Meta:
        verbose_name = _("signature under an appeal")
        verbose_name_plural = _("signatures under appeals")
        ordering = ["appeal", "position"]
        constraints = [
            # Four eyes: the second signature is never the first person's.
            models.UniqueConstraint(fields=["appeal", "by"], name="one_signature_under_an_appeal"),
            models.UniqueConstraint(fields=["appeal", "position"], name="appeal_signatures_in_order"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="at_most_two_under_an_appeal"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} / {self.position}"
