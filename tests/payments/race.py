"""Races over money, each run by several processes on the database of DATABASE_URL: `python -m tests.payments.race`.

Prints what came of each as one JSON document; the test judges it.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from tests.claims.race import ROUNDS, at_once, member, sent

from django.utils import timezone  # isort: skip

from claims.adjudication import settle
from claims.models import Claim
from claims.mydata import tokens
from claims.payments import recovering, runs, statuses
from claims.payments.due import pay_claims
from claims.payments.models import BankFile, LedgerEntry, Payment, PaymentRun, Receivable, Recovery, Transfer
from claims.payments.proof import prove
from claims.replacing import decide_again
from portal.entitlements.models import ReferenceSalary
from portal.members.bank import replace_account
from portal.members.models import AuditEntry, BankAccount, Person, User
from portal.post import papers, print_runs
from portal.post.letters import queue_letter
from portal.post.models import Dispatch
from portal.post.print_runs import PrintRunRefused
from tests.payments.bank_says import entry, notification
from tests.payments.conftest import details
from tests.people import make_staff
from tests.post.pdfs import one_page

REFUSALS = (runs.RunRefused, recovering.RecoveryRefused, statuses.StatusRefused, PrintRunRefused, tokens.TooManyTokens)


def refusable(act: Callable[[], object]) -> str:
    """What it came to: done, or the name of the refusal."""
    try:
        act()
    except REFUSALS as refusal:
        return type(refusal).__name__
    return "done"


def colleagues() -> tuple[User, User]:
    """Who prepares, and who releases."""
    found = {one.reference: one for one in User.objects.filter(is_staff=True)}
    return found["preparer"], found["releaser"]


def payee() -> Person:
    """Somebody new with an account at a bank."""
    person = member()
    assert person.user
    now = timezone.now()
    replace_account(family=person.family, details=details(), from_on=now.date(), by=person.user, now=now)
    return person


def settled(person: Person, **fields: Any) -> Claim:
    """A settled claim of hers."""
    claim = sent(person, **fields)
    settle(claim_id=claim.pk, now=timezone.now())
    return claim


def paid(person: Person, **fields: Any) -> Claim:
    """The same, with its payment."""
    claim = settled(person, **fields)
    pay_claims(claim_ids=[claim.pk], now=timezone.now())
    return claim


def prepared() -> PaymentRun:
    """A run of everything that waits."""
    now = timezone.now()
    return runs.prepare_run(currency="USD", execution_on=now.date(), by=colleagues()[0], now=now)


def release(run_id: UUID) -> None:
    runs.release_run(run_id=run_id, by=colleagues()[1], now=timezone.now())


def one_settlement_paid_by_four() -> dict[str, Any]:
    claim = settled(payee())
    answers = at_once(*[partial(pay_claims, claim_ids=[claim.pk], now=timezone.now())] * 4)
    of_claim = {"settlement__claim": claim}
    counts = [kind.objects.filter(**of_claim).count() for kind in (Payment, LedgerEntry)]
    return {"answers": answers, "counts": counts, "holds": prove().holds}


def one_run_released_by_four() -> dict[str, Any]:
    paid(payee())
    run = prepared()
    answers = at_once(*[partial(refusable, partial(release, run.pk))] * 4)
    entries = LedgerEntry.objects.filter(event="released", transfer__run=run).count()
    return {"answers": answers, "entries": entries, "transfers": run.count, "holds": prove().holds}


def released_and_discarded_at_once() -> dict[str, Any]:
    paid(payee())
    run = prepared()
    discard = partial(runs.discard_run, run_id=run.pk, by=colleagues()[0], now=timezone.now())
    answers = at_once(partial(refusable, partial(release, run.pk)), partial(refusable, discard))
    state = PaymentRun.objects.get(pk=run.pk).state
    return {"answers": answers, "state": state in ("released", "discarded"), "holds": prove().holds}


def two_runs_prepared_at_once() -> dict[str, Any]:
    claims = [paid(payee()) for _claim in range(3)]
    answers = at_once(*[partial(refusable, prepared)] * 3)
    live = Transfer.objects.filter(payment__settlement__claim__in=claims, state="prepared").count()
    return {"answers": answers, "transfers": live, "holds": prove().holds}


def replaced_while_it_is_prepared_and_paid() -> dict[str, Any]:
    person = payee()
    claim = paid(person)
    claim.lines.update(charged=Decimal(50))
    by, now = colleagues()[0], timezone.now()
    at_once(
        partial(decide_again, claim_id=claim.pk, by=by, now=now),
        partial(refusable, prepared),
        partial(pay_claims, claim_ids=[claim.pk], now=now),
    )
    pay_claims(claim_ids=[claim.pk], now=timezone.now())
    standing = Payment.objects.standing().filter(settlement__claim=claim)
    given = sum(one.amount for one in standing)
    owed = sum(one.outstanding for one in Receivable.objects.filter(settlement__claim=claim))
    return {"given": str((given - owed).normalize()), "holds": prove().holds}


def one_file_booked_by_four() -> dict[str, Any]:
    paid(payee())
    run = prepared()
    release(run.pk)
    by, now = colleagues()[0], timezone.now()
    content = notification([entry(one) for one in run.transfers.select_related("run")], number=run.message_id)
    read = at_once(*[partial(statuses.read_file, content=content, by=by, now=now)] * 3)
    file = BankFile.objects.get(message_id=run.message_id)
    book = partial(refusable, partial(statuses.book_file, file_id=file.pk, by=by, now=now))
    answers = at_once(*[book] * 4)
    entries = LedgerEntry.objects.filter(event="paid", transfer__run=run).count()
    return {"read": len(read), "answers": answers, "entries": entries, "count": run.count, "holds": prove().holds}


def one_payment_set_off_twice_and_prepared_at_once() -> dict[str, Any]:
    person = payee()
    claim = paid(person)
    release(prepared().pk)
    claim.lines.update(charged=Decimal(50))
    by, now = colleagues()[0], timezone.now()
    decide_again(claim_id=claim.pk, by=by, now=now)
    pay_claims(claim_ids=[claim.pk], now=now)
    later = Payment.objects.get(settlement__claim=paid(person))
    receivable = Receivable.objects.get(family=person.family)
    net = partial(recovering.net, receivable_id=receivable.pk, payment_id=later.pk, why="agreed", by=by, now=now)
    at_once(*[partial(refusable, net)] * 3, partial(refusable, prepared))
    later.refresh_from_db()
    transfer = Transfer.objects.filter(payment=later).first()
    sent_off = transfer.amount if transfer else later.to_transfer
    recovered = sum(one.amount for one in Recovery.objects.filter(receivable=receivable))
    return {"sum": str((sent_off + recovered).normalize()), "times": recovered in (0, 40), "holds": prove().holds}


def new_details_given_by_four() -> dict[str, Any]:
    person = payee()
    give: dict[str, Any] = {"family": person.family, "by": person.user, "now": timezone.now()}
    give["from_on"] = give["now"].date()
    one, other = details("DE89 3704 0044 0532 0130 00"), details("NL91 ABNA 0417 1643 00")
    at_once(*[partial(replace_account, **give, details=told) for told in (one, other, one, one)])
    accounts = BankAccount.objects.filter(family=person.family)
    added = AuditEntry.objects.filter(act="bank_account.added", family=person.family_id).count()
    mails = Dispatch.objects.filter(kind="bank-details-changed", key__in=accounts.values("pk")).count()
    return {
        "in_use": accounts.filter(replaced_on=None).count(),
        "told": accounts.count() == added == mails,
        "holds": True,
    }


def tokens_made_and_one_ended_by_four() -> dict[str, Any]:
    person, now = member(), timezone.now()
    make = partial(tokens.make_token, name="x", days=30, by=person.user, now=now)
    made = [make()[0] for _token in range(tokens.MOST - 1)]
    answers = at_once(*[partial(refusable, make)] * 4)
    at_once(*[partial(tokens.revoke_token, token=made[0], by=person.user, now=now)] * 4)
    ended = AuditEntry.objects.filter(act="token.revoked", by=person.user).count()
    return {"answers": answers, "ended": ended, "holds": True}


def one_letter_printed_and_posted_by_four() -> dict[str, Any]:
    by, now = colleagues()[0], timezone.now()
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    letter = queue_letter(kind="settlement-note", address="Ana\nNairobi", language="en", papers=[paper], now=now)
    prepare = partial(refusable, partial(print_runs.prepare_print_run, by=by, now=now))
    answers = at_once(*[prepare] * 4)
    letter.refresh_from_db()
    assert letter.print_run
    print_runs.print_run(run_id=letter.print_run.pk, now=now)
    post = partial(refusable, partial(print_runs.mark_posted, run=letter.print_run, by=by, now=now))
    posted = at_once(*[post] * 4)
    audits = AuditEntry.objects.filter(act="print_run.posted", object_id=str(letter.print_run.pk)).count()
    return {"answers": answers, "posted": posted, "audits": audits, "holds": True}


SCENARIOS = [
    new_details_given_by_four,
    tokens_made_and_one_ended_by_four,
    one_letter_printed_and_posted_by_four,
    one_settlement_paid_by_four,
    one_run_released_by_four,
    released_and_discarded_at_once,
    two_runs_prepared_at_once,
    replaced_while_it_is_prepared_and_paid,
    one_file_booked_by_four,
    one_payment_set_off_twice_and_prepared_at_once,
]


def main() -> None:
    year = timezone.now().year
    for salary in (year - 1, year):
        ReferenceSalary.objects.create(duty_station="KE", year=salary, amount=Decimal(2000), currency="USD")
    make_staff("preparer"), make_staff("releaser")
    found = {scenario.__name__: [scenario() for _round in range(ROUNDS)] for scenario in SCENARIOS}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
