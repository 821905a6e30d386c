"""The settlement note: from the stored settlement alone, sent once, by the way the member chose."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from claims.adjudication import settle
from claims.models import Claim
from claims.notes import NOTE_KIND, printed, write_note
from portal.members.models import Person
from portal.post.models import Dispatch
from portal.post.papers import render
from tests.claims.conftest import line

Sent = Callable[..., Claim]


@pytest.fixture
def settled(sent: Sent, now: datetime) -> Claim:
    """A claim of two lines, one refused, decided."""
    claim = sent(line(), line(benefit="rx_general"))
    settle(claim_id=claim.pk, now=now)
    return claim


def test_a_family_without_online_notes_gets_a_letter(settled: Claim, now: datetime) -> None:
    write_note(settlement_id=settled.settlements.get().pk, now=now)
    dispatch = Dispatch.objects.get(kind=NOTE_KIND)
    assert (dispatch.channel, dispatch.state) == ("letter", "waiting")
    assert dispatch.recipient.startswith("Ana Otieno\n")


def test_an_address_that_cannot_be_used_does_not_lose_the_note(settled: Claim, now: datetime) -> None:
    settled.family.settlements_online = True
    settled.family.save()
    settlement = settled.settlements.get()
    settlement.printed["email"] = "ana at example"
    settlement.save()
    write_note(settlement_id=settlement.pk, now=now)
    assert Dispatch.objects.get(kind=NOTE_KIND).channel == "letter"


def test_writing_it_twice_leaves_one(settled: Claim, now: datetime) -> None:
    settlement = settled.settlements.get()
    assert write_note(settlement_id=settlement.pk, now=now) == write_note(settlement_id=settlement.pk, now=now)
    assert Dispatch.objects.filter(kind=NOTE_KIND).count() == 1


def test_it_says_every_amount_and_why(settled: Claim, now: datetime) -> None:
    paper = write_note(settlement_id=settled.settlements.get().pk, now=now)
    with paper.file.open() as file:
        pages = PdfReader(BytesIO(file.read())).pages
    text = " ".join(page.extract_text() for page in pages).replace("\u00a0", " ")
    for words in ("80.00 USD", "−20.00 USD", "Prescription missing", "2.8", "Ana Otieno", settled.number):
        assert words in text


def test_the_same_settlement_gives_the_same_bytes_whatever_happened_since(
    settled: Claim, ana: Person, now: datetime
) -> None:
    settlement = settled.settlements.get()

    def paper() -> bytes:
        template = "claims/papers/settlement_note.html"
        return render(template=template, context=printed(settlement), language="en", title="Settlement note")

    before = paper()
    ana.given_name, ana.family.city = "Anna", "Mombasa"
    ana.save()
    ana.family.save()
    assert paper() == before
