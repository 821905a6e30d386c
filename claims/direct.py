"""Direct settlement: the plan pays the provider, the member owes her part to him. Shares are the engine's."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.locking import locked
from claims.models import Claim, ClaimLine, Settlement, SettlementLine
from portal.benefits.money import ZERO
from portal.members.audit import record
from portal.members.models import User
from providers.models import Provider


class NotPaidDirectly(Exception):
    """The payee cannot be changed; `message` says why."""

    message: Promise = _("Who is paid can only be set while the claim is not settled.")


@transaction.atomic
def pay_provider(
    *,
    claim_id: UUID,
    provider: Provider | None,
    line_ids: Collection[UUID] | None = None,
    by: User | None,
    now: datetime,
    request: HttpRequest | None = None,
) -> int:
    """Say that `provider` is paid for these lines of a sent claim (all of them unless named); None: the family again.

    The number of lines that changed. What is settled stays as it is. Raises NotPaidDirectly.
    """
    claim = next(iter(locked([claim_id])), None)
    if claim is None or claim.state == Claim.State.SETTLED:
        raise NotPaidDirectly
    lines = ClaimLine.objects.filter(claim=claim)
    if line_ids is not None:
        lines = lines.filter(pk__in=line_ids)
    changing = [line for line in lines if line.paid_to_id != (provider.pk if provider else None)]
    ClaimLine.objects.filter(pk__in=[line.pk for line in changing]).update(paid_to=provider)
    if changing:
        payee = str(provider.pk) if provider else "family"
        record(act="claim.payee_set", by=by, about=claim, now=now, request=request, lines=len(changing), paid_to=payee)
    return len(changing)


def paid_directly(settlement: Settlement, lines: Iterable[SettlementLine]) -> list[tuple[str, Decimal]]:
    """The providers that the plan pays instead of the family, each with the member's part that she owes them."""
    parts: dict[str, Decimal] = {}
    for line in lines:
        provider = settlement.printed["lines"][str(line.line_id)].get("paid_to")
        if provider:
            parts[provider] = parts.get(provider, ZERO) + line.member_share
    return list(parts.items())
