"""Files in parts: what arrived is kept, what is missing is asked for, and one file is one document however it came."""

from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from claims.custody import finish_parts
from claims.models import Claim, ClaimDocument
from portal.members.models import AuditEntry, Person
from portal.vault import parts
from portal.vault.models import PartialUpload
from tests.claims.by_parts import CONTENT, Drafted, announced, begin, files, part, told
from tests.claims.by_parts import draft as draft
from tests.claims.conftest import photo
from tests.claims.pages import Page, page, send
from tests.vault import pdfs

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")


def test_a_file_in_three_parts_is_one_document(ana_client: Client, draft: Claim, private: Path) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    assert (begun["offset"], begun["most"]) == (0, 1024 * 1024)
    third = len(CONTENT) // 3 + 1
    for at in range(0, len(CONTENT), third):
        answer = told(part(ana_client, begun["part"], CONTENT[at : at + third], at))
    assert answer == {"offset": len(CONTENT)}
    receipt = told(ana_client.post(begun["finish"]))["receipt"]
    document = draft.documents.get()
    assert document.receipt == receipt
    assert document.stored.bytes == len(CONTENT)
    assert document.stored.legibility == "readable"
    assert document.stored.original_name == "IMG_1.jpg"
    assert not PartialUpload.objects.exists()
    assert told(ana_client.post(begun["finish"]))["receipt"] == receipt, "asked again, the answer is the same"
    assert draft.documents.count() == 1
    assert AuditEntry.objects.filter(act="document.added", object_id=str(document.pk)).count() == 1


def test_chosen_again_it_goes_on_where_it_stopped(ana_client: Client, draft: Claim) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))
    shown = Page(ana_client.get(page("documents", draft)))
    assert "Not all of it has arrived" in shown.text
    assert "IMG_1.jpg" in shown.text
    again = told(begin(ana_client, draft, CONTENT))
    assert again == {**begun, "offset": 1000}
    told(part(ana_client, again["part"], CONTENT[1000:], 1000))
    told(ana_client.post(again["finish"]))
    assert draft.documents.get().stored.bytes == len(CONTENT)
    assert "receipt" in told(begin(ana_client, draft, CONTENT)), "and once more: it is here already"


def test_another_file_of_the_same_name_begins_anew(ana_client: Client, draft: Claim) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))
    assert told(begin(ana_client, draft, CONTENT, fingerprint="beefbeef"))["offset"] == 0


@pytest.mark.parametrize("offset", [0, 900, 1001, "", "-1", "x", "9" * 30])
def test_a_part_out_of_step_is_told_where_to_go_on(ana_client: Client, draft: Claim, offset: int | str) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    told(part(ana_client, begun["part"], CONTENT[:1000], 0))
    assert told(part(ana_client, begun["part"], CONTENT[:500], offset), 409) == {"offset": 1000}
    assert told(ana_client.post(begun["finish"]), 409) == {"offset": 1000}
    assert not draft.documents.exists()


def test_no_more_is_taken_than_was_announced(ana_client: Client, draft: Claim, private: Path) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    assert "larger than" in told(part(ana_client, begun["part"], CONTENT + b"more", 0))["error"]
    assert told(part(ana_client, begun["part"], bytes(parts.PART_BYTES + 1), 0), 413)
    assert all(path.stat().st_size <= len(CONTENT) for path in files(private / "parts"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"size": 0}, "file is empty", id="empty"),
        pytest.param({"size": 15 * 1024**2 + 1}, "larger than 15 MB", id="too large"),
        pytest.param({"size": "many"}, "lost on the way", id="no size"),
        pytest.param({"client_key": "../../etc"}, "lost on the way", id="strange key"),
        pytest.param({"fingerprint": ""}, "lost on the way", id="no fingerprint"),
    ],
)
def test_what_cannot_be_is_refused_at_once(ana_client: Client, draft: Claim, fields: Any, words: str) -> None:
    assert words in told(begin(ana_client, draft, CONTENT, **fields))["error"]
    assert not PartialUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(CONTENT[:-2000], "damaged", id="truncated"),
        pytest.param(pdfs.encrypted("owner", "user"), "protected with a password", id="encrypted"),
        pytest.param(pdfs.pdf(catalogue=b"/OpenAction" + pdfs.JS), "contains a program", id="script"),
        pytest.param(pdfs.pdf_of(500), "more than 200 pages", id="500 pages"),
        pytest.param(b"%PDF-1.4 nothing", "damaged", id="no pages"),
        pytest.param(b"paid 100", "not a PDF or a photo", id="text"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_forgotten(
    ana_client: Client, draft: Claim, private: Path, content: bytes, words: str, django_capture_on_commit_callbacks: Any
) -> None:
    begun = told(begin(ana_client, draft, content))
    told(part(ana_client, begun["part"], content, 0))
    with django_capture_on_commit_callbacks(execute=True):
        assert words in told(ana_client.post(begun["finish"]))["error"]
    assert not draft.documents.exists()
    assert not PartialUpload.objects.exists()
    assert not files(private / "parts")


@pytest.mark.parametrize("name", ["فاتورة المستشفى.jpg", "a\x00b\x1f\u202egpj.exe", "../../etc/passwd", "", "n" * 5000])
def test_any_name_is_taken_and_made_fit_to_be_shown(ana_client: Client, draft: Claim, name: str) -> None:
    begun = told(begin(ana_client, draft, CONTENT, name=name))
    told(part(ana_client, begun["part"], CONTENT, 0))
    told(ana_client.post(begun["finish"]))
    shown = draft.documents.get().stored.original_name
    assert 0 < len(shown) <= 100
    assert not set(shown) & set("\x00\x1f\u202e/")


def test_nobody_else_continues_it(
    ana_client: Client, ben_client: Client, stranger_client: Client, draft: Claim, drafted: Drafted, ben: Person
) -> None:
    begun = told(begin(ana_client, draft, CONTENT))
    for other in (ben_client, stranger_client, Client()):
        for address in (page("begin_parts", draft), begun["part"], begun["finish"], f"{begun['part']}drop/"):
            assert other.post(address, announced(CONTENT)).status_code in (302, 404)
    hers = drafted()
    elsewhere = begun["part"].replace(str(draft.pk), str(hers.pk))
    assert part(ana_client, elsewhere, CONTENT, 0).status_code == 404, "nor under another draft"
    assert PartialUpload.objects.get().arrived == 0
    assert ana_client.get(begun["part"]).status_code == 405


def test_without_token_nothing_is_taken(ana: Person, draft: Claim) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana.user)  # type: ignore[arg-type]
    assert begin(client, draft, CONTENT).status_code == 403
    upload = parts.begin(about=draft.pk, by=str(ana.user_id), now=draft.created_at, **announced(CONTENT))
    address = page("add_part", draft, upload_id=upload.pk)
    assert part(client, address, CONTENT, 0).status_code == 403
    assert client.post(page("finish_parts", draft, upload_id=upload.pk)).status_code == 403


def test_a_sent_claim_says_where_to_go(ana_client: Client, draft: Claim, drafted: Drafted) -> None:
    claim = drafted()
    begun = told(begin(ana_client, claim, CONTENT))
    told(part(ana_client, begun["part"], CONTENT, 0))
    assert send(ana_client, claim).status_code == 302
    for address in (begun["part"], begun["finish"], page("begin_parts", claim)):
        assert told(ana_client.post(address, announced(CONTENT)), 410) == {"leave": page("status", claim)}
    assert claim.documents.count() == 1


def test_a_draft_takes_no_more_documents_than_a_claim_may_have(ana_client: Client, draft: Claim, settings: Any) -> None:
    settings.DOCUMENTS_MAX = 1
    for key in ("a" * 8, "b" * 8):
        begun = told(begin(ana_client, draft, CONTENT, client_key=key))
        told(part(ana_client, begun["part"], CONTENT, 0))
        answer = ana_client.post(begun["finish"])
    assert "at most 1 documents" in told(answer)["error"]
    assert draft.documents.count() == 1


def test_only_so_many_are_kept_unfinished(ana_client: Client, draft: Claim) -> None:
    for number in range(parts.MOST_OPEN + 3):
        told(begin(ana_client, draft, CONTENT, client_key=f"{number:08}"))
    assert PartialUpload.objects.count() == parts.MOST_OPEN
    assert not PartialUpload.objects.filter(client_key="00000000").exists()


@pytest.mark.django_db(transaction=True)
def test_finished_from_many_windows_at_once_it_is_one_document(drafted: Drafted, ana: Person, now: datetime) -> None:
    claim = drafted()
    upload = parts.begin(about=claim.pk, by=str(ana.user_id), now=now, **announced(CONTENT))
    parts.add_part(upload=upload, offset=0, chunks=[CONTENT], now=now)
    found: list[ClaimDocument] = []

    def finish() -> None:
        mine = parts.of(upload.pk, about=claim.pk, by=str(ana.user_id))
        barrier.append(1)
        while len(barrier) < 6:
            pass
        found.append(finish_parts(claim_id=claim.pk, upload=mine, by=ana.user, now=now))  # type: ignore[arg-type]
        connection.close()

    barrier: list[int] = []
    threads = [Thread(target=finish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len({document.pk for document in found}) == 1
    assert claim.documents.count() == 2


def test_a_fresh_id_finds_nothing(ana_client: Client, draft: Claim) -> None:
    for name in ("add_part", "finish_parts", "drop_parts"):
        assert "no longer here" in told(ana_client.post(page(name, draft, upload_id=uuid4())), 404)["error"]


def test_the_plain_form_still_works(ana_client: Client, draft: Claim) -> None:
    ana_client.post(page("documents", draft), {"documents": [photo()]})
    assert draft.documents.count() == 1
