"""Salary figures of a family over time."""

from datetime import date, timedelta
from decimal import Decimal

from portal.members.models import Family, SalaryFigure


class Overlap(ValueError):
    """A later figure is known, so this one would have to end before it: that is for the desk to sort out."""


def set_figure(*, family: Family, kind: str, amount: Decimal, currency: str, from_on: date | None) -> bool:
    """The figure that holds from that day on; the one before ends the day before. True when something changed.

    In the caller's transaction, which also writes the audit entry. Raises Overlap.
    """
    if from_on is None:
        return False
    figures = SalaryFigure.objects.filter(family=family, kind=kind)
    known = figures.filter(from_on=from_on).first()
    if known is not None:
        if (known.amount, known.currency) == (amount, currency):
            return False
        known.amount, known.currency = amount, currency
        known.save(update_fields=["amount", "currency"])
        return True
    if figures.filter(from_on__gt=from_on).exists():
        raise Overlap
    before = figures.in_force(from_on).first()
    if before is not None:
        before.until_on = from_on - timedelta(days=1)
        before.save(update_fields=["until_on"])
    SalaryFigure.objects.create(family=family, kind=kind, amount=amount, currency=currency, from_on=from_on)
    return True
