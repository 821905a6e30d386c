"""The assessor's desk: who may see a claim, what stands on its screen, and that every look leaves a trace."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.custody import add_document_to_open_claim
from claims.models import Claim, Review
from claims.queue import take
from portal.members.models import AuditEntry, Person
from tests.claims.conftest import line
from tests.people import make_staff
from tests.vault import pdfs

Staff = Callable[..., Any]
Sent = Callable[..., Claim]
LIST = "/admin/claims/claim/"
MEDICAL = ["assessor", "medical consultant", "auditor"]
BLIND = ["finance", "guarantee desk", "provider relations", "plan analyst"]


def screen(claim: Claim) -> str:
    return f"{LIST}{claim.pk}/change/"


def paper(claim: Claim) -> str:
    return f"{LIST}{claim.pk}/documents/{claim.documents.get().pk}/"


@pytest.fixture
def settled(sent: Sent, now: datetime) -> Claim:
    claim = sent(line(provider_name="Dr Achieng", charged=Decimal("88.47")))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def waiting(sent: Sent, now: datetime) -> Claim:
    claim = sent(line(benefit="mri_pet_ct_outpatient", charged=Decimal("400")))
    settle(claim_id=claim.pk, now=now)
    return Claim.objects.get(pk=claim.pk)


@pytest.mark.parametrize("role", MEDICAL)
def test_the_screen_shows_waterfall_documents_and_trail(staff_client: Staff, settled: Claim, role: str) -> None:
    page = staff_client(role).get(screen(settled)).content.decode()
    assert "waterfall-cut" in page
    assert "17.69" in page
    assert f'src="{paper(settled)}"' in page
    assert "claim.submitted" in page
    assert "Facts of the last decision" in page


def test_member_services_see_how_a_claim_stands_and_nothing_medical(staff_client: Staff, settled: Claim) -> None:
    page = staff_client("member services").get(screen(settled)).content.decode()
    assert str(settled.number) in page
    assert "70.78" in page
    for hidden in ("general practitioner", "gp_consultation", "Dr Achieng", paper(settled), "waterfall"):
        assert hidden not in page


@pytest.mark.parametrize("role", BLIND)
def test_other_roles_find_no_such_page(staff_client: Staff, settled: Claim, role: str) -> None:
    client = staff_client(role)
    for address in (screen(settled), paper(settled)):
        assert client.get(address).status_code == 404
    assert not AuditEntry.objects.filter(act__in=["claim.read", "document.read"])


def test_members_and_visitors_find_no_desk(ana_client: Client, client: Client, settled: Claim) -> None:
    assert ana_client.get(paper(settled)).status_code == 404
    assert ana_client.get(screen(settled)).headers["Location"].startswith("/admin/login/")
    assert client.get(paper(settled)).headers["Location"].startswith("/accounts/login/")


def test_member_services_may_not_open_documents(staff_client: Staff, settled: Claim) -> None:
    assert staff_client("member services").get(paper(settled)).status_code == 404


def test_a_document_of_another_claim_or_of_a_draft_is_not_there(
    staff_client: Staff, settled: Claim, drafted: Sent
) -> None:
    client, draft = staff_client("assessor"), drafted()
    assert client.get(paper(draft)).status_code == 404
    assert client.get(screen(draft)).status_code == 404
    assert client.get(f"{LIST}{settled.pk}/documents/{draft.documents.get().pk}/").status_code == 404


def test_every_look_is_on_the_trail(staff_client: Staff, settled: Claim, ana: Person) -> None:
    client = staff_client("assessor")
    client.get(screen(settled))
    answer = client.get(paper(settled))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    read = AuditEntry.objects.filter(by=client.user, act__endswith=".read").values_list("act", "person", "ip")
    assert set(read) == {("claim.read", ana.pk, "127.0.0.1"), ("document.read", ana.pk, "127.0.0.1")}


def test_a_page_of_a_pdf_is_looked_at_by_link_alone(
    staff_client: Staff, waiting: Claim, ana_client: Client, now: datetime
) -> None:
    upload = SimpleUploadedFile("scan.pdf", pdfs.pdf_of(3), "application/pdf")
    added = add_document_to_open_claim(claim_id=waiting.pk, upload=upload, by=waiting.created_by, now=now)
    client = staff_client("assessor")
    address = f"{LIST}{waiting.pk}/documents/{added.pk}/pages/2/"
    asked = {"doc": str(added.pk), "page": "2", "zoom": "3", "turn": "5"}
    shown = client.get(screen(waiting), asked).content.decode()
    assert f'src="{address}"' in shown
    assert "claim-picture zoom-3 turn-1" in shown
    assert f"page=3&amp;zoom=3&amp;turn=1#document-{added.position}" in shown
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    read = AuditEntry.objects.get(act="document.read", by=client.user)
    assert (read.object_id, read.detail) == (str(added.pk), {"page": 2})
    assert client.get(screen(waiting), {**asked, "page": "x" * 9, "zoom": "-1", "turn": ""}).status_code == 200
    assert client.get(address.replace("/2/", "/4/")).status_code == 404
    assert (
        client.get(f"{LIST}{waiting.pk}/documents/{waiting.documents.get(position=1).pk}/pages/1/").status_code == 404
    )
    for other in (ana_client, staff_client("member services"), staff_client("finance")):
        assert other.get(address).status_code == 404


def test_nobody_types_a_result(staff_client: Staff, settled: Claim) -> None:
    client = staff_client("assessor")
    assert "<textarea" not in client.get(screen(settled)).content.decode()
    client.post(screen(settled), {"state": "draft"})
    assert Claim.objects.get(pk=settled.pk).state == Claim.State.SETTLED
    assert client.get(f"{LIST}add/").status_code == 403


def test_a_claim_is_decided_again_with_the_facts_of_today(
    staff_client: Staff, waiting: Claim, ana: Person, now: datetime
) -> None:
    client, address = staff_client("assessor"), f"{LIST}{waiting.pk}/decide-again/"
    assert "Prior approval missing" in client.get(screen(waiting)).content.decode()
    assert client.get(address).status_code == 405
    assert "Nothing changed" in client.post(address, follow=True).content.decode()
    PriorApproval.objects.create(
        person=ana,
        benefit="mri_pet_ct_outpatient",
        outcome="approved",
        from_on=date(2026, 11, 1),
        until_on=date(2026, 11, 30),
        decided_by=client.user,
        decided_at=now,
    )
    assert "The claim is settled" in client.post(address, follow=True).content.decode()
    assert waiting.settlements.get().reimbursed == 320
    entries = AuditEntry.objects.filter(by=client.user, act="claim.decided_again")
    assert sorted(entry.detail["outcome"] for entry in entries) == ["settled", "unchanged"]
    assert waiting.decisions.get(sequence=2).decided_by == client.user


@pytest.mark.usefixtures("clock")
def test_a_claim_in_a_colleagues_hand_is_not_decided_behind_her_back(
    staff_client: Staff, waiting: Claim, ana: Person, now: datetime
) -> None:
    eva = make_staff("eva", "assessor")
    take(claim_id=waiting.pk, by=eva, now=now)
    client, address = staff_client("medical consultant"), f"{LIST}{waiting.pk}/decide-again/"
    told = client.post(address, follow=True).content.decode()
    assert "This claim is with eva until 20 November 2026, 09:30 UTC. Ask them to give it back" in told
    assert not AuditEntry.objects.filter(act="claim.decided_again").exists()
    Review.objects.update(taken_until=now - timedelta(seconds=1))
    assert "Nothing changed" in client.post(address, follow=True).content.decode()
    assert Review.objects.get().taken_by == eva, "who asks does not take it"


@pytest.mark.parametrize("role", ["auditor", "member services", "finance"])
def test_who_only_looks_cannot_have_it_decided(staff_client: Staff, waiting: Claim, role: str) -> None:
    assert staff_client(role).post(f"{LIST}{waiting.pk}/decide-again/").status_code == 404


def test_what_waits_comes_first_and_is_found_by_number(staff_client: Staff, settled: Claim, waiting: Claim) -> None:
    client = staff_client("assessor")
    assert [claim.state for claim in client.get(LIST).context["cl"].result_list] == ["in_review", "settled"]
    for typed in (settled.number, "41420001"):
        assert settled in client.post(LIST, {"_search": "1", "q": typed}, follow=True).context["cl"].result_list


def test_queries_of_the_screen_stay_flat(
    staff_client: Staff, sent: Sent, now: datetime, django_assert_max_num_queries: Any
) -> None:
    claim = sent(*(line(charged=Decimal(count)) for count in range(1, 9)))
    settle(claim_id=claim.pk, now=now)
    client = staff_client("assessor")
    client.get(screen(claim))
    with django_assert_max_num_queries(40):
        client.get(screen(claim))


def test_finance_sees_settlements_without_the_care(staff_client: Staff, settled: Claim) -> None:
    client, settlement = staff_client("finance"), settled.settlements.get()
    page = client.get(f"/admin/claims/settlement/{settlement.pk}/change/").content.decode()
    assert "70.78" in page
    assert "gp_consultation" not in page
    assert AuditEntry.objects.filter(act="settlement.read", by=client.user).exists()
