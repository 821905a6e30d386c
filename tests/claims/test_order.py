"""The order of claims: what is decided stays, late arrivals cost nobody, better results are told."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.deciding import decided_again
from claims.looking_again import look_again
from claims.models import Claim, Settlement
from claims.notes import printed, write_note
from claims.replacing import NotSettled, StillNeedsAPerson, Why, decide_again
from portal.benefits.plans import load_plan
from portal.benefits.usage import UsageEntry
from portal.entitlements.ledger import entries_of, usage_of
from portal.entitlements.locking import locked_families
from portal.entitlements.models import ReferenceSalary, UsageRecord
from portal.entitlements.records import result_record
from portal.entitlements.reservations import release, reserve
from portal.members.models import AuditEntry, Person, User
from portal.work.models import Job
from tests.claims.conftest import line
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("still_bell")
Sent = Callable[..., Claim]
LENSES = "lenses"


@pytest.fixture
def assessor(db: None) -> User:
    return make_staff("assessor", "assessor")


def settled(claim: Claim, now: datetime) -> Settlement:
    settle(claim_id=claim.pk, now=now)
    return claim.settlements.live().get()


def ledger_sum(claim: Claim) -> Decimal:
    return sum((record.reimbursed for record in UsageRecord.objects.filter(family=claim.family_id)), Decimal(0))


def approve(person: Person, now: datetime, by: User, **fields: object) -> PriorApproval:
    plain = {
        "benefit": "gp_consultation",
        "outcome": "approved",
        "from_on": date(2026, 1, 1),
        "until_on": date(2026, 12, 31),
    }
    return PriorApproval.objects.create(person=person, decided_by=by, decided_at=now, **{**plain, **fields})


def test_deciding_again_replaces_and_keeps(sent: Sent, ana: Person, assessor: User, now: datetime) -> None:
    claim = sent(line(charged=Decimal("100")))
    old = settled(claim, now)
    approve(ana, now, assessor, outcome="refused", reasons="Not needed.")
    decision = decide_again(claim_id=claim.pk, by=assessor, now=now)
    assert decision
    assert decision.sequence == 2
    assert decision.decided_by == assessor
    old.refresh_from_db()
    new = claim.settlements.live().get()
    assert old.superseded_at == now
    assert (old.reimbursed, new.reimbursed) == (80, 0)
    assert new.printed["replaces"] == {"id": str(old.pk), "number": old.number, "reimbursed": "80.000"}
    assert old.lines.get().reimbursed == 80, "the old one stays readable"
    assert ledger_sum(claim) == 0
    assert entries_of(claim.family, plan=load_plan(claim.family.plan), years={2026}) == []
    trail = AuditEntry.objects.get(act="settlement.replaced")
    assert (trail.by_id, trail.detail) == (assessor.pk, {"why": Why.ASKED.value})


def test_both_decisions_can_be_taken_again(sent: Sent, ana: Person, assessor: User, now: datetime) -> None:
    others = sent(line(benefit=LENSES, quantity=1, prescribed_on=date(2026, 11, 1)))
    claim = sent(line(benefit=LENSES, quantity=2, prescribed_on=date(2026, 11, 1)), line())
    settled(claim, now)
    settled(others, now)
    approve(ana, now, assessor, outcome="refused", reasons="Not needed.")
    assert decide_again(claim_id=claim.pk, by=assessor, now=now)
    assert claim.decisions.count() == 2
    for decision in claim.decisions.all():
        assert {one.line.ref: result_record(one) for one in decided_again(decision)} == decision.result


def test_the_same_result_changes_nothing(sent: Sent, assessor: User, now: datetime) -> None:
    claim = sent(line(benefit=LENSES, quantity=3, charged=Decimal(300), prescribed_on=date(2026, 11, 1)))
    old = settled(claim, now)
    rows = UsageRecord.objects.count()
    assert decide_again(claim_id=claim.pk, by=assessor, now=now) is None
    assert claim.settlements.get() == old, "its own use is not held against it"
    assert UsageRecord.objects.count() == rows


def test_only_settled_claims_are_decided_again(sent: Sent, assessor: User, now: datetime) -> None:
    claim = sent()
    with pytest.raises(NotSettled):
        decide_again(claim_id=claim.pk, by=assessor, now=now)
    settled(claim, now)
    ReferenceSalary.objects.all().delete()
    with pytest.raises(StillNeedsAPerson):
        decide_again(claim_id=claim.pk, by=assessor, now=now)
    assert claim.settlements.live().count() == 1


def checkup(**fields: object) -> dict[str, object]:
    return line(**{"benefit": "checkup_blood", **fields})


def test_a_late_arrival_is_judged_after_what_is_decided(sent: Sent, now: datetime) -> None:
    later = settled(sent(checkup(service_on=date(2026, 11, 2))), now)
    older = settled(sent(checkup(service_on=date(2026, 3, 2))), now)
    assert later.reimbursed > 0
    assert older.reimbursed == 0
    assert older.lines.get().reasons == ["count_limit"]
    later.refresh_from_db()
    assert later.superseded_at is None


def test_what_somebody_gives_back_goes_to_who_was_cut(sent: Sent, ana: Person, assessor: User, now: datetime) -> None:
    first = sent(checkup(service_on=date(2026, 3, 2)))
    second = sent(checkup(service_on=date(2026, 11, 2)))
    paid = settled(first, now).reimbursed
    assert settled(second, now).reimbursed == 0
    approve(ana, now, assessor, benefit="checkup_blood", outcome="refused", reasons="x", until_on=date(2026, 6, 30))
    decide_again(claim_id=first.pk, by=assessor, now=now)
    assert Job.objects.filter(kind="claims.look_again", key=first.family_id).exists()
    (decision,) = look_again(family_id=first.family_id, now=now)
    assert decision.claim == second
    assert decision.decided_by is None
    assert second.settlements.live().get().reimbursed == paid
    assert AuditEntry.objects.get(act="settlement.replaced", by=None).detail == {"why": "better"}
    assert look_again(family_id=first.family_id, now=now) == [], "once is enough"
    assert ledger_sum(first) == paid


def test_what_a_guarantee_held_goes_to_who_was_cut(sent: Sent, ana: Person, now: datetime) -> None:
    claim, guarantee = sent(checkup()), uuid4()
    held = UsageEntry(
        str(ana.pk), "checkup_blood", date(2026, 11, 25), 1, Decimal(80), Decimal(0), {"checkup_blood": 1}
    )
    with transaction.atomic():
        family = locked_families([ana.family_id])[ana.family_id]
        reserve(family=family, guarantee=guarantee, entries=[(uuid4(), held)], now=now)
    assert settled(claim, now).reimbursed == 0, "it is promised to somebody else"
    assert look_again(family_id=ana.family_id, now=now) == []
    with transaction.atomic():
        release(family=family, guarantee=guarantee, now=now)
    assert Job.objects.filter(kind="claims.look_again", key=ana.family_id).exists()
    (decision,) = look_again(family_id=ana.family_id, now=now)
    assert decision.claim == claim
    assert ledger_sum(claim) == claim.settlements.live().get().reimbursed > 0


def lenses(on: date, count: int) -> dict[str, object]:
    return line(benefit=LENSES, quantity=count, service_on=on, charged=Decimal(60) * count, prescribed_on=on)


def test_a_late_purchase_moves_the_windows_in_her_favour(sent: Sent, now: datetime) -> None:
    """Two lenses a window of twelve months, which the first purchase opens."""
    settled(sent(lenses(date(2026, 2, 2), 1)), now)
    cut = sent(lenses(date(2026, 11, 10), 2))
    before = settled(cut, now)
    assert before.lines.get().reasons[0] == "count_limit"
    settled(sent(lenses(date(2025, 11, 25), 1)), now)
    assert look_again(family_id=cut.family_id, now=now) == [], "its window ends too late"


def test_an_earlier_one_still_does(sent: Sent, now: datetime) -> None:
    settled(sent(lenses(date(2026, 1, 12), 1)), now)
    cut = sent(lenses(date(2026, 11, 26), 2))
    Claim.objects.filter(pk=cut.pk).update(received_on=date(2026, 11, 26))
    before = settled(cut, now)
    settled(sent(lenses(date(2025, 11, 23), 1)), now)
    assert Job.objects.filter(kind="claims.look_again", key=cut.family_id).exists()
    (decision,) = look_again(family_id=cut.family_id, now=now)
    assert decision.claim == cut
    assert cut.settlements.live().get().reimbursed == 2 * before.reimbursed


def test_less_is_never_taken_by_itself(sent: Sent, now: datetime) -> None:
    claim = sent(line(benefit="dental_ordinary", charged=Decimal(2000)))
    before = settled(claim, now)
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(500))
    assert look_again(family_id=claim.family_id, now=now) == []
    assert claim.settlements.live().get() == before


def test_a_raised_ceiling_is_paid_and_told(sent: Sent, ana_client: Client, clock: None, now: datetime) -> None:
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(500))
    claim = sent(line(benefit="dental_ordinary", charged=Decimal(2000)))
    before = settled(claim, now)
    assert before.reimbursed == 250
    write_note(settlement_id=before.pk, now=now)
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(800))
    (_decision,) = look_again(family_id=claim.family_id, now=now)
    after = claim.settlements.live().get()
    assert after.reimbursed == 400
    replaced = {"id": str(before.pk), "number": before.number, "reimbursed": Decimal("250.000")}
    assert printed(after)["replaced"] == replaced
    assert write_note(settlement_id=after.pk, now=now) != before.note
    page = ana_client.get(reverse("claims:status", args=[claim.pk]))
    assert page.status_code == 200
    assert before.number in page.text
    assert after.number not in page.text
    old_note = reverse("claims:settlement_note", args=[claim.pk, before.pk])
    assert b"".join(ana_client.get(old_note).streaming_content).startswith(b"%PDF")
    shown = ana_client.get(reverse("claims:settlement", args=[claim.pk, after.pk])).text
    assert all(words in shown for words in ("Before and now", before.number, "250.00", "400.00", "Changed"))
    old_page = ana_client.get(reverse("claims:settlement", args=[claim.pk, before.pk])).text
    assert "This settlement was replaced" in old_page


@pytest.mark.usefixtures("clock")
def test_an_old_note_is_nobody_elses(
    sent: Sent, stranger_client: Client, now: datetime, assessor: User, ana: Person
) -> None:
    claim = sent()
    old = settled(claim, now)
    write_note(settlement_id=old.pk, now=now)
    approve(ana, now, assessor, outcome="refused", reasons="x")
    decide_again(claim_id=claim.pk, by=assessor, now=now)
    assert stranger_client.get(reverse("claims:settlement_note", args=[claim.pk, old.pk])).status_code == 404


def test_a_large_rise_waits_for_a_person(sent: Sent, now: datetime) -> None:
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(100))
    claim = sent(line(benefit="dental_ordinary", charged=Decimal(9000)))
    before = settled(claim, now)
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(8000))
    for _twice in range(2):
        assert look_again(family_id=claim.family_id, now=now) == []
    assert claim.settlements.live().get() == before
    assert AuditEntry.objects.filter(act="claim.larger_rise_waits", object_id=str(before.pk)).count() == 1


def test_usage_is_remembered_as_the_whole_ledger_tells_it(sent: Sent, assessor: User, now: datetime) -> None:
    claims = [sent(line(), checkup()), sent(line(benefit="dental_ordinary", charged=Decimal(2500))), sent(checkup())]
    for claim in claims:
        settled(claim, now)
    used, _last = usage_of(claims[0].family, plan=load_plan(claims[0].family.plan), years={2026})
    person = str(claims[0].patient_id)
    total = sum(claim.settlements.get().reimbursed for claim in claims)
    assert used.paid(person, 2026) == total
