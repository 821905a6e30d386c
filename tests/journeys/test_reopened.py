"""An older bill arrives late: what was decided before comes out better, is reopened by itself, and she is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from claims.models import Claim
from portal.members.models import AuditEntry, Family, Person
from portal.work.jobs import drain
from tests.browser import needs_chromium
from tests.claims.conftest import line
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.django_db(transaction=True)]


def lenses(on: date, count: int) -> dict[str, Any]:
    facts = {"benefit": "lenses", "quantity": count, "service_on": on, "charged": Decimal(60) * count}
    return line(**facts, prescribed_on=on, provider_name=f"Optician of {on}")


def test_a_late_bill_reopens_a_claim_in_her_favour(
    visit: Callable[..., Visitor], ana: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    """Two lenses in twelve months, which the first purchase opens: an older one moves the windows behind it."""
    Family.objects.update(settlements_online=True)
    sent(lenses(date(2026, 1, 12), 1))
    drain(now + timedelta(minutes=1))
    cut = sent(lenses(date(2026, 11, 20), 2))
    drain(now + timedelta(minutes=2))
    first = cut.settlements.get()
    assert "count_limit" in first.lines.get().reasons
    older = sent(lenses(date(2025, 11, 20), 1))  # on the last day on which it is in time
    for hours in (1, 2, 3, 4):
        drain(now + timedelta(hours=hours))
    again = cut.settlements.live().get()
    assert (again.reimbursed, older.settlements.get().reimbursed > 0) == (2 * first.reimbursed, True)
    assert AuditEntry.objects.get(act="settlement.replaced").by is None
    told = next(one for one in mail.outbox if one.subject == "One of your claims came out better for you")
    assert "nothing you were paid is taken back" in told.body
    for secret in ("lenses", "Optician", str(again.reimbursed.normalize()), str(cut.number), "Otieno"):
        assert secret not in f"{told.subject} {told.body} {told.alternatives[0][0]}"

    member = visit(album="reopened")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    member.go(reverse("claims:status", args=[cut.pk]))
    steps = member.page.locator(".timeline").inner_text()
    assert steps.index("Decided\n") < steps.index("Decided again, in your favour") < steps.index("Settlement note")
    member.follow("See every step")
    assert first.number in member.text, "what was replaced stays readable"
