"""A claim of Ana's at every stage, and the figures that decide it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims.drafts import add_document, begin_draft, write_lines
from claims.intake import submit_claim
from claims.models import Claim
from claims.promises import measured
from portal.entitlements.models import ExchangeRate, ReferenceSalary
from portal.members.models import Person
from portal.vault.storage import private_storage

PLAIN_PROVIDER = "Dr Achieng"


def photo(name: str = "invoice.jpg", colour: str = "white") -> SimpleUploadedFile:
    """A small photograph as a phone sends it, each a file of its own: the same one is not taken for two claims."""
    picture = BytesIO()
    Image.new("RGB", (60, 80), colour).save(picture, "JPEG", comment=uuid4().bytes)
    return SimpleUploadedFile(name, picture.getvalue(), "image/jpeg")


def line(**fields: Any) -> dict[str, Any]:
    """A line of 100 dollars at a general practitioner in Kenya."""
    plain = {
        "benefit": "gp_consultation",
        "service_on": date(2026, 11, 2),
        "charged": Decimal("100"),
        "currency": "USD",
        "country": "KE",
        "provider_name": PLAIN_PROVIDER,
    }
    return {**plain, **fields}


def another(provider: str, number: int) -> str:
    """Another doctor of the plain line's name; whoever a test names stays."""
    return f"{provider} {number}" if provider == PLAIN_PROVIDER else provider


@pytest.fixture
def figures(db: None) -> None:
    """Reference salary of Kenya and Haiti, and the rates of October and November 2026."""
    for country in ("KE", "HT"):
        ReferenceSalary.objects.create(duty_station=country, year=2026, amount=Decimal(2000), currency="USD")
        ReferenceSalary.objects.create(duty_station=country, year=2025, amount=Decimal(1900), currency="USD")
    for month in (date(2026, 10, 1), date(2026, 11, 1)):
        ExchangeRate.objects.create(month=month, currency="KES", units_per_usd=Decimal("125"))
        ExchangeRate.objects.create(month=month, currency="EUR", units_per_usd=Decimal("0.8"))


@pytest.fixture
def drafted(ana: Person, figures: None, now: datetime) -> Callable[..., Claim]:
    """`drafted(line(...), patient=..., by=...)`: a draft with a photo and those lines.

    From the second one on, a line that names nobody is of another doctor: the same bill is not taken twice.
    """

    def make(*lines: dict[str, Any], patient: Person = ana, by: Any = None) -> Claim:
        user = by or ana.user
        before = Claim.objects.filter(patient=patient).count()
        claim = begin_draft(form_key=uuid4(), patient=patient, by=user, now=now)
        add_document(claim_id=claim.pk, upload=photo(), by=user, now=now)
        typed = lines or (line(),)
        if before:
            typed = tuple({**one, "provider_name": another(one["provider_name"], before)} for one in typed)
        write_lines(claim_id=claim.pk, lines=typed, by=user, now=now)
        return Claim.objects.get(pk=claim.pk)

    return make


@pytest.fixture
def sent(drafted: Callable[..., Claim], now: datetime) -> Callable[..., Claim]:
    """`sent(line(...))`: the same, sent and not decided yet."""

    def make(*lines: dict[str, Any], **fields: Any) -> Claim:
        claim = drafted(*lines, **fields)
        return submit_claim(claim_id=claim.pk, checked=claim.changed_at, by=claim.created_by, now=now)

    return make


@pytest.fixture
def clock(now: datetime) -> Iterator[None]:
    """Pages ask the clock: let it be `now`, and go on from there."""
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def still_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """No broker is rung."""
    monkeypatch.setattr("portal.work.doorbell.ring", lambda job: True)


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The private storage in a folder of the test's own."""
    folder = tmp_path / "private"
    for name in ("base_location", "location"):  # both are kept once they were asked for
        monkeypatch.setitem(vars(private_storage()), name, str(folder))
    return folder


@pytest.fixture(autouse=True)
def _measured_anew() -> None:
    """What one test measured is not shown to the next."""
    measured.cache_clear()
