"""Exchange rates, reference salaries, price levels and providers of the demo."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from claims.demo.reading import table
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary
from providers.columns import HEADER
from providers.files import import_providers
from providers.invented import invented
from providers.models import Agreement, Provider

AGREED_ON = date(2023, 1, 1)
INVENTED, MANY = "invented", 3000


def load_figures(*, today: date) -> None:
    """Add what is missing for this year and the two before; what is there stays as it is."""
    years = (today.year - 2, today.year - 1, today.year)
    ExchangeRate.objects.bulk_create(_rates(years), ignore_conflicts=True)
    ReferenceSalary.objects.bulk_create(
        (
            ReferenceSalary(
                duty_station=row["duty_station"], currency=row["currency"], year=year, amount=Decimal(amount)
            )
            for row in table("figures")["salaries"]
            for year, amount in zip(years, row["amounts"], strict=True)
        ),
        ignore_conflicts=True,
    )
    if not PriceLevel.objects.exists():
        start = date(years[0], 1, 1)
        PriceLevel.objects.bulk_create(PriceLevel(from_on=start, **row) for row in table("figures")["levels"])


def load_providers() -> None:
    """Add the providers that are missing, with their agreements."""
    for row in table("figures")["providers"]:
        place = {name: row[name] for name in ("name", "country", "city")}
        more = {name: value for name, value in row.items() if name not in (*place, "agreement")}
        provider, made = Provider.objects.get_or_create(**place, reference="", defaults=more)
        if made and "agreement" in row:
            Agreement.objects.create(provider=provider, from_on=AGREED_ON, **dict.fromkeys(row["agreement"], True))


def load_invented_providers(*, now: datetime) -> None:
    """A few thousand more around duty stations, by the import that staff use."""
    if Provider.objects.filter(source=INVENTED).exists():
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows(invented(MANY, at_stations=True))
    file = io.BytesIO(text.getvalue().encode())
    import_providers(file=file, source=INVENTED, is_complete=True, dry_run=False, by=None, now=now)


def _rates(years: tuple[int, ...]) -> list[ExchangeRate]:
    months = [date(year, month, 1) for year in years for month in range(1, 13)]
    return [
        ExchangeRate(month=month, currency=currency, units_per_usd=_drifted(row["start"], row["drift"], passed))
        for currency, row in table("figures")["rates"].items()
        for passed, month in enumerate(months)
    ]


def _drifted(start: str, drift: str, months: int) -> Decimal:
    return (Decimal(start) * (1 + Decimal(drift) / 100) ** months).quantize(Decimal("0.0001"))
