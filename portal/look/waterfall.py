"""The settlement drawn as a waterfall: geometry only. What a step says and weighs comes from the stored settlement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

# total: the sum so far (converted, accepted); cut: borne by someone else than the plan; gain: given back (stop-loss);
# note: no change of the sum, or an amount in another currency, so no bar; paid: the last line.
Kind = Literal["total", "cut", "gain", "note", "paid"]


@dataclass(frozen=True)
class Act:
    """Something the reader can do, as a link; `note` says until when, or how far it is."""

    url: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a settlement, ready to be read.

    `amount` is what this step weighs, never negative, in `currency`; all but `note` steps share one currency.
    `bearer` is who bears a cut ("You", "Kenya Insurance"), `clause` the plan's clause ("2.1"); both may be empty.
    `hint` is what would have changed the step, when something would have. `clause_url` is where that clause stands,
    `acts` what the reader can do about the step; on paper both are left out.
    """

    label: str
    sentence: str
    amount: Decimal
    currency: str
    kind: Kind
    bearer: str = ""
    clause: str = ""
    hint: str = ""
    clause_url: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Bar:
    """A step and where its bar stands, in hundredths of the widest: what remains as `rest` from zero,
    and what this step is about as `part` from `start`."""

    step: Step
    rest: str
    start: str
    part: str


def bars(steps: Iterable[Step]) -> list[Bar]:
    """The steps with their bars. Widths are for the eye only: no amount is derived from them."""
    listed = list(steps)
    widest = max((step.amount for step in listed if step.kind != "note"), default=Decimal(0)) or Decimal(1)
    running, drawn = Decimal(0), []
    for step in listed:
        before = running
        running = _after(step, before)
        rest, start, part = _span(step, before, running)
        drawn.append(Bar(step, *(_percent(value, widest) for value in (rest, start, part))))
    return drawn


def _after(step: Step, before: Decimal) -> Decimal:
    match step.kind:
        case "total" | "paid":
            return step.amount
        case "cut":
            return max(Decimal(0), before - step.amount)
        case "gain":
            return before + step.amount
        case _:
            return before


def _span(step: Step, before: Decimal, after: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    nothing = Decimal(0)
    match step.kind:
        case "total" | "paid":
            return step.amount, nothing, step.amount
        case "cut":
            return after, after, before - after
        case "gain":
            return after, before, step.amount
        case _:
            return nothing, nothing, nothing


def _percent(value: Decimal, widest: Decimal) -> str:
    return f"{min(value / widest, Decimal(1)) * 100:.2f}"
