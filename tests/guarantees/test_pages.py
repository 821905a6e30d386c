"""The member's pages and the page behind the code: who sees what, and what the provider confirms."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.guarantees.ending import revoke, use_guarantee
from approvals.guarantees.issuing import issue
from approvals.guarantees.models import Guarantee, Stay
from approvals.guarantees.papers import write_papers
from portal.members.models import AuditEntry, Person, User
from tests.conftest import signed_in
from tests.guarantees.conftest import Issued, line, offer, planned

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def seal_of(guarantee: Guarantee) -> str:
    return reverse("guarantees:verify", args=[guarantee.seal])


def test_she_sees_her_own_and_nobody_else(issued: Issued, ana_client: Client, stranger: Person, now: datetime) -> None:
    guarantee = issued()
    write_papers(guarantee_id=guarantee.pk, now=now)
    page, paper = (reverse(f"guarantees:{name}", args=[guarantee.pk]) for name in ("guarantee", "paper"))
    shown = text(ana_client.get(page))
    assert "Riverside Hospital" in shown
    assert "1,200.00 USD" in shown
    assert "This is paid to Riverside Hospital directly" in shown
    assert guarantee.number in text(ana_client.get(reverse("guarantees:list")))
    assert ana_client.get(paper)["Content-Disposition"].endswith('filename="guarantee-of-payment.pdf"')
    assert guarantee.code not in shown, "the code is for the provider"
    assert stranger.user
    other = signed_in(stranger.user)
    assert [other.get(address).status_code for address in (page, paper)] == [404, 404]


def test_old_versions_lead_to_the_new_one(
    issued: Issued, ana: Person, ana_client: Client, officer: User, now: datetime
) -> None:
    first = issued()
    second = issue(
        request_id=first.request_id, planned=planned(ana), offer=offer(), newest=first.pk, by=officer, now=now
    )
    shown = text(ana_client.get(reverse("guarantees:guarantee", args=[first.pk])))
    assert "There is a newer version" in shown
    assert reverse("guarantees:guarantee", args=[second.pk]) in shown
    assert "There is a newer guarantee with the same number" in text(Client().get(seal_of(first)))


def test_whoever_holds_the_paper_learns_whether_it_holds(
    issued: Issued, client: Client, officer: User, now: datetime
) -> None:
    guarantee = issued()
    shown = text(client.get(seal_of(guarantee)))
    assert "Still guaranteed" in shown
    assert "1,200.00 USD" in shown
    for secret in ("Ana", "Otieno", "Gallstones", "gallbladder", "Riverside", "general practitioner", guarantee.code):
        assert secret not in shown
    use_guarantee(guarantee_id=guarantee.pk, by=officer, now=now)
    used = text(client.get(seal_of(guarantee)))
    assert "Nothing more is guaranteed" in used
    assert "1,200.00" not in used
    unknown = client.get(reverse("guarantees:verify", args=["00000000-0000-4000-8000-000000000000"]))
    assert (unknown.status_code, unknown["Referrer-Policy"]) == (404, "same-origin")


def test_a_revoked_one_says_so(issued: Issued, client: Client, officer: User, now: datetime) -> None:
    guarantee = issued()
    revoke(guarantee_id=guarantee.pk, reasons="Called off.", by=officer, now=now)
    shown = text(client.get(seal_of(guarantee)))
    assert "It does not hold" in shown
    assert "Called off" not in shown


def test_looking_is_limited(issued: Issued, client: Client) -> None:
    address = seal_of(issued())
    assert {client.get(address).status_code for _time in range(30)} == {200}
    stopped = client.get(address)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "600")


def day(kind: str, on: date, code: str) -> dict[str, str]:
    return {"kind": kind, "on": str(on), "code": code}


def test_the_provider_confirms_with_the_code(issued: Issued, client: Client, ana_client: Client, now: datetime) -> None:
    guarantee = issued(line(from_on=now.date()), valid_from=now.date())
    address = seal_of(guarantee)
    typed = f" {guarantee.code[:4].lower()}-{guarantee.code[4:]} "
    assert client.post(address, day("discharge", now.date(), typed)).status_code == 200, "nobody came yet"
    for _time in range(2):  # clicked twice
        assert client.post(address, day("admission", now.date(), typed)).status_code == 200
    answer = text(client.post(address, day("discharge", now.date(), typed)))
    assert "Now send us the invoice" in answer
    assert list(Stay.objects.values_list("kind", flat=True)) == ["admission", "discharge"]
    assert AuditEntry.objects.filter(act__in=["guarantee.admission", "guarantee.discharge"]).count() == 2
    assert "What the provider confirmed" in text(ana_client.get(reverse("guarantees:guarantee", args=[guarantee.pk])))


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "22222222"},
        {"code": ""},
        {"on": "2026-12-01"},  # still to come
        {"on": "2020-01-01"},  # before it held
        {"on": "soon"},
        {"kind": "birth"},
    ],
)
def test_bad_confirmations(issued: Issued, client: Client, now: datetime, fields: dict[str, str]) -> None:
    guarantee = issued(line(from_on=now.date()), valid_from=now.date())
    known = day("admission", now.date(), guarantee.code)
    assert "Please check your answers" in text(client.post(seal_of(guarantee), {**known, **fields}))
    assert not Stay.objects.exists()


def test_codes_are_not_tried_out(issued: Issued, client: Client, now: datetime) -> None:
    guarantee = issued(line(from_on=now.date()), valid_from=now.date())
    wrong = [client.post(seal_of(guarantee), day("admission", now.date(), "22222222")) for _time in range(6)]
    assert [one.status_code for one in wrong] == [200] * 5 + [429]
    assert client.post(seal_of(guarantee), day("admission", now.date(), guarantee.code)).status_code == 429
    assert not Stay.objects.exists()


def test_staff_have_no_member_pages(issued: Issued, staff_client: Callable[..., Client]) -> None:
    guarantee = issued()
    desk = staff_client("guarantee desk")
    assert desk.get(reverse("guarantees:guarantee", args=[guarantee.pk])).status_code == 404
