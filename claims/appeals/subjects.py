"""What can be disputed: a settlement as a whole, one line of it, or one cut of that line."""

from dataclasses import dataclass
from uuid import UUID

from claims.appeals.models import Appeal
from claims.appeals.refusals import NothingToDispute, Replaced
from claims.models import Settlement, SettlementLine


@dataclass(frozen=True)
class Subject:
    """`line` and `cut` narrow it; `cut` is the position of an adjustment."""

    settlement: Settlement
    line: SettlementLine | None = None
    cut: int | None = None

    @property
    def about(self) -> str:
        """The same for the same step, whoever disputes it."""
        return "/".join([str(self.settlement.pk), *([str(self.line.pk)] if self.line else []), *self._cut])

    @property
    def _cut(self) -> list[str]:
        return [str(self.cut)] if self.cut else []

    def covering(self) -> list[str]:
        """What an appeal about this, or about more, is about."""
        parts = self.about.split("/")
        return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


def subject(settlement: Settlement, line_id: UUID | None, cut: int | None) -> Subject:
    """That line or cut of the settlement. Raises SettlementLine.DoesNotExist when there is no such thing."""
    if line_id is None:
        return Subject(settlement)
    line = settlement.lines.get(pk=line_id)
    if cut is not None and not line.adjustments.filter(position=cut).exists():
        raise SettlementLine.DoesNotExist
    return Subject(settlement, line, cut)


def subject_of(appeal: Appeal) -> Subject:
    """What an appeal is about."""
    return Subject(appeal.settlement, appeal.line, appeal.cut)


def refuse_what_is_gone(what: Subject) -> None:
    """Raises Replaced with the living settlement, or NothingToDispute."""
    if what.settlement.superseded_at:
        raise Replaced(Settlement.objects.live().filter(claim=what.settlement.claim_id).first())
    if not (what.cut or (what.line or what.settlement).member_share):
        raise NothingToDispute


def first_appeal(what: Subject) -> Appeal | None:
    """The appeal that was sent about this; or, while it is open, one about more that holds this too."""
    sent = Appeal.objects.sent().filter(settlement=what.settlement)
    return sent.filter(about=what.about).first() or sent.open().filter(about__in=what.covering()).first()
