"""The desk of appeals: by time left, each reading on the trail, and acts only for who may."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from claims.appeals.models import Appeal
from claims.appeals.trials import prepare, trial
from claims.models import Settlement
from portal.members.models import AuditEntry
from tests.appeals.conftest import SURGERY, days
from tests.claims.pages import Page

pytestmark = pytest.mark.usefixtures("private", "clock")
Appealed = Callable[..., Appeal]
Staff = Callable[..., Client]
LIST = "/admin/appeals/appeal/"


def act(client: Client, appeal: Appeal, name: str, **fields: str) -> int:
    """The status of an act."""
    return client.post(reverse("admin:appeals_appeal_act", args=[appeal.pk, name]), fields).status_code


def test_the_least_time_left_stands_first(appealed: Appealed, staff_client: Staff, now: datetime) -> None:
    first, second = appealed(at=now + days(1), whole=False), appealed(whole=True)
    desk = staff_client("assessor")
    page = desk.get(LIST).content.decode()
    assert page.index(second.number) < page.index(first.number)
    assert "60 days left" in page
    assert staff_client("finance").get(LIST).status_code in (302, 403)


def test_each_reading_is_written_down(appealed: Appealed, staff_client: Staff) -> None:
    appeal, desk = appealed(), staff_client("assessor")
    page = desk.get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "It is the only one." in page.content.decode()
    assert AuditEntry.objects.get(act="appeal.read").by == desk.user  # type: ignore[attr-defined]
    evidence = reverse("admin:appeals_appeal_document", args=[appeal.pk, appeal.documents.get().pk])
    assert desk.get(evidence).status_code == 200
    assert AuditEntry.objects.filter(act="evidence.read", person=appeal.claim.patient_id).count() == 1
    assert staff_client("member services").get(evidence).status_code == 404


def test_facts_are_corrected_and_the_result_decided(
    appealed: Appealed, staff_client: Staff, settlement: Settlement
) -> None:
    appeal, desk = appealed(), staff_client("assessor")
    surgery = appeal.claim.lines.get(benefit=SURGERY)
    screen = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    form = Page(desk.get(f"{screen}?correct={surgery.pk}")).controls
    fields = {name: control.get("value", "") for name, control in form.items() if control.get("type") != "checkbox"}
    fields |= {"benefit": SURGERY, "conditions_met": "on", "accepted": "1500", "why": "The only clinic."}
    for other in ("exclusion", "duplicate_of", "travel", "eye"):
        fields[other] = ""
    prepared = desk.post(reverse("admin:appeals_appeal_prepare", args=[appeal.pk, surgery.pk]), fields)
    assert prepared.status_code == 302, Page(prepared).summary
    shown = Page(desk.get(screen))
    assert "600.00" in shown.text
    seen = trial(appeal, now=appeal.created_at)
    assert seen
    assert act(desk, appeal, "change", outcome="partly", reasons="", seen=seen.seen) == 422, "reasons are missing"
    assert act(desk, appeal, "change", outcome="partly", reasons="The rest is usual.", seen=seen.seen) == 302
    assert Settlement.objects.live().get().reimbursed == 1580
    assert act(desk, appeal, "uphold", reasons="No.") == 422
    assert "The rest is usual." in desk.get(screen).content.decode()


def test_acts_only_for_who_may(appealed: Appealed, staff_client: Staff) -> None:
    appeal = appealed()
    for role in ("finance", "auditor", "medical consultant"):
        desk = staff_client(role)
        assert act(desk, appeal, "uphold", reasons="No.") == 404, role
        assert act(desk, appeal, "nonsense") == 404
    assessor = staff_client("assessor")
    assert act(assessor, appeal, "expert", expert="Prof. Aho") == 404, "that is the consultant's"
    assert act(staff_client("medical consultant", reference="c2"), appeal, "expert", expert="x") == 404, "no review yet"
    assert act(assessor, appeal, "extend", due_on="2027-02-20", words="The clinic answers late.") == 302
    assert act(assessor, appeal, "uphold", reasons="") == 422
    assert act(assessor, appeal, "uphold", reasons="It is usual.") == 302
    assert Appeal.objects.get().state == "upheld"


def test_queries_of_the_screen_stay_flat(
    appealed: Appealed, staff_client: Staff, now: datetime, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    appeal, desk = appealed(), staff_client("assessor")
    surgery = appeal.claim.lines.get(benefit=SURGERY)
    by = desk.user  # type: ignore[attr-defined]
    prepare(appeal_id=appeal.pk, line_id=surgery.pk, changes={"accepted": Decimal(950)}, why="x", by=by, now=now)
    with django_assert_max_num_queries(75):  # type: ignore[attr-defined]
        desk.get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
