"""What is read on a document is suggested, taken over with one tap, and never written over what was typed."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from claims.drafts import add_document, begin_draft, remove_document
from claims.models import Claim, ClaimDocument, Suggestion
from claims.suggestions import KIND, read_document, suggestions_of
from portal.members.models import AuditEntry, Person
from portal.vault import ocr
from portal.work.jobs import drain
from portal.work.models import Job
from providers.models import Provider
from tests.claims.pages import EXPENSE, Page, expense, expenses, page
from tests.vault.invoices import invoice, jpeg_of
from tests.vault.pictures import saved

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract-ocr is not installed")
EMPTY = dict.fromkeys(EXPENSE, "") | {"country": "KE", "currency": "USD", "quantity": "1"}
FOUND = {"service_on": "2026-05-12", "charged": "1250.00", "currency": "KES", "provider_name": "Aga Khan Hospital"}
Drafted = Callable[..., Claim]


@pytest.fixture
def reads(settings: Any) -> None:
    """A machine with tesseract."""
    settings.TESSERACT = shutil.which("tesseract")
    ocr.installed.cache_clear()


@pytest.fixture
def draft(ana: Person, figures: None, now: datetime) -> Claim:
    """A draft of Ana's without documents or expenses."""
    assert ana.user
    return begin_draft(form_key=uuid4(), patient=ana, by=ana.user, now=now)


def photographed(claim: Claim, now: datetime, data: bytes | None = None, name: str = "bill.jpg") -> ClaimDocument:
    upload = SimpleUploadedFile(name, data or jpeg_of(invoice()), "image/jpeg")
    return add_document(claim_id=claim.pk, upload=upload, by=claim.created_by, now=now)


def suggest(claim: Claim, now: datetime, **found: str) -> ClaimDocument:
    """A document on which this was found."""
    document = photographed(claim, now)
    Suggestion.objects.create(document=document, found=found or FOUND, read_at=now)
    return document


def take(client: Client, document: ClaimDocument, *lines: dict[str, str], **more: str) -> Page:
    typed = {**expenses(*(lines or (EMPTY,))), "take": str(document.pk), **more}
    return Page(client.post(page("lines", document.claim), typed))


def row(shown: Page, number: int = 0) -> dict[str, str]:
    names = ["charged", "currency", "provider_name", "country"]
    found = {name: shown.value(f"line-{number}-{name}") for name in names}
    day = [shown.value(f"line-{number}-service_on_{part}") for part in ("year", "month", "day")]
    return {**found, "service_on": "-".join(day)}


@needs_tesseract
@pytest.mark.usefixtures("reads")
@pytest.mark.parametrize("form", ["JPEG", "PDF"])
def test_from_the_photo_to_the_expense(form: str, draft: Claim, ana_client: Client, now: datetime) -> None:
    Provider.objects.create(name="Aga Khan Hospital", kind="hospital", country="KE", city="Nairobi")
    document = photographed(draft, now, saved(invoice().convert("RGB"), form, resolution=150))
    assert "We are reading your document" in Page(ana_client.get(page("lines", draft))).text
    drain(now)
    shown = Page(ana_client.get(page("lines", draft)))
    assert "We are reading" not in shown.text
    assert "12 May 2026" in shown.text
    assert "1,250.00\u00a0KES" in shown.text
    taken = take(ana_client, document)
    expected = {"service_on": "2026-5-12", "charged": "1250.00", "currency": "KES", "country": "KE"}
    assert row(taken) == {**expected, "provider_name": "Aga Khan Hospital"}
    assert "Read on document 1 by a machine. Please check it." in taken.says_at("line-0-charged")
    assert "It stands in your expenses." in taken.text
    assert not taken.summary, "nothing is judged before it is saved"
    assert not draft.lines.exists(), "nothing is saved before she says so"
    entry = AuditEntry.objects.get(act="document.machine_read")
    assert (entry.object_id, entry.detail) == (str(document.pk), {"found": 4})


@needs_tesseract
@pytest.mark.usefixtures("reads")
def test_only_the_suggestion_is_kept_and_that_encrypted(draft: Claim, now: datetime) -> None:
    photographed(draft, now)
    drain(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM claims_suggestion")
        (stored,) = cursor.fetchone()
    assert "Khan" not in str(stored)
    assert set(Suggestion.objects.get().found) == set(FOUND)


def test_without_the_program_nothing_is_missing_but_the_suggestion(
    draft: Claim, ana_client: Client, now: datetime
) -> None:
    photographed(draft, now)
    assert not Job.objects.filter(kind=KIND).exists()
    shown = Page(ana_client.get(page("lines", draft))).text
    assert "We are reading" not in shown
    assert "Suggestions" not in shown


def test_what_was_typed_stays(draft: Claim, ana_client: Client, now: datetime) -> None:
    document = suggest(draft, now)
    mine = {**EMPTY, "provider_name": "Dr Kamau", "country": "UG", "benefit": "gp_consultation", "other_insurance": "x"}
    shown = take(ana_client, document, mine)
    assert row(shown)["provider_name"] == "Dr Kamau"
    assert row(shown)["country"] == "UG"
    assert row(shown)["charged"] == "1250.00"
    assert shown.value("line-0-benefit") == "gp_consultation"
    assert shown.value("line-0-other_insurance") == "x"


def test_an_amount_that_was_typed_keeps_its_currency(draft: Claim, ana_client: Client, now: datetime) -> None:
    document = suggest(draft, now)
    shown = take(ana_client, document, {**EMPTY, "charged": "1 250,00", "service_on_day": ""})
    assert (row(shown)["charged"], row(shown)["currency"]) == ("1 250,00", "USD")
    assert row(shown)["service_on"] == "2026-5-12", "the same amount, so the same bill"
    shown = take(ana_client, document, {**EMPTY, "currency": "EUR"})
    assert (row(shown)["charged"], row(shown)["currency"]) == ("1250.00", "EUR")


def test_another_bill_becomes_another_expense(draft: Claim, ana_client: Client, now: datetime) -> None:
    document = suggest(draft, now)
    shown = take(ana_client, document, expense())
    assert row(shown)["charged"] == "100.00"
    assert row(shown, 1)["charged"] == "1250.00"
    assert shown.value("line-1-benefit") == ""
    # and a second tap changes nothing
    both = [expense(), {**EMPTY, **FOUND, "service_on": "2026-05-12"}]
    again = take(ana_client, document, *both)
    assert "line-2-charged" not in again.controls
    assert "It stands in your expenses." in again.text


def test_no_expense_more_than_there_may_be(draft: Claim, ana_client: Client, now: datetime) -> None:
    shown = take(ana_client, suggest(draft, now), *[expense()] * 40)
    assert "line-39-charged" in shown.controls
    assert "line-40-charged" not in shown.controls


@pytest.mark.parametrize("wrong", ["", "1", "x" * 500, "\x00", "6c1f7d2e-0000-4000-8000-000000000000"])
def test_a_wrong_tap_changes_nothing(wrong: str, draft: Claim, ana_client: Client, now: datetime) -> None:
    document = suggest(draft, now)
    shown = take(ana_client, document, {**EMPTY, "charged": "5"}, take=wrong)
    assert row(shown)["charged"] == "5"
    assert row(shown)["service_on"] == "--"


def test_the_suggestion_of_somebody_else_is_none(
    draft: Claim, ana_client: Client, stranger: Person, stranger_client: Client, now: datetime
) -> None:
    assert stranger.user
    hers = begin_draft(form_key=uuid4(), patient=stranger, by=stranger.user, now=now)
    document = suggest(hers, now)
    typed = {**expenses(EMPTY), "take": str(document.pk)}
    assert row(Page(ana_client.post(page("lines", draft), typed)))["charged"] == ""
    assert ana_client.get(page("suggestions", hers)).status_code == 404
    assert stranger_client.get(page("suggestions", hers)).status_code == 200
    assert stranger_client.post(page("suggestions", hers)).status_code == 405


def test_look_again_keeps_what_was_typed(draft: Claim, ana_client: Client) -> None:
    typed = {**expenses({**EMPTY, "charged": "12,x", "service_on_day": "3"}), "look": "1"}
    shown = Page(ana_client.post(page("lines", draft), typed))
    assert (row(shown)["charged"], row(shown)["service_on"]) == ("12,x", "--3")
    assert not shown.summary


def test_hostile_words_are_shown_as_words(draft: Claim, ana_client: Client, now: datetime) -> None:
    document = suggest(draft, now, provider_name="<script>alert(1)</script>", currency="XXX")
    answer = ana_client.get(page("lines", draft)).content.decode()
    assert "<script>alert" not in answer
    assert suggestions_of(draft)[0].currency == ""
    shown = take(ana_client, document)
    assert row(shown)["provider_name"] == "<script>alert(1)</script>"


@needs_tesseract
@pytest.mark.usefixtures("reads")
class TestTheJob:
    """The job of the work list."""

    def test_done_twice_it_is_done_once(self, draft: Claim, now: datetime) -> None:
        document = photographed(draft, now)
        for later in (0, 5):
            read_document(document_id=document.pk, now=now + timedelta(minutes=later))
        assert Suggestion.objects.get().read_at == now
        assert AuditEntry.objects.filter(act="document.machine_read").count() == 1

    def test_a_document_removed_or_sent_meanwhile_is_a_normal_end(self, draft: Claim, now: datetime) -> None:
        document = photographed(draft, now)
        remove_document(claim_id=draft.pk, document_id=document.pk, by=draft.created_by, now=now)
        drain(now)
        assert not Suggestion.objects.exists()
        assert not Job.objects.parked().exists()

    def test_a_program_that_is_broken_ends_in_no_suggestion(
        self, draft: Claim, now: datetime, settings: Any, ana_client: Client
    ) -> None:
        settings.TESSERACT = "/bin/false"
        ocr.installed.cache_clear()
        photographed(draft, now)
        drain(now)
        assert Suggestion.objects.get().found == {}
        assert not Job.objects.exclude(state="done").exists()
        shown = Page(ana_client.get(page("lines", draft))).text
        assert "Suggestions" not in shown
        assert "We are reading" not in shown

    def test_a_worker_that_failed_tries_again(
        self, draft: Claim, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        photographed(draft, now)
        with monkeypatch.context() as broken:
            broken.setattr(ocr, "lines_of", lambda *a, **k: 1 / 0)
            drain(now)
        assert not Suggestion.objects.exists()
        drain(now + timedelta(seconds=2))
        assert Suggestion.objects.get().found["service_on"] == date(2026, 5, 12).isoformat()

    def test_nobody_is_told_for_ever_that_we_are_reading(self, draft: Claim, now: datetime, ana_client: Client) -> None:
        document = photographed(draft, now)
        document.stored.received_at = now - timedelta(minutes=4)
        document.stored.save()
        assert "We are reading" not in Page(ana_client.get(page("lines", draft))).text

    def test_the_amount_is_a_number_and_no_more(self, draft: Claim, now: datetime) -> None:
        photographed(draft, now)
        drain(now)
        (one,) = suggestions_of(draft)
        assert (one.charged, one.currency, one.service_on) == (Decimal("1250.00"), "KES", date(2026, 5, 12))
