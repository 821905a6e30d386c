"""What became of every claim of a drill, counted from the database and the mails that were taken."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from claims.models import Claim, Settlement
from claims.notes import NOTE_KIND
from claims.receipts import RECEIPT_KIND
from portal.entitlements.models import UsageRecord
from portal.post.models import Dispatch, Paper
from portal.work.models import Job

# What every claim that was sent has once: too few of one are lost, too many are double.
ONCE = ("claims", "submitted", "decided", "settlements", "notes", "papers", "note_mails", "receipt_mails")


def counted(sent: int, mails: Iterable[str]) -> dict[str, Any]:
    """The tally: `mails` are the Message-IDs that the mail server took. `wrong` names what is not as it should be."""
    claims, settlements = Claim.objects.sent(), Settlement.objects.all()
    taken = Counter(mails)
    found = {
        "sent": sent,
        "claims": Claim.objects.count(),
        "submitted": claims.count(),
        "decided": claims.filter(state=Claim.State.SETTLED).count(),
        "decided_twice": claims.annotate(times=Count("decisions")).filter(times__gt=1).count(),
        "settlements": settlements.count(),
        "settled_twice": claims.annotate(times=Count("settlements")).filter(times__gt=1).count(),
        "ledger_sum": str(_sum(UsageRecord.objects.settled())),
        "settlements_sum": str(_sum(settlements)),
        "settlements_off_the_ledger": _ledger_off(),
        "notes": settlements.filter(note__isnull=False).count(),
        "papers": Paper.objects.filter(kind=NOTE_KIND).count(),
        "note_mails": _taken(NOTE_KIND, taken),
        "receipt_mails": _taken(RECEIPT_KIND, taken),
        "mails_of_unknown_id": len(taken.keys() - set(Dispatch.objects.values_list("message_id", flat=True))),
        # A mail that was taken, but nobody could say so, is sent again under the same Message-ID: decision 0003.
        "mails_repeated_under_their_id": sum(taken.values()) - len(taken),
        "jobs_parked": Job.objects.parked().count(),
        "jobs_waiting": Job.objects.filter(state=Job.State.WAITING).count(),
    }
    return {**found, **_verdict(found)}


def _verdict(found: dict[str, Any]) -> dict[str, Any]:
    """Too few, too many, or off by money."""
    lost = {name: found["sent"] - found[name] for name in ONCE if found[name] < found["sent"]}
    lost |= {name: found[name] for name in ("jobs_parked", "jobs_waiting", "settlements_off_the_ledger") if found[name]}
    double = {name: found[name] - found["sent"] for name in ONCE if found[name] > found["sent"]}
    more = ("decided_twice", "settled_twice", "mails_of_unknown_id")
    double |= {name: found[name] for name in more if found[name]}
    off = {} if Decimal(found["ledger_sum"]) == Decimal(found["settlements_sum"]) else {"ledger_sum": "off"}
    verdict = f"{sum(lost.values())} lost, {sum(double.values())} double"
    return {"verdict": verdict, "wrong": {**lost, **double, **off}}


def _taken(kind: str, taken: Counter[str]) -> int:
    """Mails of a kind that are marked as sent and were taken by the mail server."""
    sent: QuerySet[Dispatch] = Dispatch.objects.filter(kind=kind, state=Dispatch.State.SENT)
    return sum(message_id in taken for message_id in sent.values_list("message_id", flat=True))


def _sum(rows: QuerySet[Any]) -> Decimal:
    """Of what was reimbursed. Not by the database: SQLite adds binary fractions."""
    return sum(rows.values_list("reimbursed", flat=True), Decimal(0))


def _ledger_off() -> int:
    """Settlements whose ledger entries do not sum to what was settled."""
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    for settlement, amount in UsageRecord.objects.values_list("settlement", "reimbursed"):
        sums[settlement] += amount
    return sum(sums[key] != amount for key, amount in Settlement.objects.values_list("pk", "reimbursed"))
