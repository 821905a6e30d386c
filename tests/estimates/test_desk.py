"""The desk keys in a paper, a newer one replaces it, and the engine's planned lines come from the newest."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from approvals.estimates import refusals
from approvals.estimates.models import CostEstimate, EstimateLine, EstimateLink, EstimateRules
from approvals.estimates.planning import newest_estimates, planned_lines
from approvals.estimates.receiving import key_in
from approvals.models import CareRequest
from portal.members.models import AuditEntry, Person, User
from tests.claims.pages import Page
from tests.estimates.conftest import FACTS, LINES, typed

pytestmark = pytest.mark.usefixtures("private", "clock", "still_bell")
Staff = Callable[..., Client]


def at(care: CareRequest, name: str = "of", **ids: object) -> str:
    return reverse(f"admin:estimates_costestimate_{name}", kwargs={"request_id": care.pk, **ids})


def keyed(**changed: str) -> dict[str, str]:
    """The same estimate as it stands on a paper."""
    days = {"from_on": "2026-12-20", "until_on": "2026-12-23"}
    return typed(**{**days, "source": "paper", "provider_name": "Riverside Hospital", **changed})


def test_a_paper_is_keyed_in_and_corrected_by_a_new_one(
    staff_client: Staff, care: CareRequest, asked: Callable[..., object]
) -> None:
    asked()
    desk = staff_client("guarantee desk")
    assert "Key in an estimate" in desk.get(at(care)).content.decode()
    again = Page(desk.post(at(care, "key"), {**keyed(), "add": "1"}))
    assert again.value("line-0-words") == "Surgeon"
    assert "line-2-benefit" in again.controls
    wrong = desk.post(at(care, "key"), keyed(**{"line-0-unit_price": "x"}))
    assert (wrong.status_code, "in figures" in wrong.content.decode()) == (422, True)
    assert desk.post(at(care, "key"), keyed())["Location"] == at(care)
    first = CostEstimate.objects.get()
    assert (first.total, first.source, first.keyed_by) == (Decimal(160000), "paper", desk.user)  # type: ignore[attr-defined]
    care.refresh_from_db()
    assert care.state == CareRequest.State.SENT, "it came, so our clock goes on"
    desk.post(at(care, "key"), keyed(**{"replaces": str(first.pk), "line-0-unit_price": "80000", "source": "phone"}))
    first.refresh_from_db()
    assert first.replaced_by
    assert (first.total, first.replaced_by.total) == (Decimal(160000), Decimal(150000))
    assert AuditEntry.objects.filter(act="costestimate.keyed", person=care.person_id).count() == 2
    request = desk.get(reverse("admin:approvals_carerequest_change", args=[care.pk])).content.decode()
    assert first.number in request
    assert at(care) in request


def test_the_desk_makes_and_ends_links(staff_client: Staff, care: CareRequest) -> None:
    desk = staff_client("guarantee desk")
    asked = {"provider_name": "Riverside Hospital", "language": "en", "email": "", "hint": ""}
    assert "/cost-estimate/" in desk.post(at(care, "link"), asked).content.decode()
    link = EstimateLink.objects.get()
    desk.post(at(care, "revoke", link_id=link.pk))
    link.refresh_from_db()
    assert link.revoked_at
    assert desk.post(at(care, "link"), {**asked, "provider_name": ""}).status_code == 422


def test_nobody_keys_in_for_the_own_family(care: CareRequest, ben: Person, now: datetime) -> None:
    assert ben.user
    told = {"request_id": care.pk, "source": "paper", "provider_name": "X", "facts": FACTS, "lines": LINES}
    with pytest.raises(refusals.OwnFamily):
        key_in(**told, language="en", by=ben.user, now=now)


def test_planned_lines_come_from_the_newest(
    care: CareRequest, filled: Callable[..., CostEstimate], officer: User, now: datetime
) -> None:
    filled()
    newest = filled(lines=LINES[:1])
    assert newest_estimates(care) == [newest]
    room, surgeon = planned_lines(newest_estimates(care)[0])
    assert (room.benefit, room.quantity, room.charged, room.semi_private) == ("hosp_bed_private", 3, 60000, 12000)
    assert (surgeon.benefit, surgeon.charged, surgeon.currency, surgeon.country) == (
        *("hosp_doctor_fee", 90000, "KES", "KE"),
    )
    assert surgeon.on == FACTS["from_on"]


@pytest.mark.django_db
def test_a_received_line_cannot_be_changed(filled: Callable[..., CostEstimate]) -> None:
    estimate = filled()
    with pytest.raises(IntegrityError), transaction.atomic():
        estimate.lines.update(quantity=9)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {EstimateLine._meta.db_table}")
    assert estimate.total == 160000


def test_rules_are_written_anew(staff_client: Staff) -> None:
    analyst = staff_client("plan analyst")
    rules = {"link_days": "7", "live_links": "2", "links_a_day": "4", "why": "Too many mails."}
    analyst.post(reverse("admin:estimates_estimaterules_add"), rules)
    assert EstimateRules.objects.in_force().link_days == 7
    assert AuditEntry.objects.filter(act="estimaterules.written").count() == 1
    wrong = analyst.post(reverse("admin:estimates_estimaterules_add"), {**rules, "link_days": "0"})
    assert wrong.status_code == 200
    assert EstimateRules.objects.count() == 1
