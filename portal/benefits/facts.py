"""What is known about a family and about one line of a claim: frozen input of the engine, nothing looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.benefits.money import ZERO

PIVOT = "USD"


class Sex(StrEnum):
    """As the plan's sex limits ask."""

    FEMALE = "F"
    MALE = "M"


class Status(StrEnum):
    """Of the participant. Retirees have no official travel and no medical evacuation (3.2, 3.3)."""

    ACTIVE = "active"
    RETIRED = "retired"


class Travel(StrEnum):
    """Official travel on which care was given."""

    OFFICIAL_DUTY = "official_duty"
    MEDICAL_EVACUATION = "medical_evacuation"


class Approval(StrEnum):
    """The medical consultant's answer; no answer is None."""

    APPROVED = "approved"
    REFUSED = "refused"


# Plain names, for lines ask often; see `reasons`.
RETIRED = Status.RETIRED
OFFICIAL_DUTY, MEDICAL_EVACUATION = Travel
APPROVED, REFUSED = Approval


class Eye(StrEnum):
    """Which eye, for benefits counted by the eye."""

    LEFT = "left"
    RIGHT = "right"


class FactsMissing(LookupError):
    """A line cannot be decided because the house, not the member, lacks a fact.

    `problem` is `rate_missing` (with `currency` and `month`, "2018-03"), `reference_salary_missing` (with `year`) or
    `eye_missing`. Whoever calls the engine sends the line to review under that name; a case file is malformed.
    """

    def __init__(self, problem: str, *, currency: str | None = None, month: str | None = None, year: int | None = None):
        self.problem, self.currency, self.month, self.year = problem, currency, month, year
        about = " ".join(str(part) for part in (currency, month, year) if part is not None)
        super().__init__(f"{problem}: {about}" if about else problem)


class Rates:
    """Monthly operational rates of exchange: units of a currency for one USD. USD itself is always 1."""

    __slots__ = ("_months", "_pairs")

    def __init__(self, months: Mapping[tuple[int, int], Mapping[str, Decimal]] | None = None):
        """`months` maps (year, month) to {currency: units for one USD}."""
        self._months = {month: dict(rates) for month, rates in (months or {}).items()}
        self._pairs: dict[tuple[str, str, int, int], tuple[Decimal, Decimal]] = {}

    def pair(self, theirs: str, ours: str, on: date) -> tuple[Decimal, Decimal]:
        """Units of two currencies for one USD in the month of `on`. Raises FactsMissing."""
        key = theirs, ours, on.year, on.month
        try:
            return self._pairs[key]
        except KeyError:
            return self._pairs.setdefault(key, (self.of(theirs, on), self.of(ours, on)))

    def of(self, currency: str, on: date) -> Decimal:
        """Units of `currency` for one USD in the month of `on`. Raises FactsMissing."""
        if currency == PIVOT:
            return Decimal(1)
        try:
            return self._months[on.year, on.month][currency]
        except KeyError:
            raise FactsMissing("rate_missing", currency=currency, month=f"{on.year:04}-{on.month:02}") from None

    def as_record(self) -> dict[str, dict[str, str]]:
        """The rates as plain text, `{"2018-03": {"KES": "100.00"}}`, for storing what a decision was taken from."""
        return {
            f"{year:04}-{month:02}": {currency: str(units) for currency, units in sorted(rates.items())}
            for (year, month), rates in sorted(self._months.items())
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Mapping[str, str]]) -> "Rates":
        """The rates that `as_record` wrote."""
        return cls(
            {
                (int(month[:4]), int(month[5:])): {currency: Decimal(units) for currency, units in rates.items()}
                for month, rates in record.items()
            }
        )


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One insured person. `until` is the last day insured; None while insured."""

    born: date
    sex: Sex
    enrolled: date
    until: date | None = None
    smoker: bool = False
    relation: str = "participant"


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """A participant's family. Amounts are in `currency`; `people` keeps the order in which ties are settled.

    `reference_salary` and `stop_loss_base` are monthly amounts by calendar year. `above_maximum` is what a joint
    decision in hardship lets the plan pay above the overall maximum (3.5), by person and calendar year.
    """

    currency: str
    duty_station: str
    people: Mapping[str, PersonFacts]
    reference_salary: Mapping[int, Decimal]
    status: Status = Status.ACTIVE
    rates: Rates = field(default_factory=Rates)
    stop_loss_base: Mapping[int, Decimal] = field(default_factory=dict)
    near_eastern_border: bool = False
    located_in: str | None = None
    above_maximum: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of a claim. Amounts are in `currency`, the currency of the bill, for the whole line.

    `on` is the day the expense was incurred; `accepted` maps a country to its reasonable and customary level;
    `semi_private` is a rate per night; `duplicate_of` names the line this one repeats, confirmed by a reviewer;
    `prescription_months` None means the plan's own validity.
    """

    person: str
    benefit: str
    on: date
    received: date
    charged: Decimal
    currency: str
    country: str
    quantity: int = 1
    emergency: bool = False
    travel: Travel | None = None
    authorised_country: str | None = None
    area_condition_met: bool = False
    accepted: Mapping[str, Decimal] = field(default_factory=dict)
    semi_private: Decimal | None = None
    network: bool = False
    other_insurance: Decimal = ZERO
    prescribed: date | None = None
    prescription_months: int | None = None
    treatment_start: date | None = None
    approval: Approval | None = None
    approval_limit: Decimal | None = None
    conditions_met: bool = True
    exclusion: str | None = None
    eye: Eye | None = None
    duplicate_of: str | None = None
    ref: str = ""
