"""Claims as a table for spreadsheets: UTF-8 with its mark, commas, days ISO, amounts plain, and no formulas."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimLine, Settlement, SettlementLine
from claims.models.claim import ClaimQuerySet
from portal.benefits.money import rounded
from portal.benefits.reasons import Reason
from portal.entitlements.reason_texts import NAMES
from portal.entitlements.wording import benefit_name

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def claims_table(claims: ClaimQuerySet) -> bytes:
    """One row an expense, as decided where it is. A constant number of queries.

    The mark in front is for spreadsheets that would else take UTF-8 for an older encoding and spoil every name.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_heads())
    settled = SettlementLine.objects.order_by()
    live = Settlement.objects.live().order_by().prefetch_related(Prefetch("lines", settled))
    for claim in claims.prefetch_related("lines", Prefetch("settlements", live, to_attr="live_settlements")):
        writer.writerows([[_cell(value) for value in row] for row in _rows(claim)])
    return out.getvalue().encode("utf-8-sig")


def _heads() -> list[str]:
    return [
        _("Claim"),
        _("Patient"),
        _("Sent on"),
        _("State"),
        _("Care"),
        _("Date of care or purchase"),
        _("Doctor, hospital or shop"),
        _("Country of care"),
        _("Amount on the bill"),
        _("Currency of the bill"),
        _("Settlement"),
        _("Settled on"),
        _("Billed"),
        _("The plan pays"),
        _("Your part"),
        _("Currency"),
        _("Why not all"),
    ]


def _rows(claim: Claim) -> Iterator[list[Any]]:
    sent = timezone.localdate(claim.submitted_at) if claim.submitted_at else None
    head = [claim.number, claim.patient.given_name, sent, claim.get_state_display()]
    (settlement,) = getattr(claim, "live_settlements", []) or [None]
    settled = {line.line_id: line for line in settlement.lines.all()} if settlement else {}
    for line in claim.lines.all():
        if settlement and line.pk in settled:
            yield [*head, *_decided(settled[line.pk], settlement, claim.family.plan)]
        else:
            yield [*head, *_claimed(line, claim.family.plan), *[None] * 7]


def _claimed(line: ClaimLine, plan: str) -> list[Any]:
    care = benefit_name(line.benefit, plan)
    amount = rounded(line.charged, line.currency)
    return [care, line.service_on, line.provider_name, line.country, amount, line.currency]


def _decided(line: SettlementLine, settlement: Settlement, plan: str) -> list[Any]:
    facts, currency = settlement.printed["lines"][str(line.line_id)], settlement.currency
    return [
        benefit_name(facts["benefit"], plan),
        date.fromisoformat(facts["service_on"]),
        facts["provider"],
        facts["country"],
        rounded(Decimal(facts["charged"]), facts["currency"]),
        facts["currency"],
        settlement.number,
        timezone.localdate(settlement.settled_at),
        rounded(line.charged, currency),
        rounded(line.reimbursed, currency),
        rounded(line.member_share, currency),
        currency,
        "; ".join(str(NAMES[Reason(reason)]) for reason in line.reasons),
    ]


def _cell(value: Any) -> str:
    """Text as it is, but never the beginning of a formula: what somebody typed is run by nobody's spreadsheet."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
