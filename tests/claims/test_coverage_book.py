"""The coverage book on the desk: who reads it, that it is complete, and that it counts what was decided."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.adjudication import settle
from claims.admin.decided import read_decided
from claims.models import Claim
from portal.benefits import coverage
from portal.benefits.plans import load_plan
from tests.claims.conftest import line

PLAN = load_plan("un-mip-2018-07")
BOOK = "/admin/coverage/"
SECTIONS = [f"{BOOK}sections/{section.replace('/', '-')}/" for section in PLAN.sections]
PAGES = [BOOK, f"{BOOK}rules/", f"{BOOK}readings/", *SECTIONS]
Staff = Callable[..., Any]


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


@pytest.mark.parametrize("role", ["plan analyst", "auditor"])
def test_analyst_and_auditor_read_it(staff_client: Staff, role: str) -> None:
    client = staff_client(role)
    for address in PAGES:
        words(client, address)
        assert client.post(address).status_code == 405
    assert client.get(f"{BOOK}sections/9.9/").status_code == 404
    assert 'href="/admin/benefits/coveragebook/"' in words(client, "/admin/")
    assert client.get("/admin/benefits/coveragebook/").headers["Location"] == BOOK
    assert client.get("/admin/benefits/coveragebook/add/").status_code == 403


@pytest.mark.parametrize("role", ["assessor", "medical consultant", "finance", "member services", "provider relations"])
def test_for_others_it_does_not_exist(staff_client: Staff, role: str, db: None) -> None:
    client = staff_client(role)
    assert {client.get(address).status_code for address in PAGES} == {404}
    assert "coveragebook" not in words(client, "/admin/")
    assert client.get("/admin/benefits/coveragebook/").status_code == 403


def test_members_and_strangers_are_kept_out(ana_client: Client, client: Client) -> None:
    assert {ana_client.get(address).status_code for address in PAGES} == {404}
    assert {client.get(address).status_code for address in PAGES} == {302}


def test_the_table_of_clauses_without_a_case_is_empty(staff_client: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    client = staff_client("plan analyst")
    assert "Every clause that the engine applies is tried" in words(client, BOOK)
    index = {key: cases for key, cases in coverage.load_index(PLAN.code).items() if key != "row:lenses"}
    monkeypatch.setattr("claims.admin.coverage.load_index", lambda plan: index)
    page = words(client, BOOK)
    assert "row:lenses" in page
    assert "Every clause that the engine applies is tried" not in page


def test_every_benefit_rule_and_reading_stands_in_the_book(staff_client: Staff) -> None:
    client = staff_client("auditor")
    sections = " ".join(words(client, address) for address in SECTIONS)
    assert [code for code in PLAN.rows if f"<code>{code}</code>" not in sections] == []
    readings = words(client, f"{BOOK}readings/")
    assert [one.number for one in PLAN.readings.values() if f">{one.number}</td>" not in readings] == []
    rules = words(client, f"{BOOK}rules/")
    for told in ("War service", "A person decides", "never by the engine", "AF: PK", "Stop-loss of a retired family"):
        assert told in rules
    assert "own/exclusions: exclusion-each" in rules


def test_the_book_counts_what_was_decided(staff_client: Staff, sent: Callable[..., Claim], now: datetime) -> None:
    for claim in (
        sent(line(), line(charged=Decimal(50)), line(benefit="rx_general")),
        sent(line(benefit="mri_pet_ct_outpatient")),
    ):
        settle(claim_id=claim.pk, now=now)
    found = read_decided()
    assert found.total == 3
    assert found.by_outcome("gp_consultation") == [("paid", 2)]
    assert found.by_reason("rx_general") == [("prescription_missing", 1)]
    assert (found.cut("coinsurance"), found.percent(1)) == (2, Decimal("33.3"))
    client = staff_client("plan analyst")
    assert "2 expenses, 66.7% of all: 2 paid." in words(client, f"{BOOK}sections/2.3/")
    assert "Prescription missing: 1" in words(client, f"{BOOK}sections/2.8/")
    Claim.objects.get(settlements__isnull=False).settlements.update(superseded_at=now)
    assert read_decided().total == 0


def test_questions_to_the_database_do_not_grow(staff_client: Staff, sent: Callable[..., Claim], now: datetime) -> None:
    client = staff_client("plan analyst")
    counts = set()
    for lines in (1, 12):
        settle(claim_id=sent(*[line(charged=Decimal(n + 1)) for n in range(lines)]).pk, now=now)
        with CaptureQueriesContext(connection) as seen:
            words(client, f"{BOOK}sections/2.3/")
        counts.add(len(seen))
    assert len(counts) == 1, counts
