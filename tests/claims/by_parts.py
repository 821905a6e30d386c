"""Files that are sent in parts, as the page's script does it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from claims.models import Claim
from tests.claims.pages import page
from tests.vault import invoices

Drafted = Callable[..., Claim]
KEY = "0123456789abcdef"
CONTENT = invoices.jpeg_of(invoices.invoice())


def announced(content: bytes, **fields: Any) -> dict[str, Any]:
    return {"client_key": KEY, "fingerprint": "feedfeed", "name": "IMG_1.jpg", "size": len(content), **fields}


def begin(client: Client, claim: Claim, content: bytes, **fields: Any) -> Any:
    return client.post(page("begin_parts", claim), announced(content, **fields))


def part(client: Client, address: str, content: bytes, offset: int | str) -> Any:
    return client.post(
        address, content, content_type="application/octet-stream", headers={"Upload-Offset": str(offset)}
    )


def told(response: HttpResponse, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    return response.json()  # type: ignore[attr-defined]


def files(private: Path) -> list[Path]:
    return [path for path in private.rglob("*") if path.is_file()]


@pytest.fixture
def draft(drafted: Drafted) -> Claim:
    """Ana's draft without documents."""
    claim = drafted()
    claim.documents.all().delete()
    return claim
