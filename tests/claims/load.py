"""Sends claims of several families by the real verbs and watches what workers make of them.

`python -m tests.claims.load COUNT` prints `middle` when a quarter is settled, and at the end one JSON document.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import django

django.setup()

from django.db.models import Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from claims.drafts import add_document, begin_draft, write_lines  # noqa: E402
from claims.intake import submit_claim  # noqa: E402
from claims.models import Claim, Settlement  # noqa: E402
from claims.payments.models import Payment  # noqa: E402
from claims.payments.proof import prove  # noqa: E402
from portal.entitlements.models import ReferenceSalary, UsageRecord  # noqa: E402
from portal.members.models import Person  # noqa: E402
from portal.post.models import Dispatch, Paper  # noqa: E402
from portal.work.models import Job  # noqa: E402
from tests.claims.conftest import line, photo  # noqa: E402
from tests.people import make_account, make_family, make_person  # noqa: E402

FAMILIES = 8
PATIENCE_SECONDS = 90
BENEFITS = ["gp_consultation", "checkup_blood", "spec_consultation", "lab_outpatient", "dental_ordinary"]


def members() -> Iterator[Person]:
    """People of different families, over and over."""
    people = []
    for number in range(FAMILIES):
        family = make_family(f"414/{50_000 + number}", settlements_online=True)
        make_account(family)
        people.append(make_person(family, account=True, email=f"member{number}@example.org"))
    while True:
        yield from people


def send(person: Person, number: int) -> UUID:
    """One claim of two lines."""
    now, user = timezone.now(), person.user
    assert user
    claim = begin_draft(form_key=UUID(int=number + 1), patient=person, by=user, now=now)
    add_document(claim_id=claim.pk, upload=photo(), by=user, now=now)
    on = timezone.localdate() - timedelta(days=1)
    kinds = [BENEFITS[(number + step) % len(BENEFITS)] for step in range(2)]
    lines = [line(service_on=on, benefit=kind, provider_name=f"Dr Achieng {number}") for kind in kinds]
    write_lines(claim_id=claim.pk, lines=lines, by=user, now=now)
    claim.refresh_from_db()
    submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=user, now=now)
    return claim.pk


def watch(count: int) -> float:
    """Until nothing waits; the seconds it took."""
    began, told = time.monotonic(), False
    while time.monotonic() < began + PATIENCE_SECONDS:
        if not told and Settlement.objects.count() >= count // 4:
            told = True
            print("middle", flush=True)
        if not Job.objects.filter(state=Job.State.WAITING).exists():
            break
        time.sleep(0.1)
    return time.monotonic() - began


def off_by() -> list[str]:
    """Settlements whose ledger entries do not sum to what was settled."""
    sums = dict(UsageRecord.objects.values_list("settlement").annotate(Sum("reimbursed")))
    return [
        str(settlement.pk)
        for settlement in Settlement.objects.all()
        if Decimal(sums.get(settlement.pk, 0)) != Decimal(settlement.reimbursed)
    ]


def unpaid() -> set[UUID]:
    """Settlements that do not have exactly one payment of exactly their amount; one of nothing has none."""
    due = set(Settlement.objects.filter(reimbursed__gt=0).values_list("pk", "reimbursed"))
    return {key for key, _amount in due ^ set(Payment.objects.values_list("settlement", "amount"))}


def found() -> dict[str, object]:
    """What a test wants to know; counts of counts, so that one wrong claim shows."""
    notes = Dispatch.objects.filter(kind="settlement-note")
    claims = Claim.objects.all()
    checkups = UsageRecord.objects.filter(benefit="checkup_blood").values_list("person").annotate(Sum("reimbursed"))
    return {
        "states": Counter(claims.values_list("state", flat=True)),
        "decisions": Counter(claim.decisions.count() for claim in claims),
        "live_settlements": Counter(claim.settlements.live().count() for claim in claims),
        "without_note": Settlement.objects.filter(note__isnull=True).count(),
        "papers": Paper.objects.count(),
        "message_ids": {f"{each.kind} {each.key}": each.message_id for each in Dispatch.objects.all()},
        "mail_states": Counter(notes.values_list("state", flat=True)),
        "jobs": Counter(f"{kind} {state}" for kind, state in Job.objects.values_list("kind", "state")),
        "tried_again": Job.objects.filter(attempts__gt=1).count(),
        "off_by": off_by(),
        "unpaid": sorted(map(str, unpaid())),
        "books": [prove().holds, prove().waiting],
        "checkups_paid": [str(paid) for _person, paid in checkups],
    }


def main(count: int) -> None:
    today = timezone.localdate()
    for year in (today.year - 1, today.year):
        ReferenceSalary.objects.create(duty_station="KE", year=year, amount=Decimal(2000), currency="USD")
    for number, person in zip(range(count), members(), strict=False):
        send(person, number)
    seconds = watch(count)
    print(json.dumps({**found(), "seconds": seconds}, default=str), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
