"""The answer of the engine: one line decided, with every step from the bill to the payment."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple, Self

from portal.benefits.counts import Kept
from portal.benefits.facts import LineFacts
from portal.benefits.money import ZERO
from portal.benefits.reasons import Bearer, Outcome, Reason
from portal.benefits.terms import Terms
from portal.benefits.usage import UsageEntry


class DoesNotSum(ValueError):
    """A decision whose parts do not add up to its charge: an error of the engine, never of a claim."""


class Adjustment(NamedTuple):
    """One cut: what is not paid, why, who bears it, and the clause of the plan."""

    reason: Reason
    amount: Decimal
    borne_by: Bearer
    clause: str


class Ceiling(NamedTuple):
    """A ceiling that was looked at: what it leaves for this line, and what the line would have taken.

    `key` names the allowance, or the row for a ceiling per unit, or is "overall".
    """

    reason: Reason
    key: str
    left: Decimal
    wanted: Decimal
    clause: str


class Steps(NamedTuple):
    """The way of a line through the plan, amounts in the currency of reimbursement.

    charged > recognised (accepted level, approval limit) > after_other_insurance > kept (counts) > rated (rate, private
    room) > reimbursed (ceilings). `exchange` is the pair (units of the bill's currency, units of the currency of
    reimbursement) for one USD, None where nothing was converted. A line refused at the door has no steps.
    """

    exchange: tuple[Decimal, Decimal] | None
    recognised: Decimal
    after_other_insurance: Decimal
    kept: Kept
    kept_amount: Decimal
    rate: Decimal
    rated: Decimal
    ceilings: tuple[Ceiling, ...]


class _Fields(NamedTuple):
    line: LineFacts
    terms: Terms
    currency: str
    outcome: Outcome
    price_country: str
    charged: Decimal
    reimbursed: Decimal
    member_share: Decimal
    failed: tuple[Reason, ...]
    adjustments: tuple[Adjustment, ...]
    steps: Steps | None
    usage: UsageEntry | None


class LineDecision(_Fields):
    """One decided line. Cannot be built unless charged - reimbursed equals the sum of its adjustments.

    `failed` names every failed check of a line refused at the door, or why it is under review; else it is empty.
    `usage` is what the line used, for the ledger; None when it used and counted nothing.
    """

    __slots__ = ()

    def __new__(cls, *fields: object) -> Self:
        """Fields in the order of the class. Raises DoesNotSum."""
        decision = tuple.__new__(cls, fields)
        cut = decision.charged - decision.reimbursed
        for adjustment in decision.adjustments:
            cut -= adjustment.amount
        if cut or decision.reimbursed < ZERO or decision.member_share < ZERO:
            raise DoesNotSum(f"{decision.line.ref or decision.line.benefit}: its parts miss the charge by {cut}")
        return decision

    @classmethod
    def _make(cls, iterable: Iterable[object]) -> Self:  # type: ignore[override]
        """So that `_replace` cannot build what `LineDecision` refuses."""
        return cls(*iterable)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the charge is not paid in full, the first reason first; empty for a line paid in full."""
        return self.failed or tuple([adjustment.reason for adjustment in self.adjustments])

    @property
    def counts_to_stop_loss(self) -> bool:
        """Whether the coinsurance of this benefit counts to the family's stop-loss."""
        return self.terms.stop_loss

    @property
    def counted(self) -> Decimal:
        """The coinsurance that counts to the stop-loss."""
        return self.usage.counted if self.usage is not None else ZERO

    @property
    def units_kept(self) -> int:
        """Units left after counts and windows; 0 for a line refused at the door or under review."""
        return self.steps.kept.units if self.steps is not None else 0
