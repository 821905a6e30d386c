"""The seal on a note: anybody who holds the paper may check its number, date and total, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from claims.models import Settlement
from portal.members.limits import Limit, spend
from portal.post import codes

# Looking is free for whoever holds a paper; whoever tries seals finds 122 random bits and this.
LOOKS = Limit("claims.seal", 30, timedelta(minutes=10))


@dataclass(frozen=True)
class Confirmed:
    """What the office confirms of a note. `replaced_on`: another settlement has taken its place since."""

    number: str
    settled_on: date
    total: Decimal
    currency: str
    replaced_on: date | None


def confirmed(seal: UUID) -> Confirmed | None:
    """The note behind a seal; None when there is none. One query."""
    fields = ("number", "settled_at", "reimbursed", "currency", "superseded_at")
    found = Settlement.objects.filter(seal=seal).values_list(*fields).first()
    if found is None:
        return None
    number, settled_at, total, currency, replaced = found
    return Confirmed(number, timezone.localdate(settled_at), total, currency, replaced and timezone.localdate(replaced))


def may_look(source: str, *, now: datetime) -> bool:
    """Counts a look from this address; False when there were too many lately."""
    return spend([(LOOKS, source)], now=now)


def address_of_seal(settlement: Settlement) -> str:
    """Where the code on the note leads."""
    return settings.SITE_URL + reverse("claims:verify", args=[settlement.seal])


def qr_code(settlement: Settlement, words: str) -> SafeString:
    """The code on the note; `words` say what it is to who cannot see it."""
    return codes.qr_code(address_of_seal(settlement), words)
