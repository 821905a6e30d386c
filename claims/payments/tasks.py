"""Jobs of payments: ids in, one call each; what is done already or gone is a normal end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from claims.models import StopLossSettlement
from claims.payments import due
from portal.work.registry import handles, handles_together


@handles("payments.pay")
def pay_claim(*, key: UUID, now: datetime) -> None:
    """Make the payments of the claim `key` what its settlement says."""
    due.pay_claims(claim_ids=[key], now=now)


@handles_together("payments.pay")
def pay_claims(*, keys: Sequence[UUID], now: datetime) -> None:
    """The same for several claims in one transaction."""
    due.pay_claims(claim_ids=keys, now=now)


@handles("payments.pay_stop_loss")
def pay_stop_loss(*, key: UUID, now: datetime) -> None:
    """Make the payment of the stop-loss settlement `key`."""
    if StopLossSettlement.objects.filter(pk=key).exists():
        due.pay_stop_loss(settlement_id=key, now=now)
