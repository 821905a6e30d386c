"""Races over guarantees, run like those of `tests.claims.race`: `python -m tests.guarantees.race`."""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from tests.claims.race import ROUNDS, at_once, member, sent  # sets Django up

# ruff: noqa: I001
from django.utils import timezone

from approvals.guarantees.ending import use_guarantee
from approvals.guarantees.issuing import issue, sign
from approvals.guarantees.models import Guarantee, GuaranteeRules
from approvals.guarantees.planned import Planned, PlannedLine
from approvals.guarantees.refusals import GuaranteeRefused
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest
from approvals.requests import begin_request, send_request
from claims.adjudication import settle
from portal.entitlements.models import ReferenceSalary, UsageRecord
from portal.members.models import Person, User
from tests.people import make_staff


def asked(person: Person) -> CareRequest:
    """A sent request for dental care in a few days."""
    now, by = timezone.now(), person.user
    assert by
    facts = {"kind": "dental", "provider_name": "Dr Molar", "provider_country": "KE"}
    facts |= {"diagnosis": "x", "treatment": "x", "from_on": day(), "is_emergency": True}
    draft = begin_request(form_key=uuid4(), person=person, language="en", by=by, now=now, **facts)
    return send_request(request_id=draft.pk, checked=draft.changed_at, by=by, now=now)


def day() -> date:
    return timezone.now().date()


def issued(care: CareRequest, by: User) -> str:
    """1,000 dollars at the dentist: the plan pays 800 of them, and 1,000 in the whole year."""
    line = PlannedLine("dental_ordinary", 1, Decimal(1000), "USD", "KE", day())
    planned = Planned(care.person, (line,), is_emergency=True)
    offer = Offer(day(), day() + timedelta(days=30), "Dr Molar", "KE")
    try:
        found = issue(request_id=care.pk, planned=planned, offer=offer, by=by, now=timezone.now())
    except GuaranteeRefused as refusal:
        return type(refusal).__name__
    reasons = ",".join(cut[0] for cut in found.lines.get().adjustments)
    return f"{found.guaranteed.normalize():f} {reasons}"


def officer() -> User:
    return make_staff(uuid4().hex[:12], "guarantee desk")


def held(person: Person) -> str:
    amounts = UsageRecord.objects.filter(person=person).values_list("reimbursed", flat=True)
    return f"{sum(amounts, Decimal(0)).normalize():f}"


def two_for_the_last_of_a_ceiling() -> dict[str, Any]:
    person, by = member(), officer()
    cares = [asked(person) for _care in range(2)]
    answers = at_once(*[partial(issued, care, by) for care in cares])
    return {"answers": answers, "held": held(person)}


def two_officers_decide_one_request() -> dict[str, Any]:
    person = member()
    care = asked(person)
    answers = at_once(*[partial(issued, care, officer()) for _officer in range(2)])
    return {"answers": answers, "held": held(person), "count": Guarantee.objects.filter(request=care).count()}


def a_claim_against_a_guarantee() -> dict[str, Any]:
    person, by = member(), officer()
    care, claim = asked(person), sent(person, benefit="dental_ordinary", charged=Decimal(1000))

    def decided() -> str:
        settle(claim_id=claim.pk, now=timezone.now())
        return f"{claim.settlements.get().reimbursed.normalize():f} claim"

    answers = at_once(partial(issued, care, by), decided)
    return {"paid": sorted(one.split()[0] for one in answers), "held": held(person)}


def used_by_four() -> dict[str, Any]:
    person, by = member(), officer()
    issued(asked(person), by)
    key: UUID = Guarantee.objects.get(person=person).pk

    def use() -> str:
        try:
            return str(use_guarantee(guarantee_id=key, by=by, now=timezone.now()).state)
        except GuaranteeRefused as refusal:
            return type(refusal).__name__

    return {"answers": at_once(*[use] * 4), "held": held(person)}


def signed_by_three() -> dict[str, Any]:
    person, by = member(), officer()
    rules = GuaranteeRules.objects.create(alone=Decimal(1), why="Test", by=by, at=timezone.now())
    issued(asked(person), by)
    key: UUID = Guarantee.objects.get(person=person).pk

    def signing(who: User) -> str:
        try:
            return str(sign(guarantee_id=key, by=who, now=timezone.now()).state)
        except GuaranteeRefused as refusal:
            return type(refusal).__name__

    answers = at_once(*[partial(signing, officer()) for _officer in range(3)])
    GuaranteeRules.objects.create(alone=Decimal(20000), why=f"After {rules.pk}", by=by, at=timezone.now())
    return {"answers": answers, "held": held(person)}


SCENARIOS = [
    two_for_the_last_of_a_ceiling,
    two_officers_decide_one_request,
    a_claim_against_a_guarantee,
    used_by_four,
    signed_by_three,
]


def main() -> None:
    year = timezone.now().year
    for salary in (year - 1, year):
        ReferenceSalary.objects.create(duty_station="KE", year=salary, amount=Decimal(2000), currency="USD")
    print(json.dumps({scenario.__name__: [scenario() for _round in range(ROUNDS)] for scenario in SCENARIOS}))


if __name__ == "__main__":
    main()
