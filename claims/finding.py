"""The history of claims: what was looked for, what is found, and what it comes to by year and person."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear

from claims.models import ClaimLine, Settlement, SettlementLine
from claims.models.claim import ClaimQuerySet
from portal.benefits.money import rounded
from portal.benefits.plans import load_plan
from portal.entitlements.wording import benefit_name

UNPAID = "unpaid"  # settled, and nothing is paid: no state of its own, but what members look for
MOST_WORDS = 5


@dataclass(frozen=True)
class Wanted:
    """What a member looks for in her claims. Amounts are as billed, whatever the currency; nothing means: all."""

    words: str = ""
    person: UUID | None = None
    year: int | None = None
    state: str = ""
    least: Decimal | None = None
    most: Decimal | None = None

    def as_record(self) -> dict[str, Any]:
        """As JSON, what is not asked for left out."""
        said: dict[str, Any] = {"words": self.words, "person": self.person, "year": self.year, "state": self.state}
        said |= {"least": self.least, "most": self.most}
        return {name: value if isinstance(value, int) else str(value) for name, value in said.items() if value}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """What `as_record` wrote."""
        read = {"person": UUID, "year": int, "least": Decimal, "most": Decimal}
        return cls(**{name: read.get(name, str)(value) for name, value in record.items()})

    def __bool__(self) -> bool:
        return self != type(self)()


@dataclass(frozen=True)
class Total:
    """What one person's settled care of a calendar year came to, in the currency of reimbursement."""

    year: int
    person: str
    currency: str
    claims: int
    charged: Decimal
    reimbursed: Decimal
    member_share: Decimal


def find(claims: ClaimQuerySet, wanted: Wanted, *, plan: str) -> ClaimQuerySet:
    """Those of `claims` that are wanted. At most one query more, for the names of who gave the care."""
    lines, live = ClaimLine.objects.filter(claim=OuterRef("pk")), Settlement.objects.live().filter(claim=OuterRef("pk"))
    if wanted.person:
        claims = claims.filter(patient=wanted.person)
    if wanted.year:
        claims = claims.filter(Exists(lines.filter(service_on__year=wanted.year)))
    if wanted.state == UNPAID:
        claims = claims.filter(Exists(live.filter(reimbursed=0)))
    elif wanted.state:
        claims = claims.filter(state=wanted.state)
    if wanted.least is not None or wanted.most is not None:
        amount = Q(charged__gte=wanted.least or 0)
        if wanted.most is not None:
            amount &= Q(charged__lte=wanted.most)
        claims = claims.filter(Exists(lines.filter(amount)) | Exists(live.filter(amount)))
    words = _plain(wanted.words).split()[:MOST_WORDS]
    return _with_words(claims, words, plan, lines, live) if words else claims


def _with_words(
    claims: ClaimQuerySet,
    words: list[str],
    plan: str,
    lines: QuerySet[ClaimLine],
    live: QuerySet[Settlement],
) -> ClaimQuerySet:
    """Each word stands in a provider's name, the care, the patient's name, or a number of claim or settlement.

    Compared here and not by the database, whose upper and lower case differ and end at the Latin alphabet.
    """
    providers = ClaimLine.objects.filter(claim__in=claims.order_by()).order_by().values_list("provider_name", flat=True)
    by_provider = {name: _plain(name) for name in providers.distinct()}
    by_benefit = {code: _plain(benefit_name(code, plan)) for code in load_plan(plan).rows}
    for word in words:
        theirs = Q(provider_name__in=[name for name, plain in by_provider.items() if word in plain])
        theirs |= Q(benefit__in=[code for code, plain in by_benefit.items() if word in plain])
        claims = claims.filter(
            Exists(lines.filter(theirs))
            | Q(number__icontains=word)
            | Exists(live.filter(number__icontains=word))
            | Q(patient__given_name__icontains=word)
        )
    return claims


def _plain(text: str) -> str:
    """Without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def totals(claims: ClaimQuerySet) -> list[Total]:
    """Of settled claims, by calendar year of care and person, the latest year first. One query."""
    lines = SettlementLine.objects.filter(
        settlement__claim__in=claims.order_by(), settlement__superseded_at__isnull=True
    ).order_by()
    by = lines.annotate(
        year=ExtractYear(Coalesce("service_on", "line__service_on")),
    ).values_list(
        "year", "settlement__claim__patient__given_name", "settlement__claim__patient", "settlement__currency"
    )
    sums = by.annotate(
        count=Count("settlement", distinct=True), a=Sum("charged"), b=Sum("reimbursed"), c=Sum("member_share")
    )
    return [
        Total(year, name, currency, count, *(rounded(amount, currency) for amount in amounts))
        for year, name, _person, currency, count, *amounts in sums.order_by(
            "-year", "settlement__claim__patient__number"
        )
    ]


def years_of_care(claims: ClaimQuerySet) -> list[int]:
    """Calendar years in which there was care, the latest first. One query."""
    days = ClaimLine.objects.filter(claim__in=claims.order_by()).order_by()
    return sorted(days.values_list("service_on__year", flat=True).distinct(), reverse=True)
