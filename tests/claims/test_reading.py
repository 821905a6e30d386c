"""The pages a member reads: they write nothing, and cost the same however long her history is."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.adjudication import settle
from claims.drafts import begin_draft, write_lines
from claims.models import Claim
from claims.notes import write_note
from portal.members.models import Person
from portal.vault.numbers import fresh_number
from portal.work.jobs import drain
from tests.claims.conftest import line
from tests.claims.pages import Page, page

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@pytest.fixture
def settled(sent: Drafted, now: datetime) -> Callable[..., Claim]:
    """`settled(line(...))`: sent and decided."""

    def make(*lines: dict) -> Claim:
        claim = sent(*lines)
        settle(claim_id=claim.pk, now=now)
        return claim

    return make


def writes(queries: CaptureQueriesContext) -> list[str]:
    """What was written, sessions left out."""
    return [
        query["sql"]
        for query in queries.captured_queries
        if query["sql"].lstrip().upper().startswith(WRITES) and "django_session" not in query["sql"]
    ]


def test_no_page_writes_when_it_is_read(
    ana_client: Client, drafted: Drafted, sent: Drafted, settled: Callable[..., Claim], now: datetime
) -> None:
    draft, waiting, decided = drafted(), sent(), settled()
    review = settled(line(benefit="mri_pet_ct_outpatient"))
    write_note(settlement_id=decided.settlements.get().pk, now=now)
    addresses = [reverse(name) for name in ("home", "claims:history", "claims:new")]
    addresses += [page(name, draft) for name in ("documents", "lines", "check", "status", "discard")]
    addresses += [page("status", claim) for claim in (waiting, decided, review)]
    files = [page("note", decided)]
    for claim in (draft, decided):
        of = {"document_id": claim.documents.get().pk}
        files.append(page("document", claim, **of))
        addresses.append(page("remove_document", claim, **of))
    asked = [("get", each) for each in files] + [(method, each) for each in addresses for method in ("get", "head")]
    for method, address in asked:
        with CaptureQueriesContext(connection) as queries:
            response = getattr(ana_client, method)(address)
            if response.streaming:
                b"".join(response)
        assert response.status_code in {200, 302}, (method, address)
        assert not writes(queries), address


def queries_of(client: Client, address: str) -> int:
    """How many queries the page takes, warmed up."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_of_home_and_history_stay_constant(
    ana: Person, ana_client: Client, settled: Callable[..., Claim], drafted: Drafted, sent: Drafted, now: datetime
) -> None:
    for make in (settled, drafted, sent):
        make(line(), line(benefit="spec_consultation"))
    before = {name: queries_of(ana_client, reverse(name)) for name in ("home", "claims:history")}
    assert ana.user
    for number in range(30):
        claim = begin_draft(form_key=uuid4(), patient=ana, by=ana.user, now=now)
        write_lines(claim_id=claim.pk, lines=[line(), line()], by=ana.user, now=now)
        if number % 3:
            facts = {"state": "submitted", "submitted_at": now, "received_on": now.date(), "number": fresh_number("C")}
            Claim.objects.filter(pk=claim.pk).update(**facts)
        if number % 3 == 2:
            settle(claim_id=claim.pk, now=now)
    after = {name: queries_of(ana_client, reverse(name)) for name in ("home", "claims:history")}
    assert after == before
    assert after["claims:history"] < 25
    assert after["home"] < 40


def test_queries_of_a_status_page_stay_constant(ana_client: Client, settled: Callable[..., Claim]) -> None:
    one = settled(line())
    before = queries_of(ana_client, page("status", one))
    long = settled(*[line(charged=n) for n in range(1, 13)])
    assert queries_of(ana_client, page("status", long)) == before
    assert before < 25


def test_queries_of_a_draft_s_pages_stay_constant(ana_client: Client, drafted: Drafted) -> None:
    short, long = drafted(line()), drafted(*[line(charged=n) for n in range(1, 13)])
    for name in ("documents", "lines", "check"):
        assert queries_of(ana_client, page(name, long)) == queries_of(ana_client, page(name, short)), name


@pytest.mark.parametrize("number", ["0", "-1", "99", "last", "x", "1'", "9" * 400])
def test_a_page_number_that_is_none_is_some_page(number: str, ana_client: Client, sent: Drafted) -> None:
    sent()
    assert ana_client.get(reverse("claims:history"), {"page": number}).status_code == 200


def test_each_stage_is_told_in_words(ana_client: Client, sent: Drafted, settled: Callable[..., Claim]) -> None:
    assert "safely with us" in Page(ana_client.get(page("status", sent()))).text
    review = Page(ana_client.get(page("status", settled(line(benefit="mri_pet_ct_outpatient"))))).text
    assert "A person looks at" in review
    done = Page(ana_client.get(page("status", settled()))).text
    assert "The plan pays" in done
    assert "80.00" in done


def test_the_first_visit_says_what_to_do(ana_client: Client) -> None:
    assert "No claims yet" in Page(ana_client.get(reverse("claims:history"))).text
    assert "Send a claim" in Page(ana_client.get(reverse("home"))).text


@pytest.mark.django_db(transaction=True)
def test_the_whole_way_from_draft_to_note(ana_client: Client, sent: Drafted, now: datetime) -> None:
    claim = sent()
    drain(now)
    response = ana_client.get(page("note", claim))
    assert b"".join(response).startswith(b"%PDF")  # type: ignore[call-overload]
