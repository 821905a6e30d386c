"""What staff corrected, told to the member once it is settled: on the page and on the note, without names."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from claims.adjudication import settle
from claims.corrections import WordsForHerMissing, correct_line
from claims.models import Claim
from claims.notes import write_note
from claims.release import release
from claims.told_corrections import REASONS, told
from portal.members.models import Person
from tests.claims.conftest import line
from tests.claims.pages import Page, page
from tests.people import make_staff

Sent = Callable[..., Claim]
HIGH = {"benefit": "hosp_outpatient_surgery_doctor_fee"}


@pytest.fixture
def corrected(sent: Sent, ana: Person, now: datetime) -> Claim:
    """Settled after the amount, the currency and the day of its only line were corrected, one of them twice."""
    claim = sent(line(charged=Decimal("4000"), **HIGH))
    settle(claim_id=claim.pk, now=now)
    eva = make_staff("eva-surname", "assessor")

    def change(**facts: Any) -> None:
        words = {"why": "Secret remark", "reason": "document", "words": "Page two, <b>below</b>."}
        correct_line(line_id=claim.lines.get().pk, **words, by=eva, now=now, changes=facts)

    change(charged=Decimal("5000"), quantity=3)
    change(charged=Decimal("3600"), currency="EUR", quantity=1)
    change(service_on=date(2026, 11, 3))
    release(claim_id=claim.pk, seen=claim.decisions.order_by("-sequence")[0].pk, by=eva, now=now)
    return Claim.objects.get(pk=claim.pk)


def test_the_member_reads_what_was_corrected_and_why(corrected: Claim, ana_client: Client, clock: None) -> None:
    settlement = corrected.settlements.get()
    for address in (page("status", corrected), page("settlement", corrected, settlement_id=settlement.pk)):
        read(" ".join(Page(ana_client.get(address)).text.split()))


def read(shown: str) -> None:
    assert "Amount on the bill: 4,000.00 USD became 3,600.00 EUR." in shown
    assert "Currency: USD became EUR." in shown
    assert "Day of care: 2 November 2026 became 3 November 2026." in shown
    assert "Your document says so." in shown
    assert "Page two, <b>below</b>." in shown
    assert "How many" not in shown, "what was put back is not told"
    for hidden in ("eva", "Secret remark"):
        assert hidden not in shown


def test_the_note_says_the_same(corrected: Claim, now: datetime) -> None:
    paper = write_note(settlement_id=corrected.settlements.get().pk, now=now)
    with paper.file.open("rb") as file:
        read = " ".join("".join(page.extract_text() for page in PdfReader(file).pages).split())
    assert "What we corrected before we decided" in read
    assert "Currency: USD became EUR." in read
    assert "Secret remark" not in read


def test_nothing_is_told_while_it_is_only_proposed(sent: Sent, ana_client: Client, clock: None, now: datetime) -> None:
    claim = sent(line(charged=Decimal("4000"), **HIGH))
    settle(claim_id=claim.pk, now=now)
    eva = make_staff("eva", "assessor")
    order = {
        "line_id": claim.lines.get().pk,
        "changes": {"quantity": 2},
        "why": "x",
        "by": eva,
        "now": now,
    }
    with pytest.raises(WordsForHerMissing):
        correct_line(**order, reason="other")
    correct_line(**order, reason="other", words="Two of them.")
    assert "corrected" not in Page(ana_client.get(page("status", claim))).text


@pytest.mark.parametrize("field", ["accepted", "semi_private", "eye", "travel", "duplicate_of", "country", "emergency"])
def test_every_fact_and_reason_has_words(field: str) -> None:
    values = {"eye": "left", "travel": "official_duty", "country": "HT", "emergency": "yes", "duplicate_of": "6f1c"}
    after = values.get(field, "120.5")
    made = {"field": field, "before": "", "after": after, "words": "", "currency": "USD"}
    with translation.override("en"):
        all_told = told([{**made, "reason": reason} for reason in ["", *REASONS]], settings.DEFAULT_PLAN)
    for one in all_told:
        assert one.before == "not given"
        assert one.why
        assert one.after
        assert "_" not in one.label + one.after
