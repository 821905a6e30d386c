"""Invented members and claims for the benches. Only for a scratch database."""

import io
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from claims.drafts import add_document, begin_draft, write_lines
from claims.intake import submit_claim
from claims.models import Claim
from portal.entitlements.models import ExchangeRate, ReferenceSalary
from portal.members.models import Enrolment, Family, Person, User

NOW = timezone.now()
TODAY = NOW.date()
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
KINDS = ["gp_consultation", "spec_consultation", "lab_outpatient", "rx_general", "dental_ordinary"]


def load_figures() -> None:
    """Reference salaries and the rate of the month."""
    for year in (TODAY.year - 1, TODAY.year):
        ReferenceSalary.objects.create(duty_station="KE", year=year, amount=Decimal(3000), currency="USD")
    ExchangeRate.objects.create(month=MONTH, currency="KES", units_per_usd=Decimal(125))


def members(count: int) -> list[Person]:
    """So many families of one member who takes her notes by e-mail."""
    return [_member(number) for number in range(count)]


def _member(number: int) -> Person:
    reference = f"414/{uuid4().int % 10**9}"
    family = Family.objects.create(reference=reference, duty_station="KE", country="KE", settlements_online=True)
    person = Person.objects.create(
        family=family,
        relation="participant",
        number=0,
        given_name="Bench",
        family_name=f"Member {number}",
        born_on=date(1980, 1, 1),
        sex="F",
        email=f"bench{number}@example.org",
        user=User.objects.create_user(reference),
    )
    Enrolment.objects.create(person=person, from_on=date(2015, 1, 1))
    return person


def lines(count: int, clinic: str) -> list[dict[str, Any]]:
    """So many expenses at a clinic, every second in shillings."""
    return [
        {
            "benefit": KINDS[number % len(KINDS)],
            "service_on": MONTH.replace(day=1 + number % 15),
            "charged": Decimal(4000 if number % 2 else 40),
            "currency": "KES" if number % 2 else "USD",
            "country": "KE",
            "provider_name": clinic,
            "prescribed_on": MONTH,
        }
        for number in range(count)
    ]


def drafted(person: Person, count: int = 2, *, photo: bool = True) -> Claim:
    """A draft of so many lines, with a document or (for a history) without."""
    claim = begin_draft(form_key=uuid4(), patient=person, by=user_of(person), now=NOW)
    filled(claim.pk, person, count, photo=photo)
    claim.refresh_from_db()
    return claim


def user_of(person: Person) -> User:
    """The account of an invented member."""
    if person.user is None:
        raise ValueError("A claim needs somebody to send it.")
    return person.user


def filled(claim_id: UUID, person: Person, count: int = 2, *, photo: bool = True) -> None:
    """A document and so many lines for a draft. Clinic and file are its own: the same bill is not taken twice."""
    user = user_of(person)
    if photo:
        picture = io.BytesIO()
        Image.new("RGB", (60, 80), "white").save(picture, "JPEG", comment=claim_id.bytes)
        upload = SimpleUploadedFile("invoice.jpg", picture.getvalue(), "image/jpeg")
        add_document(claim_id=claim_id, upload=upload, by=user, now=NOW)
    write_lines(claim_id=claim_id, lines=lines(count, f"Clinic {claim_id.hex}"), by=user, now=NOW)


def sent(claims: Iterable[Claim]) -> list[Claim]:
    """The drafts, sent."""
    return [submit_claim(claim_id=one.pk, checked=one.changed_at, by=one.created_by, now=NOW) for one in claims]
