"""A guarantee of Ana's that holds, at a hospital of the list, and the invoice the hospital sends for it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from approvals.guarantees.issuing import issue
from approvals.guarantees.models import Guarantee
from approvals.guarantees.planned import Planned, PlannedLine
from approvals.guarantees.writing import Offer
from approvals.models import CareRequest
from claims.invoices.drafts import DOCUMENTS, begin_at_desk, begin_by_link
from claims.invoices.models import ProviderInvoice
from claims.invoices.receiving import receive_invoice
from portal.members.models import Person, User
from providers.models import Provider
from tests.approvals.conftest import _measured_anew as _measured_anew
from tests.approvals.conftest import drafted as drafted
from tests.approvals.conftest import officer as officer
from tests.approvals.conftest import sent as sent
from tests.claims.conftest import clock as clock
from tests.claims.conftest import figures as figures
from tests.claims.conftest import photo
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell

NAME = "Riverside Hospital"
CARE = date(2026, 11, 10)
Invoiced = Callable[..., ProviderInvoice]
Issued = Callable[..., Guarantee]


@pytest.fixture
def hospital(db: None) -> Provider:
    return Provider.objects.create(name=NAME, kind="hospital", country="KE")


def planned_line(**said: Any) -> PlannedLine:
    """Care of a doctor of which the plan pays 80 percent: 1,500 dollars."""
    facts: dict[str, Any] = {"benefit": "gp_consultation", "quantity": 1, "charged": Decimal(1500), "currency": "USD"}
    return PlannedLine(**{**facts, "country": "KE", "from_on": CARE, **said})


def billed(**said: Any) -> dict[str, Any]:
    facts = {"benefit": "gp_consultation", "words": "", "service_on": CARE, "quantity": 1, "amount": Decimal(1500)}
    return {**facts, **said}


def facts(**said: Any) -> dict[str, Any]:
    """What the page says, as cleaned."""
    plain = {
        "invoice_number": "RH 2026/117",
        "is_last": True,
        "patient_name": "Ana Otieno",
        "born_on": date(1980, 3, 14),
        "admitted_on": CARE,
        "discharged_on": CARE,
        "room": "",
        "country": "KE",
        "currency": "USD",
        "contact_name": "Joy Mwangi",
        "contact_email": "billing@riverside.example",
        "account_hint": "",
        "remarks": "",
    }
    return {**plain, **said}


@pytest.fixture
def issued(
    sent: Callable[..., CareRequest], ana: Person, officer: User, hospital: Provider, now: datetime, figures: None
) -> Issued:
    """A guarantee of Ana's that holds from 1 November to 31 December."""

    def make(*lines: PlannedLine, **said: Any) -> Guarantee:
        care = said.pop("care", None) or sent(kind="day_surgery")
        provider = said.pop("provider", hospital)
        terms = {"valid_from": date(2026, 11, 1), "valid_until": date(2026, 12, 31), "provider_country": "KE"}
        offer = Offer(**{**terms, "provider_name": NAME, "provider_email": "guarantees@riverside.example", **said})
        planned = Planned(ana, lines or (planned_line(),), provider)
        return issue(request_id=care.pk, planned=planned, offer=offer, by=officer, now=now)

    return make


@pytest.fixture
def invoiced(private: Any, now: datetime) -> Invoiced:
    """`invoiced(guarantee, billed(...), ...)`: an invoice sent by link, or by the desk with `by`."""

    def make(guarantee: Guarantee, *lines: dict[str, Any], at: datetime = now, **said: Any) -> ProviderInvoice:
        by, paper = said.pop("by", None), said.pop("paper", None)
        draft, _token = (
            begin_at_desk(guarantee=guarantee, by=by, now=at)
            if by
            else begin_by_link(guarantee=guarantee, by=None, now=at)
        )
        DOCUMENTS.add(parent_id=draft.pk, upload=paper or photo(), by=by, sender="provider", now=at)
        draft.refresh_from_db()
        return receive_invoice(
            invoice_id=draft.pk,
            checked=draft.changed_at,
            facts=facts(**said),
            lines=lines or (billed(),),
            language="en",
            by=by,
            now=at,
        )

    return make
