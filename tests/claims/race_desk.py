"""Races at the desk, run like those of `tests.claims.race`: `python -m tests.claims.race_desk`."""

import json
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from tests.claims.race import ROUNDS, Act, at_once, member, sent  # sets Django up

# ruff: noqa: I001
from django.utils import timezone

from claims.adjudication import settle
from claims.asking import answer, ask
from claims.corrections import correct_line
from claims.models import Claim, Correction, Review, Signature
from claims.queue import ReviewRefused, take, take_next
from claims.release import release
from portal.entitlements.models import ReferenceSalary, UsageRecord
from portal.members.models import User
from portal.work.models import Job
from tests.people import make_staff

LOW, HIGH = Decimal(4000), Decimal(9000)


def waiting(charged: Decimal = LOW) -> Claim:
    """A claim whose proposal is above the straight-through limit."""
    claim = sent(member(), benefit="hosp_outpatient_surgery_doctor_fee", charged=charged)
    settle(claim_id=claim.pk, now=timezone.now())
    return claim


def staff(count: int) -> list[User]:
    made = User.objects.count()
    return [make_staff(f"desk-{made + number}", "assessor") for number in range(count)]


def refusable(act: Act) -> str:
    try:
        return str(act())
    except ReviewRefused as refusal:
        return type(refusal).__name__


def releasing(claim: Claim, by: User) -> Act:
    seen = claim.decisions.order_by("-sequence")[0].pk
    now = timezone.now()
    return partial(refusable, lambda: release(claim_id=claim.pk, seen=seen, by=by, now=now).is_settled)


def outcome(claim: Claim, answers: list[str]) -> dict[str, Any]:
    settlements = claim.settlements.all()
    return {
        "answers": answers,
        "settlements": settlements.count(),
        "usage": UsageRecord.objects.filter(family=claim.family_id).count(),
        "notes": Job.objects.filter(kind="claims.write_note", key__in=settlements.values("pk")).count(),
        "signatures": Signature.objects.filter(decision__claim=claim).count(),
    }


def one_claim_taken_by_four() -> dict[str, Any]:
    claim, now = waiting(), timezone.now()

    def taking(by: User) -> str:
        return refusable(lambda: take(claim_id=claim.pk, by=by, now=now) and "taken")

    answers = at_once(*[partial(taking, by) for by in staff(4)])
    return {"answers": answers, "taken": Review.objects.filter(pk=claim.pk, taken_by__isnull=False).count()}


def four_take_the_next() -> dict[str, Any]:
    Review.objects.open().update(closed_at=timezone.now(), taken_by=None, taken_until=None, waits_for_member_since=None)
    claims = [waiting() for _claim in range(3)]

    def taking(by: User) -> str:
        review = take_next(by=by, now=timezone.now())
        return str(review.pk) if review else "none"

    answers = at_once(*[partial(taking, by) for by in staff(4)])
    return {"answers": answers, "expected": sorted([*(str(claim.pk) for claim in claims), "none"])}


def one_claim_released_by_four() -> dict[str, Any]:
    claim = waiting()
    return outcome(claim, at_once(*[releasing(claim, by) for by in staff(4)]))


def one_large_claim_released_by_the_same_person_twice() -> dict[str, Any]:
    claim, (eva,) = waiting(HIGH), staff(1)
    return outcome(claim, at_once(releasing(claim, eva), releasing(claim, eva)))


def one_large_claim_signed_by_three_others() -> dict[str, Any]:
    claim, (eva, *others) = waiting(HIGH), staff(4)
    releasing(claim, eva)()
    return outcome(claim, at_once(*[releasing(claim, by) for by in others]))


def corrected_and_released_at_once() -> dict[str, Any]:
    claim, (eva, omar) = waiting(), staff(2)
    line, now = claim.lines.get(), timezone.now()

    def correcting() -> str:
        made = correct_line(line_id=line.pk, changes={"charged": Decimal(3000)}, why="Read again.", by=omar, now=now)
        return f"{len(made)} corrected"

    answers = at_once(partial(refusable, correcting), releasing(claim, eva))
    paid = [int(one.reimbursed) for one in claim.settlements.all()]
    return {"answers": answers, "paid": paid, "corrections": Correction.objects.filter(line=line).count()}


def asked_and_answered_twice_at_once() -> dict[str, Any]:
    claim, (eva,) = waiting(), staff(1)
    now = timezone.now()
    ask(claim_id=claim.pk, template="report", by=eva, now=now)
    later = now + timedelta(hours=3)
    before = Review.objects.get(pk=claim.pk).due_at

    def answering() -> str:
        return str(answer(claim_id=claim.pk, reply="Here.", by=claim.created_by, now=later))

    answers = at_once(answering, answering)
    moved = Review.objects.get(pk=claim.pk).due_at - before
    return {"answers": answers, "hours": moved.total_seconds() / 3600}


SCENARIOS = [
    one_claim_taken_by_four,
    four_take_the_next,
    one_claim_released_by_four,
    one_large_claim_released_by_the_same_person_twice,
    one_large_claim_signed_by_three_others,
    corrected_and_released_at_once,
    asked_and_answered_twice_at_once,
]


def main() -> None:
    year = timezone.now().year
    for salary in (year - 1, year):
        ReferenceSalary.objects.create(duty_station="KE", year=salary, amount=Decimal(2000), currency="USD")
    print(json.dumps({scenario.__name__: [scenario() for _round in range(ROUNDS)] for scenario in SCENARIOS}))


if __name__ == "__main__":
    main()
