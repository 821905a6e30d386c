"""An old and a new decision side by side: the same steps in two columns, and where they differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.models import Settlement, SettlementLine
from claims.waterfall import steps_of
from portal.look.waterfall import Step


@dataclass(frozen=True)
class Row:
    """One step before and now; None where it was not taken. Amounts are in the currency of the step."""

    label: str
    before: Step | None
    now: Step | None

    @property
    def differs(self) -> bool:
        """Whether amount or bearer is another one."""
        return _weight(self.before) != _weight(self.now)


@dataclass(frozen=True)
class Compared:
    """One expense under both decisions. The care may be another one, when it was corrected in between."""

    position: int
    benefit: str
    benefit_before: str
    rows: list[Row]

    @property
    def differs(self) -> bool:
        """Whether anything of it changed."""
        return self.benefit != self.benefit_before or any(row.differs for row in self.rows)


def replaced_by(settlement: Settlement) -> Settlement | None:
    """The settlement that this one replaced, with all that is compared; None for a first one."""
    before = settlement.printed.get("replaces")
    if before is None:
        return None
    found = Settlement.objects.filter(claim=settlement.claim_id, number=before["number"])
    return found.select_related("decision", "note").prefetch_related("lines__adjustments", "lines__line").first()


def compared(before: Settlement, now: Settlement) -> list[Compared]:
    """The expenses in their order. Lines of both must be loaded with their cuts."""
    old = {line.line_id: line for line in _lines(before)}
    return [_compared(old[line.line_id], line) for line in _lines(now) if line.line_id in old]


def _lines(settlement: Settlement) -> Iterator[SettlementLine]:
    for line in settlement.lines.all():
        line.settlement = settlement
        yield line


def _compared(before: SettlementLine, now: SettlementLine) -> Compared:
    key = str(now.line_id)
    return Compared(
        position=now.line.position,
        benefit=now.settlement.printed["lines"][key]["benefit"],
        benefit_before=before.settlement.printed["lines"][key]["benefit"],
        rows=list(_rows(steps_of(before), steps_of(now))),
    )


def _rows(before: Sequence[Step], now: Sequence[Step]) -> Iterator[Row]:
    """Every step of either, in the order of the new decision, what fell away in its old place."""
    old, new = _keyed(before), _keyed(now)
    order, place = list(new), 0
    for key in old:
        if key in new:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return (Row(key[0], old.get(key), new.get(key)) for key in order)


def _keyed(steps: Sequence[Step]) -> dict[tuple[str, int], Step]:
    """By label, and which of that label: two ceilings may cut one line."""
    found: dict[tuple[str, int], Step] = {}
    for step in steps:
        found[step.label, sum(label == step.label for label, _count in found)] = step
    return found


def _weight(step: Step | None) -> tuple[object, ...] | None:
    return None if step is None else (step.amount, step.currency, step.bearer)
