"""Who was covered when, and the salary figures the plan counts with."""

from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from portal.members.models.family import Family, Person
from portal.members.models.spans import Span, starts_before_it_ends


class Enrolment(Span):
    """Cover of one person, first and last day included."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name=_("person"))

    history = HistoricalRecords()
    alone_in = ("person",)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["person", "from_on"]
        constraints = [starts_before_it_ends("members_enrolment_start_before_end")]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.until_on or '…'}"


class SalaryFigure(Span):
    """A monthly amount the plan's maximums are measured with; contribution basis for the retired."""

    class Kind(models.TextChoices):
        NET_BASE = "net_base", _("net base salary")
        CONTRIBUTION_BASE = "contribution_base", _("basis of contribution")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family = models.ForeignKey(Family, models.PROTECT, related_name="salary_figures", verbose_name=_("family"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    amount = models.DecimalField(
        _("amount a month"), max_digits=14, decimal_places=3, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")

    history = HistoricalRecords()
    alone_in = ("family", "kind")

    class Meta:
        verbose_name = _("salary figure")
        verbose_name_plural = _("salary figures")
        ordering = ["family", "kind", "from_on"]
        constraints = [
            starts_before_it_ends("members_salaryfigure_start_before_end"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="members_salaryfigure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.from_on}"
