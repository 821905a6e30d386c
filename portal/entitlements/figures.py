"""The figures staff load, as the engine wants them: each function one query."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from portal.benefits.facts import PIVOT
from portal.entitlements.models import ExchangeRate, MaximumRaise, PriceLevel, ReferenceSalary
from portal.members.models import Family

Raises = Mapping[UUID, Mapping[int, Decimal]]


def exchange_rates(
    months: Collection[date], currencies: Collection[str] | None = None
) -> Mapping[tuple[int, int], dict[str, Decimal]]:
    """Operational rates of the given months (each its first day) by (year, month): units of a currency for one USD.

    All currencies, or those given. No query where nothing but USD is asked for.
    """
    found: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    rates = ExchangeRate.objects.filter(month__in=months)
    if currencies is not None:
        rates = rates.filter(currency__in=set(currencies) - {PIVOT}) if set(currencies) - {PIVOT} else rates.none()
    for month, currency, units in rates.order_by().values_list("month", "currency", "units_per_usd"):
        found[month.year, month.month][currency] = units
    return found


def reference_salaries(
    duty_stations: Collection[str], years: Collection[int]
) -> Mapping[tuple[str, str], Mapping[int, Decimal]]:
    """Monthly reference salaries by (duty station, currency), then calendar year; a year without one is left out."""
    found: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    known = ReferenceSalary.objects.filter(duty_station__in=duty_stations, year__in=years)
    for station, currency, year, amount in known.order_by().values_list("duty_station", "currency", "year", "amount"):
        found[station, currency][year] = amount
    return found


def maximum_raises(families: Collection[Family], years: Collection[int]) -> Raises:
    """What joint decisions in hardship grant above the overall maximum: by person, then calendar year. One query.

    Only what was granted in the family's own currency.
    """
    found: dict[UUID, dict[int, Decimal]] = defaultdict(dict)
    if not families:
        return found
    known = MaximumRaise.objects.filter(person__family__in=families, year__in=years)
    known = known.filter(currency=F("person__family__currency"))
    for person, year, amount in known.values_list("person", "year", "amount"):
        found[person][year] = found[person].get(year, Decimal(0)) + amount
    return found


def price_levels(benefits: Collection[str], countries: Collection[str]) -> Mapping[tuple[str, str], list[PriceLevel]]:
    """Accepted levels of one unit by (benefit, country), newest first."""
    found: dict[tuple[str, str], list[PriceLevel]] = defaultdict(list)
    for level in PriceLevel.objects.filter(benefit__in=benefits, country__in=countries).order_by("-from_on"):
        found[level.benefit, level.country].append(level)
    return found


def in_dollars(amount: Decimal, currency: str, on: date) -> Decimal | None:
    """About how many dollars an amount is, by the last rate known on that day; None when there never was one."""
    if currency == PIVOT:
        return amount
    known = ExchangeRate.objects.filter(currency=currency, month__lte=on).order_by("-month").first()
    return amount / known.units_per_usd if known else None
