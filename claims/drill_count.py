"""What became of every claim of a drill, counted from the database and the mailbox."""

from collections import Counter
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum

from claims.models import Claim, Settlement
from claims.notes import NOTE_KIND
from portal.entitlements.models import UsageRecord
from portal.post.models import Dispatch, Paper
from portal.work.models import Job


def counted(sent: int) -> dict[str, Any]:
    """The tally. `lost` and `double` sum all that went wrong: both are nought, or the drill has failed."""
    claims = Claim.objects.sent()
    settlements = Settlement.objects.all()
    notes = Dispatch.objects.filter(kind=NOTE_KIND)
    mails = Counter(_message_ids())
    off = _ledger_off()
    found = {
        "sent": sent,
        "submitted": claims.count(),
        "decided": claims.filter(state=Claim.State.SETTLED).count(),
        "decided_twice": claims.annotate(times=Count("decisions")).filter(times__gt=1).count(),
        "settled_twice": claims.annotate(times=Count("settlements")).filter(times__gt=1).count(),
        "ledger_sum": str(UsageRecord.objects.aggregate(sum=Sum("reimbursed"))["sum"] or 0),
        "settlements_sum": str(settlements.aggregate(sum=Sum("reimbursed"))["sum"] or 0),
        "settlements_off_the_ledger": off,
        "notes": settlements.filter(note__isnull=False).count(),
        "papers": Paper.objects.filter(kind=NOTE_KIND).count(),
        "emails_ordered": notes.count(),
        "emails_sent": notes.filter(state=Dispatch.State.SENT).count(),
        "emails_delivered": len(mails),
        # Killed between “taken” and our mark of it, a worker sends again under the same Message-ID: decision 0003.
        "emails_delivered_again_under_their_id": sum(mails.values()) - len(mails),
        "jobs_parked": Job.objects.parked().count(),
        "jobs_waiting": Job.objects.filter(state=Job.State.WAITING).count(),
    }
    return {**found, **_verdict(found)}


def _verdict(found: dict[str, Any]) -> dict[str, Any]:
    steps = ("submitted", "decided", "notes", "emails_sent", "emails_delivered")
    lost = sum(max(found["sent"] - found[step], 0) for step in steps)
    lost += found["jobs_parked"] + found["jobs_waiting"] + found["settlements_off_the_ledger"]
    too_many = sum(max(found[step] - found["sent"], 0) for step in (*steps, "papers", "emails_ordered"))
    return {"lost": lost, "double": found["decided_twice"] + found["settled_twice"] + too_many}


def _ledger_off() -> int:
    """Settlements whose ledger entries do not sum to what was settled."""
    sums: dict[UUID, Decimal] = dict(
        UsageRecord.objects.values_list("settlement").annotate(Sum("reimbursed")).order_by()
    )
    paid = Settlement.objects.values_list("pk", "reimbursed")
    return sum(sums.get(key, Decimal(0)) != amount for key, amount in paid)


def _message_ids() -> list[str]:
    """Of every mail in the mailbox."""
    files = [path for part in ("new", "cur") for path in (settings.MAILBOX_DIR / part).glob("*")]
    mails = (message_from_bytes(path.read_bytes().partition(b"\n\n")[0], policy=default) for path in files)
    return [str(mail["Message-ID"]) for mail in mails if "settlement" in str(mail["Subject"])]
