"""What a helper sees and does by a permission, what stays closed, and what of it is written down."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.requests import begin_request
from claims import downloads
from claims.adjudication import settle
from claims.appeals.drafts import begin_draft as begin_appeal
from claims.appeals.subjects import subject
from claims.asking import reader_of
from claims.confidence import keep_confidential
from claims.models import Claim, Download, OfficeRules
from claims.notes import write_note
from portal.members import readers
from portal.members.family import permissions
from portal.members.models import AuditEntry, Person, Purpose
from portal.post.models import Dispatch
from tests.addresses import OWNED
from tests.claims.conftest import line
from tests.claims.pages import Page, page, send
from tests.conftest import signed_in
from tests.family.conftest import Lets
from tests.owned import Owned, make_owned
from tests.people import make_staff
from tests.test_addresses import addresses, of_ana, tried

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
Drafted = Callable[..., Claim]
# Which pages a purpose opens, by the beginning of their names. Drafts of Ana's own making stay hers.
OPENS = {
    Purpose.CLAIMS: ("claims:",),
    Purpose.CARE: ("approvals:", "prior:", "guarantees:", "invoices:", "estimates:"),
    Purpose.LEFT: ("card:paper", "card:filled_form"),
    Purpose.ALL: ("claims:", "approvals:", "prior:", "guarantees:", "invoices:", "estimates:", "appeals:", "card:"),
}
DRAFTS = {"draft", "request draft", "appeal draft", "enquiry draft"}
NEVER = {
    *("claims:stop_loss", "claims:stop_loss_note", "claims:download", "claims:download_file", "claims:keep"),
    *("card:renew", "card:certificate", "card:certificate_paper", "card:withdraw"),
}


@pytest.fixture
def owned(ana: Person, carla: Person, figures: None, drafted: Drafted, sent: Drafted, now: datetime) -> Owned:
    return make_owned(ana=ana, drafted=drafted, sent=sent, now=now)


def opened(client: Client, owned: Owned) -> Iterator[tuple[str, str]]:
    """Names of the pages of Ana's that answer; addresses that are only posted to are tried by nothing here."""
    for name, at in of_ana(owned):
        answer = client.get(at)
        if answer.status_code not in (404, 405):
            yield name, at


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_address_by_purpose(owned: Owned, ben: Person, lets: Lets, purpose: Purpose, now: datetime) -> None:
    """(b) inside the purpose, outside of it, and after the end."""
    given = lets(owned.ana, ben, purpose)
    client = signed_in(ben.user)
    found = {name for name, _at in opened(client, owned)}
    expected = {
        name
        for name, stage in OWNED.items()
        if name.startswith(OPENS[purpose]) and stage not in DRAFTS and name not in NEVER
    }
    posted = {name for name in expected if all(client.get(at).status_code == 405 for at in of(owned, name))}
    assert found == expected - posted
    permissions.end(permission_id=given.pk, by=ben.user, now=now)  # type: ignore[arg-type]
    wrong = [
        (method, at)
        for name, at in of_ana(owned)
        for method, answer in tried(client, name, at)
        if answer.status_code not in (404, 405)
    ]
    assert wrong == []


def of(owned: Owned, name: str) -> list[str]:
    return list(addresses(name, owned.stages[OWNED[name]]))


def test_a_claim_sent_for_another(
    ana: Person, ana_client: Client, ben: Person, ben_client: Client, drafted: Drafted, lets: Lets
) -> None:
    lets(ana, ben, Purpose.CLAIMS)
    chosen = Page(ben_client.get(reverse("claims:new"))).text
    assert "Ana Otieno" in chosen
    claim = drafted(patient=ana, by=ben.user)
    assert ana_client.get(page("check", claim)).status_code == 404
    assert "Keep this claim confidential" not in ben_client.get(page("check", claim)).content.decode()
    send(ben_client, claim, is_confidential="on")
    claim.refresh_from_db()
    assert (claim.state, claim.is_confidential) == (Claim.State.SUBMITTED, False)
    for client in (ana_client, ben_client):
        assert "Sent by Ben for Ana." in Page(client.get(page("status", claim))).text
    entry = AuditEntry.objects.get(act="claim.submitted")
    assert (entry.by, entry.person) == (ben.user, ana.pk)
    assert entry.detail["permission"] == str(ana.permissions_given.get().pk)


def test_the_note_goes_to_the_patient_and_the_question_to_who_may_still_answer(
    ana: Person, ben: Person, drafted: Drafted, sent: Drafted, lets: Lets, now: datetime
) -> None:
    given = lets(ana, ben, Purpose.CLAIMS)
    claim = sent(patient=ana, by=ben.user)
    assert reader_of(claim, now) == ben
    settle(claim_id=claim.pk, now=now)
    assert claim.settlements.get().printed["reader"] == "Ana Otieno"
    permissions.end(permission_id=given.pk, by=ana.user, now=now)  # type: ignore[arg-type]
    assert reader_of(claim, now) == ana


def test_reads_are_written_down_and_the_giver_reads_them(
    ana: Person, ana_client: Client, ben: Person, ben_client: Client, dario_client: Client, sent: Drafted, lets: Lets
) -> None:
    given = lets(ana, ben, Purpose.ALL)
    claim = sent(patient=ana)
    for at in (page("status", claim), reverse("claims:history"), reverse("entitlements:left"), reverse("card:cards")):
        assert ben_client.get(at).status_code == 200
    reads = AuditEntry.objects.filter(by=ben.user, person=ana.pk, act__in=["claim.read", "person.looked_at"])
    assert reads.count() == 4
    assert {entry.detail["permission"] for entry in reads} == {str(given.pk)}
    shown = ana_client.get("/account/readers/?who=family")
    assert [visit.who for visit in shown.context["visits"]][:4] == ["Ben"] * 4
    text = Page(shown).text
    for words in ("opened: claim", "looked at: the list of claims", "looked at: what is left"):
        assert words in text
    assert not ana_client.get("/account/readers/?who=staff").context["visits"]
    assert not dario_client.get("/account/readers/").context["visits"]


def test_what_one_does_oneself_and_parents_for_a_child_is_no_visit(
    ana: Person, ana_client: Client, ben_client: Client, ben: Person, carla: Person, sent: Drafted
) -> None:
    claim = sent(patient=carla, by=ben.user)
    assert ana_client.get(page("status", claim)).status_code == 200
    assert not AuditEntry.objects.filter(act="claim.read").exists()
    assert not list(readers.visits([ana, carla], ana))


def test_a_confidential_claim_is_kept_from_helpers(
    ana: Person, ana_client: Client, ben: Person, ben_client: Client, sent: Drafted, lets: Lets
) -> None:
    lets(ana, ben, Purpose.ALL)
    claim = sent(patient=ana)
    assert ben_client.get(page("status", claim)).status_code == 200
    ana_client.post(page("keep", claim), {"keep": "yes"})
    for at in (page("status", claim), page("document", claim, document_id=claim.documents.get().pk)):
        assert ben_client.get(at).status_code == 404
    assert claim.number not in ben_client.get(reverse("claims:history")).content.decode()
    assert ben_client.post(page("keep", claim), {"keep": "no"}).status_code == 404
    ana_client.post(page("keep", claim), {"keep": "no"})
    assert ben_client.get(page("status", claim)).status_code == 200
    acts = AuditEntry.objects.filter(act__in=["claim.kept_confidential", "claim.opened_to_helpers"])
    assert acts.count() == 2


def test_nobody_but_an_adult_patient_keeps_a_claim_confidential(
    ana: Person, ana_client: Client, ben: Person, ben_client: Client, carla: Person, sent: Drafted, lets: Lets
) -> None:
    lets(ana, ben, Purpose.ALL)
    for client, claim in ((ana_client, sent(patient=carla)), (ben_client, sent(patient=ana))):
        assert client.get(page("status", claim)).status_code == 200
        assert client.post(page("keep", claim), {"keep": "yes"}).status_code == 404
    assert not Claim.objects.filter(is_confidential=True).exists()


def test_the_note_of_a_confidential_claim_is_told_by_mail_without_paper(
    ana: Person, sent: Drafted, now: datetime
) -> None:
    claim = sent(patient=ana)
    keep_confidential(claim_id=claim.pk, is_confidential=True, by=ana.user, now=now)  # type: ignore[arg-type]
    settle(claim_id=claim.pk, now=now)
    write_note(settlement_id=claim.settlements.get().pk, now=now)
    mail = Dispatch.objects.get(kind="settlement-note")
    assert (mail.channel, mail.recipient, mail.attaches, mail.postal_address) == ("email", "ana@example.org", False, "")


def test_what_a_helper_had_begun_is_the_giver_s_when_it_ends(
    ana: Person, ana_client: Client, ben: Person, ben_client: Client, drafted: Drafted, lets: Lets, now: datetime
) -> None:
    given = lets(ana, ben, Purpose.ALL)
    make = drafted(patient=ana, by=ben.user)
    own = drafted(patient=ben, by=ben.user)
    facts: dict[str, Any] = {"form_key": make.form_key, "language": "en", "kind": "hospital"}
    care = begin_request(person=ana, by=ben.user, now=now, **facts)  # type: ignore[arg-type]
    permissions.end(permission_id=given.pk, by=ana.user, now=now)  # type: ignore[arg-type]
    assert ana_client.get(page("check", make)).status_code == 200
    assert ben_client.get(page("check", make)).status_code == 404
    assert ben_client.get(page("check", own)).status_code == 200
    assert ana_client.get(reverse("approvals:where", args=[care.pk])).status_code == 200
    assert AuditEntry.objects.filter(act__endswith=".handed_over", person=ana.pk).count() == 2


def test_without_all_there_is_no_way_to_an_appeal(
    ana: Person, ben: Person, ben_client: Client, sent: Drafted, lets: Lets, now: datetime
) -> None:
    OfficeRules.objects.create(straight_through=Decimal(10**6), why="trial", by=make_staff("head"), at=now)
    claim = sent(line(charged=Decimal(400)), patient=ana)
    settle(claim_id=claim.pk, now=now)
    settlement = claim.settlements.get()
    new = reverse("appeals:new", args=[settlement.pk])
    lets(ana, ben, Purpose.CLAIMS)
    at = reverse("claims:settlement", args=[claim.pk, settlement.pk])
    assert new not in ben_client.get(at).content.decode()
    assert ben_client.get(new).status_code == 404
    lets(ana, ben, Purpose.ALL, accepted=False)
    assert new in ben_client.get(at).content.decode()
    words: dict[str, Any] = {"ground": "price", "words": "x", "language": "en", "by": ben.user, "now": now}
    draft = begin_appeal(what=subject(settlement, None, None), **words)
    assert ben_client.get(reverse("appeals:check", args=[draft.pk])).status_code == 200


def test_a_download_made_before_the_end_is_not_handed_out_after(
    ana: Person, ana_client: Client, ben: Person, ben_client: Client, sent: Drafted, lets: Lets, now: datetime
) -> None:
    given = lets(ana, ben, Purpose.CLAIMS)
    claim = sent(patient=ana)
    ben_client.post(reverse("claims:order_statement"), {"form_key": str(claim.form_key)})
    ordered = Download.objects.get()
    downloads.make(download_id=ordered.pk, now=now)
    at = reverse("claims:download_file", args=[ordered.pk])
    assert ben_client.get(at).status_code == 200
    permissions.end(permission_id=given.pk, by=ana.user, now=now + timedelta(minutes=1))  # type: ignore[arg-type]
    assert ben_client.get(at).status_code == 404


def test_nor_after_a_claim_in_it_became_confidential(
    ana: Person, ben_client: Client, ben: Person, sent: Drafted, lets: Lets, now: datetime
) -> None:
    lets(ana, ben, Purpose.CLAIMS)
    claim = sent(patient=ana)
    ben_client.post(reverse("claims:order_statement"), {"form_key": str(claim.form_key)})
    ordered = Download.objects.get()
    downloads.make(download_id=ordered.pk, now=now)
    keep_confidential(claim_id=claim.pk, is_confidential=True, by=ana.user, now=now)  # type: ignore[arg-type]
    assert ben_client.get(reverse("claims:download_file", args=[ordered.pk])).status_code == 404


def test_a_helper_s_draft_tells_nothing_of_confidential_claims(
    ana: Person, ben: Person, ben_client: Client, drafted: Drafted, sent: Drafted, lets: Lets, now: datetime
) -> None:
    lets(ana, ben, Purpose.CLAIMS)
    before = sent(patient=ana)
    draft = drafted(patient=ana, by=ben.user)
    assert ben_client.get(page("check", draft)).context["foreseen"] is not None
    keep_confidential(claim_id=before.pk, is_confidential=True, by=ana.user, now=now)  # type: ignore[arg-type]
    draft.lines.update(provider_name=before.lines.get().provider_name)
    shown = [ben_client.get(page(name, draft)) for name in ("documents", "lines", "check")]
    shown.append(send(ben_client, draft))
    assert shown[2].context["foreseen"] is None
    assert "with us already" in shown[3].content.decode()
    assert not [answer for answer in shown if before.number in answer.content.decode()]
