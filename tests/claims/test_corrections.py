"""Correcting facts: the member's entry stays; each change keeps before, after, who, when, why, and is only proposed."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import override_settings

from claims.adjudication import settle
from claims.correctable import FACTS
from claims.corrections import NothingChanges, WhyMissing, WrongFact, correct_line
from claims.deciding import decided_again
from claims.models import Claim, Correction
from claims.proposals import proposal
from claims.queue import InAnotherHand, NotWithAPerson, take
from portal.entitlements.models import PriceLevel
from portal.entitlements.records import result_record
from portal.members.models import AuditEntry, User
from portal.vault.rotation import rotate
from tests.claims.conftest import line
from tests.people import make_staff

Sent = Callable[..., Claim]
SCAN = {"benefit": "mri_pet_ct_outpatient", "charged": Decimal("400")}


@pytest.fixture
def assessor(db: None) -> User:
    return make_staff("assessor", "assessor")


@pytest.fixture
def waiting(sent: Sent, now: datetime) -> Claim:
    claim = sent(line(**SCAN))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def correct(waiting: Claim, assessor: User, now: datetime) -> Callable[..., list[Correction]]:
    """`correct(benefit="…")`: the first line of the waiting claim corrected."""

    def made(why: str = "As the invoice says.", by: User = assessor, **changes: Any) -> list[Correction]:
        return correct_line(line_id=waiting.lines.get(position=1).pk, changes=changes, why=why, by=by, now=now)

    return made


def answer(claim: Claim) -> dict[str, Any]:
    last = claim.decisions.order_by("-sequence")[0]
    return last.result[str(claim.lines.get(position=1).pk)]


def test_a_corrected_fact_is_proposed_and_the_entry_stays_as_sent(
    waiting: Claim, correct: Any, assessor: User, now: datetime
) -> None:
    correct(benefit="gp_consultation", charged=Decimal("100"))
    entry = waiting.lines.get()
    assert (entry.benefit, entry.charged) == ("mri_pet_ct_outpatient", 400)
    waiting.refresh_from_db()
    assert waiting.state == Claim.State.IN_REVIEW
    assert not waiting.settlements.exists(), "proposed, not paid"
    assert (answer(waiting)["outcome"], answer(waiting)["reimbursed"]) == ("paid", "80.00")
    kept = Correction.objects.order_by("sequence").values_list("field", "before", "after", "why", "by", "at")
    assert list(kept) == [
        ("benefit", "mri_pet_ct_outpatient", "gp_consultation", "As the invoice says.", assessor.pk, now),
        ("charged", "400", "100", "As the invoice says.", assessor.pk, now),
    ]
    assert [reason.code for reason in waiting.review.reasons.all()] == ["corrected"]
    detail = AuditEntry.objects.get(act="claim.corrected").detail
    assert detail == {"line": 1, "fields": "benefit, charged"}


def test_the_last_correction_of_a_fact_counts(waiting: Claim, correct: Any) -> None:
    correct(benefit="gp_consultation")
    correct(charged=Decimal("300"))
    correct(charged=Decimal("50"), why="The other figure was the deposit.")
    assert answer(waiting)["reimbursed"] == "40.00"
    assert Correction.objects.filter(field="charged").order_by("sequence").values_list("before", "after").last() == (
        "300",
        "50",
    )


def test_the_accepted_level_is_that_of_the_country_that_counts(waiting: Claim, correct: Any) -> None:
    PriceLevel.objects.create(
        country="KE", benefit="gp_consultation", amount=Decimal(60), currency="USD", from_on=date(2026, 1, 1)
    )
    correct(benefit="gp_consultation", charged=Decimal(100))
    assert answer(waiting)["reimbursed"] == "48.00"
    correct(accepted=Decimal(90))
    assert answer(waiting)["reimbursed"] == "72.00"
    correct(accepted=None)
    assert answer(waiting)["reimbursed"] == "48.00", "taken back, the price list counts again"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"conditions_met": False}, "condition_not_met"),
        ({"exclusion": "exc_spa_cosmetic"}, "excluded"),
        ({"duplicate_of": "another"}, "duplicate"),
        ({"service_on": date(2019, 1, 1)}, "late_claim"),
    ],
)
def test_facts_that_only_staff_say_refuse_a_line(
    waiting: Claim, correct: Any, changes: dict[str, Any], reason: str
) -> None:
    correct(benefit="gp_consultation", **changes)
    assert answer(waiting)["outcome"] == "refused"
    assert answer(waiting)["reasons"][0] == reason


def test_every_fact_is_told_to_the_engine(waiting: Claim, correct: Any, now: datetime) -> None:
    changes = {
        "quantity": 2,
        "country": "FR",
        "currency": "EUR",
        "prescribed_on": date(2026, 10, 30),
        "emergency": True,
        "other_insurance": Decimal(10),
        "semi_private": Decimal(150),
        "eye": "left",
        "treatment_start": date(2026, 10, 1),
        "travel": "official_duty",
        "accepted": Decimal(500),
        "conditions_met": False,
    }
    correct(**changes)
    facts = waiting.decisions.order_by("-sequence")[0].facts["lines"][0]["facts"]
    told = {name: facts[{"prescribed_on": "prescribed"}.get(name, name)] for name in changes}
    assert told == {
        **{name: value for name, value in changes.items() if isinstance(value, str | int)},
        "prescribed_on": "2026-10-30",
        "other_insurance": "10",
        "semi_private": "150",
        "treatment_start": "2026-10-01",
        "accepted": {"FR": "500"},
    }
    assert set(changes) < set(FACTS)


def test_a_corrected_decision_is_taken_again_with_the_same_result(waiting: Claim, correct: Any) -> None:
    correct(benefit="gp_consultation", charged=Decimal("12500"), currency="KES")
    decision = waiting.decisions.order_by("-sequence")[0]
    assert {one.line.ref: result_record(one) for one in decided_again(decision)} == decision.result


def test_trying_writes_nothing(waiting: Claim, assessor: User, now: datetime) -> None:
    tried = Correction(line=waiting.lines.get(), sequence=1, field="benefit", after="gp_consultation")
    judged = proposal(waiting.pk, tried=[tried], now=now)
    assert [str(one.reimbursed) for one in judged.decisions.values()] == ["320.00"]
    assert (waiting.decisions.count(), Correction.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"benefit": "no such care"},
        {"benefit": ""},
        {"charged": Decimal(0)},
        {"charged": None},
        {"charged": Decimal("1.001")},
        {"quantity": 0},
        {"other_insurance": Decimal(1000)},
        {"other_insurance": Decimal(-1)},
        {"accepted": Decimal(-1)},
        {"service_on": date(2026, 12, 1)},
        {"service_on": None},
        {"currency": "XXX"},
        {"exclusion": "exc_not_reasonable_customary"},
    ],
)
def test_what_cannot_be_so_is_refused(waiting: Claim, correct: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(WrongFact) as refusal:
        correct(**changes)
    assert refusal.value.field == next(iter(changes))
    assert not Correction.objects.exists()


def test_without_why_or_change_nothing_is_kept(correct: Any) -> None:
    with pytest.raises(WhyMissing):
        correct(why="  ", benefit="gp_consultation")
    with pytest.raises(NothingChanges):
        correct(benefit="mri_pet_ct_outpatient", charged=Decimal("400.00"))
    assert not Correction.objects.exists()


def test_a_decided_claim_or_one_in_another_hand_is_not_corrected(
    waiting: Claim, correct: Any, now: datetime, sent: Sent, assessor: User
) -> None:
    take(claim_id=waiting.pk, by=make_staff("other", "assessor"), now=now)
    with pytest.raises(InAnotherHand):
        correct(benefit="gp_consultation")
    decided = sent()
    settle(claim_id=decided.pk, now=now)
    with pytest.raises(NotWithAPerson):
        correct_line(line_id=decided.lines.get().pk, changes={"quantity": 2}, why="x", by=assessor, now=now)


def test_corrections_are_never_changed(correct: Any) -> None:
    correct(benefit="gp_consultation")
    for act in (lambda: Correction.objects.update(after="x"), lambda: Correction.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_keys_are_rotated_under_what_only_grows(sent: Sent, now: datetime) -> None:
    """The words of a correction are written anew, and afterwards nobody changes them."""
    fields = {"field": "quantity", "before": "2", "after": "1", "why": "Read so.", "at": now}
    line = sent().lines.get()
    made = Correction.objects.create(line=line, sequence=1, by=make_staff("rotating"), **fields)
    with override_settings(FIELD_KEYS=["a new key, long enough to be taken for one", *settings.FIELD_KEYS]):
        found = {one.column: one.rewritten for one in rotate()}
        assert found["claims.Correction.why"] == 1
        made.refresh_from_db()
        assert made.why == "Read so."
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(after="3")
