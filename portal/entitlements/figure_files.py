"""Taking in files of figures: exchange rates, reference salaries, accepted price levels (docs/figures-files.md).

A bad line is refused with its reason and the rest is kept; doing it twice changes nothing; nothing is ever removed by
being absent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from portal.benefits.countries import COUNTRIES
from portal.benefits.facts import PIVOT
from portal.benefits.money import CURRENCIES
from portal.benefits.plans import load_plan, plan_codes
from portal.entitlements.changes import figures_loaded
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary
from portal.members import audit
from portal.members.models import User
from portal.vault import tables
from portal.vault.tables import BadLine, Cells, Report, UnreadableFile

FIRST_YEAR, LAST_YEAR = 2000, 2199
RATES_HEADER = ["month", "currency", "units_per_usd"]
SALARIES_HEADER = ["duty_station", "year", "amount", "currency"]
LEVELS_HEADER = ["country", "benefit", "amount", "currency", "from_on", "until_on"]


@dataclass(frozen=True)
class _Kind:
    """A kind of figure: its file, what names one figure, and what may change about it."""

    model: type[models.Model]
    act: str
    header: list[str]
    read: Callable[[Cells], dict[str, Any]]
    key: tuple[str, ...]
    values: tuple[str, ...]


def import_rates(*, file: BinaryIO, dry_run: bool = False, by: User | None, now: datetime) -> Report:
    """Bring the operational rates of exchange to what the file says. Raises UnreadableFile for the whole."""
    return _import(_RATES, file, dry_run=dry_run, by=by, now=now)


def import_reference_salaries(*, file: BinaryIO, dry_run: bool = False, by: User | None, now: datetime) -> Report:
    """Bring the reference salaries to what the file says. Raises UnreadableFile for the whole."""
    return _import(_SALARIES, file, dry_run=dry_run, by=by, now=now)


def import_price_levels(*, file: BinaryIO, dry_run: bool = False, by: User | None, now: datetime) -> Report:
    """Bring the accepted price levels to what the file says. Raises UnreadableFile for the whole."""
    return _import(_LEVELS, file, dry_run=dry_run, by=by, now=now)


def _import(kind: _Kind, file: BinaryIO, *, dry_run: bool, by: User | None, now: datetime) -> Report:
    report, lines = Report(), _lines(kind, file)
    try:
        with transaction.atomic():
            known = {_key(kind, vars(row)): row for row in kind.model._default_manager.select_for_update().all()}
            fresh: dict[tuple[Any, ...], models.Model] = {}
            seen: dict[tuple[Any, ...], int] = {}
            for number, figure in lines:
                if isinstance(figure, BadLine):
                    report.refused.append((number, str(figure)))
                elif (key := _key(kind, figure)) in seen:
                    twice = _("stands on line %(line)s already") % {"line": seen[key]}
                    report.refused.append((number, twice))
                else:
                    seen[key] = number
                    report.note(_take(kind, figure, known.get(key), fresh, by=by, now=now), number)
            if kind.model._default_manager.bulk_create(fresh.values()):
                figures_loaded.send(sender=kind.model)
            if not dry_run:
                audit.record(act=f"{kind.act}.imported", by=by, about=None, now=now, **report.counts())
            transaction.set_rollback(dry_run)
    except IntegrityError as error:
        raise UnreadableFile(_("Somebody else changed the same figures meanwhile. Please import it again.")) from error
    report.refused.sort()
    return report


def _lines(kind: _Kind, file: BinaryIO) -> list[tuple[int, dict[str, Any] | BadLine]]:
    """All lines, read before anything is stored."""
    lines: list[tuple[int, dict[str, Any] | BadLine]] = []
    for number, cells in tables.rows(file, kind.header):
        try:
            lines.append((number, cells if isinstance(cells, BadLine) else kind.read(cells)))
        except BadLine as reason:
            lines.append((number, reason))
    return lines


def _take(
    kind: _Kind,
    figure: dict[str, Any],
    known: models.Model | None,
    fresh: dict[tuple[Any, ...], models.Model],
    *,
    by: User | None,
    now: datetime,
) -> str:
    """What becomes of one good line. A changed figure leaves old and new on the trail, for it decides money."""
    if known is None:
        fresh[_key(kind, figure)] = kind.model(**figure)
        return "added"
    told: dict[str, Any] = {
        name: f"{getattr(known, name)} → {figure[name]}" for name in kind.values if getattr(known, name) != figure[name]
    }
    if not told:
        return "same"
    for name in told:
        setattr(known, name, figure[name])
    known.save(update_fields=list(told))
    audit.record(act=f"{kind.act}.changed", by=by, about=known, now=now, **told)
    return "changed"


def _key(kind: _Kind, figure: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(figure[name] for name in kind.key)


def _rate(cells: Cells) -> dict[str, Any]:
    currency = _currency(cells)
    if currency == PIVOT:
        raise BadLine(_("currency: a rate is told for one USD, so USD itself has none"))
    return {"month": _month(cells), "currency": currency, "units_per_usd": _positive(cells, "units_per_usd", 8)}


def _salary(cells: Cells) -> dict[str, Any]:
    year = cells["year"]
    if not (year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise BadLine(_("year: a year like 2026"))
    return {
        "duty_station": _country(cells, "duty_station"),
        "year": int(year),
        "amount": _positive(cells, "amount", 3),
        "currency": _currency(cells),
    }


def _level(cells: Cells) -> dict[str, Any]:
    if not any(cells["benefit"] in load_plan(code).rows for code in plan_codes()):
        raise BadLine(_("benefit: is not a benefit of a plan"))
    from_on = tables.needed(tables.day(cells, "from_on"), "from_on")
    until_on = tables.day(cells, "until_on")
    if until_on is not None and until_on < from_on:
        raise BadLine(_("until_on is before from_on"))
    return {
        "country": _country(cells, "country"),
        "benefit": cells["benefit"],
        "amount": _positive(cells, "amount", 3),
        "currency": _currency(cells),
        "from_on": from_on,
        "until_on": until_on,
    }


def _month(cells: Cells) -> date:
    """`2026-11` as its first day."""
    try:
        if len(cells["month"]) != len("2026-11"):
            raise ValueError
        month = date.fromisoformat(f"{cells['month']}-01")
    except ValueError:
        raise BadLine(_("month: a month like 2026-11")) from None
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise BadLine(_("month: a month like 2026-11"))
    return month


def _positive(cells: Cells, name: str, decimals: int) -> Any:
    amount = tables.amount(cells, name, decimals)
    if not amount:
        raise BadLine(_("%(column)s: must be more than zero") % {"column": name})
    return amount


def _currency(cells: Cells) -> str:
    if cells["currency"] not in CURRENCIES:
        raise BadLine(_("currency: is not a currency of ISO 4217"))
    return cells["currency"]


def _country(cells: Cells, name: str) -> str:
    if cells[name] not in COUNTRIES:
        raise BadLine(_("%(column)s: is not a country of ISO 3166") % {"column": name})
    return cells[name]


_RATES = _Kind(ExchangeRate, "exchangerate", RATES_HEADER, _rate, ("month", "currency"), ("units_per_usd",))
_SALARIES = _Kind(
    ReferenceSalary, "referencesalary", SALARIES_HEADER, _salary, ("duty_station", "year", "currency"), ("amount",)
)
_LEVELS = _Kind(
    PriceLevel,
    "pricelevel",
    LEVELS_HEADER,
    _level,
    ("country", "benefit", "from_on"),
    ("amount", "currency", "until_on"),
)
