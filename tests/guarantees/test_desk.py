"""The desk: facts in, the engine's split at once, issued as it was seen, and the two-minute form."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals.guarantees.admin.deciding import language_of
from approvals.guarantees.models import Guarantee, GuaranteeRules
from approvals.guarantees.papers import write_papers
from approvals.models import CareRequest
from portal.members.models import AuditEntry, Person, User
from tests.conftest import signed_in
from tests.guarantees.conftest import Issued, Sent

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
Staff = Callable[..., Client]


@pytest.fixture
def desk(staff_client: Staff) -> Client:
    return staff_client("guarantee desk")


def screen(care: CareRequest) -> str:
    return reverse("admin:guarantees_guarantee_decide", args=[care.pk])


def typed(**said: Any) -> dict[str, Any]:
    """What the screen posts: one line and the offer."""
    facts = {
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        "form-0-benefit": "gp_consultation",
        "form-0-quantity": 1,
        "form-0-charged": "1 500,00",
        "form-0-currency": "usd",
        "form-0-country": "ke",
        "form-0-from_on": "2026-12-20",
        "form-1-quantity": 1,
        "valid_from": "2026-12-01",
        "valid_until": "2026-12-31",
        "provider_language": "fr",
        "act": "try",
    }
    return {**facts, **said}


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_from_facts_to_a_guarantee(desk: Client, sent: Sent) -> None:
    care = sent(kind="day_surgery", estimated=Decimal(1500), currency="USD")
    opened = text(desk.get(screen(care)))
    assert care.number in opened
    assert 'value="1500"' in opened or 'value="1500.000"' in opened
    assert AuditEntry.objects.filter(act="carerequest.read", object_id=str(care.pk)).exists()
    tried = desk.post(screen(care), typed(), headers={"X-Part": "split"})
    shown = text(tried)
    assert "1,200.00 USD" in shown
    assert "<html" not in shown
    assert not Guarantee.objects.exists(), "looking writes nothing"
    seen = tried.context["split"].seen
    answer = desk.post(screen(care), typed(act="issue", seen=seen))
    assert answer.status_code == 302
    guarantee = Guarantee.objects.get()
    assert (guarantee.guaranteed, guarantee.provider_language) == (1200, "fr")
    again = text(desk.get(screen(care)))
    assert guarantee.number in again
    assert "Change it" in again


def test_one_more_line_keeps_what_was_typed(desk: Client, sent: Sent) -> None:
    answer = text(desk.post(screen(sent()), typed(act="more")))
    assert "Line 3" in answer
    assert 'value="1 500,00"' in answer


@pytest.mark.parametrize(
    "wrong",
    [
        {"form-0-charged": "much"},
        {"form-0-currency": "dollars"},
        {"form-0-benefit": "magic"},
        {"form-0-from_on": "2026-02-31"},
        {"form-0-quantity": "0"},
        {"form-TOTAL_FORMS": "x"},
        {"form-TOTAL_FORMS": "5000"},
        {"seen": "0" * 64},
        {"valid_until": "2026-12-02"},
        {"form-0-charged": "99999999999"},
        {"newest": str(uuid4()), "form-0-from_on": "2031-01-01"},
    ],
)
def test_bad_input_issues_nothing(desk: Client, sent: Sent, wrong: dict[str, str]) -> None:
    answer = desk.post(screen(sent()), typed(act="issue", **wrong))
    assert answer.status_code == 422
    assert not Guarantee.objects.exists()


def test_the_second_officer_reads_who_was_first(desk: Client, issued: Issued, officer: User) -> None:
    guarantee = issued()
    answer = desk.post(screen(guarantee.request), typed(act="issue"))
    assert answer.status_code == 422
    assert "decided this request while you were looking at it" in text(answer)
    assert Guarantee.objects.count() == 1


def test_refused_at_the_desk(desk: Client, sent: Sent) -> None:
    care = sent()
    assert desk.post(screen(care), typed(act="refuse")).status_code == 422
    assert desk.post(screen(care), typed(act="refuse", reasons="It is cosmetic.")).status_code == 302
    care.refresh_from_db()
    assert (care.state, care.reasons) == ("closed", "It is cosmetic.")


def test_signed_and_revoked(desk: Client, issued: Issued, officer: User, now: Any) -> None:
    GuaranteeRules.objects.create(alone=Decimal(1000), why="Test", by=officer, at=now)
    guarantee = issued()
    first = signed_in(officer)
    act = reverse("admin:guarantees_guarantee_act", args=[guarantee.pk, "sign"])
    first.post(act)
    guarantee.refresh_from_db()
    assert guarantee.state == "proposed"
    assert "Sign and issue" in text(desk.get(screen(guarantee.request)))
    desk.post(act)
    guarantee.refresh_from_db()
    assert guarantee.state == "issued"
    write_papers(guarantee_id=guarantee.pk, now=now)
    paper = reverse("admin:guarantees_guarantee_paper_provider", args=[guarantee.pk])
    assert desk.get(paper)["Content-Type"] == "application/pdf"
    revoke = reverse("admin:guarantees_guarantee_act", args=[guarantee.pk, "revoke"])
    desk.post(revoke, {"reasons": ""})
    guarantee.refresh_from_db()
    assert guarantee.state == "issued"
    desk.post(revoke, {"reasons": "Called off."})
    guarantee.refresh_from_db()
    assert (guarantee.state, guarantee.ended_why) == ("revoked", "Called off.")
    shown = text(desk.get(reverse("admin:guarantees_guarantee_changelist")))
    assert guarantee.number in shown


def test_others_look_and_do_not_act(staff_client: Staff, sent: Sent, issued: Issued) -> None:
    for role in ("assessor", "finance", "plan analyst"):
        assert staff_client(role, reference=role).get(screen(sent())).status_code == 404


def call(person: Person, **said: Any) -> dict[str, Any]:
    facts = {
        "who": person.reference,
        "provider_name": "Hôpital Saint-Jean",
        "provider_country": "ke",
        "provider_language": "fr",
        "admitted_on": "2026-11-20",
        "benefit": "hosp_bed_semi_private",
        "ceiling": "5000",
        "currency": "usd",
        "form_key": str(uuid4()),
    }
    return {**facts, **said}


def test_in_two_minutes(desk: Client, ana: Person) -> None:
    address = reverse("admin:guarantees_guarantee_emergency")
    assert desk.get(address).status_code == 200
    facts = call(ana)
    for _time in range(2):  # a double click
        assert desk.post(address, facts).status_code == 302
    guarantee = Guarantee.objects.get()
    assert (guarantee.guaranteed, guarantee.approval_follows, guarantee.is_emergency) == (5000, True, True)
    assert (guarantee.request.is_emergency, guarantee.request.needs_approval) == (True, True)


def test_found_by_name_or_asked_back(desk: Client, ana: Person, stranger: Person) -> None:
    address = reverse("admin:guarantees_guarantee_emergency")
    Person.objects.filter(pk=stranger.pk).update(given_name="Ana", family_name="Otieno")
    answer = desk.post(address, call(ana, who="ana otieno"))
    assert answer.status_code == 422
    assert ana.reference in text(answer)
    Person.objects.filter(pk=stranger.pk).update(given_name="Eva")
    assert desk.post(address, call(ana, who="ana OTIENO")).status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"who": "999/1"}, {"who": "x"}, {"admitted_on": "2019-01-01"}, {"ceiling": "-1"}, {"currency": "XTS"}]
)
def test_bad_calls(desk: Client, ana: Person, wrong: dict[str, str]) -> None:
    address = reverse("admin:guarantees_guarantee_emergency")
    assert desk.post(address, call(ana, **wrong)).status_code == 422
    assert not Guarantee.objects.exists()
    assert not CareRequest.objects.exists()


@pytest.mark.parametrize(("country", "language"), [("FR", "fr"), ("EG", "ar"), ("KE", "en"), ("JP", "en"), ("", "en")])
def test_providers_are_written_to_in_their_language(country: str, language: str) -> None:
    assert language_of(country) == language


def test_days_of_the_offer_follow_the_request(desk: Client, sent: Sent) -> None:
    shown = text(desk.get(screen(sent(from_on=date(2026, 12, 20), until_on=date(2026, 12, 22)))))
    assert 'value="2027-01-21"' in shown, "thirty days after the last day of care"
