"""What happens outside a claim and makes it worth another look: each orders it by itself."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.figures_changed import key_of, look_up
from claims.models import Claim
from portal.entitlements.changes import figures_loaded
from portal.entitlements.models import ExchangeRate, ReferenceSalary
from portal.members.models import Enrolment, Person, SalaryFigure
from portal.work.jobs import drain
from portal.work.models import Job
from tests.claims.conftest import line
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("still_bell", "clock")
Sent = Callable[..., Claim]


def ordered(kind: str) -> bool:
    return Job.objects.filter(kind=kind, state=Job.State.WAITING).exists()


def approve(person: Person, now: datetime, by: str = "consultant", **fields: object) -> None:
    word = {"outcome": "approved", "decided_by": make_staff(by, "medical consultant"), "decided_at": now}
    year = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31)}
    PriorApproval.objects.create(person=person, **{**year, **word, **fields})


def later(now: datetime) -> datetime:
    return now.replace(hour=now.hour + 1)


@pytest.mark.django_db(transaction=True)
def test_an_approval_settles_what_waited_for_it(sent: Sent, ana: Person, now: datetime) -> None:
    claim = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    drain(now)
    assert not claim.settlements.exists()
    approve(ana, now, benefit="mri_pet_ct_outpatient")
    drain(later(now))
    assert claim.settlements.get().reimbursed == 320


@pytest.mark.django_db(transaction=True)
def test_an_approval_after_a_refusal_is_paid(sent: Sent, ana: Person, now: datetime) -> None:
    approve(ana, now, benefit="mri_pet_ct_outpatient", outcome="refused", reasons="Not needed.")
    claim = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    drain(now)
    assert claim.settlements.get().reimbursed == 0
    with time_machine.travel(later(now), tick=False):
        approve(ana, later(now), benefit="mri_pet_ct_outpatient", by="another")
    drain(later(now))
    assert claim.settlements.live().get().reimbursed == 320
    assert claim.settlements.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_rate_settles_what_waited_for_it(sent: Sent, now: datetime) -> None:
    ExchangeRate.objects.all().delete()
    claim = sent(line(currency="KES", charged=Decimal(5000)))
    drain(now)
    assert not claim.settlements.exists()
    ExchangeRate.objects.create(month=date(2026, 11, 1), currency="KES", units_per_usd=Decimal(125))
    drain(later(now))
    assert claim.settlements.get().reimbursed == 32


def test_figures_read_from_a_file_are_looked_up_once(sent: Sent, now: datetime) -> None:
    claim = sent(line(benefit="dental_ordinary", charged=Decimal(9000)))
    settle(claim_id=claim.pk, now=now)
    figures_loaded.send(sender=ReferenceSalary)
    figures_loaded.send(sender=ReferenceSalary)
    assert Job.objects.filter(kind="claims.figures_changed", key=key_of(ReferenceSalary)).count() == 1
    look_up(key=key_of(ReferenceSalary), now=now)
    assert Job.objects.filter(kind="claims.look_again", key=claim.family_id).exists()
    assert ordered("claims.stop_loss")


def test_cover_and_pay_order_a_look(ana: Person, sent: Sent, now: datetime) -> None:
    Enrolment.objects.get(person=ana).save()
    assert not ordered("claims.look_again"), "nothing of hers is settled"
    settle(claim_id=sent().pk, now=now)
    Job.objects.all().delete()
    Enrolment.objects.get(person=ana).save()
    assert ordered("claims.look_again")
    SalaryFigure.objects.get(family=ana.family).save()
    assert ordered("claims.stop_loss")
