"""How a private file leaves: saved or shown, streamed, and unable to do anything."""

import pytest
from csp.middleware import CSPMiddleware
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpResponseBase
from django.test import RequestFactory

from portal.vault.models import StoredDocument
from portal.vault.serving import answer
from tests.vault import pdfs, pictures
from tests.vault.conftest import Take, served

pytestmark = [pytest.mark.usefixtures("same_process"), pytest.mark.django_db]


def body(response: HttpResponseBase) -> bytes:
    """What is sent."""
    assert isinstance(response, FileResponse)
    data = b"".join(response)  # type: ignore[arg-type]
    response.close()
    return data


def test_the_copy_is_sent_and_never_the_original(take: Take) -> None:
    document = take(pictures.photo())
    response = answer(document, filename="photo.jpg", media_type=document.media_type)
    assert body(response) == served(document)


def test_headers_leave_nothing_to_do(take: Take) -> None:
    response = answer(take(pdfs.pdf()), filename="bill.pdf", media_type="application/pdf", inline=True)
    CSPMiddleware(lambda request: response).process_response(RequestFactory().get("/"), response)
    body(response)
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="bill.pdf"'


@pytest.mark.parametrize(
    ("media_type", "inline", "sent_as", "disposition"),
    [
        ("image/png", True, "image/png", "inline"),
        ("image/png", False, "image/png", "attachment"),
        ("text/html", True, "application/octet-stream", "attachment"),
        ("image/svg+xml", True, "application/octet-stream", "attachment"),
        ("application/xml", True, "application/xml", "attachment"),
        ("text/csv", False, "text/csv", "attachment"),
    ],
)
def test_only_safe_kinds_are_shown(media_type: str, inline: bool, sent_as: str, disposition: str) -> None:
    response = answer(ContentFile(b"x"), filename="x", media_type=media_type, inline=inline)
    assert body(response) == b"x"
    assert response["Content-Type"] == sent_as
    assert response["Content-Disposition"].startswith(disposition)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("photo.heic", 'attachment; filename="photo.heic.jpg"'),
        ("photo.JPEG", 'attachment; filename="photo.JPEG"'),
        ("bill.exe", 'attachment; filename="bill.exe.jpg"'),
        ("فاتورة.jpg", "attachment; filename*=utf-8''%D9%81%D8%A7%D8%AA%D9%88%D8%B1%D8%A9.jpg"),
        ('a"b\r\nX: y.jpg', 'attachment; filename="a_bX_ y.jpg"'),
        ("../x.jpg", 'attachment; filename="x.jpg"'),
    ],
)
def test_names_in_the_header(name: str, header: str) -> None:
    response = answer(ContentFile(b"x"), filename=name, media_type="image/jpeg")
    body(response)
    assert response["Content-Disposition"] == header


def test_a_virus_found_later_is_not_served(take: Take) -> None:
    document = take(pdfs.pdf())
    StoredDocument.objects.update(scan_state="infected")
    document.refresh_from_db()
    with pytest.raises(Http404):
        answer(document, filename="x", media_type="application/pdf")
