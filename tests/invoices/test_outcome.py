"""Estimate, guarantee and settlement beside each other: sums are exact, and each row says why it moved."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from approvals.guarantees.models import Guarantee
from claims.adjudication import settle
from claims.invoices.models import ProviderInvoice
from claims.invoices.outcome import Outcome, Priced, Row, Why, outcome_of, reasons
from claims.invoices.taking import take_up
from claims.models import OfficeRules
from portal.members.models import Person, User
from tests.conftest import signed_in
from tests.invoices.conftest import Invoiced, Issued, billed, planned_line
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("still_bell", "clock")


@pytest.fixture(autouse=True)
def _straight(officer: User, now: datetime) -> None:
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=officer, at=now - timedelta(days=1))


def outcome(guarantee: Guarantee, invoice: ProviderInvoice, officer: User, now: datetime) -> Outcome:
    if invoice.claim is None:
        take_up(invoice_id=invoice.pk, provider=None, care={}, by=officer, now=now)
        invoice.refresh_from_db()
    assert invoice.claim
    settle(claim_id=invoice.claim.pk, now=now)
    found = outcome_of(guarantee)
    assert found
    return found


def why(found: Outcome) -> dict[str, list[Why]]:
    return {row.benefit: list(row.why) for row in found.rows}


def test_there_is_none_before_an_invoice_is_settled(issued: Issued, invoiced: Invoiced) -> None:
    guarantee = issued()
    invoiced(guarantee)
    assert outcome_of(guarantee) is None


def test_what_came_as_foreseen_has_no_reasons(issued: Issued, invoiced: Invoiced, officer: User, now: datetime) -> None:
    guarantee = issued()
    found = outcome(guarantee, invoiced(guarantee), officer, now)
    assert (found.guaranteed, found.paid, found.promised_part, found.patient_part) == (1200, 1200, 300, 300)
    assert (why(found), found.moved) == ({"gp_consultation": []}, False)


def test_each_row_says_why_it_moved_and_sums_are_exact(
    issued: Issued, invoiced: Invoiced, officer: User, now: datetime
) -> None:
    guarantee = issued(
        planned_line(charged=Decimal(100)),
        planned_line(benefit="spec_consultation", charged=Decimal(300), quantity=3),
        planned_line(benefit="home_nurse", charged=Decimal("33.33")),
    )
    invoice = invoiced(
        guarantee,
        billed(amount=Decimal("99.99")),
        billed(benefit="spec_consultation", amount=Decimal(200), quantity=2),
        billed(benefit="osteopathy", amount=Decimal(50)),
    )
    found = outcome(guarantee, invoice, officer, now)
    assert why(found) == {
        "gp_consultation": [Why.PRICE],
        "spec_consultation": [Why.QUANTITY],
        "home_nurse": [Why.NOT_INVOICED],
        "osteopathy": [Why.NOT_ESTIMATED],
    }
    (settlement,) = found.settlements
    guarantee.refresh_from_db()
    assert (found.guaranteed, found.promised_part) == (guarantee.guaranteed, guarantee.patient_part)
    assert (found.paid, found.patient_part) == (settlement.reimbursed, settlement.member_share)
    assert sum(row.difference for row in found.rows) == found.paid - found.guaranteed


def test_a_ceiling_used_meanwhile_is_named(issued: Issued, invoiced: Invoiced, officer: User, now: datetime) -> None:
    guarantee = issued(planned_line(benefit="dental_ordinary", charged=Decimal(1250)))
    found = outcome(
        guarantee, invoiced(guarantee, billed(benefit="dental_ordinary", amount=Decimal(2000))), officer, now
    )
    assert why(found) == {"dental_ordinary": [Why.PRICE, Why.CEILING]}
    assert (found.paid, found.patient_part) == (1000, 1000)


@pytest.mark.parametrize(
    ("after", "more", "expected"),
    [
        (Priced("KES", 1, Decimal(1000), Decimal(8)), {}, []),
        (Priced("KES", 1, Decimal(1000), Decimal("8.50")), {}, [Why.RATE]),
        (Priced("EUR", 1, Decimal(8), Decimal(10)), {}, [Why.CURRENCY]),
        (Priced("KES", 2, Decimal(3000), Decimal(24)), {}, [Why.QUANTITY, Why.PRICE]),
        (Priced("KES", 1, Decimal(1000), Decimal(8)), {"is_other_room": True}, [Why.ROOM]),
    ],
)
def test_rates_currencies_and_rooms(after: Priced, more: dict[str, bool], expected: list[Why]) -> None:
    row = Row("gp_consultation", planned=Priced("KES", 1, Decimal(1000), Decimal(8)), invoiced=after)
    assert reasons(row, "USD", **more) == expected


def test_who_sees_it(
    issued: Issued, invoiced: Invoiced, officer: User, ana: Person, stranger: Person, now: datetime
) -> None:
    guarantee = issued()
    invoice = invoiced(guarantee)
    client, at = signed_in(ana.user), f"/guarantees/{guarantee.pk}/outcome/"
    assert client.get(at).status_code == 404, "nothing is settled yet"
    outcome(guarantee, invoice, officer, now)
    page = client.get(at)
    assert (page.status_code, b"1,200.00" in page.content) == (200, True)
    assert signed_in(stranger.user).get(at).status_code == 404
    adult = make_person(ana.family, "spouse", account=True, given_name="Ola", born_on=date(1981, 1, 1))
    assert signed_in(adult.user).get(at).status_code == 404
    assert invoice.claim
    claim = client.get(f"/claims/{invoice.claim.pk}/").content.decode()
    assert "you owe them your part only" in claim
