"""The way of each document is told: its receipt, what it weighs, whether it can be read, what it is for."""

import errno
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.custody import ClaimIsDecided, add_document_to_open_claim, use_for
from claims.drafts import TooManyDocuments, write_lines
from claims.models import Claim, ClaimDocument
from portal.members.models import AuditEntry, Person
from portal.post.models import Dispatch
from portal.vault.models import StoredDocument
from tests.claims.conftest import line, photo
from tests.claims.pages import Page, page, send
from tests.vault import invoices

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
Drafted = Callable[..., Claim]
RECEIPT = re.compile(r"^D-[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}$")


def picture(image: Any, name: str = "scan.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, invoices.jpeg_of(image), "image/jpeg")


def add(client: Client, claim: Claim, *uploads: SimpleUploadedFile) -> Any:
    return client.post(page("documents", claim), {"documents": list(uploads)}, follow=True)


def test_every_document_has_a_receipt_of_its_own(drafted: Drafted) -> None:
    one, two = drafted().documents.get(), drafted().documents.get()
    assert RECEIPT.match(one.receipt)
    assert one.receipt != two.receipt
    two.receipt = one.receipt
    with transaction.atomic(), pytest.raises(IntegrityError):
        two.save()


def test_documents_check_and_status_show_the_way_of_each(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    add(ana_client, claim, picture(invoices.invoice()))
    document = claim.documents.get(position=2)
    words = [document.receipt, document.short_hash, "1 page", "Can be read", "20 November 2026"]
    for name in ("documents", "check"):
        shown = Page(ana_client.get(page(name, claim))).text
        assert all(word in shown for word in words), name
    send(ana_client, claim)
    shown = Page(ana_client.get(page("status", claim))).text
    assert all(word in shown for word in words)
    assert "Scanned" not in shown, "no scanner is set up: that is for staff to see"


@pytest.mark.parametrize(
    ("image", "advice"),
    [
        pytest.param(invoices.dark, "more light", id="dark"),
        pytest.param(invoices.blurred, "hold the phone still", id="blurred"),
        pytest.param(invoices.cut_off, "whole sheet", id="cut off"),
        pytest.param(invoices.empty, "see nothing", id="empty"),
    ],
)
def test_a_picture_nobody_can_read_is_asked_for_again_and_kept(
    ana_client: Client, drafted: Drafted, image: Callable[[], Any], advice: str
) -> None:
    claim = drafted()
    shown = Page(add(ana_client, claim, picture(image())))
    assert advice in shown.text
    assert "Remove it and take it again" in shown.text
    assert claim.documents.count() == 2, "never refused"
    assert send(ana_client, claim).status_code == 302, "nor in the way of sending"


def test_the_receipt_goes_out_once_with_the_claim_and_says_no_names(
    ana_client: Client, drafted: Drafted, ana: Person
) -> None:
    claim = drafted()
    add(ana_client, claim, picture(invoices.invoice(), "cancer therapy.jpg"))
    for _click in range(3):
        send(ana_client, claim)
    claim.refresh_from_db()
    mail = Dispatch.objects.get(kind="claim-receipt")
    assert (mail.recipient, mail.key) == (ana.email, claim.pk)
    for text in (mail.body_text, mail.body_html):
        for document in claim.documents.all():
            assert document.receipt in text
            assert document.short_hash in text
        assert claim.number in text
        for private in ("cancer", "invoice.jpg", "Achieng", "100", ana.family_name):
            assert private not in text.replace("1002", "")
    assert not re.search(r"\d|-", mail.subject)


def test_without_an_address_the_claim_goes_all_the_same(ana_client: Client, drafted: Drafted, ana: Person) -> None:
    ana.email = ""
    ana.save()
    claim = drafted()
    assert send(ana_client, claim).status_code == 302
    assert not Dispatch.objects.filter(kind="claim-receipt").exists()


def test_the_receipt_stands_and_falls_with_the_claim(
    drafted: Drafted, ana_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**facts: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("claims.intake.enqueue", broken)
    claim = drafted()
    with pytest.raises(RuntimeError):
        send(ana_client, claim)
    claim.refresh_from_db()
    assert claim.state == Claim.State.DRAFT
    assert not Dispatch.objects.exists()


def test_an_open_claim_takes_documents_and_sends_a_receipt(sent: Drafted, ana: Person, now: datetime) -> None:
    claim = sent()
    document = add_document_to_open_claim(claim_id=claim.pk, upload=photo("late.jpg"), by=ana.user, now=now)  # type: ignore[arg-type]
    assert (claim.documents.count(), document.position) == (2, 2)
    assert AuditEntry.objects.filter(act="document.added", object_id=str(document.pk)).count() == 1
    mail = Dispatch.objects.get(kind="document-receipt")
    assert document.receipt in mail.body_text
    assert "late" not in mail.body_text


def test_a_settled_claim_takes_none(sent: Drafted, ana: Person, now: datetime, private: Path) -> None:
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    before = StoredDocument.objects.count()
    with pytest.raises(ClaimIsDecided):
        add_document_to_open_claim(claim_id=claim.pk, upload=photo(), by=ana.user, now=now)  # type: ignore[arg-type]
    assert StoredDocument.objects.count() == before


def test_an_open_claim_takes_no_more_than_a_draft(sent: Drafted, ana: Person, now: datetime, settings: Any) -> None:
    settings.DOCUMENTS_MAX = 1
    with pytest.raises(TooManyDocuments):
        add_document_to_open_claim(claim_id=sent().pk, upload=photo(), by=ana.user, now=now)  # type: ignore[arg-type]


def test_staff_see_the_whole_way(sent: Drafted, staff_client: Callable[..., Client]) -> None:
    claim = sent()
    document = claim.documents.get()
    page_of = reverse("admin:claims_claim_change", args=[claim.pk])
    shown = " ".join(staff_client("assessor").get(page_of).content.decode().split())
    for words in (document.receipt, document.short_hash, "Not scanned", "Empty page"):
        assert words in shown


# --- used for ---


@pytest.fixture
def two(drafted: Drafted) -> Claim:
    """A draft of two expenses and one document."""
    return drafted(line(), line(benefit="eye_test"))


def test_a_document_is_for_all_expenses_until_somebody_says_otherwise(ana_client: Client, two: Claim) -> None:
    assert "For all expenses" in Page(ana_client.get(page("check", two))).text
    first, second = two.lines.all()
    document = two.documents.get()
    form = Page(ana_client.get(page("document_uses", two)))
    assert "checked" in form.controls[str(document.pk)]
    response = ana_client.post(page("document_uses", two), {str(document.pk): [str(second.pk)]})
    assert response.url == page("check", two)  # type: ignore[attr-defined]
    assert list(document.used_for.all()) == [second]
    assert "For expense 2" in " ".join(Page(ana_client.get(page("check", two))).text.split())
    ana_client.post(page("document_uses", two), {str(document.pk): [str(first.pk), str(second.pk)]})
    assert not document.used_for.exists(), "all named is all"
    assert AuditEntry.objects.filter(act="document.assigned").count() == 2


def test_the_statement_of_another_insurance_is_asked_for_and_named(
    ana_client: Client, drafted: Drafted, ana: Person
) -> None:
    claim = drafted(line(other_insurance=50))
    assert "Add its statement to your documents" in Page(ana_client.get(page("check", claim))).text
    document, only = claim.documents.get(), claim.lines.get()
    said = {str(document.pk): [str(only.pk)], f"kind-{document.pk}": "on"}
    assert ana_client.post(page("document_uses", claim), said).status_code == 302
    shown = Page(ana_client.get(page("check", claim))).text
    assert "Statement of another insurance" in shown
    assert "Add its statement" not in shown
    assert "checked" in Page(ana_client.get(page("document_uses", claim))).controls[f"kind-{document.pk}"]


def test_no_expense_at_all_is_asked_back(ana_client: Client, two: Claim) -> None:
    document = two.documents.get()
    response = ana_client.post(page("document_uses", two), {})
    shown = Page(response)
    assert (
        f"#id_{document.pk}_0",
        "invoice.jpg: Choose at least one expense, or remove the document.",
    ) in shown.summary


def test_expenses_of_another_claim_are_no_choice(ana_client: Client, two: Claim, drafted: Drafted) -> None:
    other = drafted().lines.get()
    document = two.documents.get()
    response = ana_client.post(page("document_uses", two), {str(document.pk): [str(other.pk)]})
    assert response.status_code == 200
    assert not document.used_for.exists()


def test_it_survives_writing_the_expenses_again_but_not_removing_one(two: Claim, ana: Person, now: datetime) -> None:
    document: ClaimDocument = two.documents.get()
    who: dict[str, Any] = {"claim_id": two.pk, "by": ana.user, "now": now}
    use_for(document_id=document.pk, line_ids=[two.lines.get(position=2).pk], **who)
    write_lines(lines=[line(), line(), line()], **who)
    assert [used.position for used in document.used_for.all()] == [2]
    write_lines(lines=[line()], **who)
    assert not document.used_for.exists()


def test_nobody_else_says_what_it_is_for(ben_client: Client, stranger_client: Client, two: Claim) -> None:
    for other in (ben_client, stranger_client):
        assert other.get(page("document_uses", two)).status_code == 404
        assert other.post(page("document_uses", two), {}).status_code == 404


# --- storage full ---


def full(*args: Any, **kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("django.core.files.storage.FileSystemStorage._save", id="vault"),
        pytest.param("tempfile._TemporaryFileWrapper.write", id="temporary file"),
        pytest.param("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", id="on the way"),
    ],
)
def test_a_full_disk_is_a_sentence_and_nothing_half_kept(
    ana_client: Client, drafted: Drafted, private: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    claim = drafted()
    before = sorted(private.rglob("*"))
    with monkeypatch.context() as patch:
        patch.setattr(where, full, raising=False)
        response = ana_client.post(page("documents", claim), {"documents": [photo("second.jpg")]})
    assert response.status_code == 503
    shown = Page(response)
    assert "no room for files" in shown.says_at("documents")
    assert "invoice.jpg" in shown.text, "what is here is still shown"
    assert [path for path in sorted(private.rglob("*")) if path.is_file()] == [p for p in before if p.is_file()]
    assert claim.documents.count() == StoredDocument.objects.count() == 1
