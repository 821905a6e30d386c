"""What each person used of the plan's allowances and what is left, by the engine's own counting."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portal.benefits.ceilings import overall_maximum, plan_amount, row_ceilings
from portal.benefits.counts import free_units, track_key
from portal.benefits.days import add_months, add_years, age_on
from portal.benefits.facts import Eye, FactsMissing, LineFacts, PersonFacts
from portal.benefits.money import ZERO
from portal.benefits.terms import Allowance, Period, PlanAmount, Terms, Use
from portal.benefits.usage import Track, UsageEntry
from portal.benefits.windows import Window, lay
from portal.entitlements.standing import Standing


@dataclass(frozen=True)
class Balance:
    """One allowance of one person on a day, amounts in the family's currency.

    A limit is None when the allowance has none, an amount also when `missing` names the figure that is not loaded.
    `units_reserved` and `amount_reserved` are held by guarantees of payment: neither left nor paid. `opens_on` is the
    day a new allowance begins: 1 January, the end of a window in use, the next test; None when nothing renews or
    nothing runs yet. `approval_from` marks sessions that are counted only until approval is needed.
    """

    allowance: Allowance
    eye: Eye | None
    section: str
    benefits: tuple[str, ...]
    units: int | None
    units_left: int
    amount: Decimal | None
    amount_left: Decimal
    unit_amount: Decimal | None
    missing: str
    opens_on: date | None
    waits_until: date | None
    is_touched: bool
    is_for_approval: bool
    units_reserved: int = 0
    amount_reserved: Decimal = ZERO

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is left now."""
        return (self.units is not None and not self.units_left) or (self.amount is not None and not self.amount_left)

    @property
    def period(self) -> Period:
        """Over which time it is counted."""
        return self.allowance.period


@dataclass(frozen=True)
class Overall:
    """The most the plan pays a person in the calendar year. `total` None: the reference salary is not loaded.

    `reserved` is held by guarantees of payment and no longer in `left`.
    """

    total: Decimal | None
    left: Decimal
    reserved: Decimal = ZERO


class Account:
    """The balances of one person of a family."""

    def __init__(self, standing: Standing, person: str) -> None:
        """`person` is the key of somebody in `standing.facts.people`."""
        self.standing, self.key = standing, person
        self.person: PersonFacts = standing.facts.people[person]

    @property
    def is_insured(self) -> bool:
        """Whether she is covered on the day."""
        on = self.standing.on
        return self.person.enrolled <= on and (self.person.until is None or on <= self.person.until)

    def terms(self) -> Iterator[Terms]:
        """Covered benefits that are open to her on the day, in the order of the plan."""
        for code in self.standing.plan.rows:
            terms = self.standing.plan.terms(code, self.standing.on)
            if terms.covered and self.admits(terms):
                yield terms

    def admits(self, terms: Terms) -> bool:
        """Whether a benefit is for somebody of her age and sex, and of the family's duty station."""
        where, on = terms.where, self.standing.on
        return (
            (terms.sex is None or terms.sex is self.person.sex)
            and (terms.age is None or terms.age.admits(age_on(self.person.born, on)))
            and (where is None or where.duty_station in (None, self.standing.facts.duty_station))
        )

    def closed(self) -> frozenset[str]:
        """Keys of allowances that some covered benefit shares which is not for somebody like her."""
        plan, on = self.standing.plan, self.standing.on
        rows = (plan.terms(code, on) for code in plan.rows)
        shut = (terms for terms in rows if terms.covered and not self.admits(terms))
        return frozenset(use.allowance.key for terms in shut for use in terms.uses)

    def overall(self) -> Overall:
        """Her overall maximum of the year."""
        year, used = self.standing.on.year, self.standing.used
        try:
            total = overall_maximum(self.standing.facts, year, self.standing.plan, self.key)
        except FactsMissing:
            return Overall(None, ZERO)
        held = sum((one.reimbursed for one in self._reserved() if one.on.year == year), ZERO)
        return Overall(total, max(total - used.paid(self.key, year), ZERO), held)

    def waits_until(self, terms: Terms) -> date | None:
        """The first day after the waiting period of a benefit; None when it is over or there is none."""
        ends = add_months(self.person.enrolled, terms.waiting_months)
        return ends if terms.waiting_months and self.standing.on < ends else None

    def balances(self, only: str | None = None) -> list[Balance]:
        """Every allowance that is hers, or those of one benefit, in the order of the plan."""
        found = self._counted(only)
        if not self._reserved():
            return found
        free = Account(replace(self.standing, reserved=()), self.key)._counted(only)
        return [_with_reserved(one, before) for one, before in zip(found, free, strict=True)]

    def _reserved(self) -> list[UsageEntry]:
        return [entry for entry in self.standing.reserved if entry.person == self.key]

    def _counted(self, only: str | None) -> list[Balance]:
        users: dict[str, tuple[Allowance, list[Terms]]] = {}
        for terms in self.terms():
            for use in terms.uses:
                users.setdefault(use.allowance.key, (use.allowance, []))[1].append(terms)
        found = []
        for allowance, sharing in users.values():
            if only is None or any(terms.code == only for terms in sharing):
                eyes = tuple(Eye) if allowance.per_eye else (None,)
                found += [_Count(self, allowance, sharing, eye).balance() for eye in eyes]
        return found


def _with_reserved(now: Balance, free: Balance) -> Balance:
    """A balance beside what it would be without the reservations."""
    units, amount = free.units_left - now.units_left, free.amount_left - now.amount_left
    return replace(now, units_reserved=max(units, 0), amount_reserved=max(amount, ZERO))


class _Count:
    """One allowance, asked by a line that charges nothing: what would the engine leave it?"""

    def __init__(self, account: Account, allowance: Allowance, sharing: list[Terms], eye: Eye | None) -> None:
        self.account, self.allowance, self.sharing, self.eye = account, allowance, sharing, eye
        standing = account.standing
        self.standing, self.facts, self.plan = standing, standing.facts, standing.plan
        self.probe = LineFacts(
            person=account.key,
            benefit=sharing[0].code,
            on=standing.on,
            received=standing.on,
            charged=ZERO,
            currency=self.facts.currency,
            country=self.facts.duty_station,
            eye=eye,
        )
        self.track: Track = standing.used.track(account.key, track_key(allowance, self.probe))
        self.missing = ""

    def balance(self) -> Balance:
        """The balance, with figures that are not loaded left out and named."""
        above = self.sharing[0].approval_above
        is_for_approval = above is not None and self.allowance.units is None
        waits = [self.account.waits_until(terms) for terms in self.sharing]
        window = self._window()
        units = above if is_for_approval else self.allowance.units
        return Balance(
            allowance=self.allowance,
            eye=self.eye,
            section=self.sharing[0].section,
            benefits=tuple(terms.code for terms in self.sharing),
            units=units,
            units_left=self._units_left(units, is_for_approval=is_for_approval),
            amount=self._amount(self.allowance.amount),
            amount_left=self._amount_left(),
            unit_amount=self._amount(self.allowance.unit_amount),
            missing=self.missing,
            opens_on=self._opens_on(window),
            waits_until=min((day for day in waits if day), default=None) if all(waits) else None,
            is_touched=self._is_touched(window),
            is_for_approval=is_for_approval,
        )

    def _units_left(self, units: int | None, *, is_for_approval: bool) -> int:
        if units is None:
            return 0
        if is_for_approval:
            return max(units - self.track.units_in(self.standing.on.year), 0)
        return self._free_on(self.standing.on)

    def _free_on(self, on: date) -> int:
        return free_units(self.allowance, self.track, replace(self.probe, on=on), self.account.person)

    def _amount(self, amount: PlanAmount | None) -> Decimal | None:
        if amount is None:
            return None
        try:
            return plan_amount(amount, self.probe, self.facts, self.plan)
        except FactsMissing as missing:
            self.missing = missing.problem
            return None

    def _amount_left(self) -> Decimal:
        if self._amount(self.allowance.amount) is None:
            return ZERO
        alone = replace(self.sharing[0], uses=(Use(self.allowance, 1),))
        ceilings = row_ceilings(self.probe, self.facts, alone, {}, self.standing.used, self.plan)
        return next(left for _reason, key, left in ceilings if key == self.allowance.key)

    def _window(self) -> Window | None:
        """The window that runs on the day."""
        if self.allowance.period is not Period.WINDOW:
            return None
        laid = lay([purchase.on for purchase in self.track.purchases], self.allowance.months)
        return next((window for window in laid if window.holds(self.standing.on)), None)

    def _is_touched(self, window: Window | None) -> bool:
        match self.allowance.period:
            case Period.CALENDAR_YEAR:
                year = self.standing.on.year
                return bool(self.track.units_in(year) or self.track.amount_in(year))
            case Period.WINDOW:
                return window is not None
            case Period.EVERY:
                return not self._free_on(self.standing.on)
            case Period.LIFETIME:
                return bool(self.track.purchases)

    def _opens_on(self, window: Window | None) -> date | None:
        match self.allowance.period:
            case Period.CALENDAR_YEAR:
                return date(self.standing.on.year + 1, 1, 1)
            case Period.WINDOW:
                return window.end if window else None
            case Period.EVERY:
                return self._next_test()
            case Period.LIFETIME:
                return None

    def _next_test(self) -> date | None:
        """The first day on which the engine would allow the test again; None when it may be done now."""
        on, sooner = self.standing.on, self.allowance.sooner
        last, _after = self.track.nearest(on)
        if last is None or self._free_on(on):
            return None
        days = {add_years(last, self.allowance.years)}
        if sooner is not None:
            days.add(add_years(last, sooner.years))
            days |= {add_years(self.account.person.born, sooner.age)} if sooner.age is not None else set()
        return next((day for day in sorted(days) if day > on and self._free_on(day)), None)
