"""An invoice held against its guarantee and the stay: what differs, so that a person looks before anything is paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum

from approvals.estimates.choices import room_benefits
from approvals.guarantees.models import Guarantee, Stay
from approvals.guarantees.planned import Planned, PlannedLine, split_of
from claims.invoices.models import ProviderInvoice
from claims.models import Claim, ClaimDocument, ClaimLine, Settlement, SettlementLine
from portal.benefits.money import ZERO
from providers.models import Provider


class Code(StrEnum):
    """Why a person looks at an invoice."""

    REVOKED = "revoked"
    USED = "used"
    OUTSIDE = "outside"
    OTHER_DAYS = "other_days"
    LINE_DAYS = "line_days"
    OTHER_ROOM = "other_room"
    CURRENCY = "currency"
    ABOVE = "above"
    NOT_GUARANTEED = "not_guaranteed"
    UNKNOWN_CARE = "unknown_care"
    NOBODY_TO_PAY = "nobody_to_pay"
    DUPLICATE = "duplicate"
    SAME_DOCUMENT = "same_document"


@dataclass(frozen=True)
class Billed:
    """One line as it was invoiced; `amount` is of the whole line."""

    benefit: str
    words: str
    service_on: date
    quantity: int
    amount: Decimal


@dataclass(frozen=True)
class Bill:
    """What an invoice says, in its own currency. `provider` is whom the plan would pay, None: not on our list."""

    guarantee: Guarantee
    currency: str
    country: str
    admitted_on: date
    discharged_on: date | None
    room: str
    provider: Provider | None
    lines: Sequence[Billed]
    hashes: frozenset[str] = field(default_factory=frozenset)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def is_within(self) -> bool:
        """Whether the patient came while the guarantee held: then it counts, even if the invoice comes later."""
        return self.guarantee.valid_from <= self.admitted_on <= self.guarantee.valid_until


Difference = list[Any]  # [code, {name: text}], as it is stored


def holding_version(guarantee: Guarantee) -> Guarantee:
    """The version of that number that counts: the one that holds, else the last that was issued."""
    versions = Guarantee.objects.filter(number=guarantee.number, issued_at__isnull=False).select_related(
        "person__family", "request", "provider"
    )
    return versions.issued().first() or versions.order_by("-version")[0]


def paid_before(promise: str) -> Decimal:
    """What settled invoices against the guarantee of that number brought the provider, in the family's currency."""
    claims = ProviderInvoice.objects.counting().against(promise).values("claim")
    total = Settlement.objects.live().filter(claim__in=claims).aggregate(total=Sum("reimbursed"))["total"]
    return total or ZERO


def differences(bill: Bill, *, today: date) -> list[Difference]:
    """Everything that a person should look at; empty: the invoice goes on by itself. Writes nothing."""
    found = [*_state(bill), *_days(bill), *_room(bill), *_care(bill)]
    if not any(code == Code.UNKNOWN_CARE for code, _facts in found):
        found += _amounts(bill, today)
    return [*found, *_before(bill)]


def _state(bill: Bill) -> list[Difference]:
    states, state = Guarantee.State, bill.guarantee.state
    if state == states.REVOKED:
        return [[Code.REVOKED, {}]]
    if state == states.USED:
        return [[Code.USED, {}]]
    return []


def _days(bill: Bill) -> list[Difference]:
    found: list[Difference] = []
    confirmed = dict(Stay.objects.filter(guarantee__number=bill.guarantee.number).values_list("kind", "on"))
    came, left = confirmed.get(Stay.Kind.ADMISSION), confirmed.get(Stay.Kind.DISCHARGE)
    if not bill.is_within:
        span = {"first": str(bill.guarantee.valid_from), "last": str(bill.guarantee.valid_until)}
        found.append([Code.OUTSIDE, {**span, "day": str(bill.admitted_on)}])
    if (came and came != bill.admitted_on) or (left and bill.discharged_on and left != bill.discharged_on):
        said = {"admitted": str(bill.admitted_on), "discharged": str(bill.discharged_on or "")}
        found.append([Code.OTHER_DAYS, {**said, "came": str(came or ""), "left": str(left or "")}])
    last = bill.discharged_on or bill.admitted_on
    if any(not bill.admitted_on <= line.service_on <= last for line in bill.lines):
        found.append([Code.LINE_DAYS, {}])
    return found


def _room(bill: Bill) -> list[Difference]:
    rooms = {benefit: room for room, benefit in room_benefits(bill.guarantee.request).items()}
    promised = {rooms[line.benefit] for line in bill.guarantee.lines.all() if line.benefit in rooms}
    used = {rooms[line.benefit] for line in bill.lines if line.benefit in rooms} | ({bill.room} - {""})
    if rooms and used != promised:
        return [[Code.OTHER_ROOM, {"promised": ",".join(sorted(promised)), "used": ",".join(sorted(used))}]]
    return []


def _care(bill: Bill) -> list[Difference]:
    found: list[Difference] = []
    if any(not line.benefit for line in bill.lines):
        found.append([Code.UNKNOWN_CARE, {}])
    rooms = set(room_benefits(bill.guarantee.request).values())  # told as another room
    promised = {line.benefit for line in bill.guarantee.lines.all()}
    others = sorted({line.benefit for line in bill.lines} - promised - rooms - {""})
    if others:
        found.append([Code.NOT_GUARANTEED, {"care": ",".join(others)}])
    if bill.provider is None:
        found.append([Code.NOBODY_TO_PAY, {}])
    return found


def _amounts(bill: Bill, today: date) -> list[Difference]:
    """Another currency; more charged than estimated; or more to pay than is left of what was guaranteed."""
    guarantee, found = bill.guarantee, list[Difference]()
    lines = list(guarantee.lines.all())
    currencies = {line.currency for line in lines}
    if bill.currency not in currencies:
        found.append([Code.CURRENCY, {"used": bill.currency, "promised": ",".join(sorted(currencies))}])
    estimated = sum((line.charged for line in lines if line.currency == bill.currency), ZERO)
    earlier = ProviderInvoice.objects.counting().against(guarantee.number).filter(currency=bill.currency)
    charged = bill.total + (earlier.aggregate(total=Sum("lines__amount"))["total"] or ZERO)
    left = guarantee.guaranteed - paid_before(guarantee.number)
    pays = would_pay(bill, today=today)
    if pays > left or (currencies == {bill.currency} and charged > estimated):
        facts = {"charged": f"{charged:f}", "estimated": f"{estimated:f}", "in": bill.currency}
        found.append([Code.ABOVE, {**facts, "pays": f"{pays:f}", "left": f"{left:f}", "of": guarantee.currency}])
    return found


def would_pay(bill: Bill, *, today: date) -> Decimal:
    """What the engine would pay of it now, in the family's currency, with what its guarantee reserved free for it."""
    reserved = Guarantee.objects.issued().filter(number=bill.guarantee.number).values_list("pk", flat=True)
    told = {line.benefit: line.told for line in bill.guarantee.lines.all()}
    lines = tuple(
        PlannedLine(
            line.benefit,
            line.quantity,
            line.amount,
            bill.currency,
            bill.country,
            line.service_on,
            **told.get(line.benefit, {}),
        )
        for line in bill.lines
    )
    planned = Planned(bill.guarantee.person, lines, bill.provider, is_emergency=bill.guarantee.is_emergency)
    return split_of(planned, today=today, without=list[UUID](reserved)).guaranteed


def _before(bill: Bill) -> list[Difference]:
    """The same bill in another of the patient's claims, such as her own: by day and amount, or the very same file."""
    person, found = bill.guarantee.person_id, list[Difference]()
    sent = ClaimLine.objects.filter(claim__patient=person, currency=bill.currency).exclude(
        claim__state=Claim.State.DRAFT
    )
    sent = sent.exclude(Exists(SettlementLine.objects.refused().filter(line=OuterRef("pk"))))
    known = sent.filter(service_on__in={line.service_on for line in bill.lines}).select_related("claim")
    amounts = {(line.service_on, line.amount.normalize()) for line in bill.lines}
    total = {(line.service_on, bill.total.normalize()) for line in bill.lines}
    twins = {one.claim.number for one in known if (one.service_on, one.charged.normalize()) in amounts | total}
    if twins:
        found.append([Code.DUPLICATE, {"claims": ", ".join(sorted(twins))}])
    files = ClaimDocument.objects.filter(claim__patient=person, stored__sha256__in=bill.hashes)
    same = files.exclude(claim__state=Claim.State.DRAFT).values_list("claim__number", flat=True)
    if bill.hashes and same:
        found.append([Code.SAME_DOCUMENT, {"claims": ", ".join(sorted(set(same)))}])
    return found
