"""The stop-loss: computed from the whole year, paid by itself, also backwards, and read by the participant alone."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.models import Claim, OfficeRules, StopLossSettlement
from claims.replacing import decide_again
from claims.stop_loss import settle_stop_loss
from claims.stop_loss_notes import write_stop_loss_note
from portal.entitlements.models import ReferenceSalary
from portal.members.models import Family, Person, SalaryFigure
from portal.post.models import Dispatch
from portal.work.jobs import drain
from portal.work.models import Job
from tests.claims.conftest import line
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("still_bell")
Sent = Callable[..., Claim]


@pytest.fixture
def bears(sent: Sent, now: datetime) -> Callable[..., Claim]:
    """`bears(1000)`: a settled claim with that much coinsurance that counts; the limit of the family is 2,500."""

    def make(part: int, **fields: object) -> Claim:
        patient = fields.pop("patient", None)
        claim = sent(line(charged=Decimal(part * 5), **fields), **({"patient": patient} if patient else {}))
        settle(claim_id=claim.pk, now=now)
        return claim

    return make


@pytest.fixture(autouse=True)
def _high(figures: None) -> None:
    ReferenceSalary.objects.all().update(amount=Decimal(50_000))


@pytest.fixture(autouse=True)
def _straight(now: datetime) -> None:
    """The office looks at nothing, however much it is."""
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=make_staff("head"), at=now)


def test_below_the_limit_nothing_is_paid(bears: Callable[..., Claim], family: Family, now: datetime) -> None:
    bears(2500)
    assert settle_stop_loss(family_id=family.pk, now=now) == []


def test_what_lies_above_is_paid_at_the_plan_s_rate(
    bears: Callable[..., Claim], family: Family, ana: Person, now: datetime
) -> None:
    bears(2600)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    assert (settlement.out_of_pocket, settlement.limit) == (2600, 2500)
    assert (settlement.supplement, settlement.paid) == (80, 80)
    assert settlement.people == {
        str(ana.pk): {"reimbursed": "10400.00", "counted": "2600.00", "attributed": "80.00", "supplement": "80.00"}
    }
    assert settle_stop_loss(family_id=family.pk, now=now) == [], "once"


def test_later_claims_of_the_year_are_paid_the_difference(
    bears: Callable[..., Claim], family: Family, now: datetime
) -> None:
    bears(2600)
    settle_stop_loss(family_id=family.pk, now=now)
    bears(1000)
    (second,) = settle_stop_loss(family_id=family.pk, now=now)
    assert (second.sequence, second.supplement, second.paid) == (2, 880, 800)


def test_a_year_long_past_is_paid_too(bears: Callable[..., Claim], family: Family, now: datetime) -> None:
    SalaryFigure.objects.update(from_on=date(2025, 1, 1))
    bears(3000, service_on=date(2025, 12, 20))
    bears(100)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    assert (settlement.year, settlement.paid) == (2025, 400)


def test_a_figure_loaded_later_is_enough(bears: Callable[..., Claim], family: Family, now: datetime) -> None:
    figures = list(SalaryFigure.objects.all())
    SalaryFigure.objects.all().delete()
    bears(3000)
    assert settle_stop_loss(family_id=family.pk, now=now) == []
    SalaryFigure.objects.bulk_create(figures)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    assert settlement.paid == 400


def test_nothing_is_taken_back_by_itself(
    bears: Callable[..., Claim], family: Family, ana: Person, now: datetime
) -> None:
    claim = bears(3000)
    settle_stop_loss(family_id=family.pk, now=now)
    assessor = make_staff("assessor", "assessor")
    year = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31)}
    PriorApproval.objects.create(
        person=ana,
        benefit="gp_consultation",
        outcome="refused",
        reasons="x",
        decided_by=assessor,
        decided_at=now,
        **year,
    )
    decide_again(claim_id=claim.pk, by=assessor, now=now)
    assert settle_stop_loss(family_id=family.pk, now=now) == []
    assert StopLossSettlement.objects.get().paid == 400


def test_it_is_paid_inside_the_overall_maximum(bears: Callable[..., Claim], family: Family, now: datetime) -> None:
    ReferenceSalary.objects.filter(year=2026).update(amount=Decimal(2010))  # six of them: 12,060
    bears(3000)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    assert settlement.supplement == 60
    (share,) = settlement.people.values()
    assert (share["attributed"], share["supplement"]) == ("400.00", "60.00")


@pytest.mark.django_db(transaction=True)
def test_it_is_paid_by_itself_noted_and_mailed_once(bears: Callable[..., Claim], family: Family, now: datetime) -> None:
    Family.objects.update(settlements_online=True)
    bears(3000)
    drain(now)
    drain(now)
    settlement = StopLossSettlement.objects.get()
    assert settlement.note
    assert settlement.note.bytes > 1000
    assert Dispatch.objects.get(kind="stop-loss-note").state == "sent"
    notes = [attached.filename for message in mail.outbox for attached in message.attachments]  # type: ignore[union-attr]
    assert sorted(notes) == [
        "settlement-note.pdf",
        "stop-loss-note.pdf",
    ]
    assert not Job.objects.filter(state="parked").exists()


def test_other_adults_are_one_unnamed_row(
    bears: Callable[..., Claim], sent: Sent, family: Family, ben: Person, dario: Person, carla: Person, now: datetime
) -> None:
    for patient in (ben, dario, carla):
        bears(1000, patient=patient)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    rows = {row["name"]: row["supplement"] for row in settlement.printed["people"]}
    assert rows == {carla.full_name: "133.33", "": "266.67"}
    assert settlement.supplement == 400


def test_the_participant_reads_it_and_nobody_else(
    bears: Callable[..., Claim],
    family: Family,
    ana_client: Client,
    ben_client: Client,
    stranger_client: Client,
    clock: None,
    now: datetime,
) -> None:
    bears(3000)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    write_stop_loss_note(settlement_id=settlement.pk, now=now)
    pages = [reverse(f"claims:{name}", args=[settlement.pk]) for name in ("stop_loss", "stop_loss_note")]
    for page in pages:
        answer = ana_client.get(page)
        assert answer.status_code == 200
        assert not answer.streaming or b"".join(answer.streaming_content).startswith(b"%PDF")
        assert ben_client.get(page).status_code == 404
        assert stranger_client.get(page).status_code == 404
        assert Client().get(page).status_code == 302
    history = reverse("claims:history")
    assert settlement.number in ana_client.get(history).text
    assert settlement.number not in ben_client.get(history).text
    shown = ana_client.get(pages[0]).text
    for amount in ("3,000.00", "2,500.00", "500.00", "400.00"):
        assert amount in shown


def test_the_database_refuses_a_payment_of_nothing(bears: Callable[..., Claim], family: Family, now: datetime) -> None:
    bears(3000)
    (settlement,) = settle_stop_loss(family_id=family.pk, now=now)
    for wrong in ({"paid": 0}, {"paid": 401}, {"limit": 3000}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StopLossSettlement.objects.filter(pk=settlement.pk).update(**wrong)
