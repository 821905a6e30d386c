"""Families locked before their payments, in one order: as everybody does who decides about their money."""

from uuid import UUID

from django.db.models import Q, QuerySet

from claims.payments.models import Payment, Receivable
from portal.members.models import Family


def lock_families(of: QuerySet[Payment] | QuerySet[Receivable]) -> dict[UUID, Family]:
    """The families whose settlements these payments or receivables come from, locked in the caller's transaction."""
    claims, years = of.values("settlement__claim__family"), of.values("stop_loss__family")
    theirs = Family.objects.filter(Q(pk__in=claims) | Q(pk__in=years))
    return {family.pk: family for family in theirs.select_for_update(of=("self",), no_key=True).order_by("pk")}
