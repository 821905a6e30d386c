"""What the participant learns of adults in her family: days and amounts; and nothing anywhere else."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from approvals.decisions import decide_approval
from approvals.models import PriorApproval
from approvals.notices import write_notice
from claims.adjudication import settle
from claims.models import Claim
from claims.notes import write_note
from claims.payments.due import pay_claims
from claims.payments.models import Payment
from portal.members.models import Family, Person
from portal.post.models import Dispatch
from tests.claims.conftest import line
from tests.claims.pages import Page
from tests.people import make_account, make_person, make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
AT = "/family/paid/"


@pytest.fixture
def paid(ana: Person, ben: Person, sent: Callable[..., Claim], now: datetime) -> Claim:
    """Ben's settled claim, whose money goes to the account of the family."""
    make_account(ana.family)
    claim = sent(line(provider_name="Dr Secret", charged=Decimal(200)), patient=ben, by=ben.user)
    settle(claim_id=claim.pk, now=now)
    write_note(settlement_id=claim.settlements.get().pk, now=now)
    pay_claims(claim_ids=[claim.pk], now=now)
    return claim


def test_day_and_amount_and_nothing_medical(ana_client: Client, paid: Claim) -> None:
    answer = ana_client.get(AT)
    text, whole = Page(answer).text, answer.content.decode()
    settlement, payment = paid.settlements.get(), Payment.objects.get()
    assert "Ben" in text
    assert f"{payment.amount:.2f}" in text
    assert "not paid yet" in text
    assert "counts towards" in text
    assert f"{settlement.member_share:.2f}" in text
    telling = ["Secret", "gp_consultation", "doctor", paid.number, settlement.number, "Kenya", "2 November"]
    ids = [str(one) for one in (paid.pk, settlement.pk, payment.pk, settlement.seal)]
    assert not [word for word in (*telling, *ids) if word in whole]


def test_it_is_the_participant_s_alone(ben_client: Client, dario_client: Client, paid: Claim) -> None:
    assert ben_client.get(AT).status_code == 404
    assert dario_client.get(AT).status_code == 404


def test_her_own_and_her_children_s_payments_are_not_there(
    ana: Person, ana_client: Client, carla: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    make_account(ana.family)
    for patient in (ana, carla):
        claim = sent(patient=patient)
        settle(claim_id=claim.pk, now=now)
        pay_claims(claim_ids=[claim.pk], now=now)
    assert Payment.objects.count() == 2
    assert ana_client.get(AT).context["payments"] == []


def test_the_page_costs_the_same_however_long(
    ana: Person, ana_client: Client, ben: Person, sent: Callable[..., Claim], now: datetime,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for _number in range(5):
        claim = sent(patient=ben, by=ben.user)
        settle(claim_id=claim.pk, now=now)
        pay_claims(claim_ids=[claim.pk], now=now)
    with django_assert_max_num_queries(15):
        assert len(ana_client.get(AT).context["payments"]) == 5


def test_nothing_about_an_adult_leaves_the_house_to_the_participant(
    ana: Person, sent: Callable[..., Claim], now: datetime, today: date
) -> None:
    """An adult without an account gets her own letters: note, decision; not the participant."""
    Family.objects.update(address_line_1="12 Riverside Drive", city="Nairobi", settlements_online=True)
    ola = make_person(ana.family, "spouse", given_name="Ola", born_on=date(1981, 1, 1), number=8)
    colleague = make_staff("desk-colleague")
    claim = sent(patient=Person.objects.select_related("family").get(pk=ola.pk), by=colleague)
    settle(claim_id=claim.pk, now=now)
    write_note(settlement_id=claim.settlements.get().pk, now=now)
    doctor = make_staff("doctor", "medical consultant")
    facts: dict[str, Any] = {"units": 3, "unit": "sessions", "from_on": today, "until_on": today, "reasons": "x"}
    approved = PriorApproval.Outcome.APPROVED
    approval = decide_approval(
        person=ola, benefit="physiotherapy", outcome=approved, is_partly=True, by=doctor, now=now, **facts
    )
    write_notice(approval_id=approval.pk, now=now)
    papers = Dispatch.objects.filter(kind__in=["settlement-note", "approval-decision"])
    assert {(one.channel, one.recipient.splitlines()[0]) for one in papers} == {("letter", "Ola Otieno")}
    assert not [one for one in Dispatch.objects.all() if one.recipient == "ana@example.org"]


def test_a_child_s_note_goes_to_who_sent_it(
    carla: Person, ben: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    claim = sent(patient=carla, by=ben.user)
    settle(claim_id=claim.pk, now=now)
    assert claim.settlements.get().printed["reader"] == ben.full_name
