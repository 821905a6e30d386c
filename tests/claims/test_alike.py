"""The same bill photographed twice: to a person, with both side by side. Two signs together, never one alone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.adjudication import settle
from claims.alike import lookalikes, near_pairs
from claims.drafts import add_document, remove_document
from claims.intake import submit_claim
from claims.models import Claim, ClaimDocument, ClaimLine, ReviewReason
from claims.office import write_rules
from portal.members.models import AuditEntry, Person, User
from portal.vault.models import StoredDocument
from tests.claims.conftest import line
from tests.vault.invoices import invoice, jpeg_of
from tests.vault.test_likeness import PHARMACY, again

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
Drafted = Callable[..., Claim]
Sent = Callable[..., Claim]
ONE = jpeg_of(invoice())
SAME_AGAIN = jpeg_of(again(invoice(), turn=1, light=0.8, scale=0.6))
OTHER = jpeg_of(invoice([*PHARMACY, "Merci de votre visite", "CHE-123.456.789 TVA", "Ouvert le dimanche"]))


@pytest.fixture
def photographed(drafted: Drafted, now: datetime) -> Sent:
    """`photographed(data, line(...), patient=…, by=…)`: a claim with this one picture, sent and decided."""
    count = 0

    def make(data: bytes, *lines: dict[str, Any], **who: Any) -> Claim:
        nonlocal count
        count += 1
        at = now + timedelta(minutes=count)
        claim = drafted(*lines, **who)
        own = claim.documents.get()
        remove_document(claim_id=claim.pk, document_id=own.pk, by=claim.created_by, now=at)
        upload = SimpleUploadedFile("bill.jpg", data, "image/jpeg")
        add_document(claim_id=claim.pk, upload=upload, by=claim.created_by, now=at)
        claim.refresh_from_db()
        claim = submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=claim.created_by, now=at)
        settle(claim_id=claim.pk, now=at)
        claim.refresh_from_db()
        return claim

    return make


def near(**fields: Any) -> dict[str, Any]:
    """Nearly the plain line: a dollar and two days apart, at another doctor."""
    return line(**{"charged": Decimal("101"), "service_on": date(2026, 11, 4), "provider_name": "Clinic", **fields})


def codes(claim: Claim) -> list[str]:
    return list(ReviewReason.objects.filter(review=claim.pk).values_list("code", flat=True))


def test_a_bill_photographed_twice_goes_to_a_person(photographed: Sent) -> None:
    first, second = photographed(ONE, line()), photographed(SAME_AGAIN, near(benefit="spec_consultation"))
    assert first.state == Claim.State.SETTLED
    assert (second.state, codes(second)) == (Claim.State.IN_REVIEW, ["duplicate"])
    assert ReviewReason.objects.get(review=second.pk).lines == [1]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (OTHER, {}),
        (SAME_AGAIN, {"charged": Decimal("110")}),
        (SAME_AGAIN, {"service_on": date(2026, 11, 6)}),
        (SAME_AGAIN, {"currency": "EUR"}),
    ],
    ids=["picture", "amount", "day", "currency"],
)
def test_one_sign_alone_is_none(data: bytes, fields: dict[str, Any], photographed: Sent) -> None:
    photographed(ONE, line())
    assert photographed(data, near(**fields)).state == Claim.State.SETTLED


def test_the_earlier_of_the_two_is_not_doubted_when_it_is_decided_again(photographed: Sent, now: datetime) -> None:
    first, second = photographed(ONE, line()), photographed(SAME_AGAIN, near())
    assert lookalikes([first], first.lines.all()) == []
    assert [pair.other.claim for pair in lookalikes([first, second], ClaimLine.objects.all())] == [first]


def test_the_whole_family_counts_at_the_desk_and_no_other(photographed: Sent, ben: Person, stranger: Person) -> None:
    photographed(ONE, line())
    assert photographed(ONE, line(), patient=ben, by=ben.user).state == Claim.State.IN_REVIEW
    assert photographed(ONE, line(), patient=stranger, by=stranger.user).state == Claim.State.SETTLED


def test_what_was_refused_may_come_again(photographed: Sent) -> None:
    first = photographed(ONE, line(benefit="rx_general"))
    assert first.settlements.get().reimbursed == 0
    assert photographed(SAME_AGAIN, near()).state == Claim.State.SETTLED


def test_the_office_may_turn_it_off(photographed: Sent, ana: Person, now: datetime) -> None:
    assert ana.user
    photographed(ONE, line())
    write_rules(fields={"lookalikes": False}, why="Trial", by=ana.user, now=now)
    assert photographed(SAME_AGAIN, near()).state == Claim.State.SETTLED


def test_both_stand_side_by_side_on_the_desk(photographed: Sent, staff_client: Callable[..., Client]) -> None:
    first, second = photographed(ONE, line()), photographed(SAME_AGAIN, near())
    client = staff_client("assessor")
    answer = client.get(reverse("admin:claims_claim_change", args=[second.pk]))
    text = answer.content.decode()
    part = text[text.index("alike-heading") : text.index("</section>", text.index("alike-heading"))]
    assert "The pictures look alike" in part
    assert reverse("admin:claims_claim_change", args=[first.pk]) in part
    for claim in (first, second):
        picture = reverse("admin:claims_claim_document", args=[claim.pk, claim.documents.get().pk])
        assert part.count(f'src="{picture}"') == 1
        assert client.get(picture).status_code == 200
        assert AuditEntry.objects.filter(act="document.read", object_id=str(claim.documents.get().pk)).exists()
    for words in ("2 November 2026", "4 November 2026", "100.00\u00a0USD", "101.00\u00a0USD", "Clinic"):
        assert words in part
    assert "alike-heading" not in client.get(reverse("admin:claims_claim_change", args=[first.pk])).content.decode()


def test_whoever_may_not_see_documents_sees_none_of_them(
    photographed: Sent, staff_client: Callable[..., Client]
) -> None:
    photographed(ONE, line())
    second = photographed(SAME_AGAIN, near())
    text = staff_client("services").get(reverse("admin:claims_claim_change", args=[second.pk])).content.decode()
    assert "alike-picture" not in text


def test_a_thousand_documents_cost_three_queries(photographed: Sent, ana: Person, now: datetime) -> None:
    photographed(ONE, line())
    second = photographed(SAME_AGAIN, near())
    assert isinstance(ana.user, User)
    _history(second, ana.user, 1000, now)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pairs = near_pairs(second)
        assert any(pair.looks_alike for pair in pairs)
        assert lookalikes([second], second.lines.all())
    assert len(queries) == 6


def _history(like: Claim, user: User, count: int, now: datetime) -> None:
    """Claims of a year, each with a picture; a twentieth of them days around the claim."""
    facts = {"family_id": like.family_id, "patient_id": like.patient_id, "created_by": user, "state": "settled"}
    times = {"created_at": now, "changed_at": now, "submitted_at": now, "received_on": now.date()}
    claims = [Claim(form_key=uuid4(), number=f"C-{n}", **facts, **times) for n in range(count)]
    stored = [
        StoredDocument(
            original_name="x", media_type="image/jpeg", bytes=1, sha256=f"{n:064}", original=f"o{n}", served=f"s{n}",
            likeness=f"{n * 7919:064x}", received_at=now, uploaded_by="x",
        )
        for n in range(count)
    ]  # fmt: skip
    Claim.objects.bulk_create(claims)
    StoredDocument.objects.bulk_create(stored)
    ClaimDocument.objects.bulk_create(
        ClaimDocument(claim=claim, stored=one, position=1) for claim, one in zip(claims, stored, strict=True)
    )
    ClaimLine.objects.bulk_create(
        ClaimLine(claim=claim, position=1, **{**line(), "service_on": date(2026, 11, 4) - timedelta(days=n % 365)})
        for n, claim in enumerate(claims)
    )
