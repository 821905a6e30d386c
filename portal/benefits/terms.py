"""The plan as frozen objects: what `plans.load_plan` builds from a plan file. No rule is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.benefits.facts import Sex
from portal.benefits.reasons import Reason


class Period(StrEnum):
    """Over which time an allowance is counted."""

    CALENDAR_YEAR = "calendar_year"
    WINDOW = "window"  # opens with the first purchase
    EVERY = "every"  # so many years before or after another
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class PlanAmount:
    """An amount of the plan: `value` in `currency`, or `value` monthly Reference Salaries when `currency` is None."""

    value: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True)
class Prescription:
    """How long a prescription serves; `extendable` when the physician may state a longer time."""

    key: str
    months: int
    extendable: bool


@dataclass(frozen=True, slots=True)
class Beyond:
    """What happens to units beyond the free count when they are prescribed: paid at `rate` percent."""

    rate: Decimal
    prescription: Prescription


@dataclass(frozen=True, slots=True)
class Sooner:
    """Who may have the test again after `years` already: smokers, or people of `age` and over on the day."""

    years: int
    smoker: bool
    age: int | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a person may use in a period: at most `units`, at most `amount` (and `unit_amount` for each unit).

    Shared by every row that names it. `months` belongs to windows, `years` to EVERY. None means no such limit.
    """

    key: str
    label: str
    period: Period
    months: int
    years: int
    unit: str
    units: int | None
    amount: PlanAmount | None
    amount_reason: Reason
    unit_amount: PlanAmount | None
    per_eye: bool
    beyond: Beyond | None
    sooner: Sooner | None


@dataclass(frozen=True, slots=True)
class Use:
    """How much of an allowance one unit of a line takes."""

    allowance: Allowance
    units: int


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """Ages on the day of the expense; `maximum` includes the year of that age, `below` does not."""

    minimum: int | None
    maximum: int | None
    below: int | None

    def admits(self, age: int) -> bool:
        """Whether a person of `age` completed years is inside the limit."""
        return not (
            (self.minimum is not None and age < self.minimum)
            or (self.maximum is not None and age > self.maximum)
            or (self.below is not None and age >= self.below)
        )


@dataclass(frozen=True, slots=True)
class Course:
    """A course of treatment: begun before the birthday of `start_below`, at most `years` long."""

    start_below: int
    years: int


@dataclass(frozen=True, slots=True)
class Where:
    """A row condition that follows from the facts: this duty station, care in this country."""

    duty_station: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """One dated version of a row. `rate` is a percentage of what is left before the rate.

    `semi_private_rate` marks the private room: `rate` of its price or this percentage of the semi-private rate.
    `approval_above` asks for approval beyond so many units of the calendar year; `partly` takes what allowances leave.
    """

    code: str
    section: str
    since: date
    covered: bool
    rate: Decimal
    semi_private_rate: Decimal | None
    waiting_months: int
    approval: bool
    approval_above: int | None
    prescription: Prescription | None
    age: AgeLimit | None
    sex: Sex | None
    where: Where | None
    conditions: tuple[str, ...]
    course: Course | None
    uses: tuple[Use, ...]
    partly: bool
    stop_loss: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A benefit of the plan: how members find it, what they send, and its terms by date (oldest first).

    `instead` names rows that a member may choose in its place, with less of a part of her own.
    """

    code: str
    label: str
    section: str
    setting: str
    words: tuple[str, ...]
    send: tuple[str, ...]
    readings: tuple[str, ...]
    instead: tuple[str, ...]
    versions: tuple[Terms, ...]

    def at(self, on: date) -> Terms:
        """The terms in force on a day. The first ones also serve days before them: no older text is known."""
        found = self.versions[0]
        for version in self.versions[1:]:
            if version.since > on:
                break
            found = version
        return found


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request before the care may be about: the first of `benefits` unless one is chosen, or one of `rooms`.

    `guarantee`: the bill of such care can be promised to the provider. `papers` must be there before it is sent.
    """

    key: str
    benefits: tuple[str, ...]
    rooms: Mapping[str, str]
    guarantee: bool
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A country in the regional area of care of a duty station, with what must hold for its prices to count."""

    country: str
    area_condition: bool
    near_eastern_border: bool
    located_in: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A general exclusion; `by_reviewer` False when it is applied otherwise and cannot be set on a line."""

    code: str
    label: str
    section: str
    by_reviewer: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A place where the plan's text can be read in more than one way, and the reading this plan file chose."""

    key: str
    number: str
    question: str
    chosen: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """Something in life and the benefits that go with it; `words` find it too."""

    key: str
    title: str
    words: tuple[str, ...]
    benefits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Appeals:
    """How a decision can be disputed, in days after receipt. `review_from` is the least value of an external review.

    `review_percent` is the part of the arbitrator's fees that the member bears unless the review is in her favour.
    """

    days: int
    decision_days: int
    review_days: int
    review_from: PlanAmount
    review_percent: Decimal
    clause: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules over all rows. Percentages as printed; `overall_maximum` and `stop_loss` carry their own clauses.

    Approval of a planned admission is asked for at least `approval_days` before it. `price_clauses` cites where each
    rule about whose prices count (`portal.benefits.place.PlaceRule`) is written, else the general clause holds.
    `appeals` is None in a plan that knows none.
    """

    claim_months: int
    approval_days: int
    general_clause: str
    overall_maximum: PlanAmount
    overall_clause: str
    stop_loss_limit: Decimal
    stop_loss_rate: Decimal
    stop_loss_clause: str
    hardship: str
    price_clauses: Mapping[str, str]
    appeals: Appeals | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan file. `areas` maps a duty station to its countries, `sections` a clause to its title.

    `file` is for messages only.
    """

    code: str
    title: str
    version: str
    valid_from: date
    file: str
    sections: Mapping[str, str]
    situations: Mapping[str, Situation]
    requests: Mapping[str, Ask]
    rules: Rules
    prescriptions: Mapping[str, Prescription]
    allowances: Mapping[str, Allowance]
    rows: Mapping[str, Row]
    exclusions: Mapping[str, Exclusion]
    areas: Mapping[str, Mapping[str, Area]]
    readings: Mapping[str, Reading]
    salaries_are_monthly: bool

    def terms(self, code: str, on: date) -> Terms:
        """The terms of a row on a day. Raises KeyError for a code that the plan does not know."""
        row = self.rows[code]
        return row.versions[0] if len(row.versions) == 1 else row.at(on)

    def reading(self, key: str) -> str:
        """The chosen reading of a named question."""
        return self.readings[key].chosen
