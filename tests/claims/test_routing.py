"""What goes straight through, what a person looks at, and who may release it: the office's rules at work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from claims.adjudication import settle
from claims.corrections import correct_line
from claims.models import Claim, OfficeRules, Review, Signature
from claims.office import release_limit, write_rules
from claims.queue import InAnotherHand, NotWithAPerson, give_back, skip, take, take_next
from claims.release import (
    ChangedMeanwhile,
    HerOwnFamily,
    MayNotRelease,
    NotDecided,
    Released,
    SecondPersonNeeded,
    release,
    release_many,
)
from portal.entitlements.figures import in_dollars
from portal.entitlements.models import ExchangeRate, UsageRecord
from portal.members.models import AuditEntry, Person, User
from portal.vault.models import StoredDocument
from portal.work.models import Job
from tests.claims.conftest import line
from tests.people import make_staff

Sent = Callable[..., Claim]
HIGH = {"benefit": "hosp_outpatient_surgery_doctor_fee", "charged": Decimal(9000)}


@pytest.fixture
def ruled(db: None, now: datetime) -> Callable[..., OfficeRules]:
    """`ruled(straight_through=…)`: another version of the office's rules."""
    analyst = make_staff("analyst", "plan analyst")

    def write(**fields: Any) -> OfficeRules:
        at = now - timedelta(days=1) + timedelta(seconds=OfficeRules.objects.count())
        return write_rules(fields=fields, why="A trial.", by=analyst, now=at)

    return write


@pytest.fixture
def eva(db: None) -> User:
    return make_staff("eva", "assessor")


@pytest.fixture
def omar(db: None) -> User:
    return make_staff("omar", "assessor")


def decided(claim: Claim, now: datetime) -> Claim:
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


def reasons(claim: Claim) -> list[str]:
    return [reason.code for reason in claim.review.reasons.all()]


def seen(claim: Claim) -> Any:
    return claim.decisions.order_by("-sequence")[0].pk


def test_what_nothing_speaks_against_goes_straight_through(sent: Sent, now: datetime) -> None:
    claim = decided(sent(), now)
    assert claim.state == Claim.State.SETTLED
    assert not Review.objects.exists()


def test_above_the_limit_it_is_proposed_and_not_paid(sent: Sent, now: datetime) -> None:
    claim = decided(sent(line(**HIGH)), now)
    assert (claim.state, reasons(claim)) == (Claim.State.IN_REVIEW, ["amount"])
    assert claim.decisions.get().result[str(claim.lines.get().pk)]["outcome"] == "paid"
    assert not claim.settlements.exists()
    assert not UsageRecord.objects.exists()
    assert claim.review.due_at == now + timedelta(hours=120)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"straight_through": Decimal("79.99")}, ["amount"]),
        ({"straight_through": Decimal("80")}, []),
        ({"benefits": ["gp_consultation"]}, ["benefit"]),
        ({"benefits": ["lenses"]}, []),
        ({"new_providers": True}, ["provider"]),
        ({"new_providers": True, "straight_through": Decimal(1)}, ["amount", "provider"]),
    ],
)
def test_the_rules_decide_who_looks(
    sent: Sent, now: datetime, ruled: Any, rules: dict[str, Any], expected: list[str]
) -> None:
    ruled(**rules)
    claim = decided(sent(), now)
    assert (reasons(claim) if claim.state == Claim.State.IN_REVIEW else []) == expected


def test_a_provider_is_new_only_once(sent: Sent, now: datetime, ruled: Any, eva: User) -> None:
    ruled(new_providers=True)
    here = {"provider_name": "Dr Wanjiru"}
    first = decided(sent(line(**here)), now)
    release(claim_id=first.pk, seen=seen(first), by=eva, now=now)
    assert decided(sent(line(charged=Decimal(90), **here)), now).state == Claim.State.SETTLED
    assert reasons(decided(sent(line(provider_name="Dr Nobody")), now)) == ["provider"]


def test_an_expense_that_looks_claimed_before_is_looked_at(sent: Sent, now: datetime, ruled: Any) -> None:
    ruled(duplicates=True)
    assert decided(sent(), now).state == Claim.State.SETTLED
    small = {"charged": Decimal(7)}
    again = decided(sent(line(provider_name="Dr J. Achieng"), line(**small), line(provider_name="A", **small)), now)
    assert reasons(again) == ["duplicate"]
    assert again.review.reasons.get().lines == [1, 2, 3]


@pytest.mark.parametrize("looks", [True, False])
def test_a_document_the_scanner_has_not_passed_is_looked_at(sent: Sent, now: datetime, ruled: Any, looks: bool) -> None:
    ruled(documents=looks)
    claim = sent()
    StoredDocument.objects.update(scan_state="scan_pending")
    claim = decided(claim, now)
    assert (claim.state == Claim.State.IN_REVIEW) == looks


def test_limits_are_held_against_dollars(figures: None, now: datetime) -> None:
    assert in_dollars(Decimal(1250), "KES", now.date()) == 10
    assert in_dollars(Decimal(10), "USD", now.date()) == 10
    ExchangeRate.objects.all().delete()
    assert in_dollars(Decimal(1250), "KES", now.date()) is None


def test_every_version_of_the_rules_stays(ruled: Any) -> None:
    ruled(straight_through=Decimal(100))
    ruled(straight_through=Decimal(50))
    assert OfficeRules.objects.in_force().straight_through == 50
    assert OfficeRules.objects.count() == 2
    told = AuditEntry.objects.filter(act="officerules.written").order_by("at").values_list("detail", flat=True)
    assert list(told) == [{"straight_through": "2000 → 100"}, {"straight_through": "100.000 → 50"}]
    with pytest.raises(DatabaseError), transaction.atomic():
        OfficeRules.objects.update(straight_through=1)


def test_one_person_releases_up_to_her_limit(sent: Sent, now: datetime, eva: User) -> None:
    claim = decided(sent(line(**{**HIGH, "charged": Decimal(4000)})), now)
    before = claim.decisions.get()
    assert release(claim_id=claim.pk, seen=before.pk, by=eva, now=now) == Released(claim.pk, is_settled=True)
    claim.refresh_from_db()
    settlement = claim.settlements.get()
    assert (claim.state, settlement.decision.decided_by) == (Claim.State.SETTLED, eva)
    assert settlement.decision.result == before.result
    assert claim.review.closed_at == now
    assert Job.objects.filter(kind="claims.write_note", key=settlement.pk).count() == 1
    entry = AuditEntry.objects.get(act="claim.released")
    assert (entry.by, entry.detail) == (eva, {"before": 1, "after": 2, "signatures": 1})


def test_above_her_limit_a_second_person_signs(sent: Sent, now: datetime, eva: User, omar: User) -> None:
    claim = decided(sent(line(**HIGH)), now)
    proposal = seen(claim)
    assert release(claim_id=claim.pk, seen=proposal, by=eva, now=now) == Released(claim.pk, is_settled=False)
    assert not claim.settlements.exists()
    assert reasons(claim) == ["amount", "second"]
    with pytest.raises(SecondPersonNeeded):
        release(claim_id=claim.pk, seen=proposal, by=eva, now=now)
    assert release(claim_id=claim.pk, seen=proposal, by=omar, now=now).is_settled
    signed = Signature.objects.order_by("position").values_list("by__reference", "amount", "currency", "limit_usd")
    assert [row[0] for row in signed] == ["eva", "omar"]
    assert {row[1:] for row in signed} == {(claim.settlements.get().reimbursed, "USD", Decimal(5000))}


def test_the_database_knows_four_eyes(sent: Sent, now: datetime, eva: User) -> None:
    claim = decided(sent(line(**HIGH)), now)
    release(claim_id=claim.pk, seen=seen(claim), by=eva, now=now)
    mine = Signature.objects.get()
    again = {"decision": mine.decision, "by": eva, "at": now, "amount": 1, "currency": "USD", "limit_usd": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(position=2, **again)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.update(position=2)


def test_a_corrected_proposal_is_signed_anew(sent: Sent, now: datetime, eva: User, omar: User) -> None:
    claim = decided(sent(line(**HIGH)), now)
    first = seen(claim)
    release(claim_id=claim.pk, seen=first, by=eva, now=now)
    correct_line(line_id=claim.lines.get().pk, changes={"charged": Decimal(8500)}, why="Read again.", by=omar, now=now)
    with pytest.raises(ChangedMeanwhile):
        release(claim_id=claim.pk, seen=first, by=omar, now=now)
    assert not release(claim_id=claim.pk, seen=seen(claim), by=omar, now=now).is_settled
    assert release(claim_id=claim.pk, seen=seen(claim), by=eva, now=now).is_settled


def test_what_would_come_out_otherwise_is_proposed_not_paid(sent: Sent, now: datetime, eva: User, ruled: Any) -> None:
    ruled(straight_through=Decimal(10))
    claims = [decided(sent(line(benefit="checkup_blood", charged=Decimal(once))), now) for once in (80, 90)]
    shown = [seen(claim) for claim in claims]
    release(claim_id=claims[0].pk, seen=shown[0], by=eva, now=now)
    with pytest.raises(ChangedMeanwhile):
        release(claim_id=claims[1].pk, seen=shown[1], by=eva, now=now)
    assert not claims[1].settlements.exists()
    assert claims[1].decisions.count() == 2, "the new proposal stays to be seen"
    release(claim_id=claims[1].pk, seen=seen(claims[1]), by=eva, now=now)
    assert claims[1].settlements.get().reimbursed == 0


def test_who_may_not_release(sent: Sent, now: datetime, ana: Person) -> None:
    claim = decided(sent(line(**HIGH)), now)
    for role in ("finance", "auditor", "member services", "medical consultant", "plan analyst"):
        with pytest.raises(MayNotRelease):
            release(claim_id=claim.pk, seen=seen(claim), by=make_staff(role.replace(" ", "-"), role), now=now)
    boss = make_staff("boss", "assessor", is_superuser=True)
    ana.user, before = boss, ana.user
    ana.save()
    with pytest.raises(HerOwnFamily):
        release(claim_id=claim.pk, seen=seen(claim), by=User.objects.get(pk=boss.pk), now=now)
    assert before is not None
    assert release_limit(before, OfficeRules.objects.in_force()) == 0


def test_what_the_engine_leaves_open_nobody_releases(sent: Sent, now: datetime, eva: User) -> None:
    claim = decided(sent(line(), line(benefit="mri_pet_ct_outpatient", charged=Decimal(400))), now)
    assert reasons(claim) == ["approval"]
    with pytest.raises(NotDecided):
        release(claim_id=claim.pk, seen=seen(claim), by=eva, now=now)
    assert not claim.settlements.exists()


def test_many_are_released_each_for_itself(sent: Sent, now: datetime, eva: User, ruled: Any) -> None:
    ruled(straight_through=Decimal(10))
    fine = [decided(sent(line(charged=Decimal(once))), now) for once in (80, 90, 100)]
    high = decided(sent(line(**HIGH)), now)
    taken = fine[2]
    take(claim_id=taken.pk, by=make_staff("other", "assessor"), now=now)
    chosen = [(claim.pk, seen(claim)) for claim in (*fine, high)]
    report = dict(release_many(chosen=chosen, by=eva, now=now))
    assert [report[claim.pk] for claim in fine[:2]] == [Released(claim.pk, is_settled=True) for claim in fine[:2]]
    assert isinstance(report[taken.pk], InAnotherHand)
    assert report[high.pk] == Released(high.pk, is_settled=False)
    again = dict(release_many(chosen=chosen[:1], by=eva, now=now))
    assert isinstance(again[fine[0].pk], NotWithAPerson)


def test_a_claim_is_taken_for_a_time(sent: Sent, now: datetime, eva: User, omar: User) -> None:
    claim = decided(sent(line(**HIGH)), now)
    take(claim_id=claim.pk, by=eva, now=now)
    with pytest.raises(InAnotherHand):
        take(claim_id=claim.pk, by=omar, now=now)
    later = now + timedelta(minutes=31)
    assert take(claim_id=claim.pk, by=omar, now=later).taken_by == omar
    assert not give_back(claim_id=claim.pk, by=eva, now=later)
    assert give_back(claim_id=claim.pk, by=omar, now=later)
    assert Review.objects.get().taken_by is None


def test_next_is_what_has_the_least_time_left(sent: Sent, now: datetime, eva: User, omar: User) -> None:
    high = [line(**{**HIGH, "charged": Decimal(9000 + minute)}) for minute in range(3)]
    claims = [decided(sent(one), now + timedelta(minutes=minute)) for minute, one in enumerate(high)]
    last, middle, first = claims
    Review.objects.filter(pk=first.pk).update(due_at=now)
    Review.objects.filter(pk=last.pk).update(due_at=now + timedelta(days=30))
    mine = take_next(by=eva, now=now)
    assert mine
    assert mine.pk == first.pk
    his = take_next(by=omar, now=now)
    assert his
    assert his.pk == middle.pk
    skip(claim_id=first.pk, by=eva, now=now)
    other = take_next(by=eva, now=now)
    assert other
    assert other.pk == last.pk, "what she skipped is not offered again"
    assert take_next(by=eva, now=now) is None
    give_back(claim_id=last.pk, by=eva, now=now)
    give_back(claim_id=middle.pk, by=omar, now=now)
    assert take_next(by=omar, now=now) is not None


def test_queries_of_routing_stay_flat(
    sent: Sent, now: datetime, ruled: Any, django_assert_max_num_queries: Any
) -> None:
    ruled(new_providers=True, duplicates=True, documents=True, benefits=["lenses"])
    claim = sent(*(line(charged=Decimal(count)) for count in range(1, 11)))
    with django_assert_max_num_queries(40):
        settle(claim_id=claim.pk, now=now)
