"""Deciding: the engine's answer stored as it was, once, and taken again with the same result."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core import mail

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.deciding import decided_again
from claims.models import Claim, Settlement
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary, UsageRecord
from portal.entitlements.records import result_record
from portal.members.models import AuditEntry, Person
from portal.post.models import Dispatch
from portal.work.jobs import drain
from tests.claims.conftest import line
from tests.people import make_account, make_staff

Sent = Callable[..., Claim]


def test_a_visit_is_paid_at_the_plan_s_rate(sent: Sent, now: datetime) -> None:
    claim = sent(line(charged=Decimal("100")))
    settle(claim_id=claim.pk, now=now)
    claim.refresh_from_db()
    settlement = claim.settlements.get()
    assert claim.state == Claim.State.SETTLED
    assert (settlement.charged, settlement.reimbursed, settlement.member_share) == (100, 80, 20)
    cut = settlement.lines.get().adjustments.get()
    assert (cut.reason, cut.amount, cut.borne_by, cut.clause) == ("coinsurance", 20, "member", "2.3")


def test_a_bill_in_shillings_is_converted_at_the_rate_of_its_month(sent: Sent, now: datetime) -> None:
    claim = sent(line(charged=Decimal("5000"), currency="KES"))
    settle(claim_id=claim.pk, now=now)
    settlement = claim.settlements.get()
    assert (settlement.charged, settlement.reimbursed) == (Decimal("40"), Decimal("32"))
    assert settlement.printed["lines"][str(claim.lines.get().pk)]["rates"] == {"KES": "125.00000000"}


def test_what_lies_above_the_accepted_level_is_cut_first(sent: Sent, now: datetime) -> None:
    PriceLevel.objects.create(
        country="KE", benefit="gp_consultation", amount=Decimal(60), currency="USD", from_on=date(2026, 1, 1)
    )
    claim = sent(line(charged=Decimal("100")))
    settle(claim_id=claim.pk, now=now)
    settled = claim.settlements.get().lines.get()
    assert settled.reimbursed == 48
    assert [(cut.reason, cut.amount) for cut in settled.adjustments.all()] == [
        ("reasonable_customary", 40),
        ("coinsurance", 12),
    ]


def test_deciding_twice_changes_nothing(sent: Sent, now: datetime) -> None:
    claim = sent()
    assert settle(claim_id=claim.pk, now=now) is not None
    before = (UsageRecord.objects.count(), Settlement.objects.count(), AuditEntry.objects.count())
    assert settle(claim_id=claim.pk, now=now) is None
    assert (UsageRecord.objects.count(), Settlement.objects.count(), AuditEntry.objects.count()) == before


def test_a_stored_decision_is_taken_again_with_the_same_result(sent: Sent, now: datetime) -> None:
    first = sent(line(benefit="spec_routine_women"))
    second = sent(line(benefit="checkup_pap_smear"), line(currency="KES", charged=Decimal("1234.56")))
    for claim in (first, second):
        settle(claim_id=claim.pk, now=now)
    for claim in (first, second):
        decision = claim.decisions.get()
        again = {one.line.ref: result_record(one) for one in decided_again(decision)}
        assert again == decision.result
    assert second.settlements.get().lines.get(line__benefit="checkup_pap_smear").outcome == "refused"


def test_a_scan_without_approval_waits_for_a_person_and_is_settled_once_approved(
    sent: Sent, ana: Person, now: datetime
) -> None:
    claim = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal("400")))
    settle(claim_id=claim.pk, now=now)
    claim.refresh_from_db()
    assert (claim.state, claim.settlements.count()) == (Claim.State.IN_REVIEW, 0)
    assert settle(claim_id=claim.pk, now=now) is None, "the same facts again are no new decision"
    consultant = make_staff("consultant", "medical consultant")
    PriorApproval.objects.create(
        person=ana,
        benefit="mri_pet_ct_outpatient",
        outcome="approved",
        from_on=date(2026, 11, 1),
        until_on=date(2026, 11, 30),
        decided_by=consultant,
        decided_at=now,
    )
    settle(claim_id=claim.pk, now=now, by=consultant)
    assert claim.settlements.get().reimbursed == 320
    assert claim.decisions.count() == 2


def test_a_month_without_a_rate_goes_to_a_person_not_to_a_guess(sent: Sent, now: datetime) -> None:
    ExchangeRate.objects.all().delete()
    claim = sent(line(currency="KES"))
    decision = settle(claim_id=claim.pk, now=now)
    claim.refresh_from_db()
    assert claim.state == Claim.State.IN_REVIEW
    assert decision
    assert decision.result[str(claim.lines.get().pk)] == {
        "outcome": "review",
        "problem": "rate_missing",
        "currency": "KES",
        "month": "2026-11",
    }


def test_a_duty_station_without_reference_salary_goes_to_a_person(sent: Sent, now: datetime) -> None:
    ReferenceSalary.objects.all().delete()
    claim = sent()
    decision = settle(claim_id=claim.pk, now=now)
    assert decision
    assert decision.result[str(claim.lines.get().pk)]["problem"] == "reference_salary_missing"


def test_a_late_claim_names_every_check_that_failed(sent: Sent, now: datetime) -> None:
    claim = sent(line(service_on=date(2019, 12, 31)))
    settle(claim_id=claim.pk, now=now)
    settled = claim.settlements.get().lines.get()
    assert settled.outcome == "refused"
    assert settled.reasons == ["late_claim", "not_insured"]
    assert settled.adjustments.get().reason == "late_claim"


@pytest.mark.django_db(transaction=True)
def test_the_note_is_written_once_and_mailed_once(sent: Sent, now: datetime) -> None:
    claim = sent()
    claim.family.settlements_online = True
    claim.family.save()
    make_account(claim.family)
    drain(now)
    drain(now)
    settlement = claim.settlements.get()
    assert settlement.note
    assert settlement.note.bytes > 1000
    dispatch = Dispatch.objects.get(kind="settlement-note")
    assert dispatch.state == "sent"
    (note,) = [one for one in mail.outbox if one.attachments]
    assert note.to == ["ana@example.org"]
    assert note.attachments[0].filename == "settlement-note.pdf"  # type: ignore[union-attr]
    assert len(mail.outbox) == 2, "and the receipt of its documents"


def test_queries_stay_flat_as_the_family_s_history_grows(
    sent: Sent, now: datetime, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(12):
        settle(claim_id=sent().pk, now=now)
    claim = sent(line(), line(benefit="spec_consultation"), line(benefit="lab_outpatient"))
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        settle(claim_id=claim.pk, now=now)
