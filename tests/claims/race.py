"""Races over claims, each run by several processes on the database of DATABASE_URL: `python -m tests.claims.race`.

Prints what came of each as one JSON document; the tests judge it. Every scenario has a family of its own.
"""

import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from claims.adjudication import settle  # noqa: E402
from claims.drafts import DraftRefused, add_document, begin_draft, discard_draft, write_lines  # noqa: E402
from claims.intake import submit_claim  # noqa: E402
from claims.models import Claim, ClaimDocument, Settlement  # noqa: E402
from claims.notes import write_note  # noqa: E402
from portal.entitlements.models import ReferenceSalary, UsageRecord  # noqa: E402
from portal.members.models import AuditEntry, Person  # noqa: E402
from portal.post.models import Dispatch, Paper  # noqa: E402
from portal.work.models import Job  # noqa: E402
from tests.claims.conftest import line, photo  # noqa: E402
from tests.people import make_family, make_person  # noqa: E402

processes = multiprocessing.get_context("fork")
ROUNDS = 2
Act = Callable[[], object]


def at_once(*acts: Act) -> list[str]:
    """Each act in a process of its own, all starting together; what each answered, or the name of what it raised."""
    connections.close_all()
    gun = processes.Barrier(len(acts))
    answers: Any = processes.Queue()

    def run(act: Act) -> None:
        try:
            reverse("home")  # what is loaded once is loaded before the gun
            gun.wait(60)
            answers.put(str(act()))
        except Exception as problem:  # noqa: BLE001 - the test must see whatever it was
            answers.put(f"{type(problem).__name__}: {problem}")
        finally:
            answers.close()
            answers.join_thread()
            os._exit(0)

    racers = [processes.Process(target=run, args=(act,)) for act in acts]
    for racer in racers:
        racer.start()
    found = [answers.get(timeout=90) for _racer in racers]
    for racer in racers:
        racer.join(30)
    return sorted(found)


def member() -> Person:
    """Somebody new with an account and a family of her own."""
    family = make_family(f"414/{uuid4().int % 10**9}", settlements_online=True)
    return make_person(family, account=True, email=f"{uuid4().hex}@example.org")


def drafted(person: Person, **fields: Any) -> Claim:
    """A draft of hers, ready to be sent."""
    now, user = timezone.now(), person.user
    assert user
    claim = begin_draft(form_key=uuid4(), patient=person, by=user, now=now)
    add_document(claim_id=claim.pk, upload=photo(), by=user, now=now)
    plain = {"service_on": date(now.year, now.month, 1), "provider_name": f"Dr {claim.pk.hex}"}
    write_lines(claim_id=claim.pk, lines=[line(**{**plain, **fields})], by=user, now=now)
    claim.refresh_from_db()
    return claim


def sent(person: Person, **fields: Any) -> Claim:
    """The same, sent."""
    claim = drafted(person, **fields)
    return submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=claim.created_by, now=timezone.now())


def decide(claim_id: UUID) -> str:
    return "decided" if settle(claim_id=claim_id, now=timezone.now()) else "nothing"


def one_claim_decided_by_four() -> dict[str, Any]:
    claim = sent(member())
    answers = at_once(*[partial(decide, claim.pk)] * 4)
    return {
        "answers": answers,
        "decisions": claim.decisions.count(),
        "settlements": claim.settlements.count(),
        "usage": UsageRecord.objects.filter(family=claim.family_id).count(),
        "notes_ordered": Job.objects.filter(kind="claims.write_note", key__in=claim.settlements.values("pk")).count(),
    }


def two_claims_share_a_yearly_count() -> dict[str, Any]:
    person = member()
    claims = [sent(person, benefit="checkup_blood") for _claim in range(2)]
    answers = at_once(*[partial(decide, claim.pk) for claim in claims])
    settlements = Settlement.objects.filter(claim__in=claims)
    records = UsageRecord.objects.filter(family=person.family).order_by("sequence")
    return {
        "answers": answers,
        "paid": sorted(str(Decimal(each.reimbursed).normalize()) for each in settlements),
        "reasons": sorted(str(each.lines.get().reasons) for each in settlements),
        "sequence": list(records.values_list("sequence", flat=True)),
    }


def many_claims_of_one_family() -> dict[str, Any]:
    person = member()
    claims = [sent(person) for _claim in range(8)]
    answers = at_once(*[partial(decide, claim.pk) for claim in claims])
    records = UsageRecord.objects.filter(family=person.family).order_by("sequence")
    return {"answers": answers, "sequence": list(records.values_list("sequence", flat=True))}


def post(client: Client, address: str, fields: dict[str, Any]) -> str:
    response = client.post(address, fields)
    return f"{response.status_code} {getattr(response, 'url', '')}"


def browsers(person: Person, count: int) -> list[Client]:
    """So many tabs of hers with one session."""
    first = Client()
    assert person.user
    first.force_login(person.user)
    tabs = [Client() for _tab in range(count)]
    for tab in tabs:
        tab.cookies.update(first.cookies)
    return tabs


def twenty_clicks_on_send() -> dict[str, Any]:
    person = member()
    claim = drafted(person)
    fields = {"checked": claim.changed_at.isoformat(), "true": "on"}
    address = reverse("claims:check", args=[claim.pk])
    answers = at_once(*[partial(post, tab, address, fields) for tab in browsers(person, 20)])
    return {
        "answers": sorted(set(answers)),
        "expected": [f"302 {reverse('claims:status', args=[claim.pk])}"],
        "claims": Claim.objects.filter(family=person.family).count(),
        "jobs": Job.objects.filter(key=claim.pk).count(),
        "asked": Job.objects.get(key=claim.pk).asked,
        "audits": AuditEntry.objects.filter(act="claim.submitted", object_id=str(claim.pk)).count(),
    }


def twenty_clicks_on_new() -> dict[str, Any]:
    person = member()
    fields = {"form_key": str(uuid4()), "patient": str(person.pk)}
    answers = at_once(*[partial(post, tab, reverse("claims:new"), fields) for tab in browsers(person, 20)])
    return {"answers": len(set(answers)), "example": answers[0], "drafts": Claim.objects.filter(patient=person).count()}


def one_phone_in_many_windows() -> dict[str, Any]:
    """A claim written without a line, brought by every window of the phone at the same moment."""
    person, key = member(), uuid4()
    written = {"benefit": "gp_consultation", "charged": "100", "currency": "USD", "country": "KE", "provider_name": "X"}
    day = {f"service_on_{part}": value for part, value in (("day", "2"), ("month", "1"), ("year", "2026"))}
    fields = {"form_key": str(key), "owner": str(person.pk), "patient": str(person.pk), **written, **day}
    tabs = browsers(person, 6)
    answers = at_once(*(partial(post, tab, reverse("claims:phone_take"), fields) for tab in tabs))
    drafts = Claim.objects.filter(form_key=key)
    kept = [hasattr(draft, "phone_draft") for draft in drafts]
    return {"answers": [one[:3] for one in answers], "lines": [one.lines.count() for one in drafts], "kept": kept}


def refusable(verb: Act) -> str:
    try:
        verb()
        return "done"
    except DraftRefused as refusal:
        return type(refusal).__name__
    except Claim.DoesNotExist:
        return "gone"


def one_bill_sent_in_two_claims_at_once() -> dict[str, Any]:
    person = member()
    bills = [drafted(person, provider_name="Dr Wanjiru") for _claim in range(4)]
    answers = at_once(
        *[
            partial(
                refusable,
                partial(submit_claim, claim_id=one.pk, checked=one.changed_at, by=one.created_by, now=timezone.now()),
            )
            for one in bills
        ]
    )
    return {"answers": answers, "sent": Claim.objects.sent().filter(family=person.family).count()}


def sent_and_thrown_away_at_once() -> dict[str, Any]:
    claim = drafted(member())
    order = {"claim_id": claim.pk, "by": claim.created_by, "now": timezone.now()}
    answers = at_once(
        partial(refusable, partial(submit_claim, **order, checked=claim.changed_at)),
        partial(refusable, partial(discard_draft, **order)),
    )
    left = Claim.objects.filter(pk=claim.pk).first()
    documents = ClaimDocument.objects.filter(claim_id=claim.pk).count()
    return {"answers": answers, "state": left.state if left else "gone", "documents": documents}


def sent_and_changed_at_once() -> dict[str, Any]:
    claim = drafted(member())
    order = {"claim_id": claim.pk, "by": claim.created_by, "now": timezone.now()}
    answers = at_once(
        partial(refusable, partial(submit_claim, **order, checked=claim.changed_at)),
        partial(refusable, partial(write_lines, **order, lines=[line(charged=999, service_on=date(2026, 1, 1))])),
    )
    claim.refresh_from_db()
    return {"answers": answers, "state": claim.state, "charged": int(claim.lines.get().charged)}


def documents_added_at_once() -> dict[str, Any]:
    claim = drafted(member())
    order = {"claim_id": claim.pk, "by": claim.created_by, "now": timezone.now()}
    answers = at_once(*[partial(refusable, partial(add_document, **order, upload=photo())) for _n in range(4)])
    return {"answers": answers, "positions": list(claim.documents.values_list("position", flat=True))}


def one_note_written_by_four() -> dict[str, Any]:
    claim = sent(member())
    settle(claim_id=claim.pk, now=timezone.now())
    settlement = claim.settlements.get()

    def write(now: datetime) -> str:
        return str(write_note(settlement_id=settlement.pk, now=now).pk)

    papers = Paper.objects.count()
    answers = at_once(*[partial(write, timezone.now())] * 4)
    return {
        "answers": len(set(answers)),
        "papers": Paper.objects.count() - papers,
        "mails": Dispatch.objects.filter(key=settlement.pk).count(),
    }


SCENARIOS = [
    one_claim_decided_by_four,
    two_claims_share_a_yearly_count,
    many_claims_of_one_family,
    twenty_clicks_on_send,
    twenty_clicks_on_new,
    one_phone_in_many_windows,
    one_bill_sent_in_two_claims_at_once,
    sent_and_thrown_away_at_once,
    sent_and_changed_at_once,
    documents_added_at_once,
    one_note_written_by_four,
]


def warm_up() -> None:
    """Load here what every forked racer would load for itself."""
    claim = sent(member())
    settle(claim_id=claim.pk, now=timezone.now())
    write_note(settlement_id=claim.settlements.get().pk, now=timezone.now())
    tab = browsers(claim.patient, 1)[0]
    post(tab, reverse("claims:new"), {"form_key": str(uuid4()), "patient": str(claim.patient_id)})
    tab.get(reverse("claims:status", args=[claim.pk]))


def main() -> None:
    year = timezone.now().year
    for salary in (year - 1, year):
        ReferenceSalary.objects.create(duty_station="KE", year=salary, amount=Decimal(2000), currency="USD")
    wanted = [scenario for scenario in SCENARIOS if not sys.argv[1:] or scenario.__name__ in sys.argv[1:]]
    warm_up()
    found = {scenario.__name__: [scenario() for _round in range(ROUNDS)] for scenario in wanted}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
