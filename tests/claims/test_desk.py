"""The desk at work: queue, take and skip, correct with a trial, release one and many; and for which role."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.adjudication import settle
from claims.models import Claim, Correction, OfficeRules, Review
from portal.members.models import AuditEntry
from tests.claims.conftest import line

Staff = Callable[..., Any]
Sent = Callable[..., Claim]
DESK = "/admin/claims/claim/"
QUEUE = f"{DESK}queue/"
HIGH = {"benefit": "hosp_outpatient_surgery_doctor_fee"}
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def waiting(sent: Sent, now: datetime) -> Claim:
    """Proposed and above the straight-through limit: two expenses, 4,080 dollars."""
    claim = sent(line(), line(charged=Decimal(4000), **HIGH))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


def address(claim: Claim, act: str = "change") -> str:
    return f"{DESK}{claim.pk}/{act}/"


def correct(claim: Claim, position: int = 1) -> str:
    return address(claim, f"lines/{claim.lines.get(position=position).pk}/correct")


def said(client: Client, claim: Claim, **fields: Any) -> dict[str, Any]:
    """The form of the first expense as the page shows it, with other values for some of its fields."""
    form = client.get(address(claim), {"correct": str(claim.lines.get(position=1).pk)}).context["correction"]
    shown = {name: form[name].value() for name in form.fields}
    plain = {name: value for name, value in shown.items() if value not in (None, False)}
    return {"seen": form.seen, **plain, "why": "As the invoice says.", "reason": "document", **fields}


def proposal(claim: Claim) -> str:
    return str(claim.decisions.order_by("-sequence")[0].pk)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


ACTS = ["take", "return", "skip", "ask", "release"]


@pytest.mark.parametrize("role", ["finance", "member services", "guarantee desk", "provider relations", "plan analyst"])
def test_other_roles_have_no_queue(staff_client: Staff, waiting: Claim, role: str) -> None:
    client = staff_client(role)
    assert client.get(QUEUE).status_code == 404
    for act in ACTS:
        assert client.post(address(waiting, act), {"seen": proposal(waiting)}).status_code == 404, act
    for path in (correct(waiting), f"{QUEUE}next/", f"{QUEUE}release/"):
        assert client.post(path).status_code == 404, path


@pytest.mark.parametrize("role", ["auditor", "medical consultant"])
def test_who_only_looks_sees_the_queue_and_changes_nothing(staff_client: Staff, waiting: Claim, role: str) -> None:
    client = staff_client(role)
    page = client.get(QUEUE)
    assert str(waiting.number) in text(page)
    assert 'name="chosen"' not in page.content.decode()
    assert "Take the next claim" not in text(page)
    screen = client.get(address(waiting), {"correct": str(waiting.lines.get(position=1).pk)}).content.decode()
    for hidden in ("Correct facts", "Ask the member", 'name="why"', "Sign for", "Release"):
        assert hidden not in screen
    for act in ACTS:
        assert client.post(address(waiting, act), {"seen": proposal(waiting)}).status_code == 404, act
    assert client.post(correct(waiting)).status_code == 404


def test_members_and_visitors_find_no_queue(ana_client: Client, client: Client, waiting: Claim) -> None:
    for path in (QUEUE, f"{QUEUE}next/", address(waiting, "take"), correct(waiting)):
        assert ana_client.post(path).status_code == 404
        assert client.post(path).headers["Location"].startswith("/accounts/login/")
    assert Review.objects.get().taken_by is None


def test_nothing_is_done_by_looking(staff_client: Staff, waiting: Claim) -> None:
    client = staff_client("assessor")
    paths = [*(address(waiting, act) for act in ACTS), correct(waiting), f"{QUEUE}next/", f"{QUEUE}release/"]
    assert {client.get(path).status_code for path in paths} == {405}
    assert client.post(QUEUE).status_code == 405


def test_the_queue_counts_reasons_and_narrows(staff_client: Staff, waiting: Claim, sent: Sent, now: datetime) -> None:
    scan = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    settle(claim_id=scan.pk, now=now)
    Review.objects.filter(pk=scan.pk).update(due_at=now - timedelta(hours=3))
    client = staff_client("assessor")
    page = client.get(QUEUE)
    counts = {one.key: one.count for one in page.context["filters"]}
    assert counts == {"": 2, "mine": 0, "late": 1, "approval": 1, "amount": 1, "member": 0}
    assert [row.review.pk for row in page.context["rows"]] == [scan.pk, waiting.pk], "least time left first"
    assert "late by 3 hours" in text(page)
    assert "5 days left" in text(page)
    narrowed = client.get(QUEUE, {"show": "amount"}).context["rows"]
    assert [row.review.pk for row in narrowed] == [waiting.pk]
    assert client.get(QUEUE, {"show": "member"}).context["rows"] == []
    assert client.get(QUEUE, {"show": "<nonsense>"}).status_code == 200


def test_queries_of_the_queue_stay_flat(staff_client: Staff, waiting: Claim, sent: Sent, now: datetime) -> None:
    client = staff_client("assessor")
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE)
    for more in range(6):
        settle(claim_id=sent(line(charged=Decimal(4100 + more), **HIGH)).pk, now=now)
    with CaptureQueriesContext(connection) as many:
        client.get(QUEUE)
    assert len(many) == len(few)


def test_take_give_back_and_skip(staff_client: Staff, waiting: Claim) -> None:
    eva, omar = staff_client("assessor", reference="eva"), staff_client("assessor", reference="omar")
    assert eva.post(f"{QUEUE}next/").headers["Location"] == address(waiting)
    assert Review.objects.get().taken_by == eva.user
    refused = omar.post(address(waiting, "take"), follow=True)
    assert "This claim is with eva until" in text(refused)
    assert "Correct facts" not in text(refused)
    assert [row.review.pk for row in eva.get(QUEUE, {"show": "mine"}).context["rows"]] == [waiting.pk]
    eva.post(address(waiting, "return"))
    assert Review.objects.get().taken_by is None
    assert omar.post(address(waiting, "skip")).headers["Location"] == QUEUE
    acts = AuditEntry.objects.filter(act__startswith="claim.", by=eva.user).values_list("act", flat=True)
    assert {"claim.taken", "claim.given_back"} <= set(acts)


def test_a_correction_is_tried_and_then_made(staff_client: Staff, waiting: Claim) -> None:
    client = staff_client("assessor")
    fields = said(client, waiting, charged="50")
    tried = client.post(correct(waiting), {**fields, "why": "", "try": "1"})
    assert [column.title for column in tried.context["columns"]] == ["Decision", "With your change"]
    assert [column.answers[0].paid for column in tried.context["columns"]] == [80, 40]
    assert (Correction.objects.count(), waiting.decisions.count()) == (0, 1)
    made = client.post(correct(waiting), {**fields, "keep": "1"}, follow=True)
    assert "Corrected. The proposal below was decided anew." in text(made)
    assert [column.title for column in made.context["columns"]] == ["First decided", "Proposed now"]
    kept = Correction.objects.get()
    assert (kept.field, kept.before, kept.after, kept.why, kept.by) == (
        "charged",
        "100",
        "50",
        "As the invoice says.",
        client.user,
    )
    assert "As the invoice says." in text(client.get(address(waiting)))
    assert "As the invoice says." not in str(AuditEntry.objects.values_list("detail", flat=True))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"charged": "0"}, "The amount must be more than zero."),
        ({"charged": "1,234"}, "Write the amount in figures"),
        ({"why": ""}, "This field is required."),
        ({"benefit": "nothing"}, "Select a valid choice"),
        ({"currency": "ZZZ"}, "This is no currency of ISO 4217."),
        ({"service_on": "2026-12-24"}, "This day is after the claim came."),
        ({"seen": ""}, "The proposal has changed since you saw it."),
        ({}, "Nothing of this is different from what we have."),
    ],
)
def test_a_correction_that_cannot_be_is_told_beside_its_field(
    staff_client: Staff, waiting: Claim, fields: dict[str, str], told: str
) -> None:
    client = staff_client("assessor")
    answer = client.post(correct(waiting), {**said(client, waiting), **fields, "keep": "1"})
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Correction.objects.exists()


def test_fields_nobody_asked_for_change_nothing(staff_client: Staff, waiting: Claim) -> None:
    client = staff_client("assessor")
    extra = {"reimbursed": "9999", "outcome": "paid", "status": "settled", "person": "x", "received": "2020-01-01"}
    client.post(correct(waiting), {**said(client, waiting, charged="90"), **extra, "keep": "1"})
    assert [one.field for one in Correction.objects.all()] == ["charged"]
    assert (
        waiting.decisions.order_by("-sequence")[0].result[str(waiting.lines.get(position=1).pk)]["reimbursed"]
        == "72.00"
    )


def test_a_line_of_another_claim_is_not_corrected_through_this_one(
    staff_client: Staff, waiting: Claim, sent: Sent
) -> None:
    client, other = staff_client("assessor"), sent(line(charged=Decimal(55)))
    path = address(waiting, f"lines/{other.lines.get().pk}/correct")
    assert client.post(path, {"keep": "1"}).status_code == 404
    assert client.get(address(waiting), {"correct": str(other.lines.get().pk)}).context["correction"] is None
    assert client.get(address(waiting), {"correct": "no id"}).status_code == 200


def test_one_releases_and_the_note_is_ordered(staff_client: Staff, waiting: Claim) -> None:
    client = staff_client("assessor")
    assert "Release 4,080.00 USD" in text(client.get(address(waiting)))
    old = client.post(address(waiting, "release"), {"seen": "0" * 32}, follow=True)
    assert "The proposal has changed since you saw it." in text(old)
    assert client.post(address(waiting, "release"), {"seen": "nothing"}).status_code == 404
    done = client.post(address(waiting, "release"), {"seen": proposal(waiting)}, follow=True)
    assert "Released. The note is being written." in text(done)
    assert Claim.objects.get(pk=waiting.pk).state == Claim.State.SETTLED
    twice = client.post(address(waiting, "release"), {"seen": proposal(waiting)}, follow=True)
    assert "does not wait for a person any more" in text(twice)
    assert waiting.settlements.count() == 1


def test_two_people_release_a_large_amount(staff_client: Staff, sent: Sent, now: datetime) -> None:
    claim = sent(line(charged=Decimal(9000), **HIGH))
    settle(claim_id=claim.pk, now=now)
    eva, omar = staff_client("assessor", reference="eva"), staff_client("assessor", reference="omar")
    page = text(eva.get(address(claim)))
    assert "Your role releases up to 5,000.00 USD alone." in page
    assert "Sign for 9,000.00 USD" in page
    signed = text(eva.post(address(claim, "release"), {"seen": proposal(claim)}, follow=True))
    assert "A second person has to sign too." in signed
    assert "Signed by eva" in signed
    assert {one.key for one in omar.get(QUEUE).context["filters"]} >= {"second", "amount"}
    done = omar.post(address(claim, "release"), {"seen": proposal(claim)}, follow=True)
    assert "Released." in text(done)


def test_many_are_released_with_a_report(staff_client: Staff, waiting: Claim, sent: Sent, now: datetime) -> None:
    scan = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    settle(claim_id=scan.pk, now=now)
    client = staff_client("assessor")
    page = client.get(QUEUE).content.decode()
    assert f'value="{waiting.pk}:{proposal(waiting)}"' in page
    assert f'value="{scan.pk}:' not in page, "the engine does not agree yet"
    chosen = [f"{claim.pk}:{proposal(claim)}" for claim in (waiting, scan)]
    report = text(client.post(f"{QUEUE}release/", {"chosen": [*chosen, "nonsense"]}, follow=True))
    assert "1 claim is released." in report
    assert f"{scan.number}: The engine cannot decide every expense yet." in report
    assert "Nothing was chosen." in text(client.post(f"{QUEUE}release/", follow=True))


def test_shortcuts_can_be_turned_off(staff_client: Staff, waiting: Claim) -> None:
    client = staff_client("assessor")
    assert "data-keys" in client.get(QUEUE).content.decode()
    client.post(f"{QUEUE}keys/")
    for path in (QUEUE, address(waiting)):
        assert "data-keys" not in client.get(path).content.decode()


def test_history_and_ceilings_stand_beside_the_claim(
    staff_client: Staff, waiting: Claim, sent: Sent, now: datetime
) -> None:
    earlier = sent(line(benefit="checkup_blood"))
    settle(claim_id=earlier.pk, now=now)
    page = staff_client("assessor").get(address(waiting))
    assert [one.settlement.claim for one in page.context["earlier"]] == [earlier]
    assert page.context["ceilings"][0].total


def test_the_analyst_rules_and_the_desk_reads(staff_client: Staff) -> None:
    analyst, path = staff_client("plan analyst"), "/admin/claims/officerules/"
    form = analyst.get(f"{path}add/").context["adminform"].form
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    fields |= {"straight_through": "750", "benefits": ["lenses"], "limit_assessor": "100", "hours_review": "48"}
    answer = analyst.post(f"{path}add/", {**fields, "why": "Fewer staff in August."})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    rules = OfficeRules.objects.in_force()
    assert (rules.straight_through, rules.benefits, rules.by) == (750, ["lenses"], analyst.user)
    assert (rules.release_limits, rules.promises["review"]) == ({"assessor": "100"}, 48)
    assert "straight_through" in AuditEntry.objects.get(act="officerules.written").detail
    for role in ("assessor", "auditor"):
        reader = staff_client(role)
        assert "Fewer staff in August." in text(reader.get(path))
        assert "assessor: 100" in text(reader.get(f"{path}{rules.pk}/change/"))
        assert reader.get(f"{path}add/").status_code == 403
    assert staff_client("finance").get(path).status_code == 403
