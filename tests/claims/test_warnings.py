"""What the check page foretells: the amount that the claim then brings, and warnings with reason and remedy."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.foreseeing import Foreseen, foresee
from claims.intake import submit_claim
from claims.models import Claim, Settlement
from portal.entitlements.models import ExchangeRate, PriceLevel, ReferenceSalary, UsageRecord
from portal.members.models import Enrolment, Person
from tests.claims.conftest import line
from tests.claims.pages import Page, page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]


def foreseen(claim: Claim, today: date) -> Foreseen:
    """What the check page would tell."""
    found = foresee(Claim.objects.select_related("family", "patient").get(pk=claim.pk), today=today)
    assert found
    return found


def warned(claim: Claim, today: date, place: int = 0) -> set[str]:
    """The kinds of warnings at one expense."""
    return {one.key for one in foreseen(claim, today).lines[place].warnings}


def approve(person: Person, benefit: str, now: datetime, **fields: Any) -> None:
    """The medical consultant's yes for this year."""
    days = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31), "decided_at": now}
    by = make_staff("consultant")
    PriorApproval.objects.create(person=person, benefit=benefit, outcome="approved", decided_by=by, **days, **fields)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([line()], id="plain"),
        pytest.param([line(currency="KES", charged=Decimal(12500))], id="another currency"),
        pytest.param([line(benefit="rx_general", prescribed_on=date(2026, 10, 1))], id="with a prescription"),
        pytest.param([line(benefit="rx_general")], id="without prescription"),
        pytest.param([line(benefit="frames", charged=Decimal(400), service_on=date(2026, 11, day)) for day in (2, 3)]),
        pytest.param([line(other_insurance=Decimal(40)), line(service_on=date(2025, 3, 1))], id="too late and insured"),
    ],
)
def test_what_is_foretold_is_what_the_claim_brings(lines: list[Any], drafted: Drafted, now: datetime) -> None:
    claim = drafted(*lines)
    told = foreseen(claim, now.date())
    submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=claim.created_by, now=now)
    settle(claim_id=claim.pk, now=now)
    settled = claim.settlements.live().get()
    assert told.is_whole
    assert told.total == settled.reimbursed
    assert [one.reimbursed for one in told.lines] == [
        one.reimbursed for one in settled.lines.order_by("line__position")
    ]
    for one in told.lines:
        assert one.steps[-1].amount == one.reimbursed


def test_nothing_is_written_and_the_draft_stays(drafted: Drafted, today: date) -> None:
    claim = drafted()
    foreseen(claim, today)
    claim.refresh_from_db()
    assert (claim.state, claim.received_on) == (Claim.State.DRAFT, None)
    assert not UsageRecord.objects.exists()
    assert not Settlement.objects.exists()


def test_without_a_rate_no_amount_is_told(drafted: Drafted, ana_client: Client, today: date) -> None:
    claim = drafted(line(currency="EUR"), line())
    ExchangeRate.objects.all().delete()
    told = foreseen(claim, today)
    assert [one.reimbursed for one in told.lines] == [None, Decimal(80)]
    assert not told.is_whole
    text = " ".join(Page(ana_client.get(page("check", claim))).text.split())
    assert "We cannot tell the amount yet. We do not have the rate of exchange of EUR for November 2026 yet." in text
    assert "80.00 USD Expenses whose amount we cannot tell yet are not in it." in text


def test_somebody_never_enrolled_gets_no_amount_and_no_crash(drafted: Drafted, ana: Person, ana_client: Client) -> None:
    claim = drafted()
    Enrolment.objects.filter(person=ana).delete()
    assert "We cannot tell the amount yet" in Page(ana_client.get(page("check", claim))).text


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 11, 19), {"late_claim"}),
        (date(2025, 11, 20), {"nearly_late"}),
        (date(2025, 12, 19), {"nearly_late"}),
        (date(2025, 12, 20), set()),
    ],
)
def test_nearly_too_late_is_less_than_thirty_days(
    day: date, expected: set[str], drafted: Drafted, today: date, figures: None
) -> None:
    assert warned(drafted(line(service_on=day)), today) == expected


def test_prescription_missing_and_expired(drafted: Drafted, today: date) -> None:
    claim = drafted(
        line(benefit="rx_general"),
        line(benefit="rx_general", prescribed_on=date(2023, 1, 1)),
        line(benefit="rx_general", prescribed_on=date(2026, 10, 20)),
    )
    assert [warned(claim, today, place) for place in range(3)] == [
        {"prescription_missing"},
        {"prescription_expired"},
        set(),
    ]


def test_approval_needed_and_none_found(drafted: Drafted, ana: Person, today: date, now: datetime) -> None:
    claim = drafted(line(benefit="mri_pet_ct_outpatient"))
    told = foreseen(claim, today).lines[0]
    if not told.warnings:
        pytest.fail("this care needs approval")
    assert [one.key for one in told.warnings] == ["prior_approval_missing"]
    assert told.reimbursed is None
    assert "person of ours decides" in told.why_not
    approve(ana, "mri_pet_ct_outpatient", now)
    assert warned(claim, today) == set()


def test_above_the_accepted_level(drafted: Drafted, today: date) -> None:
    PriceLevel.objects.create(
        benefit="gp_consultation", country="KE", amount=Decimal(60), currency="USD", from_on=date(2026, 1, 1)
    )
    claim = drafted()
    (one,) = foreseen(claim, today).lines[0].warnings
    assert one.key == "above_usual"
    assert "40.00\u00a0USD above the usual price for this care in Kenya" in one.reason


def test_waiting_period_names_the_first_day(drafted: Drafted, ana: Person, today: date) -> None:
    Enrolment.objects.filter(person=ana).update(from_on=date(2026, 6, 1))
    (one,) = foreseen(drafted(frame("50")), today).lines[0].warnings
    assert one.key == "waiting_period"
    assert "Care from 1 June 2027 on is paid" in one.remedy


def frame(charged: str) -> dict[str, Any]:
    """A frame for glasses with its prescription."""
    return line(benefit="frames", charged=Decimal(charged), prescribed_on=date(2026, 10, 1))


def test_a_ceiling_nearly_used_and_used_up(drafted: Drafted, today: date) -> None:
    """Disposable lenses are paid up to 150 dollars in twelve months, at 80%."""

    def lenses(charged: int) -> dict[str, Any]:
        return line(benefit="disposable_lenses", charged=Decimal(charged), prescribed_on=date(2026, 10, 1))

    assert warned(drafted(lenses(100)), today) == set()
    (near,) = foreseen(drafted(lenses(170)), today).lines[0].warnings
    assert near.key == "nearly_used"
    assert "14.00\u00a0USD is left" in near.reason
    assert "A new amount begins on 2 November 2027" in near.remedy
    (reached,) = foreseen(drafted(lenses(300)), today).lines[0].warnings
    assert reached.key == "limit_reached"
    assert "leaves 90.00\u00a0USD of this expense unpaid" in reached.reason
    assert "again from 2 November 2027" in reached.remedy


def test_warnings_stand_beside_their_expense_with_a_way_on(drafted: Drafted, ana_client: Client) -> None:
    claim = drafted(line(), line(benefit="rx_general"))
    response = ana_client.get(page("check", claim))
    text = " ".join(Page(response).text.split())
    assert text.index("Expense 2") < text.index("Prescription missing")
    assert "Enter the date of the prescription" in text
    assert page("documents", claim) in response.content.decode()
    sent = ana_client.post(page("check", claim), {"checked": Page(response).value("checked"), "true": "on"})
    assert sent.status_code == 302  # a warning never blocks


def test_a_long_past_costs_no_more(drafted: Drafted, sent: Drafted, today: date, now: datetime) -> None:
    def cost(claim: Claim) -> int:
        loaded = Claim.objects.select_related("family", "patient").get(pk=claim.pk)
        with CaptureQueriesContext(connection) as queries:
            foresee(loaded, today=today)
        return len(queries)

    claim = drafted(line(benefit="frames"), line())
    before = cost(claim)
    for day in range(1, 6):
        settle(claim_id=sent(line(service_on=date(2026, 10, day))).pk, now=now)
    assert cost(claim) == before <= 13


def test_a_missing_reference_salary_is_told(drafted: Drafted, today: date) -> None:
    claim = drafted(line(benefit="frames", charged=Decimal(5000)))
    ReferenceSalary.objects.all().delete()
    told = foreseen(claim, today).lines[0]
    assert told.reimbursed is not None or "reference salary" in told.why_not
