"""What a guarantee of payment promises, reserved in the ledger so that nobody is promised the same ceiling twice.

A reservation is an entry of the ledger itself: claims, estimates and other guarantees count it as they count what was
paid, and there is no second way to count. Decision 0012.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.benefits.money import ZERO
from portal.benefits.usage import UsageEntry
from portal.entitlements.changes import reservation_released
from portal.entitlements.ledger import last_entry, reverse_usage, standing_entries, write_usage
from portal.members.models import Family


def reserve(*, family: Family, guarantee: UUID, entries: Iterable[tuple[UUID, UsageEntry]], now: datetime) -> None:
    """Reserve what the lines of a guarantee would be paid, `(line, entry)` pairs in the family's currency.

    Nobody has borne a coinsurance yet, so nothing of it counts to the stop-loss. Lines that would be paid nothing
    reserve nothing. The family must be locked (`locking.locked_families`) since the entries were worked out.
    """
    promised = [(line, entry._replace(counted=ZERO)) for line, entry in entries if entry.reimbursed]
    after = last_entry(family)
    write_usage(family=family, settlement=guarantee, entries=promised, after=after, now=now, is_reserved=True)


def release(*, family: Family, guarantee: UUID, now: datetime) -> bool:
    """Take back what a guarantee reserved and tell the rooms above; False when nothing was reserved any more.

    The family must be locked.
    """
    if not standing_entries(guarantee).exists():
        return False
    reverse_usage(settlement=guarantee, family=family, after=last_entry(family), now=now)
    reservation_released.send(sender=None, family_id=family.pk, now=now)
    return True
