"""The history: found without leaving a trace in an address, added up, taken along as table and paper."""

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from claims.adjudication import settle
from claims.downloads import KEPT, forget
from claims.models import Claim, Download
from claims.notes import write_note
from portal.members.models import AuditEntry, Person
from portal.vault.models import ScanState
from portal.work.jobs import drain
from tests.claims.conftest import line
from tests.claims.pages import Page, assert_error
from tests.claims.test_reading import queries_of

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Sent = Callable[..., Claim]
HERE = "/claims/"


@pytest.fixture
def claims(sent: Sent, carla: Person, now: datetime) -> dict[str, Claim]:
    """Four claims: two settled, one of them for nothing; one of the child's; one that waits."""
    made = {
        "doctor": sent(line(provider_name="Dr Æsøp Müller")),
        "pills": sent(line(benefit="rx_general", provider_name="=1+1 Аптека Солнце", charged=Decimal("40.5"))),
        "child": sent(line(charged=Decimal(300), service_on=date(2025, 12, 30)), patient=carla),
    }
    for claim in made.values():
        settle(claim_id=claim.pk, now=now)
    return {**made, "waits": sent(line(benefit="spec_consultation", charged=Decimal(7)))}


def found(client: Client, claims: dict[str, Claim], **wanted: Any) -> set[str]:
    """What is listed for what is typed; nothing of that stands in the address."""
    answer = client.post(reverse("claims:look_for"), wanted, follow=True)
    assert answer.status_code == 200
    address = answer.redirect_chain[-1][0] if answer.redirect_chain else HERE
    assert urlsplit(address).path == HERE
    for typed in wanted.values():
        assert len(str(typed)) < 3 or str(typed) not in address
    return {name for name, claim in claims.items() if claim.number in answer.text}


def test_claims_are_found_by_words_person_year_state_and_amount(
    ana_client: Client, claims: dict[str, Claim], carla: Person
) -> None:
    everything = set(claims)
    assert found(ana_client, claims) == everything
    for wanted, expected in (
        ({"words": "MULLER"}, {"doctor"}),
        ({"words": "солнце"}, {"pills"}),
        ({"words": "солнце muller"}, set()),
        ({"words": "specialist"}, {"waits"}),
        ({"words": claims["child"].number.lower()}, {"child"}),
        ({"words": "carla"}, {"child"}),
        ({"words": "%"}, set()),
        ({"person": str(carla.pk)}, {"child"}),
        ({"year": "2025"}, {"child"}),
        ({"state": "settled"}, {"doctor", "pills", "child"}),
        ({"state": "unpaid"}, {"pills"}),
        ({"state": "submitted"}, {"waits"}),
        ({"least": "100"}, {"doctor", "child"}),
        ({"least": "8", "most": "40.50"}, {"pills"}),
        ({"year": "2026", "state": "settled", "least": "50"}, {"doctor"}),
    ):
        assert found(ana_client, claims, **wanted) == expected, wanted


def test_what_cannot_be_is_said_beside_its_field(
    ana_client: Client, claims: dict[str, Claim], stranger: Person
) -> None:
    assert_error(ana_client.post(reverse("claims:look_for"), {"least": "much"}), "least", "Write the amount in figures")
    assert_error(ana_client.post(reverse("claims:look_for"), {"person": str(stranger.pk)}), "person", "Select a valid")
    assert ana_client.get(HERE, {"find": "no such key"}).status_code == 200


def test_sums_by_year_and_person_follow_what_was_looked_for(ana_client: Client, claims: dict[str, Claim]) -> None:
    def sums(**wanted: str) -> str:
        answer = ana_client.post(reverse("claims:look_for"), wanted, follow=True)
        part = answer.text.partition("By year and person")[2].partition("The stop-loss is paid")[0]
        return " ".join(part.replace("\u00a0", " ").split())

    page = sums()
    assert all(amount in page for amount in ("140.50 USD", "60.50 USD", "80.00 USD", "300.00 USD", "240.00 USD"))
    assert "300.00 USD" not in sums(year="2026")


def test_the_table_holds_every_expense_and_no_formula(ana_client: Client, claims: dict[str, Claim]) -> None:
    answer = ana_client.get(reverse("claims:table"))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="claims.csv"'
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    by_claim = {row["Claim"]: row for row in rows}
    assert len(rows) == 4
    pills = by_claim[claims["pills"].number]
    assert pills["Doctor, hospital or shop"] == "'=1+1 Аптека Солнце"
    assert (pills["Billed"], pills["The plan pays"], pills["Why not all"]) == ("40.50", "0.00", "Prescription missing")
    assert by_claim[claims["waits"].number]["The plan pays"] == ""
    key = ana_client.post(reverse("claims:look_for"), {"year": "2025"}).url.partition("?")[2]  # type: ignore[attr-defined]
    few = b"".join(ana_client.get(f"{reverse('claims:table')}?{key}").streaming_content)  # type: ignore[attr-defined]
    assert len(few.decode().strip().splitlines()) == 2


def test_queries_stay_constant_while_one_looks(ana_client: Client, claims: dict[str, Claim], sent: Sent) -> None:
    key = ana_client.post(reverse("claims:look_for"), {"words": "dr", "least": "1"}).url.partition("?")[2]  # type: ignore[attr-defined]
    before = queries_of(ana_client, f"{HERE}?{key}")
    table = queries_of(ana_client, reverse("claims:table"))
    for _more in range(4):
        sent(line(), line(benefit="spec_consultation"))
    assert queries_of(ana_client, f"{HERE}?{key}") == before < 25
    assert queries_of(ana_client, reverse("claims:table")) == table < 15


def ordered(client: Client, address: str, key: str = "") -> Download:
    """Order a file, twice by the same form."""
    form = {"form_key": key or str(uuid4())}
    pages = {client.post(address, form).url for _twice in range(2)}  # type: ignore[attr-defined]
    assert len(pages) == 1
    return Download.objects.get(pk=pages.pop().split("/")[2])


def saved(client: Client, download: Download) -> bytes:
    answer = client.get(reverse("claims:download_file", args=[download.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_made_by_a_job_saved_and_forgotten(
    ana_client: Client, stranger_client: Client, ben_client: Client, claims: dict[str, Claim], now: datetime
) -> None:
    download = ordered(ana_client, reverse("claims:order_statement"))
    page = reverse("claims:download", args=[download.pk])
    assert "We are making your file" in ana_client.get(page).text
    assert ana_client.get(reverse("claims:download_file", args=[download.pk])).status_code == 404
    drain(timezone.now())
    assert "Your file is ready" in ana_client.get(page).text
    pdf = saved(ana_client, download)
    text = " ".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages).replace("\u00a0", " ")
    assert all(words in text for words in ("Statement of claims", claims["child"].number, "300.00 USD", "Ana Otieno"))
    for client in (stranger_client, ben_client):
        assert {client.get(one).status_code for one in (page, f"{page}file/")} == {404}
    assert AuditEntry.objects.filter(act="download.asked").count() == 1
    assert download.expires_at - download.asked_at == KEPT
    file, over = Download.objects.get().file, timezone.now()
    Download.objects.update(expires_at=over)
    assert ana_client.get(f"{page}file/").status_code == 404
    assert "no longer here" in ana_client.get(page).text
    assert file.storage.exists(file.name)
    forget(download_id=download.pk, now=over)
    assert not file.storage.exists(file.name)
    assert not Download.objects.get().file


def test_a_package_for_another_insurer_holds_note_and_documents(
    ana_client: Client, stranger_client: Client, claims: dict[str, Claim], now: datetime
) -> None:
    claim = claims["doctor"]
    settlement = claim.settlements.get()
    address = reverse("claims:order_package", args=[claim.pk, settlement.pk])
    assert ana_client.post(address, {"form_key": str(uuid4())}).status_code == 404  # there is no note yet
    write_note(settlement_id=settlement.pk, now=now)
    assert stranger_client.post(address, {"form_key": str(uuid4())}).status_code == 404
    claim.documents.update(kind="other_insurer")
    download = ordered(ana_client, address)
    drain(timezone.now())
    with ZipFile(BytesIO(saved(ana_client, download))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert archive.read(names[0]).startswith(b"%PDF")
    assert names == ["1-settlement-note.pdf", "2-statement-of-another-insurance.jpg"]
    stored = claim.documents.get().stored
    stored.scan_state = ScanState.INFECTED
    stored.save()
    again = ordered(ana_client, address)
    drain(timezone.now())
    with ZipFile(BytesIO(saved(ana_client, again))) as archive:
        assert archive.namelist() == names[:1]


def test_a_package_of_what_is_no_longer_hers_is_not_made(
    ana_client: Client, claims: dict[str, Claim], carla: Person, now: datetime
) -> None:
    claim = claims["child"]
    settlement = claim.settlements.get()
    write_note(settlement_id=settlement.pk, now=now)
    download = ordered(ana_client, reverse("claims:order_package", args=[claim.pk, settlement.pk]))
    Person.objects.filter(pk=carla.pk).update(born_on=now.date() - timedelta(days=19 * 366))
    drain(timezone.now())
    download.refresh_from_db()
    assert (bool(download.made_at), bool(download.file)) == (True, False)
    assert "no longer here" in Page(ana_client.get(reverse("claims:download", args=[download.pk]))).text


def test_orders_have_a_limit(ana_client: Client, claims: dict[str, Claim]) -> None:
    for _order in range(20):
        ana_client.post(reverse("claims:order_statement"), {"form_key": str(uuid4())})
    answer = ana_client.post(reverse("claims:order_statement"), {"form_key": str(uuid4())}, follow=True)
    assert "many files in the last hour" in answer.text
    assert Download.objects.count() == 20
    assert ana_client.post(reverse("claims:order_statement"), {"form_key": "x"}).status_code == 302
