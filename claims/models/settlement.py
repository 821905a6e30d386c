"""What was decided, stored as it was decided: nothing here is ever changed, a correction is a new row."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim, ClaimLine, amount_field
from portal.benefits.reasons import Bearer, Reason
from portal.post.models import Paper
from providers.models import Provider


class Decision(models.Model):
    """One run of the engine over a claim: the facts it was given and what it answered.

    `facts` and `result` are the engine's own records as JSON (amounts as text, dates ISO), so that the
    decision can be taken again from the row alone with the plan version it names.
    """

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("Settled")
        REVIEW = "review", _("With a person")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="decisions")
    sequence = models.PositiveSmallIntegerField()
    plan = models.CharField(_("plan version"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    facts = models.JSONField(_("facts"))
    result = models.JSONField(_("result"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["claim", "sequence"]
        constraints = [models.UniqueConstraint(fields=["claim", "sequence"], name="decisions_in_order")]

    def __str__(self) -> str:
        return f"{self.claim} / {self.sequence}"


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def live(self) -> SettlementQuerySet:
        return self.filter(superseded_at__isnull=True)


class Settlement(models.Model):
    """A settled claim in the currency of reimbursement, with all that its note prints (`printed`).

    `seal` stands in the code on the note, by which anybody who holds it may check number, date and total.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="settlements")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="settlement")
    currency = models.CharField(_("currency"), max_length=3)
    charged = amount_field(_("charged"))
    reimbursed = amount_field(_("reimbursed"))
    member_share = amount_field(_("member's part"))
    printed = models.JSONField(_("what the note prints"))
    seal = models.UUIDField(_("seal"), default=uuid4, unique=True, editable=False)
    settled_at = models.DateTimeField(_("settled at"))
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    note = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settlement note")
    )

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-settled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(superseded_at__isnull=True), name="one_live_settlement_a_claim"
            ),
            models.CheckConstraint(
                condition=Q(reimbursed__gte=0, reimbursed__lte=F("charged")), name="settlement_within_the_charge"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SettlementLineQuerySet(models.QuerySet["SettlementLine"]):
    def refused(self) -> SettlementLineQuerySet:
        """Lines of which nothing is paid as it stands now."""
        return self.filter(outcome=SettlementLine.Outcome.REFUSED, settlement__superseded_at__isnull=True)


class SettlementLine(models.Model):
    """What one line came to. Amounts are in the settlement's currency; `reasons` names every check that failed.

    `service_on` is the day of care as decided; older rows have none, there the line's own day counts.
    """

    class Outcome(models.TextChoices):
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Not paid")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="lines")
    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="settled")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    service_on = models.DateField(_("day of care"), null=True, blank=True)
    charged = amount_field(_("charged"))
    adjusted = amount_field(_("sum of what was cut"))
    reimbursed = amount_field(_("reimbursed"))
    member_share = amount_field(_("member's part"))
    price_country = models.CharField(_("country whose prices count"), max_length=2)
    payee = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("paid to the provider")
    )
    reasons = models.JSONField(_("reasons"), default=list)

    objects = SettlementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("settled line")
        verbose_name_plural = _("settled lines")
        ordering = ["settlement", "line__position"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "line"], name="line_settled_once"),
            # Rounded, because SQLite adds decimals as binary fractions: 70.78 + 17.69 is not quite 88.47 there.
            models.CheckConstraint(
                condition=Q(charged=Round(F("reimbursed") + F("adjusted"), precision=3)), name="settled_parts_sum"
            ),
            models.CheckConstraint(condition=Q(reimbursed__gte=0, member_share__gte=0), name="settled_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement} / {self.line.position}"


class Adjustment(models.Model):
    """One cut: how much, why, who bears it, and the clause that says so."""

    line = models.ForeignKey(SettlementLine, models.CASCADE, related_name="adjustments")
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=40, choices=[(reason.value, reason.value) for reason in Reason])
    amount = amount_field(_("amount"))
    borne_by = models.CharField(_("borne by"), max_length=20, choices=[(who.value, who.value) for who in Bearer])
    clause = models.CharField(_("clause"), max_length=20)

    class Meta:
        verbose_name = _("cut")
        verbose_name_plural = _("cuts")
        ordering = ["line", "position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="cuts_in_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cut_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.amount.normalize():f}"
