"""What goes wrong in members' hands, and is not tried elsewhere: a disk that fills halfway, a claim just decided,
file names that are no names, a currency without a rate. Always a sentence or a review; never a crash, nothing lost.

Elsewhere: hostile files (`tests/vault/hostile.py`), typed nonsense (`test_naughty.py`), unknown choices
(`test_expenses.py`), two submissions at once (`test_races.py`), somebody else's child (`test_sending.py`), a day
without cover (`test_adjudication.py`), a worker without fonts (`tests/post/test_papers.py`).
"""

import errno
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client

from claims.adjudication import settle
from claims.models import Claim, ReviewReason
from portal.vault.models import StoredDocument
from tests.claims.conftest import line, photo
from tests.claims.pages import Page, expense, expenses, page

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
Drafted = Callable[..., Claim]


def test_a_disk_that_fills_between_original_and_copy_keeps_neither(
    ana_client: Client, drafted: Drafted, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, save, calls = drafted(), FileSystemStorage._save, []  # type: ignore[attr-defined]
    before = {path for path in private.rglob("*") if path.is_file()}

    def second_finds_no_room(self: Any, name: str, content: Any) -> str:
        calls.append(name)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(self, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", second_finds_no_room)
        answer = ana_client.post(page("documents", claim), {"documents": [photo("a.jpg"), photo("b.jpg")]})
    assert answer.status_code == 503
    assert "no room for files" in Page(answer).says_at("documents")
    assert "b.jpg" in Page(answer).text, "the next one found room and is here"
    assert claim.documents.count() == StoredDocument.objects.count() == 2
    assert len({path for path in private.rglob("*") if path.is_file()} - before) == 2


@pytest.mark.parametrize("name", ["lines", "documents", "discard", "check", "document_uses", "remove_document"])
def test_a_claim_that_was_just_decided_is_not_edited(
    name: str, ana_client: Client, sent: Drafted, now: datetime
) -> None:
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    document = claim.documents.get()
    ids = {"document_id": document.pk} if name == "remove_document" else {}
    posts: dict[str, list[dict[str, Any]]] = {
        "lines": [expenses(expense(charged="999")), {**expenses(expense()), "take": str(document.pk)}],
        "documents": [{"documents": photo()}],
        "check": [{"checked": now.isoformat(), "true": "on"}],
        "document_uses": [{str(document.pk): [str(claim.lines.get().pk)]}],
    }
    for fields in posts.get(name, [{}]):
        answer = ana_client.post(page(name, claim, **ids), fields)
        assert (answer.status_code, answer.headers["Location"]) == (302, page("status", claim))
    assert claim.lines.get().charged == Decimal(100)
    assert claim.documents.get() == document
    assert claim.settlements.count() == 1


NAMES = {
    "Arabic": ("فاتورة المستشفى ١٢.jpg", "فاتورة المستشفى ١٢.jpg"),
    "controls": ("in\x01voi\x1b[31mce\r\n.jpg", "in"),
    "right to left": ("\u202egpj.exe", "gpj.exe"),
    "nothing": ("", ""),
    "markup": ("<img src=x onerror=alert(1)>.jpg", "onerror"),
    "endless": ("a" * 5000 + ".jpg", "aaa"),
    "path": ("../../../etc/passwd", "passwd"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_in_parts_may_be_called_anything(name: str, ana_client: Client, drafted: Drafted) -> None:
    claim, (sent_as, shown_as) = drafted(), NAMES[name]
    data = photo().read()
    announced = {
        "client_key": "0123456789abcdef",
        "fingerprint": "0123456789abcdef",
        "size": len(data),
        "name": sent_as,
    }
    begun = ana_client.post(page("begin_parts", claim), announced).json()
    part = ana_client.post(begun["part"], data, "application/octet-stream", headers={"Upload-Offset": "0"})
    assert part.status_code == 200
    assert ana_client.post(begun["finish"]).json()["receipt"]
    document = claim.documents.get(position=2)
    kept = document.stored.original_name
    assert shown_as in kept
    assert kept.isprintable()
    assert 0 < len(kept) <= 255
    text = ana_client.get(page("documents", claim)).content.decode()
    assert "<img src=x" not in text
    shown = ana_client.get(page("document", claim, document_id=document.pk))
    assert shown.status_code == 200
    assert "\r" not in shown.headers["Content-Disposition"]


@pytest.mark.parametrize(("currency", "charged"), [("AFN", "2500"), ("KWD", "12.345"), ("JPY", "9000")])
def test_a_currency_without_a_rate_waits_for_a_person(
    currency: str, charged: str, ana_client: Client, sent: Drafted, now: datetime
) -> None:
    claim = sent(line(currency=currency, charged=Decimal(charged)))
    settle(claim_id=claim.pk, now=now)
    claim.refresh_from_db()
    assert claim.state == Claim.State.IN_REVIEW
    assert ReviewReason.objects.get(review=claim.pk).code == "figure"
    assert ana_client.get(page("status", claim)).status_code == 200


def test_a_country_without_prices_is_decided_or_waits(sent: Drafted, ana_client: Client, now: datetime) -> None:
    claim = sent(line(country="AQ"))
    settle(claim_id=claim.pk, now=now)
    claim.refresh_from_db()
    assert claim.state in {Claim.State.SETTLED, Claim.State.IN_REVIEW}
    assert ana_client.get(page("status", claim)).status_code == 200
