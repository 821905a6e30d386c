"""The parts of a plan file, read strictly: allowances, terms, rows, areas. `plans.py` puts them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from portal.benefits.countries import COUNTRIES
from portal.benefits.facts import Sex
from portal.benefits.money import CURRENCIES
from portal.benefits.reasons import Reason
from portal.benefits.strict import Node
from portal.benefits.terms import (
    AgeLimit,
    Allowance,
    Area,
    Ask,
    Beyond,
    Course,
    Period,
    PlanAmount,
    Prescription,
    Row,
    Sooner,
    Terms,
    Use,
    Where,
)

SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
SETTINGS = {name: name for name in ("inpatient", "outpatient", "any")}
CEILING_REASONS = {"item": Reason.ITEM_CEILING, "period": Reason.PERIOD_CEILING}
CODES = {code: code for code in COUNTRIES}
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What rows may refer to."""

    prescriptions: Mapping[str, Prescription]
    allowances: Mapping[str, Allowance]
    readings: Mapping[str, object]
    valid_from: date


def percent(node: Node, key: str, default: Decimal | None = None) -> Decimal:
    """A percentage from 0 to 100."""
    value = node.money(key, default)
    if value > HUNDRED:
        raise node.wrong(key, "is a percentage above 100")
    return value


def plan_amount(node: Node, key: str) -> PlanAmount | None:
    """`{amount, currency}` or `{reference_salaries}`; None when absent."""
    if key not in node:
        return None
    inner = node.node(key)
    if "reference_salaries" in inner:
        amount = PlanAmount(inner.money("reference_salaries"), None)
    else:
        amount = PlanAmount(inner.money("amount"), inner.one_of("currency", {code: code for code in CURRENCIES}))
    if not amount.value:
        raise node.wrong(key, "must be more than zero")
    inner.done()
    return amount


def prescription(node: Node, key: str) -> Prescription:
    """How long a prescription serves."""
    read = Prescription(key, node.whole("months", 1), node.flag("physician_may_extend"))
    node.done()
    return read


def _beyond(node: Node, prescriptions: Mapping[str, Prescription]) -> Beyond | None:
    if "beyond" not in node:
        return None
    inner = node.node("beyond")
    read = Beyond(percent(inner, "rate"), inner.one_of("prescription", prescriptions))
    inner.done()
    return read


def _sooner(node: Node) -> Sooner | None:
    if "sooner" not in node:
        return None
    inner = node.node("sooner")
    age = inner.whole("from_age", 0) if "from_age" in inner else None
    read = Sooner(inner.whole("years", 1), inner.flag("smoker"), age)
    inner.done()
    return read


def allowance(node: Node, key: str, prescriptions: Mapping[str, Prescription], label: str = "") -> Allowance:
    """What a person may use in a period. A window needs `months`, a repeated test `years`."""
    period = node.one_of("period", Period)
    read = Allowance(
        key=key,
        label=node.text("label", label or None),
        period=period,
        months=node.whole("months", 1) if period is Period.WINDOW else 0,
        years=node.whole("years", 1) if period is Period.EVERY else 0,
        unit=node.text("unit", "unit"),
        units=node.whole("units", 1) if "units" in node else None,
        amount=plan_amount(node, "amount"),
        amount_reason=node.one_of("reported_as", CEILING_REASONS, Reason.PERIOD_CEILING),
        unit_amount=plan_amount(node, "unit_amount"),
        per_eye=node.flag("per_eye"),
        beyond=_beyond(node, prescriptions),
        sooner=_sooner(node),
    )
    if read.unit_amount is not None and read.units is None:
        raise node.wrong("unit_amount", "needs a number of units")
    if read.units is None and read.amount is None:
        raise node.wrong("units", "is missing, and so is an amount: this allowance limits nothing")
    if period is Period.EVERY and (read.units is None or read.amount is not None):
        raise node.wrong("period", "every counts units, not amounts")
    node.done()
    return read


def _age(node: Node) -> AgeLimit | None:
    if "age" not in node:
        return None
    inner = node.node("age")
    parts = [inner.whole(key, 0) if key in inner else None for key in ("from", "to", "below")]
    inner.done()
    return AgeLimit(*parts)


def _where(node: Node) -> Where | None:
    if "where" not in node:
        return None
    inner = node.node("where")
    parts = [inner.one_of(key, CODES) if key in inner else None for key in ("duty_station", "country")]
    inner.done()
    return Where(*parts)


def _course(node: Node) -> Course | None:
    if "course" not in node:
        return None
    inner = node.node("course")
    read = Course(inner.whole("start_below", 1), inner.whole("years", 1))
    inner.done()
    return read


def _uses(node: Node, code: str, label: str, shelf: Shelf) -> tuple[Use, ...]:
    """Shared allowances by name, then the row's own count; `approval_above` counts units without a limit."""
    shared = node.optional("uses")
    uses = []
    for key in shared:
        if key not in shelf.allowances:
            raise shared.wrong(key, "is not an allowance of this plan")
        uses.append(Use(shelf.allowances[key], shared.whole(key, 0)))
    if "count" in node:
        uses.append(Use(allowance(node.node("count"), code, shelf.prescriptions, label), 1))
    elif "approval_above" in node:
        counted = Allowance(
            code, label, Period.CALENDAR_YEAR, 0, 0, "unit", None, None, Reason.PERIOD_CEILING, None, False, None, None
        )
        uses.append(Use(counted, 1))
    return tuple(uses)


def terms(node: Node, code: str, section: str, label: str, shelf: Shelf) -> Terms:
    """One dated version of a row. A row that is not covered has no rate."""
    since, covered = node.day("from"), node.flag("covered", True)
    uses = _uses(node, code, label, shelf)
    read = Terms(
        code=code,
        section=section,
        since=since,
        covered=covered,
        rate=percent(node, "rate") if covered else Decimal(0),
        semi_private_rate=percent(node, "semi_private_rate") if "semi_private_rate" in node else None,
        waiting_months=node.whole("waiting_months", 0, 0),
        approval=node.flag("approval"),
        approval_above=node.whole("approval_above", 0) if "approval_above" in node else None,
        prescription=node.one_of("prescription", shelf.prescriptions) if "prescription" in node else None,
        age=_age(node),
        sex=node.one_of("sex", SEXES) if "sex" in node else None,
        where=_where(node),
        conditions=node.texts("conditions"),
        course=_course(node),
        uses=uses,
        partly=node.flag("partly"),
        stop_loss=node.flag("stop_loss", covered),
    )
    if read.partly and any(use.allowance.units is None for use in uses):
        raise node.wrong("partly", "needs allowances that count units")
    node.done()
    return read


def _check_dates(node: Node, versions: list[Terms], ends: list[date | None], valid_from: date) -> None:
    if versions[0].since != valid_from:
        raise node.wrong("terms", f"must begin on the first day of the plan, {valid_from}")
    for earlier, later, end in zip(versions, versions[1:], ends, strict=False):
        if later.since <= earlier.since:
            raise node.wrong("terms", f"overlap: {later.since} does not follow {earlier.since}")
        if end is not None and (later.since - end).days != 1:
            raise node.wrong("terms", f"gap or overlap between {end} and {later.since}")
    if ends[-1] is not None:
        raise node.wrong("terms", f"end on {ends[-1]} with nothing after: write what holds from then on")


def row(node: Node, code: str, shelf: Shelf) -> Row:
    """A benefit with its terms by date, without gap or overlap, beginning with the plan."""
    label, section = node.text("label"), node.text("section")
    dated = node.nodes("terms")
    ends = [entry.day("until") if "until" in entry else None for entry in dated]
    versions = [terms(entry, code, section, label, shelf) for entry in dated]
    _check_dates(node, versions, ends, shelf.valid_from)
    readings = node.texts("readings")
    for key in readings:
        if key not in shelf.readings:
            raise node.wrong("readings", f"{key} is not a reading of this plan")
    read = Row(
        code=code,
        label=label,
        section=section,
        setting=node.one_of("setting", SETTINGS, "any"),
        words=node.texts("words"),
        send=node.texts("send"),
        readings=readings,
        instead=node.texts("instead"),
        versions=tuple(versions),
    )
    node.done()
    return read


def areas(node: Node) -> dict[str, Mapping[str, Area]]:
    """Regional areas of care: duty station to the countries whose prices count, each with what it asks."""
    read: dict[str, Mapping[str, Area]] = {}
    for station in node:
        if station not in COUNTRIES:
            raise node.wrong(station, "is not a country of ISO 3166-1")
        countries = node.node(station)
        inner: dict[str, Area] = {}
        for country in countries:
            if country not in COUNTRIES:
                raise countries.wrong(country, "is not a country of ISO 3166-1")
            asks = countries.node(country)
            inner[country] = Area(
                country,
                asks.flag("area_condition"),
                asks.flag("near_eastern_border"),
                asks.text("located_in") if "located_in" in asks else None,
                asks.text("note") if "note" in asks else "",
            )
            asks.done()
        countries.done()
        read[station] = inner
    node.done()
    return read


def ask(node: Node, key: str) -> Ask:
    """What a request of that name may be about."""
    rooms = node.optional("rooms")
    by_room = {room: rooms.text(room) for room in rooms}
    rooms.done()
    papers = node.texts("papers") if "papers" in node else ()
    read = Ask(key, node.texts("benefits"), MappingProxyType(by_room), node.flag("guarantee"), tuple(papers))
    if not read.benefits:
        raise node.wrong("benefits", "must be a list with at least one entry")
    node.done()
    return read
