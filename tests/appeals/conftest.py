"""Ana's settled claim, of which an MRI was refused for a wrong date and a visit was cut, and her appeal about it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from claims.adjudication import settle
from claims.appeals.drafts import EVIDENCE, begin_draft
from claims.appeals.models import Appeal
from claims.appeals.sending import send_appeal
from claims.appeals.subjects import subject
from claims.models import Claim, OfficeRules, Settlement
from claims.notes import NOTE_KIND
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from portal.post.models import Dispatch
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import line, photo
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.people import make_staff

SURGERY = "hosp_outpatient_surgery_doctor_fee"
Sent = Callable[..., Claim]


@pytest.fixture
def straight(db: None, now: datetime) -> None:
    """The office looks at nothing, however much it is; an assessor releases 5,000 USD alone."""
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=make_staff("head"), at=now)


@pytest.fixture
def settled(ana: Person, sent: Sent, straight: None, still_bell: None, now: datetime) -> Claim:
    """Two expenses: surgery of 2,000 accepted up to 900, and a visit of 100 paid at 80%."""
    PriceLevel.objects.create(
        country="KE", benefit=SURGERY, amount=Decimal(900), currency="USD", from_on=date(2026, 1, 1)
    )
    claim = sent(line(benefit=SURGERY, charged=Decimal(2000)), line(provider_name="Dr Wanjiru"))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def settlement(settled: Claim) -> Settlement:
    """What was decided first: 980 of 2,100."""
    return settled.settlements.get()


def mailed(settlement: Settlement, at: datetime, channel: str = "email") -> None:
    """The note left at that moment."""
    Dispatch.objects.filter(kind=NOTE_KIND, key=settlement.pk).delete()
    facts: dict[str, Any] = {"language": "en", "recipient": "ana@example.org", "created_at": at}
    Dispatch.objects.create(
        kind=NOTE_KIND, key=settlement.pk, channel=channel, state="sent", sent_at=at, message_id=f"<{at}>", **facts
    )


@pytest.fixture
def appealed(settlement: Settlement, ana: Person, now: datetime) -> Callable[..., Appeal]:
    """`appealed()`: the price cut of the surgery disputed, with a photo as evidence."""

    def make(*, at: datetime = now, by: Any = None, whole: bool = False, **sending: Any) -> Appeal:
        user, surgery = by or ana.user, settlement.lines.get(line__benefit=SURGERY)
        what = subject(settlement, None, None) if whole else subject(settlement, surgery.pk, 1)
        draft = begin_draft(what=what, ground="price", words="It is the only one.", language="en", by=user, now=at)
        EVIDENCE.add(parent_id=draft.pk, upload=photo("prices.jpg"), by=user, now=at)
        draft.refresh_from_db()
        return send_appeal(appeal_id=draft.pk, checked=draft.changed_at, by=user, now=at, **sending)

    return make


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
