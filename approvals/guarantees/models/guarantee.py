"""A guarantee of payment: one version of it. What was issued stays; a change is a new version that replaces it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import CareRequest
from portal.members.models import Person
from portal.post.models import Paper
from portal.vault.fields import EncryptedTextField
from providers.models import Provider


class GuaranteeQuerySet(models.QuerySet["Guarantee"]):
    def of(self, people: models.QuerySet[Person]) -> GuaranteeQuerySet:
        """Guarantees about one of `people`, without what is not decided yet: how every page of a member loads one."""
        return self.filter(person__in=people).exclude(state=Guarantee.State.PROPOSED)

    def live(self) -> GuaranteeQuerySet:
        """Issued, or waiting for a second signature: of a request at most one each."""
        return self.filter(state__in=Guarantee.LIVE)

    def issued(self) -> GuaranteeQuerySet:
        """Those that hold now."""
        return self.filter(state=Guarantee.State.ISSUED)

    def newest_of(self, request: CareRequest) -> Guarantee | None:
        """The last version that was decided about a request, whatever became of it."""
        return self.filter(request=request).order_by("-version").first()

    def standing(self) -> GuaranteeQuerySet:
        """Without the versions that another one replaced."""
        return self.exclude(state=Guarantee.State.REPLACED)

    def awaiting_approval(self) -> GuaranteeQuerySet:
        """Issued in an emergency; the medical consultant decides afterwards."""
        return self.filter(approval_follows=True, state__in=[*Guarantee.LIVE, Guarantee.State.USED])


class Guarantee(models.Model):
    """One version. Amounts are in `currency`, the family's.

    `charged` = `guaranteed` + `patient_part` + what another insurer or the provider bears. `facts` and `result` are
    what the engine was asked and said (`portal.entitlements.records`), so that the decision can be taken again with
    the ledger as it stood at `facts["usage_until"]`; `printed` is what its papers say beside the lines.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("guarantee state", "Waits for a second signature")
        ISSUED = "issued", pgettext_lazy("guarantee state", "Valid")
        REFUSED = "refused", pgettext_lazy("guarantee state", "Refused")
        REPLACED = "replaced", pgettext_lazy("guarantee state", "Replaced")
        REVOKED = "revoked", pgettext_lazy("guarantee state", "Revoked")
        EXPIRED = "expired", pgettext_lazy("guarantee state", "Expired")
        USED = "used", pgettext_lazy("guarantee state", "Used")

    LIVE = (State.PROPOSED, State.ISSUED)
    ENDS = (State.REPLACED, State.REVOKED, State.EXPIRED, State.USED)
    TONES = {
        State.PROPOSED: "warning",
        State.ISSUED: "success",
        State.REFUSED: "danger",
        State.REPLACED: "neutral",
        State.REVOKED: "danger",
        State.EXPIRED: "neutral",
        State.USED: "info",
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    request = models.ForeignKey(CareRequest, models.PROTECT, related_name="guarantees", verbose_name=_("request"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="guarantees", verbose_name=_("patient"))
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="guarantees", verbose_name=_("provider")
    )
    provider_name = models.CharField(_("name of the provider"), max_length=200)
    provider_country = models.CharField(_("country"), max_length=2)
    provider_email = EncryptedTextField(_("e-mail address of the provider"), blank=True, default="")
    provider_language = models.CharField(_("language of the provider"), max_length=10)

    state = models.CharField(_("state"), max_length=10, choices=State)
    is_emergency = models.BooleanField(_("emergency"), default=False)
    approval_follows = models.BooleanField(_("prior approval follows"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    currency = models.CharField(_("currency"), max_length=3)
    charged = models.DecimalField(_("estimated"), max_digits=14, decimal_places=3)
    guaranteed = models.DecimalField(_("guaranteed"), max_digits=14, decimal_places=3)
    patient_part = models.DecimalField(_("the patient's part"), max_digits=14, decimal_places=3)
    plan = models.CharField(max_length=40)
    facts = models.JSONField()
    result = models.JSONField()
    printed = models.JSONField()
    words = EncryptedTextField(_("to the member, as she reads it"), blank=True, default="")

    seal = models.UUIDField(unique=True, default=uuid4, editable=False)
    code = EncryptedTextField(editable=False)
    member_paper = models.OneToOneField(Paper, models.PROTECT, null=True, blank=True, related_name="+")
    provider_paper = models.OneToOneField(Paper, models.PROTECT, null=True, blank=True, related_name="+")

    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided at"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_why = EncryptedTextField(_("reasons, as the member reads them"), blank=True, default="")

    objects = GuaranteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee of payment")
        verbose_name_plural = _("guarantees of payment")
        ordering = ["-decided_at"]
        permissions = [("issue_guarantee", "Can issue, change, refuse and revoke guarantees of payment")]
        indexes = [
            models.Index(fields=["valid_until"], condition=Q(state="issued"), name="guarantees_that_hold"),
            models.Index(fields=["person", "-decided_at"], name="guarantees_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="one_version_of_a_guarantee"),
            models.UniqueConstraint(fields=["request"], condition=Q(state="issued"), name="one_guarantee_holds"),
            models.UniqueConstraint(fields=["request"], condition=Q(state="proposed"), name="one_guarantee_to_sign"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="guarantee_ends_after_start"),
            models.CheckConstraint(
                condition=Q(charged__gte=0, guaranteed__gte=0, patient_part__gte=0, guaranteed__lte=F("charged")),
                name="guarantee_within_the_estimate",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["replaced", "revoked", "expired", "used"], ended_at__isnull=False)
                | Q(state__in=["proposed", "issued", "refused"], ended_at__isnull=True),
                name="guarantee_ended_when_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "refused"], issued_at__isnull=True)
                | Q(state__in=["issued", "replaced", "expired", "used"], issued_at__isnull=False)
                | Q(state="revoked"),
                name="guarantee_issued_when_it_holds",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """For its badge."""
        return self.TONES[self.State(self.state)]

    @property
    def holds(self) -> bool:
        return self.state == self.State.ISSUED

    @property
    def still_guaranteed(self) -> Decimal:
        """What a provider can still count on."""
        return self.guaranteed if self.holds else Decimal(0)

    @property
    def borne_by_others(self) -> Decimal:
        """What neither the plan nor the patient pays: another insurer, or a provider above the agreed prices."""
        return self.charged - self.guaranteed - self.patient_part

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed."""
        return on > self.valid_until
