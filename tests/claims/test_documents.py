"""Documents of a draft: what cannot be taken is refused with a sentence, and costs nothing else."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import Claim, ClaimDocument
from portal.members.models import AuditEntry
from portal.vault.models import StoredDocument
from tests.claims.conftest import photo
from tests.claims.pages import Page, assert_error, page
from tests.vault import pdfs, pictures

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]

PROGRAM = b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0This program cannot be run in DOS mode.\r\n" + b"\0" * 400


def chosen(*uploads: SimpleUploadedFile) -> dict[str, list[SimpleUploadedFile]]:
    return {"documents": list(uploads)}


def pdf(content: bytes, name: str = "invoice.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        pytest.param(lambda: SimpleUploadedFile("a.txt", b"paid 100", "text/plain"), "not a PDF or a photo", id="text"),
        pytest.param(lambda: SimpleUploadedFile("a.docx", b"PK\x03\x04" + bytes(90)), "not a PDF", id="word"),
        pytest.param(lambda: SimpleUploadedFile("a.jpg", b"", "image/jpeg"), "file is empty", id="0 bytes"),
        pytest.param(lambda: pdf(pdfs.pdf() + bytes(16 * 1024**2)), "larger than 15 MB", id="16 MB"),
        pytest.param(lambda: pdf(pdfs.encrypted("owner", "user")), "protected with a password", id="encrypted"),
        pytest.param(
            lambda: pdf(pdfs.pdf(catalogue=b"/OpenAction" + pdfs.JS)), "contains a program", id="PDF with script"
        ),
        pytest.param(
            lambda: SimpleUploadedFile("a.png", pictures.picture_bomb(20_000), "image/png"),
            "picture is too large",
            id="picture bomb",
        ),
        pytest.param(
            lambda: SimpleUploadedFile("photo.jpg", PROGRAM, "image/jpeg"), "not a PDF or a photo", id=".jpg is .exe"
        ),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_kept(
    upload: Callable[[], SimpleUploadedFile], sentence: str, private: Path, ana_client: Client, drafted: Drafted
) -> None:
    claim = drafted()
    bad = upload()
    response = ana_client.post(page("documents", claim), chosen(bad))
    shown = assert_error(response, "documents", sentence)
    assert str(bad.name) in shown.says_at("documents"), "the sentence names the file"
    assert claim.documents.count() == 1
    assert StoredDocument.objects.count() == 1
    assert len([path for path in private.rglob("*") if path.is_file()]) == 2, "original and copy of the first photo"


def test_a_refused_file_does_not_cost_the_good_ones(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = ana_client.post(page("documents", claim), chosen(photo("good.jpg"), photo("a.txt"), pdf(b"x")))
    shown = assert_error(response, "documents", "invoice.pdf: This is not a PDF")
    assert claim.documents.count() == 3
    assert "good.jpg" in shown.text
    assert "2 documents are safely here" in shown.text


def test_a_name_with_a_path_is_only_its_last_part(private: Path, ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    upload = photo()
    upload._name = "../../../etc/cron.d/evil\u202egpj.exe\x00.jpg"  # type: ignore[attr-defined]
    response = ana_client.post(page("documents", claim), chosen(upload), follow=True)
    document = claim.documents.get(position=2)
    assert "/" not in document.stored.original_name
    assert "\u202e" not in response.content.decode()
    assert "cron" not in document.stored.served.name
    served = ana_client.get(page("document", claim, document_id=document.pk))
    assert ".." not in served.headers["Content-Disposition"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    b"".join(served)
    assert all(path.resolve().is_relative_to(private) for path in private.rglob("*"))


def test_thirty_files_at_once_are_asked_back(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = ana_client.post(page("documents", claim), chosen(*(photo(f"{n}.jpg") for n in range(30))))
    assert_error(response, "documents", "at most 20 files at once")
    assert claim.documents.count() == 1


def test_more_files_than_a_request_may_hold_are_a_bad_request_not_a_crash(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = ana_client.post(page("documents", claim), chosen(*(photo(f"{n}.jpg") for n in range(50))))
    assert response.status_code == 400
    assert claim.documents.count() == 1


def test_one_document_more_than_a_claim_takes_goes_with_a_second_claim(
    ana_client: Client, drafted: Drafted, settings: Any
) -> None:
    claim = drafted()
    settings.DOCUMENTS_MAX = 3
    response = ana_client.post(page("documents", claim), chosen(*(photo(f"{n}.jpg") for n in range(3))))
    assert_error(response, "documents", "at most 3 documents")
    assert claim.documents.count() == 3


def test_sending_no_file_asks_for_one(ana_client: Client, drafted: Drafted) -> None:
    assert_error(ana_client.post(page("documents", drafted()), {}), "documents", "Choose at least one file")


def test_a_removed_document_is_gone_with_its_files(
    private: Path, ana_client: Client, drafted: Drafted, django_capture_on_commit_callbacks: Callable
) -> None:
    claim = drafted()
    address = page("remove_document", claim, document_id=claim.documents.get().pk)
    with django_capture_on_commit_callbacks(execute=True):
        ana_client.post(address)
    assert not ClaimDocument.objects.exists()
    assert not StoredDocument.objects.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]
    assert AuditEntry.objects.filter(act="document.removed").count() == 1
    assert ana_client.post(address).status_code == 404


def test_a_sent_claim_takes_and_gives_no_documents(ana_client: Client, sent: Drafted, now: datetime) -> None:
    claim = sent()
    status = page("status", claim)
    assert ana_client.post(page("documents", claim), chosen(photo())).url == status  # type: ignore[attr-defined]
    remove = page("remove_document", claim, document_id=claim.documents.get().pk)
    assert ana_client.post(remove).url == status  # type: ignore[attr-defined]
    assert claim.documents.count() == 1


def test_a_document_is_shown_in_a_sandbox_and_never_kept(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = ana_client.get(page("document", claim, document_id=claim.documents.get().pk))
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]
    assert b"".join(response)[:2] == b"\xff\xd8"


def test_the_page_lists_what_is_safely_here(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    assert "invoice.jpg" in Page(ana_client.get(page("documents", claim))).text
