"""The plan has no tables. What the desk may read of it is a permission, and a permission belongs to a model."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CoverageBook(models.Model):
    """The book of clauses, cases and decisions; `benefits.view_coveragebook` lets a colleague read it. No table."""

    class Meta:
        managed = False
        default_permissions = ("view",)
        verbose_name = _("coverage book")
        verbose_name_plural = _("coverage book")

    def __str__(self) -> str:
        return "coverage book"
