"""One payment a settlement and payee, exactly its amount; of a replaced one the difference; nothing back by itself."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.adjudication import settle
from claims.direct import NotPaidDirectly, pay_provider
from claims.models import Claim, StopLossSettlement
from claims.payments import recovering
from claims.payments.due import pay_claims, pay_stop_loss
from claims.payments.models import Account, LedgerEntry, Payment, PaymentRun, Receivable, Recovery
from claims.payments.proof import prove
from claims.payments.runs import discard_run
from claims.replacing import decide_again
from claims.stop_loss import settle_stop_loss
from portal.entitlements.models import ReferenceSalary, UsageRecord
from portal.members.models import BankAccount, Family, Person, User
from portal.post.models import Dispatch
from portal.work.jobs import drain
from portal.work.models import Job
from providers.models import Provider
from tests.claims.conftest import line
from tests.payments.conftest import live, payment_of

pytestmark = pytest.mark.usefixtures("still_bell")
Settled = Callable[..., Claim]
Give = Callable[..., BankAccount]
Run = Callable[..., PaymentRun]


def again(claim: Claim, charged: int, by: User, now: datetime) -> None:
    """Another decision of a settled claim, as if the bill had said `charged`, and its payment."""
    claim.lines.update(charged=Decimal(charged))
    assert decide_again(claim_id=claim.pk, by=by, now=now)
    pay_claims(claim_ids=[claim.pk], now=now)


def amounts(claim: Claim) -> list[tuple[str, Decimal]]:
    """State and amount of each payment of a claim."""
    found = Payment.objects.filter(settlement__claim=claim).order_by("created_at", "state")
    return [(one.state, one.amount) for one in found]


def test_a_settlement_is_paid_once_however_often_the_job_runs(
    settled: Settled, ana: Person, give_account: Give, now: datetime
) -> None:
    give_account(ana)
    claim = settled(paid=False)
    assert Job.objects.filter(kind="payments.pay", key=claim.pk).count() == 1
    drain(now)
    for _again in range(2):
        pay_claims(claim_ids=[claim.pk], now=now)
    payment = payment_of(claim)
    assert (payment.amount, payment.currency, payment.family) == (live(claim).reimbursed, "USD", ana.family)
    entry = LedgerEntry.objects.get()
    assert (entry.debit, entry.credit, entry.amount) == (Account.BENEFITS, Account.OWED, 80)
    assert prove().holds
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            family=ana.family, settlement=live(claim), amount=1, currency="USD", created_at=now, changed_at=now
        )


def test_nothing_to_pay_makes_no_payment_and_no_job(settled: Settled, now: datetime) -> None:
    claim = settled(100, other_insurance=Decimal(100), paid=False)
    assert live(claim).reimbursed == 0
    assert not Job.objects.filter(kind="payments.pay").exists()
    pay_claims(claim_ids=[claim.pk], now=now)
    assert not Payment.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_many_claims_cost_as_many_queries_as_one(
    settled: Settled, ana: Person, give_account: Give, now: datetime
) -> None:
    give_account(ana)
    one, several = [settled(paid=False)], [settled(paid=False) for _claim in range(6)]
    counts = []
    for claims in (one, several):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pay_claims(claim_ids=[claim.pk for claim in claims], now=now)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
    assert Payment.objects.count() == 7


def test_more_is_paid_as_the_difference(
    settled: Settled,
    released: Run,
    ana: Person,
    give_account: Give,
    releaser: User,
    now: datetime,
) -> None:
    give_account(ana)
    claim = settled(100)
    released()
    again(claim, 150, releaser, now)
    assert amounts(claim) == [("sent", 80), ("waiting", 40)]
    assert payment_of(claim).amount == 40
    assert prove().holds


def test_what_has_not_left_is_replaced_whole(settled: Settled, releaser: User, now: datetime) -> None:
    claim = settled(100)
    again(claim, 150, releaser, now)
    assert sorted(amounts(claim)) == [("cancelled", 80), ("waiting", 120)]
    assert prove().holds


def test_less_is_owed_back_until_a_person_decides(
    settled: Settled,
    released: Run,
    ana: Person,
    give_account: Give,
    releaser: User,
    now: datetime,
) -> None:
    give_account(ana)
    claim = settled(100)
    released()
    again(claim, 50, releaser, now)
    receivable = Receivable.objects.get()
    assert (receivable.amount, receivable.family, receivable.settlement) == (40, ana.family, live(claim))
    later = settled(100)
    assert payment_of(later).to_transfer == 80, "nothing is set off by itself"
    order: dict[str, Any] = {"receivable_id": receivable.pk, "by": releaser, "now": now}
    with pytest.raises(recovering.NoReason):
        recovering.net(**order, payment_id=payment_of(later).pk, why=" ")
    recovering.net(**order, payment_id=payment_of(later).pk, why="agreed on the telephone")
    assert (payment_of(later).to_transfer, payment_of(later).amount) == (40, 80)
    with pytest.raises(recovering.NotOwed):
        recovering.net(**order, payment_id=payment_of(later).pk, why="twice")
    assert prove().holds
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(receivable=receivable, kind="netted", payment=payment_of(later), amount=1, at=now)


def test_a_payment_set_off_whole_goes_nowhere(
    settled: Settled,
    released: Run,
    ana: Person,
    give_account: Give,
    releaser: User,
    now: datetime,
) -> None:
    give_account(ana)
    claim = settled(1000)
    released()
    again(claim, 100, releaser, now)
    later = settled(100)
    receivable = Receivable.objects.get()
    recovering.net(receivable_id=receivable.pk, payment_id=payment_of(later).pk, why="agreed", by=releaser, now=now)
    assert payment_of(later).state == Payment.State.NETTED
    for kind, amount in ((Recovery.Kind.REPAID, 600), (Recovery.Kind.WAIVED, 40)):
        recovering.close(
            receivable_id=receivable.pk, kind=kind, amount=Decimal(amount), why="so it is", by=releaser, now=now
        )
    assert not Receivable.objects.open().exists()
    assert prove().holds


def test_a_later_decision_gives_back_first_what_was_owed(
    settled: Settled,
    released: Run,
    ana: Person,
    give_account: Give,
    releaser: User,
    now: datetime,
) -> None:
    give_account(ana)
    claim = settled(100)
    released()
    again(claim, 50, releaser, now)
    again(claim, 120, releaser, now)
    assert Receivable.objects.get().outstanding == 0
    assert amounts(claim) == [("sent", 80), ("waiting", 16)]
    assert prove().holds


def test_a_run_thrown_away_is_paid_as_the_settlement_of_today_says(
    settled: Settled,
    prepared: Run,
    ana: Person,
    give_account: Give,
    releaser: User,
    now: datetime,
) -> None:
    give_account(ana)
    claim = settled(100)
    run = prepared()
    again(claim, 50, releaser, now)
    assert Receivable.objects.get().outstanding == 40, "the run may still go"
    discard_run(run_id=run.pk, by=releaser, now=now)
    assert Receivable.objects.get().outstanding == 0
    assert sorted(amounts(claim)) == [("cancelled", 80), ("waiting", 40)]
    assert prove().holds


def test_a_stop_loss_is_paid_once(
    settled: Settled, family: Family, ana: Person, give_account: Give, now: datetime
) -> None:
    give_account(ana)
    ReferenceSalary.objects.all().update(amount=Decimal(50_000))
    settled(13_000, paid=False)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    drain(now)
    for _again in range(2):
        pay_stop_loss(settlement_id=settlement.pk, now=now)
    assert Payment.objects.get(stop_loss=settlement).amount == settlement.paid == 80
    assert prove().holds
    assert StopLossSettlement.objects.count() == 1


def test_without_bank_details_the_member_is_asked_once(settled: Settled, ana: Person, now: datetime) -> None:
    claims = [settled(), settled()]
    asked = Dispatch.objects.get(kind="bank-details-missing")
    assert payment_of(claims[0]).state == Payment.State.WAITING
    words = asked.subject + asked.body_text
    assert not any(secret in words for secret in ("80.00", "USD", claims[0].number, "Achieng"))
    assert asked.recipient == ana.email


def test_the_provider_is_paid_and_the_share_counts(
    sent: Settled, settled: Settled, ana: Person, releaser: User, now: datetime
) -> None:
    hospital = Provider.objects.create(name="Aga Khan Hospital", kind="hospital", country="KE", city="Nairobi")
    claim = sent(line(charged=Decimal(100), provider_name="Aga Khan Hospital"), line(charged=Decimal(50)))
    first = claim.lines.get(position=1)
    order: dict[str, Any] = {"claim_id": claim.pk, "provider": hospital, "by": releaser, "now": now}
    assert pay_provider(**order, line_ids=[first.pk]) == 1
    settle(claim_id=claim.pk, now=now)
    pay_claims(claim_ids=[claim.pk], now=now)
    theirs, hers = Payment.objects.get(provider=hospital), Payment.objects.get(family=ana.family)
    assert (theirs.amount, hers.amount) == (80, 40)
    assert live(claim).printed["lines"][str(first.pk)]["paid_to"] == "Aga Khan Hospital"
    counted = [Decimal(one.facts["counted"]) for one in UsageRecord.objects.filter(family=ana.family)]
    assert sum(counted) == live(claim).member_share == 30, "her part counts to the stop-loss"
    with pytest.raises(NotPaidDirectly):
        pay_provider(**order)
    assert prove().holds
