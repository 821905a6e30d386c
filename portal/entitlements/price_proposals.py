"""Price levels proposed from past charges, which a person accepts or refuses. Only an accepted one decides anything."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.benefits.money import rounded
from portal.entitlements.models import PriceLevel, PriceLevelProposal
from portal.members.audit import record
from portal.members.models import User

HUNDRED = 100


class ProposalRefused(Exception):
    """A decision that cannot be taken; `message` says why."""

    message: str | Promise = ""


class AlreadyDecided(ProposalRefused):
    """Somebody accepted or refused it before."""

    message = _("This proposal was decided before.")


class LevelExists(ProposalRefused):
    """A level of the same first day was loaded meanwhile."""

    message = _("A price level with the same first day exists already. Change that one instead.")


def percentile(amounts: Sequence[Decimal], percent: int) -> Decimal:
    """The amount that so many percent of the charges do not exceed: nearest rank, so it is one of the charges.

    Raises ValueError without charges or for a percentile outside 1 to 100.
    """
    if not amounts or not 1 <= percent <= HUNDRED:
        raise ValueError("a percentile from 1 to 100 of at least one charge")
    rank = -(-len(amounts) * percent // HUNDRED)
    return sorted(amounts)[rank - 1]


def propose_level(
    *,
    country: str,
    benefit: str,
    currency: str,
    amounts: Sequence[Decimal],
    percent: int,
    from_on: date,
    by: User | None,
    now: datetime,
) -> PriceLevelProposal | None:
    """Write down what past charges of one unit say; a proposal that waits already gets the newer figures.

    None when the level in force on `from_on` says the same.
    """
    amount = rounded(percentile(amounts, percent), currency)
    level = (
        PriceLevel.objects.filter(country=country, benefit=benefit).in_force(on=from_on).order_by("-from_on").first()
    )
    if amount <= 0 or (level is not None and (level.amount, level.currency) == (amount, currency)):
        return None
    figures = {
        "currency": currency,
        "percentile": percent,
        "charges": len(amounts),
        "lowest": min(amounts),
        "highest": max(amounts),
        "amount": amount,
        "from_on": from_on,
        "proposed_at": now,
    }
    with transaction.atomic():
        proposal, _made = PriceLevelProposal.objects.select_for_update().update_or_create(
            country=country, benefit=benefit, state=PriceLevelProposal.State.WAITING, defaults=figures
        )
        record(act="pricelevelproposal.made", by=by, about=proposal, now=now, amount=f"{amount} {currency}")
    return proposal


def accept_proposal(*, proposal_id: UUID, by: User, now: datetime) -> PriceLevel:
    """Make the proposal a price level. Raises AlreadyDecided, LevelExists."""
    with transaction.atomic():
        proposal = _waiting(proposal_id)
        taken = PriceLevel.objects.filter(country=proposal.country, benefit=proposal.benefit, from_on=proposal.from_on)
        if taken.exists():
            raise LevelExists
        proposal.level = PriceLevel.objects.create(
            country=proposal.country,
            benefit=proposal.benefit,
            amount=proposal.amount,
            currency=proposal.currency,
            from_on=proposal.from_on,
        )
        _decide(proposal, PriceLevelProposal.State.ACCEPTED, by, now)
        return proposal.level


def refuse_proposal(*, proposal_id: UUID, by: User, now: datetime) -> PriceLevelProposal:
    """Put the proposal aside. Raises AlreadyDecided."""
    with transaction.atomic():
        proposal = _waiting(proposal_id)
        _decide(proposal, PriceLevelProposal.State.REFUSED, by, now)
        return proposal


def _waiting(proposal_id: UUID) -> PriceLevelProposal:
    proposal = PriceLevelProposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.state != PriceLevelProposal.State.WAITING:
        raise AlreadyDecided
    return proposal


def _decide(proposal: PriceLevelProposal, state: PriceLevelProposal.State, by: User, now: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now
    proposal.save(update_fields=["state", "decided_by", "decided_at", "level"])
    told = f"{proposal.amount} {proposal.currency}"
    record(act=f"pricelevelproposal.{state.value}", by=by, about=proposal, now=now, amount=told)
