"""A file on the desk: uploaded, read by the work list, reported, confirmed, taken over in slices."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.work.jobs import drain
from providers import admin_files, file_lines, uploads
from providers.models import IncomingLine, IncomingName, Practitioner, Provider, ProviderFile
from tests.providers.conftest import as_file, known_lines, line

pytestmark = pytest.mark.django_db
ADD = "/admin/providers/providerfile/add/"
Staff = Callable[..., Any]


def send(client: Any, content: bytes, **told: str) -> ProviderFile:
    """Upload as the page does."""
    sent = {"file": SimpleUploadedFile("list.csv", content), "source": "network", **told}
    assert client.post(ADD, sent).status_code == 302
    return ProviderFile.objects.latest("created_at")


def settle(now: datetime) -> None:
    """Let the work list do all of it."""
    for second in range(40):
        drain(now + timedelta(seconds=2 * second))


@pytest.fixture
def in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time at all for each job, and few lines in a slice."""
    monkeypatch.setattr(uploads, "SECONDS", -1)
    monkeypatch.setattr(uploads, "SLICE", 7)


@pytest.mark.usefixtures("in_slices")
def test_a_file_is_reported_and_then_taken_over(staff_client: Staff, now: datetime) -> None:
    client = staff_client("provider relations")
    early = known_lines()[-1:] + known_lines()[:-1]  # who works at K5 stands before K5
    kept = send(client, as_file([*early, line("", "Bad")]).getvalue(), is_complete="on")
    late = datetime.now(now.tzinfo)
    settle(late)
    page = client.get(f"/admin/providers/providerfile/{kept.pk}/change/").content.decode()
    assert "Take it over" in page
    assert "reference: is empty" in page
    assert not Provider.objects.exists()
    client.post(f"/admin/providers/providerfile/{kept.pk}/confirm/")
    settle(late)
    kept.refresh_from_db()
    assert (kept.state, kept.report["added"], kept.report["refused"]) == ("done", len(early), 1)
    assert Provider.objects.count() == len(early) - 1
    assert Practitioner.objects.get().provider.reference == "K5"
    assert not IncomingLine.objects.exists()


def test_thousands_of_lines_are_read_in_several_goes(
    staff_client: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SECONDS", -1)
    kept = send(
        staff_client("provider relations"), as_file(line(f"A{n}", f"Clinic {n}") for n in range(2500)).getvalue()
    )
    late = datetime.now(now.tzinfo)
    drain(late)
    kept.refresh_from_db()
    assert (kept.state, kept.report["lines"]) == ("reading", 1000)
    settle(late)
    kept.refresh_from_db()
    assert (kept.state, kept.report["added"]) == ("read", 2500)


@pytest.mark.parametrize("shape", ["bundle", "lines"])
def test_fhir_is_read_in_several_goes_and_names_stay_known(
    staff_client: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    monkeypatch.setattr(uploads, "SECONDS", -1)
    monkeypatch.setattr(file_lines, "_AT_ONCE", 3)
    many = list(fhir_resources(200))
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in many]}
    lines = (json.dumps(one, ensure_ascii=False) for one in many)
    text = json.dumps(bundle, ensure_ascii=False) if shape == "bundle" else "\n".join(lines)
    kept = send(staff_client("provider relations"), f"\ufeff{text}".encode())
    late = datetime.now(now.tzinfo)
    drain(late)
    kept.refresh_from_db()
    assert (kept.state, kept.at_line) == ("reading", 3)
    goes = 1
    while kept.state == "reading":
        goes += 1
        assert goes < 200
        drain(late + timedelta(seconds=2 * goes))
        kept.refresh_from_db()
    assert goes > 60
    assert (kept.state, kept.report["added"], kept.report["refused"]) == ("read", 150, 0), kept.report
    assert IncomingLine.objects.get(reference="L-99").organisation == "Häuser 99"
    assert IncomingName.objects.count() == 50


def fhir_resources(count: int) -> Iterator[dict[str, Any]]:
    """Fifty organisations first; then what they run."""
    kind = [{"url": "urn:member-portal:provider:kind", "valueCode": "clinic"}]
    for number in range(50, 100):
        yield {"resourceType": "Organization", "id": f"O-{number}", "name": f"Häuser {number}"}
    for number in range(count - 50):
        yield {
            "resourceType": "Location",
            "id": f"L-{number}",
            "name": f"Haus 青松 {number}",
            "address": {"city": "Wien", "country": "AT"},
            "managingOrganization": {"reference": f"Organization/O-{50 + number % 50}"},
            "extension": kind,
        }


def test_a_file_too_large_for_the_browser_is_refused_beside_the_field(
    staff_client: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_files, "LARGEST", 1000)
    sent = {"file": SimpleUploadedFile("list.csv", as_file(known_lines()).getvalue()), "source": "network"}
    answer = staff_client("provider relations").post(ADD, sent)
    assert "taken in by the command" in answer.context["form"].errors["file"][0]
    assert not ProviderFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfer\x00", b'"', b"{", b"[]", b'{"resourceType": "Bundle"}'])
def test_no_content_breaks_the_desk(staff_client: Staff, now: datetime, content: bytes) -> None:
    client = staff_client("provider relations")
    answer = client.post(ADD, {"file": SimpleUploadedFile("list.csv", content), "source": "network"})
    if not content:
        assert answer.context["form"].errors["file"]
        return
    settle(datetime.now(now.tzinfo))
    assert ProviderFile.objects.get().state == "refused"
    assert ProviderFile.objects.get().problem


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(staff_client: Staff, now: datetime) -> None:
    client = staff_client("provider relations")
    kept = send(client, b"name\nA\n")
    settle(datetime.now(now.tzinfo))
    page = client.get(f"/admin/providers/providerfile/{kept.pk}/change/").content.decode()
    assert "Missing: reference" in page
    assert client.post(f"/admin/providers/providerfile/{kept.pk}/confirm/").status_code == 302
    kept.refresh_from_db()
    assert kept.state == "refused"


def test_thrown_away_nothing_changes(staff_client: Staff, now: datetime) -> None:
    client = staff_client("provider relations")
    kept = send(client, as_file(known_lines()).getvalue())
    settle(datetime.now(now.tzinfo))
    client.post(f"/admin/providers/providerfile/{kept.pk}/dismiss/")
    client.post(f"/admin/providers/providerfile/{kept.pk}/confirm/")
    kept.refresh_from_db()
    assert kept.state == "dismissed"
    assert not Provider.objects.exists()
    assert not IncomingLine.objects.exists()


@pytest.mark.parametrize("role", ["assessor", "auditor", "finance"])
def test_nobody_else_takes_files_in(staff_client: Staff, role: str) -> None:
    sent = {"file": SimpleUploadedFile("list.csv", as_file(known_lines()).getvalue()), "source": "network"}
    staff_client(role).post(ADD, sent)
    assert not ProviderFile.objects.exists()
