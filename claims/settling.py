"""Storing what was decided: everything that notes and pages say is written here, once, and never computed again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from claims.judging import Judged
from claims.models import Adjustment, Claim, Decision, Settlement, SettlementLine
from claims.printing import printed
from portal.benefits.decision import LineDecision
from portal.entitlements.ledger import usage_row
from portal.entitlements.memory import windowed
from portal.entitlements.models import UsageRecord
from portal.members.audit import entry
from portal.members.models import AuditEntry, User
from portal.vault.numbers import fresh_number
from portal.work.jobs import enqueue_all

ADJUDICATE, NOTE = "claims.adjudicate", "claims.write_note"
STOP_LOSS, LOOK_AGAIN = "claims.stop_loss", "claims.look_again"
PAY = "payments.pay"  # a room above pays; the key is the claim, so that a replaced settlement needs no job of its own


class Sitting:
    """Decisions taken together and stored together: one statement a table, however many claims.

    Used under the locks of the families, inside the caller's transaction.
    """

    def __init__(self, *, now: datetime, by: User | None) -> None:
        self.now, self.by = now, by
        self.decisions: list[Decision] = []
        self.settlements: list[Settlement] = []
        self.lines: list[SettlementLine] = []
        self.cuts: list[Adjustment] = []
        self.usage: list[UsageRecord] = []
        self.trail: list[AuditEntry] = []
        self.jobs: list[tuple[str, UUID]] = []

    def decide(self, judged: Judged, *, sequence: int, replaces: Settlement | None = None) -> Decision:
        """Take down a judged claim: its decision, and its settlement when no line needs a person."""
        claim = judged.claim
        decision = judged.decision(sequence, decided_at=self.now, decided_by=self.by)
        self.decisions.append(decision)
        claim.state = Claim.State.IN_REVIEW if judged.waits else Claim.State.SETTLED
        claim.changed_at = self.now
        if not judged.waits:
            self.settle(judged, decision, replaces=replaces)
        self.trail.append(
            entry(act=f"claim.{claim.state}", by=self.by, about=claim, now=self.now, decision=decision.sequence)
        )
        return decision

    def settle(self, judged: Judged, decision: Decision, *, replaces: Settlement | None = None) -> Settlement:
        """Take down the settlement of a decided claim, what it used, and the orders that follow from it."""
        decisions = judged.decisions
        settlement = Settlement(
            id=uuid4(),
            number=fresh_number("S"),
            claim=judged.claim,
            decision=decision,
            currency=judged.family.currency,
            charged=sum(one.charged for one in decisions.values()),
            reimbursed=sum(one.reimbursed for one in decisions.values()),
            member_share=sum(one.member_share for one in decisions.values()),
            printed=printed(judged.known, decisions, now=self.now, replaces=replaces),
            settled_at=self.now,
        )
        self.settlements.append(settlement)
        payees = {known.ref: known.line.paid_to_id for known in judged.known.lines}
        for ref, one in decisions.items():
            self.line(settlement, UUID(ref), one, payees[ref])
        self.usage += self.used(judged, settlement)
        self.jobs.append((NOTE, settlement.pk))
        if settlement.reimbursed or replaces:
            self.jobs.append((PAY, judged.claim.pk))
        if any(usage.counted for _line, usage in judged.used):
            self.jobs.append((STOP_LOSS, judged.family.pk))
        if any(usage.benefit in windowed(judged.family.plan) for _line, usage in judged.used):
            # A purchase moves the windows behind it, so that one refused before may now find room.
            self.jobs.append((LOOK_AGAIN, judged.family.pk))
        return settlement

    def line(self, settlement: Settlement, line_id: UUID, one: LineDecision, payee: UUID | None) -> None:
        """Take down one settled line with its cuts; `payee` is the provider paid directly, None for the family."""
        settled = SettlementLine(
            id=uuid4(),
            settlement=settlement,
            line_id=line_id,
            outcome=one.outcome.value,
            service_on=one.line.on,
            charged=one.charged,
            adjusted=one.charged - one.reimbursed,
            reimbursed=one.reimbursed,
            member_share=one.member_share,
            price_country=one.price_country,
            payee_id=payee,
            reasons=[reason.value for reason in one.reasons],
        )
        self.lines.append(settled)
        self.cuts += [
            Adjustment(
                line=settled,
                position=position,
                reason=cut.reason.value,
                amount=cut.amount,
                borne_by=cut.borne_by.value,
                clause=cut.clause,
            )
            for position, cut in enumerate(one.adjustments, start=1)
        ]

    def used(self, judged: Judged, settlement: Settlement) -> Iterator[UsageRecord]:
        """What its lines used, behind the entries it was judged after."""
        for sequence, (line, usage) in enumerate(judged.used, start=judged.after + 1):
            yield usage_row(
                family=judged.family,
                settlement=settlement.pk,
                line=line,
                entry=usage,
                sequence=sequence,
                now=self.now,
            )

    def store(self) -> None:
        """Write it all and order the jobs. Nothing is written where nothing was taken down."""
        tables: list[list[Any]] = [self.decisions, self.settlements, self.lines, self.cuts, self.usage]
        for rows in tables:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows)
        for state in (Claim.State.SETTLED, Claim.State.IN_REVIEW):
            decided = [one.claim_id for one in self.decisions if one.claim.state == state]
            if decided:
                Claim.objects.filter(pk__in=decided).update(state=state, changed_at=self.now)
        if self.trail:
            AuditEntry.objects.bulk_create(self.trail)
        if self.jobs:
            enqueue_all(self.jobs, now=self.now)
