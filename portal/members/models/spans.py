"""Rows that hold from one day to another, both included; an open end means until further notice."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def starts_before_it_ends(name: str) -> models.CheckConstraint:
    """The constraint every dated row has: `from_on <= until_on`."""
    return models.CheckConstraint(
        condition=Q(until_on__isnull=True) | Q(from_on__lte=F("until_on")),
        name=name,
        violation_error_message=_("The last day is before the first."),
    )


class SpanQuerySet(models.QuerySet[Any]):
    """Dated rows, narrowed by day."""

    def in_force(self, on: date) -> "SpanQuerySet":
        """Those that hold on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)

    def touching(self, from_on: date, until_on: date | None) -> "SpanQuerySet":
        """Those that share at least one day with the span."""
        after_it_starts = self.filter(Q(until_on__isnull=True) | Q(until_on__gte=from_on))
        return after_it_starts if until_on is None else after_it_starts.filter(from_on__lte=until_on)


class Span(models.Model):
    """A dated row; `alone_in` names the fields within which two may not share a day.

    The database refuses an overlap too (see `portal.members.no_overlap`): two requests may validate at once.
    """

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("Last day; empty while it lasts."))

    objects = SpanQuerySet.as_manager()
    alone_in: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raises ValidationError when another row of the same owner shares a day."""
        super().clean()
        if self.from_on is None or any(getattr(self, field, None) is None for field in self._owner_columns()):
            return
        same = {column: getattr(self, column) for column in self._owner_columns()}
        others = type(self)._default_manager.filter(**same).exclude(pk=self.pk)
        if others.touching(self.from_on, self.until_on).exists():
            raise ValidationError(_("These days overlap with another entry."), code="overlap")

    def _owner_columns(self) -> list[str]:
        return [field.attname for field in self._meta.concrete_fields if field.name in self.alone_in]
