"""The page of a settlement: every step, what would have changed it, what rooms above add, and whose it is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from approvals.decisions import decide_approval
from approvals.models import PriorApproval
from claims import beside, disputes
from claims.adjudication import settle
from claims.models import Claim, Settlement
from claims.views.settlement import settled as loaded
from claims.whatif import Remedy, changes_of
from portal.benefits.reasons import Reason
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from tests.claims.conftest import line
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Sent = Callable[..., Claim]
Settled = Callable[..., Settlement]


@pytest.fixture
def settled(sent: Sent, now: datetime) -> Settled:
    """`settled(line(...))`: the settlement of a claim, loaded as its page loads it."""

    def make(*lines: dict, **fields: object) -> Settlement:
        claim = sent(*lines, **fields)
        settle(claim_id=claim.pk, now=now)
        return loaded(claim, claim.settlements.get().pk)

    return make


def shown(client: Client, settlement: Settlement) -> str:
    """The words of its page."""
    answer = client.get(reverse("claims:settlement", args=[settlement.claim_id, settlement.pk]))
    assert answer.status_code == 200
    return " ".join(Page(answer).text.replace("\u00a0", " ").split())


def told(settlement: Settlement) -> dict[Reason, tuple[Remedy, Decimal]]:
    """By reason, the first remedies and what the plan would have paid."""
    found = changes_of(settlement)
    return {reason: (made[0].remedies, made[0].then.reimbursed) for (_line, reason), made in found.items()}


def test_each_step_has_its_sentence_bearer_and_place_in_the_plan(
    ana_client: Client, settled: Settled, db: None
) -> None:
    PriceLevel.objects.create(
        benefit="gp_consultation", country="KE", amount=Decimal(50), currency="USD", from_on=date(2026, 1, 1)
    )
    settlement = settled(line(charged=Decimal(10000), currency="KES", other_insurance=Decimal(1250)))
    page = shown(ana_client, settlement)
    for words in (
        "10,000.00 KES",
        "November 2026",
        "80.00 USD",
        "The prices of Kenya count, the country of your duty station. The usual price there is 50.00 USD.",
        "−30.00 USD",
        "the other insurance",
        "a provider of our network",
    ):
        assert words in page
    raw = ana_client.get(reverse("claims:settlement", args=[settlement.claim_id, settlement.pk])).text
    assert f'href="{reverse("entitlements:rules")}#prices"' in raw
    assert f'href="{reverse("entitlements:benefit", args=["gp_consultation"])}#pays"' in raw
    assert 'id="prices"' in ana_client.get(reverse("entitlements:rules")).text
    assert 'id="pays"' in ana_client.get(reverse("entitlements:benefit", args=["gp_consultation"])).text


def test_a_missing_prescription_and_its_price(ana_client: Client, settled: Settled) -> None:
    settlement = settled(line(benefit="rx_general", charged=Decimal(40)))
    assert told(settlement) == {Reason.PRESCRIPTION_MISSING: ((Remedy.PRESCRIPTION,), Decimal("32.00"))}
    page = shown(ana_client, settlement)
    assert "a prescription that was valid on the day of care. Then the plan would have paid 32.00 USD instead" in page
    assert "Send it again with the prescription" in page


def test_two_hurdles_are_told_together(ana: Person, settled: Settled, now: datetime) -> None:
    late = line(benefit="rx_general", service_on=date(2025, 10, 2), charged=Decimal(40))
    assert told(settled(late)) == {
        Reason.LATE_CLAIM: ((Remedy.IN_TIME, Remedy.PRESCRIPTION), Decimal("32.00")),
    }


def test_a_used_up_allowance_and_the_day_it_opens(settled: Settled) -> None:
    settled(line(benefit="dental_ordinary", charged=Decimal(2000)))
    settlement = settled(line(benefit="dental_ordinary", charged=Decimal(100)))
    found = changes_of(settlement)
    (((_line, reason), (change,)),) = found.items()
    assert (reason, change.remedies) == (Reason.PERIOD_CEILING, (Remedy.LATER,))
    assert change.then.line.on == date(2027, 1, 1)
    assert change.then.reimbursed == Decimal("80.00")


def test_what_others_used_later_does_not_change_what_is_told(settled: Settled) -> None:
    settlement = settled(line(benefit="dental_ordinary", charged=Decimal(100)), line(benefit="rx_general"))
    before = told(settlement)
    settled(line(benefit="dental_ordinary", charged=Decimal(2000)))
    assert told(loaded(settlement.claim, settlement.pk)) == before


def test_a_limited_approval(ana: Person, settled: Settled, now: datetime) -> None:
    decide_approval(
        person=ana,
        benefit="mri_pet_ct_outpatient",
        outcome=PriorApproval.Outcome.APPROVED,
        from_on=now.date() - timedelta(days=90),
        until_on=now.date(),
        limit_amount=Decimal(300),
        limit_currency="USD",
        reasons="as much as usual",
        by=make_staff("consultant", "medical consultant"),
        now=now,
    )
    settlement = settled(line(benefit="mri_pet_ct_outpatient", charged=Decimal(500)))
    assert told(settlement)[Reason.APPROVAL_LIMIT] == ((Remedy.HIGHER_APPROVAL,), Decimal("400.00"))


def test_a_refused_approval_of_care_that_is_counted_by_the_eye(ana: Person, settled: Settled, now: datetime) -> None:
    decide_approval(
        person=ana,
        benefit="refractive_surgery",
        outcome=PriorApproval.Outcome.REFUSED,
        from_on=now.date() - timedelta(days=90),
        until_on=now.date(),
        reasons="not yet",
        by=make_staff("consultant", "medical consultant"),
        now=now,
    )
    surgery = line(benefit="refractive_surgery", charged=Decimal(400), prescribed_on=now.date() - timedelta(days=30))
    remedies, paid = told(settled(surgery))[Reason.APPROVAL_REFUSED]
    assert remedies == (Remedy.APPROVAL,)
    assert paid > 0


def test_nothing_is_asked_where_nothing_could_change(settled: Settled) -> None:
    settlement = settled(line())
    with CaptureQueriesContext(connection) as queries:
        assert changes_of(settlement) == {}
    assert not queries.captured_queries


def test_rooms_above_add_their_links_and_parts(
    ana_client: Client, settled: Settled, monkeypatch: pytest.MonkeyPatch, ana: Person
) -> None:
    monkeypatch.setattr(beside, "_on_claim", [])
    monkeypatch.setattr(disputes, "providers", [])

    @disputes.provides
    def dispute(settlement: Settlement, today: date) -> Iterator[tuple[disputes.About, disputes.Dispute]]:
        yield (None, None), disputes.Dispute("/dispute/", "Appeal", "until Christmas")
        for settled_line in settlement.lines.all():
            yield (settled_line.pk, None), disputes.Dispute(f"/dispute/{settled_line.pk}/", "Dispute this expense")
            for cut in settled_line.adjustments.all():
                where = f"/dispute/{settled_line.pk}/{cut.position}/"
                yield (settled_line.pk, cut.position), disputes.Dispute(where, "Dispute this step")

    @beside.on_claim
    def part(claim: Claim, reader: Person, now: datetime) -> list[beside.Part]:
        assert reader == ana
        return [beside.Part("look/notice.html", {"unused": claim})]

    page = shown(ana_client, settled(line()))
    assert page.count("Dispute this step") == 1
    assert all(words in page for words in ("Dispute this expense", "Appeal", "until Christmas"))


def test_its_queries_stay_constant_and_it_is_nobody_elses(
    ana_client: Client, stranger_client: Client, ben_client: Client, settled: Settled
) -> None:
    def queries(settlement: Settlement) -> int:
        shown(ana_client, settlement)
        with CaptureQueriesContext(connection) as captured:
            shown(ana_client, settlement)
        return len(captured)

    short = settled(line(benefit="rx_general"))
    long = settled(*[line(benefit="rx_general", charged=n) for n in range(1, 13)])
    assert queries(short) == queries(long) < 25
    for client in (stranger_client, ben_client):
        address = reverse("claims:settlement", args=[short.claim_id, short.pk])
        assert client.get(address).status_code == 404
    other = settled(line())
    assert ana_client.get(reverse("claims:settlement", args=[other.claim_id, short.pk])).status_code == 404


def test_it_speaks_arabic(ana_client: Client, settled: Settled) -> None:
    settlement = settled(line())
    ana_client.cookies["django_language"] = "ar"
    with translation.override("ar"):
        assert (
            'dir="rtl"' in ana_client.get(reverse("claims:settlement", args=[settlement.claim_id, settlement.pk])).text
        )


def test_an_expense_paid_to_the_provider_says_so(ana_client: Client, settled: Settled) -> None:
    settlement = settled(line())
    (facts,) = settlement.printed["lines"].values()
    facts["paid_to"] = "Olive Hill Clinic"
    settlement.save()
    assert "This is paid to Olive Hill Clinic directly." in shown(ana_client, settlement)
