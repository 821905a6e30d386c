"""What nobody should type: no form answers with a crash, nothing is run, and what is stored comes out as typed."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.drafts import begin_draft, write_lines
from claims.models import Claim
from claims.notes import write_note
from portal.members.models import Person
from tests.claims.conftest import line
from tests.claims.pages import EXPENSE, Page, expense, expenses, page

pytestmark = pytest.mark.usefixtures("clock", "still_bell")

NAUGHTY = {
    "NUL": "a\x00b",
    "controls": "a\x01\x08\x0b\x1b[31mb\x7f\x85",
    "long": "ab" * 50_000,
    "right to left": "\u202egnp.exe\u2066\u200f\u061c",
    "Arabic": "عيادة النور ١٢",
    "emoji": "👩🏽‍⚕️🇰🇪",
    "combining": "Z̴̡͇̻͖͓͔̲̯̓̓̽̒͜a̸l̷g̶o̶",
    "blanks": "\u00a0\u2003\u3000\ufeff\u200b",
    "SQL": "'; DROP TABLE claims_claim; --",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": "\" onmouseover=\"alert(1)' x='",
    "template": "{{ 7|add:7 }}{% load static %}${7*7}%(name)s%s{0}",
    "path": "../../../../etc/passwd\x00.jpg",
    "header": "a\r\nSet-Cookie: x=1\r\n\r\nb",
    "not a character": "\ufffe\uffff\ufdd0",
    "exponent": "1E400",
    "minus zero": "-0",
    "octal": "0o17",
    "other digits": "१२३",
    "superscript": "²³",
    "fraction": "½",
    "none": "None",
    "undefined": "undefined",
    "list": "[1,2]",
    "formula": "=cmd|' /C calc'!A0",
}
FIELDS = [*EXPENSE, "other_insurance", "emergency", "prescribed_on_day", "prescribed_on_year", "DELETE", "service_on"]
naughty = pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NAUGHTY.items()])


@pytest.fixture
def claim(ana: Person, figures: None, now: datetime) -> Claim:
    """A draft of Ana's."""
    assert ana.user
    claim = begin_draft(form_key=uuid4(), patient=ana, by=ana.user, now=now)
    write_lines(claim_id=claim.pk, lines=[line()], by=ana.user, now=now)
    return claim


def answers_well(response: object) -> None:
    """A page or a redirect; never a crash, and no foreign header."""
    assert response.status_code in {200, 302, 400}, response  # type: ignore[attr-defined]
    assert "x=1" not in str(response.headers)  # type: ignore[attr-defined]


@naughty
def test_the_expenses_page(text: str, ana_client: Client, claim: Claim) -> None:
    for field in FIELDS:
        response = ana_client.post(page("lines", claim), expenses(expense(**{field: text})))
        answers_well(response)
        if response.status_code == 200:
            assert "<script>alert" not in response.content.decode()
            assert 'onmouseover="alert' not in response.content.decode()
    everywhere = expenses(expense(**dict.fromkeys(FIELDS, text)), **{"line-INITIAL_FORMS": text})
    answers_well(ana_client.post(page("lines", claim), everywhere))
    answers_well(ana_client.post(page("lines", claim), {**everywhere, "another": text, "line-TOTAL_FORMS": text}))
    answers_well(ana_client.get(page("lines", claim)))
    answers_well(ana_client.get(page("check", claim)))


@naughty
def test_the_other_forms(text: str, ana_client: Client, claim: Claim) -> None:
    answers_well(ana_client.post(reverse("claims:new"), {"form_key": text, "patient": text}))
    answers_well(ana_client.post(page("check", claim), {"checked": text, "true": text}))
    answers_well(ana_client.post(page("documents", claim), {"documents": text}))
    answers_well(ana_client.post(page("lines", claim), {text[:500]: text}))
    answers_well(ana_client.get(reverse("claims:history"), {"page": text[:500]}))


@naughty
def test_a_stored_name_is_shown_and_printed_as_typed(
    text: str, ana: Person, claim: Claim, ana_client: Client, now: datetime
) -> None:
    """The provider's name is the only free text of a claim: no name may stop its page, decision or note."""
    shown = Page(ana_client.post(page("lines", claim), expenses(expense(provider_name=text[:200]))))
    if shown.summary:
        assert claim.lines.get().provider_name == "Dr Achieng"
        return
    facts = {"state": "submitted", "submitted_at": now, "received_on": now.date(), "number": "C-1"}
    Claim.objects.filter(pk=claim.pk).update(**facts)
    settle(claim_id=claim.pk, now=now)
    response = ana_client.get(page("status", claim))
    assert "<script>alert" not in response.content.decode()
    assert write_note(settlement_id=claim.settlements.get().pk, now=now).bytes > 1000
