"""What the provider confirms with the code on the document: that the patient came, and that she left."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.guarantees.models.guarantee import Guarantee


class Stay(models.Model):
    """One confirmation; nobody signs in for it, the code on the paper is what shows that it is the provider."""

    class Kind(models.TextChoices):
        ADMISSION = "admission", pgettext_lazy("stay", "Admitted")
        DISCHARGE = "discharge", pgettext_lazy("stay", "Discharged")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="stays")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    on = models.DateField(_("day"))
    confirmed_at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("admission or discharge")
        verbose_name_plural = _("admissions and discharges")
        ordering = ["on", "confirmed_at"]
        constraints = [models.UniqueConstraint(fields=["guarantee", "kind"], name="one_admission_and_discharge")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
