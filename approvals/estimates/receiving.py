"""An estimate received: from the provider by her link, or keyed in by the desk. From then on it is never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from approvals.estimates import refusals
from approvals.estimates.drafts import open_draft
from approvals.estimates.links import living
from approvals.estimates.mails import mail_receipts
from approvals.estimates.models import CostEstimate, EstimateLine
from approvals.handling import provider_answered
from approvals.models import CareRequest
from approvals.requests import locked
from portal.benefits.money import rounded
from portal.benefits.plans import load_plan
from portal.members.audit import record
from portal.members.models import Person, User
from portal.vault.numbers import fresh_number

# What a form says of an estimate, beside its lines; nothing else is written from one.
FACTS = (
    *("country", "currency", "from_on", "until_on", "private_rate", "semi_private_rate"),
    *("contact_name", "contact_phone", "contact_email", "remarks"),
)


@dataclass(frozen=True)
class Entered:
    """One line as it will be stored. `amount` is of the whole line, in the estimate's currency."""

    benefit: str
    words: str
    quantity: int
    unit_price: Decimal
    amount: Decimal


def entered(care: CareRequest, facts: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> list[Entered]:
    """The lines of an estimate: first the room, when there is one with a price and nights, then what was entered."""
    ask = load_plan(care.person.family.plan).requests.get(care.kind)
    rooms, room, nights = (ask.rooms if ask else {}), str(facts.get("room") or ""), facts.get("nights")
    price = facts.get(f"{room}_rate") if room else None
    bed = [{"benefit": rooms[room], "words": "", "quantity": nights, "unit_price": price}] if price and nights else []
    return [
        Entered(
            line["benefit"],
            line["words"],
            line["quantity"],
            line["unit_price"],
            rounded(line["quantity"] * line["unit_price"], facts["currency"]),
        )
        for line in (*bed, *lines)
    ]


@transaction.atomic
def receive_estimate(
    *,
    estimate_id: UUID,
    checked: datetime,
    facts: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    language: str,
    now: datetime,
    request: HttpRequest | None = None,
) -> CostEstimate:
    """The provider sends what she checked (`checked` is its `changed_at`); sent twice, it is one estimate.
    `language` is that of her page, for her receipt.

    Raises LinkGone, ChangedSince, NotWhole.
    """
    care = locked(CostEstimate.objects.values_list("request_id", flat=True).get(pk=estimate_id))
    estimate = CostEstimate.objects.select_for_update(of=("self",)).get(pk=estimate_id)
    if estimate.is_received:
        return estimate
    estimate = open_draft(estimate_id, now=now)
    if estimate.changed_at != checked:
        raise refusals.ChangedSince
    link = living(estimate.link_id, now=now) if estimate.link_id else None
    if link is None:
        raise refusals.LinkGone
    link.used_at = now
    link.save(update_fields=["used_at"])
    same = link.provider_name == care.place
    who = {"provider": care.provider if same else None, "provider_name": link.provider_name}
    older = CostEstimate.objects.newest().filter(request=care, provider_name=link.provider_name).first()
    _receive(estimate, care, {**facts, **who}, lines, now)
    _replace(older, estimate)
    record(act="estimatelink.filled", by=None, about=link, now=now, request=request, lines=estimate.lines.count())
    provider_answered(request_id=care.pk, now=now)
    mail_receipts(estimate=estimate, language=language, now=now)
    return estimate


@transaction.atomic
def key_in(
    *,
    request_id: UUID,
    source: str,
    provider_name: str,
    facts: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    language: str,
    by: User,
    now: datetime,
    replaces: UUID | None = None,
    request: HttpRequest | None = None,
) -> CostEstimate:
    """The desk keys in a paper, or what it was told on the phone; `replaces` is the estimate that this one corrects.

    Raises RequestEnded, OwnFamily, NotWhole.
    """
    care = locked(request_id)
    if not care.is_open:
        raise refusals.RequestEnded
    if Person.objects.filter(user=by, family=care.person.family_id).exists():
        raise refusals.OwnFamily
    estimate = CostEstimate(request=care, source=source, keyed_by=by, created_at=now, changed_at=now)
    older = CostEstimate.objects.newest().filter(request=care, pk=replaces).first() if replaces else None
    same = provider_name == care.place
    who = {"provider": care.provider if same else None, "provider_name": provider_name}
    _receive(estimate, care, {**facts, **who}, lines, now)
    _replace(older, estimate)
    record(act="costestimate.keyed", by=by, about=estimate, now=now, request=request, source=str(source))
    provider_answered(request_id=care.pk, now=now)
    mail_receipts(estimate=estimate, language=language, now=now)
    return estimate


def _receive(
    estimate: CostEstimate,
    care: CareRequest,
    facts: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    now: datetime,
) -> None:
    written = entered(care, facts, lines)
    if not written:
        raise refusals.NotWhole
    for name in (*FACTS, "provider", "provider_name"):
        setattr(estimate, name, facts.get(name, getattr(estimate, name)))
    estimate.number, estimate.received_at, estimate.changed_at = fresh_number("E"), now, now
    estimate.said = None
    estimate.save()
    EstimateLine.objects.bulk_create(
        EstimateLine(
            estimate=estimate,
            position=position,
            benefit=line.benefit,
            words=line.words,
            quantity=line.quantity,
            unit_price=line.unit_price,
        )
        for position, line in enumerate(written, 1)
    )


def _replace(older: CostEstimate | None, estimate: CostEstimate) -> None:
    if older and older.pk != estimate.pk:
        older.replaced_by = estimate
        older.save(update_fields=["replaced_by"])
