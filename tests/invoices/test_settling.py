"""An invoice becomes a claim that pays the provider; its reservation is taken back in the same transaction."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from approvals.guarantees.ending import expire, revoke
from approvals.guarantees.models import Guarantee
from claims.adjudication import settle
from claims.deciding import decided_again
from claims.invoices import refusals
from claims.invoices.models import ProviderInvoice
from claims.invoices.taking import send_back, take_up
from claims.models import Claim, OfficeRules, Settlement
from claims.payments.due import pay_claims
from claims.payments.models import Payment
from claims.routing import Way
from portal.benefits.plans import load_plan
from portal.entitlements.ledger import usage_of
from portal.entitlements.models import UsageRecord
from portal.members.models import AuditEntry, Person, User
from portal.work.models import Job
from providers.models import Provider
from tests.invoices.conftest import CARE, Invoiced, Issued, billed, planned_line

pytestmark = pytest.mark.usefixtures("still_bell", "straight")
State = ProviderInvoice.State
DENTAL = {"benefit": "dental_ordinary"}


@pytest.fixture
def straight(officer: User, now: datetime) -> None:
    """The office lets everything through that the engine decides."""
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=officer, at=now - timedelta(days=1))


def used(person: Person) -> Decimal:
    found, _last = usage_of(person.family, plan=load_plan(person.family.plan), years={2026})
    return found.paid(str(person.pk), 2026)


def settled(invoice: ProviderInvoice, now: datetime) -> Settlement:
    assert invoice.claim
    settle(claim_id=invoice.claim.pk, now=now)
    return invoice.claim.settlements.get()


def codes(invoice: ProviderInvoice) -> list[str]:
    return [code for code, _facts in invoice.differences]


def test_it_is_settled_to_the_provider_and_the_guarantee_is_used(
    issued: Issued, invoiced: Invoiced, ana: Person, hospital: Provider, now: datetime
) -> None:
    guarantee = issued()
    invoice = invoiced(guarantee)
    assert (invoice.state, invoice.differences, invoice.number[0]) == (State.CLAIMED, [], "B")
    claim = Claim.objects.get()
    assert (claim.origin, claim.patient, claim.created_by) == ("provider", ana, ana.user)
    assert (claim.lines.get().paid_to, claim.documents.count()) == (hospital, 1)
    settlement = settled(invoice, now)
    assert (settlement.reimbursed, settlement.member_share) == (1200, 300)
    assert settlement.lines.get().payee == hospital
    guarantee.refresh_from_db()
    assert guarantee.state == Guarantee.State.USED
    assert used(ana) == 1200, "once, and not beside what was reserved"
    assert not UsageRecord.objects.standing().filter(is_reserved=True).exists()
    assert decided_again(settlement.decision)[0].reimbursed == 1200, "the stored decision can be taken again"
    pay_claims(claim_ids=[claim.pk], now=now)
    payment = Payment.objects.get()
    assert (payment.provider, payment.family, payment.amount) == (hospital, None, 1200)


def test_a_prescription_the_desk_saw_is_not_asked_for_again(issued: Issued, invoiced: Invoiced, now: datetime) -> None:
    care = {"benefit": "physiotherapy", "quantity": 10}
    guarantee = issued(planned_line(**care, charged=Decimal(500), prescribed_on=CARE - timedelta(days=20)))
    assert guarantee.guaranteed == 400
    invoice = invoiced(guarantee, billed(**care, amount=Decimal(500)))
    assert invoice.differences == []
    assert settled(invoice, now).reimbursed == 400


def test_for_its_own_invoice_the_reserved_ceiling_is_free(
    issued: Issued, invoiced: Invoiced, ana: Person, now: datetime
) -> None:
    guarantee = issued(planned_line(**DENTAL, charged=Decimal(1250)))
    assert guarantee.guaranteed == 1000, "all of the year's ceiling"
    invoice = invoiced(guarantee, billed(**DENTAL, amount=Decimal(1250)))
    assert settled(invoice, now).reimbursed == 1000
    assert used(ana) == 1000


def test_while_a_person_looks_it_stays_reserved(issued: Issued, invoiced: Invoiced, ana: Person, now: datetime) -> None:
    guarantee = issued(planned_line(**DENTAL, charged=Decimal(1250)))
    invoice = invoiced(guarantee, billed(**DENTAL, amount=Decimal(1250)))
    assert invoice.claim
    decision = settle(claim_id=invoice.claim.pk, now=now, way=Way.HELD)
    guarantee.refresh_from_db()
    assert (guarantee.holds, used(ana)) == (True, 1000)
    assert decision
    assert [line["reimbursed"] for line in decision.result.values()] == ["1000.00"], "as it will be paid"
    settle(claim_id=invoice.claim.pk, now=now, way=Way.RELEASED)
    guarantee.refresh_from_db()
    assert (guarantee.state, used(ana)) == (Guarantee.State.USED, 1000)


def test_after_one_of_several_the_rest_stays_reserved(
    issued: Issued, invoiced: Invoiced, ana: Person, now: datetime
) -> None:
    guarantee = issued()
    settled(invoiced(guarantee, billed(amount=Decimal(500)), is_last=False), now)
    guarantee.refresh_from_db()
    assert (guarantee.holds, used(ana)) == (True, 1200), "400 paid and 800 reserved"
    assert [(one.reimbursed, one.is_reserved) for one in UsageRecord.objects.standing().order_by("sequence")] == [
        (400, False),
        (800, True),
    ]
    last = invoiced(guarantee, billed(amount=Decimal(1000)), invoice_number="RH 2026/118")
    assert last.differences == []
    assert settled(last, now).reimbursed == 800
    guarantee.refresh_from_db()
    assert (guarantee.state, used(ana)) == (Guarantee.State.USED, 1200)


def test_the_same_invoice_twice_is_the_first_receipt(issued: Issued, invoiced: Invoiced) -> None:
    guarantee = issued()
    first = invoiced(guarantee)
    assert invoiced(guarantee, invoice_number="rh-2026-117").pk == first.pk
    assert (ProviderInvoice.objects.count(), Claim.objects.count()) == (1, 1)


def test_another_patient_is_refused_without_telling_whose_it_is(
    issued: Issued, invoiced: Invoiced, ana: Person
) -> None:
    guarantee = issued()
    for said in ({"patient_name": "Eva Meier"}, {"born_on": CARE}):
        with pytest.raises(refusals.OtherPatient) as refused:
            invoiced(guarantee, **said)
        assert not {ana.given_name, ana.family_name, "1980"} & set(str(refused.value.message).split())
    assert ProviderInvoice.objects.get().state == State.DRAFT, "what was entered is not lost"
    assert invoiced(guarantee, patient_name="OTIENO, ána maria").state == State.CLAIMED


@pytest.mark.parametrize(
    ("said", "line", "code"),
    [
        ({}, {"amount": Decimal("1500.01")}, ["above"]),
        ({"currency": "KES"}, {"amount": Decimal(150000)}, ["currency"]),
        ({}, {"benefit": "spec_consultation"}, ["not_guaranteed"]),
        ({}, {"benefit": ""}, ["unknown_care"]),
        ({}, {"service_on": CARE - timedelta(days=1)}, ["line_days"]),
        ({"admitted_on": CARE - timedelta(days=30)}, {}, ["outside"]),
    ],
)
def test_what_differs_waits_for_a_person(
    issued: Issued, invoiced: Invoiced, ana: Person, said: dict, line: dict, code: list
) -> None:  # type: ignore[type-arg]
    guarantee = issued()
    invoice = invoiced(guarantee, billed(**line), **said)
    assert (invoice.state, codes(invoice)) == (State.WAITING, code)
    assert not Claim.objects.exists()
    guarantee.refresh_from_db()
    assert (guarantee.holds, used(ana)) == (True, 1200)


def test_a_person_takes_it_up_all_the_same(
    issued: Issued, invoiced: Invoiced, officer: User, ana: Person, now: datetime
) -> None:
    invoice = invoiced(issued(), billed(amount=Decimal(2000)))
    take_up(invoice_id=invoice.pk, provider=None, care={}, by=officer, now=now)
    invoice.refresh_from_db()
    assert settled(invoice, now).reimbursed == 1600
    assert used(ana) == 1600
    with pytest.raises(refusals.NotWaiting):
        take_up(invoice_id=invoice.pk, provider=None, care={}, by=officer, now=now)
    with pytest.raises(refusals.NotWaiting):
        send_back(invoice_id=invoice.pk, words="No.", by=officer, now=now)
    assert AuditEntry.objects.get(act="providerinvoice.taken_up").detail["differences"] == "above"


def test_care_must_be_named_and_somebody_paid(
    issued: Issued, invoiced: Invoiced, officer: User, hospital: Provider, now: datetime
) -> None:
    invoice = invoiced(issued(provider=None), billed(benefit="", words="Mesh"))
    assert codes(invoice) == ["unknown_care", "nobody_to_pay"]
    with pytest.raises(refusals.CareUnnamed):
        take_up(invoice_id=invoice.pk, provider=hospital, care={}, by=officer, now=now)
    care = {invoice.lines.get().pk: "gp_consultation"}
    with pytest.raises(refusals.NobodyToPay):
        take_up(invoice_id=invoice.pk, provider=None, care=care, by=officer, now=now)
    claim = take_up(invoice_id=invoice.pk, provider=hospital, care=care, by=officer, now=now)
    assert (claim.lines.get().benefit, claim.lines.get().paid_to) == ("gp_consultation", hospital)


def test_what_is_sent_back_may_come_again(issued: Issued, invoiced: Invoiced, officer: User, now: datetime) -> None:
    guarantee = issued()
    invoice = invoiced(guarantee, billed(amount=Decimal(9000)))
    with pytest.raises(refusals.WordsMissing):
        send_back(invoice_id=invoice.pk, words=" ", by=officer, now=now)
    send_back(invoice_id=invoice.pk, words="Nine thousand is a slip.", by=officer, now=now)
    again = invoiced(guarantee)
    assert (again.pk != invoice.pk, again.state) == (True, State.CLAIMED)


def test_after_the_last_day_care_given_before_is_still_paid(issued: Issued, invoiced: Invoiced, now: datetime) -> None:
    guarantee = issued(valid_until=CARE + timedelta(days=2))
    later = now + timedelta(days=30)
    expire(guarantee_id=guarantee.pk, now=later)
    invoice = invoiced(guarantee, at=later)
    assert (invoice.state, codes(invoice)) == (State.CLAIMED, [])
    assert settled(invoice, later).reimbursed == 1200


def test_of_a_revoked_guarantee_nothing_goes_on_by_itself(
    issued: Issued, invoiced: Invoiced, officer: User, now: datetime
) -> None:
    guarantee = issued()
    revoke(guarantee_id=guarantee.pk, reasons="Not needed.", by=officer, now=now)
    assert codes(invoiced(guarantee)) == ["revoked"]


def test_a_second_last_invoice_is_looked_at(issued: Issued, invoiced: Invoiced, now: datetime) -> None:
    guarantee = issued()
    settled(invoiced(guarantee), now)
    second = invoiced(guarantee, invoice_number="other")
    assert set(codes(second)) == {"used", "above", "duplicate"}
    assert (Claim.objects.count(), Job.objects.filter(kind="claims.adjudicate").count()) == (1, 1)
