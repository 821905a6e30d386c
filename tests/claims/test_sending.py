"""Sending: once, as seen, complete, or not at all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from claims.drafts import add_document, begin_draft, discard_draft, write_lines
from claims.intake import submit_claim
from claims.models import Claim
from portal.members.models import AuditEntry, Person
from portal.work.models import Job
from tests.claims.conftest import line, photo
from tests.claims.pages import Page, assert_error, expense, expenses, page, send
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]


def unsent(claim: Claim) -> bool:
    """Still a draft, and nothing was ordered."""
    claim.refresh_from_db()
    ordered = Job.objects.filter(kind="claims.adjudicate").exists()
    return claim.state == Claim.State.DRAFT and not claim.number and not ordered


def test_a_checked_claim_is_sent_with_number_day_audit_and_order(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = send(ana_client, claim)
    assert response.url == page("status", claim)  # type: ignore[attr-defined]
    claim.refresh_from_db()
    assert claim.state == Claim.State.SUBMITTED
    assert claim.number
    assert str(claim.received_on) == "2026-11-20"
    assert Job.objects.get(kind="claims.adjudicate").key == claim.pk
    assert AuditEntry.objects.filter(act="claim.submitted", object_id=str(claim.pk)).count() == 1
    assert claim.number in Page(ana_client.get(response.url)).text  # type: ignore[attr-defined]


def test_a_repeated_send_answers_the_same_claim(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    fields = {"checked": claim.changed_at.isoformat(), "true": "on"}
    answers = [ana_client.post(page("check", claim), fields) for _click in range(5)]
    assert {answer.url for answer in answers} == {page("status", claim)}  # type: ignore[attr-defined]
    assert Job.objects.filter(kind="claims.adjudicate").count() == 1
    assert Job.objects.get(kind="claims.adjudicate").asked == 1
    assert AuditEntry.objects.filter(act="claim.submitted").count() == 1


def test_the_verb_itself_may_be_repeated(drafted: Drafted, now: datetime) -> None:
    claim = drafted()
    order = {"claim_id": claim.pk, "checked": claim.changed_at, "by": claim.created_by}
    first = submit_claim(**order, now=now)
    assert submit_claim(**order, now=now + timedelta(seconds=1)).number == first.number
    assert Job.objects.filter(kind="claims.adjudicate").count() == 1


def test_a_draft_changed_in_another_tab_is_not_sent_unseen(ana_client: Client, drafted: Drafted, now: datetime) -> None:
    claim = drafted()
    seen = Page(ana_client.get(page("check", claim))).value("checked")
    lines = [line(charged="999", provider_name="Somebody else")]
    write_lines(claim_id=claim.pk, lines=lines, by=claim.created_by, now=now + timedelta(seconds=9))
    response = ana_client.post(page("check", claim), {"checked": seen, "true": "on"})
    shown = Page(response)
    assert response.status_code == 200
    assert "changed in another window" in shown.text
    assert "Somebody else" in shown.text
    assert unsent(claim)
    again = {"checked": shown.value("checked"), "true": "on"}
    assert ana_client.post(page("check", claim), again).status_code == 302
    assert not unsent(claim)


def test_without_her_word_nothing_is_sent(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = ana_client.post(page("check", claim), {"checked": claim.changed_at.isoformat()})
    assert_error(response, "true", "Confirm that the claim is true")
    assert unsent(claim)


@pytest.mark.parametrize("checked", ["", "now", "2026-11-20", "9999-99-99T00:00:00", "\x00", "1" * 5000])
def test_without_what_she_saw_nothing_is_sent(checked: str, ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    response = ana_client.post(page("check", claim), {"checked": checked, "true": "on"})
    assert response.status_code == 200
    assert Page(response).summary or "error-summary" in response.content.decode()
    assert unsent(claim)


def test_an_empty_check_is_no_crash(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    assert_error(ana_client.post(page("check", claim), {}), "true", "Confirm")
    assert unsent(claim)


def test_a_claim_without_documents_is_not_sent(ana_client: Client, ana: Person, figures: None, now: datetime) -> None:
    assert ana.user
    claim = begin_draft(form_key=uuid4(), patient=ana, by=ana.user, now=now)
    write_lines(claim_id=claim.pk, lines=[line()], by=ana.user, now=now)
    assert "Add at least one invoice or receipt" in Page(send(ana_client, claim)).text
    assert unsent(claim)


def test_a_claim_without_expenses_is_not_sent(ana_client: Client, ana: Person, figures: None, now: datetime) -> None:
    assert ana.user
    claim = begin_draft(form_key=uuid4(), patient=ana, by=ana.user, now=now)
    add_document(claim_id=claim.pk, upload=photo(), by=ana.user, now=now)
    assert "Add at least one expense" in Page(send(ana_client, claim)).text
    assert unsent(claim)


def test_a_sent_claim_can_no_longer_be_edited(ana_client: Client, sent: Drafted) -> None:
    claim = sent()
    status = page("status", claim)
    before = list(claim.lines.values())
    assert ana_client.get(page("lines", claim)).url == status  # type: ignore[attr-defined]
    assert ana_client.post(page("lines", claim), expenses(expense(charged="1"))).url == status  # type: ignore[attr-defined]
    assert ana_client.post(page("discard", claim)).url == status  # type: ignore[attr-defined]
    assert ana_client.get(page("check", claim)).url == status  # type: ignore[attr-defined]
    assert list(claim.lines.values()) == before


@pytest.mark.parametrize("name", ["lines", "discard", "remove_document", "documents"])
def test_sent_in_another_tab_between_loading_and_writing(
    name: str, ana_client: Client, sent: Drafted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the view loaded was a draft; when it writes, the claim is sent."""
    claim = sent()
    stale = Claim.objects.get(pk=claim.pk)
    stale.state = Claim.State.DRAFT
    monkeypatch.setattr("claims.views.drafting.draft", lambda request, claim_id: stale)
    ids = {"document_id": claim.documents.get().pk} if name == "remove_document" else {}
    fields = {"lines": expenses(expense()), "documents": {"documents": photo()}}.get(name, {})
    response = ana_client.post(page(name, claim, **ids), fields, follow=True)
    assert response.redirect_chain[-1][0] == page("status", claim)
    assert "already sent" in Page(response).text
    assert (claim.lines.count(), claim.documents.count()) == (1, 1)


@pytest.mark.parametrize("name", ["lines", "discard", "documents", "check"])
def test_thrown_away_in_another_tab_between_loading_and_writing(
    name: str, ana_client: Client, drafted: Drafted, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    claim = drafted()
    stale = Claim.objects.select_related("family", "patient").get(pk=claim.pk)
    discard_draft(claim_id=claim.pk, by=claim.created_by, now=now)
    monkeypatch.setattr("claims.views.drafting.draft", lambda request, claim_id: stale)
    fields = {
        "lines": expenses(expense()),
        "documents": {"documents": photo()},
        "check": {"checked": stale.changed_at.isoformat(), "true": "on"},
    }.get(name, {})
    assert ana_client.post(page(name, stale), fields).status_code == 404


def test_a_draft_thrown_away_is_gone_with_all_of_it(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    assert ana_client.post(page("discard", claim)).url == reverse("home")  # type: ignore[attr-defined]
    assert not Claim.objects.exists()
    assert ana_client.post(page("discard", claim)).status_code == 404


class TestBeginning:
    """The first page: for whom."""

    def test_the_same_form_twice_is_one_draft(self, ana_client: Client, ana: Person) -> None:
        fields = {"form_key": str(uuid4()), "patient": str(ana.pk)}
        first, second = (ana_client.post(reverse("claims:new"), fields) for _click in range(2))
        assert first.url == second.url  # type: ignore[attr-defined]
        assert Claim.objects.count() == 1

    def test_going_back_and_choosing_the_daughter_makes_it_hers(
        self, ana_client: Client, ana: Person, carla: Person
    ) -> None:
        fields = {"form_key": str(uuid4()), "patient": str(ana.pk)}
        ana_client.post(reverse("claims:new"), fields)
        ana_client.post(reverse("claims:new"), {**fields, "patient": str(carla.pk)})
        assert Claim.objects.get().patient == carla

    def test_the_form_of_a_sent_claim_leads_to_it_and_changes_nothing(
        self, ana_client: Client, sent: Drafted, carla: Person
    ) -> None:
        claim = sent()
        fields = {"form_key": str(claim.form_key), "patient": str(carla.pk)}
        response = ana_client.post(reverse("claims:new"), fields, follow=True)
        assert response.redirect_chain[-1][0] == page("status", claim)
        assert Claim.objects.get().patient == claim.patient

    def test_another_member_s_form_key_is_nothing_special(
        self, stranger_client: Client, stranger: Person, drafted: Drafted
    ) -> None:
        claim = drafted()
        fields = {"form_key": str(claim.form_key), "patient": str(stranger.pk)}
        response = stranger_client.post(reverse("claims:new"), fields)
        assert str(claim.pk) not in response.url  # type: ignore[attr-defined]
        assert Claim.objects.count() == 2

    @pytest.mark.parametrize("who", ["carla_of_others", "ben", "dario", "stranger", "nobody", "garbage"])
    def test_a_claim_for_somebody_else_is_an_invalid_choice(
        self, who: str, ana_client: Client, ben: Person, dario: Person, stranger: Person
    ) -> None:
        child = make_person(stranger.family, "child", born_on=stranger.born_on.replace(year=2016))
        people = {"carla_of_others": child, "ben": ben, "dario": dario, "stranger": stranger}
        patient = str(people[who].pk) if who in people else {"nobody": "", "garbage": "1' OR 1=1"}[who]
        response = ana_client.post(reverse("claims:new"), {"form_key": str(uuid4()), "patient": patient})
        assert_error(response, "patient", "Choose who was treated")
        assert not Claim.objects.exists()

    @pytest.mark.parametrize("key", ["", "x", "1", "../..", "\x00", "9" * 3000])
    def test_a_form_key_that_is_none_is_no_crash(self, key: str, ana_client: Client, ana: Person) -> None:
        response = ana_client.post(reverse("claims:new"), {"form_key": key, "patient": str(ana.pk)})
        assert response.status_code == 200
        assert not Claim.objects.exists()

    def test_extra_fields_change_nothing(self, ana_client: Client, ana: Person, stranger: Person) -> None:
        extra = {"state": "settled", "family": str(stranger.family_id), "created_by": str(stranger.user_id)}
        extra |= {"number": "C-1", "submitted_at": "2020-01-01", "id": str(uuid4()), "member": str(stranger.pk)}
        ana_client.post(reverse("claims:new"), {"form_key": str(uuid4()), "patient": str(ana.pk), **extra})
        claim = Claim.objects.get()
        assert (claim.state, claim.family, claim.created_by) == ("draft", ana.family, ana.user)
        assert (claim.number or None, claim.submitted_at) == (None, None)
        assert str(claim.pk) != extra["id"]


def test_extra_fields_on_the_check_page_change_nothing(ana_client: Client, drafted: Drafted) -> None:
    claim = drafted()
    send(ana_client, claim, state="settled", amount="1", received_on="2020-01-01", number="C-1", claim=str(uuid4()))
    claim.refresh_from_db()
    assert claim.state == Claim.State.SUBMITTED
    assert str(claim.received_on) == "2026-11-20"
    assert claim.number != "C-1"


@pytest.mark.parametrize("name", ["new", "documents", "lines", "check", "discard", "remove_document"])
def test_a_post_without_csrf_token_is_refused(name: str, ana: Person, drafted: Drafted) -> None:
    claim = drafted()
    client = Client(enforce_csrf_checks=True)
    assert ana.user
    client.force_login(ana.user)
    ids = {"document_id": claim.documents.get().pk} if name == "remove_document" else {}
    address = reverse("claims:new") if name == "new" else page(name, claim, **ids)
    before = claim.changed_at
    fields = {"checked": before.isoformat(), "true": "on", **expenses(expense(charged="5"))}
    response = client.post(address, {**fields, "form_key": str(uuid4()), "patient": str(ana.pk)})
    assert response.status_code == 403
    claim.refresh_from_db()
    assert (claim.state, claim.changed_at, claim.lines.get().charged) == ("draft", before, 100)
    assert Claim.objects.count() == 1
