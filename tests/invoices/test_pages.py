"""The provider's pages and the desk: codes, addresses, what was typed, receipts, files, duplicates."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.guarantees.models import Guarantee, Stay
from claims.alike import near_pairs
from claims.drafts import add_document, begin_draft, write_lines
from claims.duplicates import SentBefore
from claims.intake import submit_claim
from claims.invoices.awaiting import awaited
from claims.invoices.drafts import MISSES
from claims.invoices.files import HEADER, import_invoices
from claims.invoices.models import ProviderInvoice
from claims.models import Claim
from portal.members.models import AuditEntry, Person, User
from portal.post.models import Dispatch
from portal.vault.tables import UnreadableFile
from tests.claims.conftest import line, photo
from tests.invoices.conftest import CARE, NAME, Invoiced, Issued

pytestmark = pytest.mark.usefixtures("still_bell", "clock", "private")


def days(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def typed(**changed: str) -> dict[str, str]:
    plain = {
        "invoice_number": "RH 2026/117",
        "is_last": "on",
        "patient_name": "Ana Otieno",
        **days("born_on", date(1980, 3, 14)),
        **days("admitted_on", CARE),
        **days("discharged_on", CARE),
        "country": "KE",
        "currency": "USD",
        "contact_name": "Joy Mwangi",
        "contact_email": "billing@riverside.example",
        "line-TOTAL_FORMS": "1",
        "line-INITIAL_FORMS": "0",
        **days("line-0-service_on", CARE),
        "line-0-benefit": "gp_consultation",
        "line-0-quantity": "1",
        "line-0-amount": "1,500.00",
    }
    return {**plain, **changed}


def begun(guarantee: Guarantee) -> tuple[Client, str]:
    """A provider's browser that typed the code, and the address it was led to."""
    client = Client()
    answer = client.post(reverse("invoices:begin", args=[guarantee.seal]), {"code": guarantee.code})
    assert answer.status_code == 302, answer.content.decode()
    return client, answer.headers["Location"]


def sent(client: Client, at: str, **changed: str) -> Any:
    answer = client.post(at, typed(**changed))
    assert answer.status_code == 302, re.findall(r"error[^<]*<[^>]*>[^<]*", answer.content.decode())[:9]
    client.post(f"{at}documents/", {"documents": photo()})
    page = client.get(f"{at}check/").content.decode()
    checked = re.search(r'name="checked" value="([^"]+)"', page)
    assert checked, page
    return client.post(f"{at}check/", {"checked": checked[1]}, follow=True)


def test_from_the_code_to_the_receipt(issued: Issued, ana: Person) -> None:
    guarantee = issued()
    client, at = begun(guarantee)
    page = client.get(at).content.decode()
    assert "Otieno" not in page, "the page tells nothing about the patient"
    answer = sent(client, at)
    invoice = ProviderInvoice.objects.get()
    assert (invoice.state, invoice.claim is not None, invoice.total) == ("claimed", True, 1500)
    assert invoice.number in answer.content.decode()
    assert "1,500" not in client.get(at).content.decode(), "the address is the receipt now, and tells no amount"
    mail = Dispatch.objects.get(kind="invoice-receipt")
    assert "Otieno" not in f"{mail.subject} {mail.body_text}"
    again, there = begun(guarantee)
    assert "It was here already" in sent(again, there, invoice_number="rh 2026 117").content.decode()
    assert Claim.objects.count() == 1


def test_wrong_codes_are_counted(issued: Issued) -> None:
    guarantee, client = issued(), Client()
    at = reverse("invoices:begin", args=[guarantee.seal])
    assert [client.post(at, {"code": "AAAA2222"}).status_code for _try in range(6)] == [422] * 5 + [429]
    assert client.post(at, {"code": guarantee.code}).status_code == 429
    assert not ProviderInvoice.objects.exists()


def test_guessed_addresses_lead_nowhere_and_are_counted(issued: Issued) -> None:
    client = Client()
    codes = [client.get("/provider-invoice/guessed/").status_code for _try in range(MISSES.most + 1)]
    assert codes == [404] * MISSES.most + [429]


def test_what_is_wrong_is_said_and_kept(issued: Issued) -> None:
    client, at = begun(issued())
    tomorrow = date(2026, 11, 21)
    wrong: list[tuple[dict[str, str], str]] = [
        ({"currency": "XXX"}, "We do not know this currency"),
        ({"patient_name": "Eva Meier"}, "do not go with this guarantee"),
        (days("discharged_on", CARE - timedelta(days=1)), "The last day is before the first"),
        (days("discharged_on", tomorrow), "still to come"),
        ({"line-0-amount": "0"}, "The amount must be more than zero"),
        ({"line-0-benefit": "other"}, "Say what it is"),
        ({"invoice_number": "///"}, "Enter the number of your invoice"),
    ]
    for changed, words in wrong:
        page = client.post(at, typed(**changed)).content.decode()
        assert words in page, changed
        assert "Joy Mwangi" in page
    assert "Joy Mwangi" in client.get(at).content.decode(), "kept, though it was wrong"
    assert client.get(f"{at}check/").status_code == 302


def test_without_the_document_it_is_not_sent(issued: Issued) -> None:
    client, at = begun(issued())
    client.post(at, typed())
    checked = ProviderInvoice.objects.get().changed_at.isoformat()
    assert "Add the invoice itself" in client.post(f"{at}check/", {"checked": checked}).content.decode()
    assert ProviderInvoice.objects.get().state == "draft"


def test_an_address_ends(issued: Issued, now: datetime) -> None:
    client, at = begun(issued())
    ProviderInvoice.objects.update(expires_at=now - timedelta(seconds=1))
    assert client.get(at).status_code == 404
    assert client.post(at, typed()).status_code == 404


def test_the_member_s_own_bill_is_recognised(issued: Issued, invoiced: Invoiced, ana: Person, now: datetime) -> None:
    """The same day and amount from the provider after her, and from her after the provider."""
    mine = begin_draft(form_key=issued().pk, patient=ana, by=ana.user, now=now)
    add_document(claim_id=mine.pk, upload=photo(), by=ana.user, now=now)
    bill = line(service_on=CARE, charged=Decimal(1500), provider_name=NAME)
    write_lines(claim_id=mine.pk, lines=[bill], by=ana.user, now=now)
    mine.refresh_from_db()
    submit_claim(claim_id=mine.pk, checked=mine.changed_at, by=ana.user, now=now)
    mine.refresh_from_db()
    invoice = invoiced(Guarantee.objects.get())
    assert invoice.differences == [["duplicate", {"claims": mine.number}]]


def test_what_the_provider_sent_the_member_need_not(
    issued: Issued, invoiced: Invoiced, ana: Person, now: datetime
) -> None:
    guarantee = issued()
    invoice = invoiced(guarantee)
    draft = begin_draft(form_key=guarantee.pk, patient=ana, by=ana.user, now=now)
    add_document(claim_id=draft.pk, upload=photo(), by=ana.user, now=now)
    bill = line(service_on=CARE, charged=Decimal(1500), provider_name=NAME)
    write_lines(claim_id=draft.pk, lines=[bill], by=ana.user, now=now)
    draft.refresh_from_db()
    with pytest.raises(SentBefore) as refused:
        submit_claim(claim_id=draft.pk, checked=draft.changed_at, by=ana.user, now=now)
    assert invoice.claim
    assert (refused.value.first, "we pay them directly" in str(refused.value)) == (invoice.claim, True)
    assert near_pairs(invoice.claim) == []


def csv(*rows: dict[str, str]) -> BytesIO:
    lines = [",".join(HEADER), *(",".join(row.get(name, "") for name in HEADER) for row in rows)]
    return BytesIO("\n".join(lines).encode())


def row(promised: Guarantee, **said: str) -> dict[str, str]:
    plain = {"guarantee": promised.number, "invoice_number": "F-1", "last": "yes", "patient": "Ana Otieno"}
    plain |= {"born_on": "1980-03-14", "admitted_on": str(CARE), "discharged_on": str(CARE), "country": "KE"}
    plain |= {"currency": "USD", "service_on": str(CARE), "benefit": "gp_consultation", "quantity": "1"}
    return {**plain, "amount": "700.00", **said}


def test_a_file_is_tried_then_taken_and_twice_is_once(issued: Issued, officer: User, now: datetime) -> None:
    guarantee = issued()
    rows = [
        row(guarantee),
        row(guarantee, amount="800"),
        row(guarantee, invoice_number="F-2", patient="Eva Meier"),
        row(guarantee, invoice_number="F-3", amount="x"),
        row(guarantee, invoice_number="F-3"),
        row(guarantee, guarantee="G-NONE"),
    ]
    said: dict[str, Any] = {"by": officer, "now": now}
    tried = import_invoices(file=csv(*rows), dry_run=True, **said)
    assert (tried.added, [number for number, _why in tried.refused]) == ([2, 3], [4, 5, 6, 7])
    assert not ProviderInvoice.objects.exists()
    assert import_invoices(file=csv(*rows), dry_run=False, **said) == tried
    assert ProviderInvoice.objects.get().total == 1500
    again = import_invoices(file=csv(*rows), dry_run=False, **said)
    assert (again.added, again.same, ProviderInvoice.objects.count()) == ([], [2, 3], 1)
    with pytest.raises(UnreadableFile):
        import_invoices(file=BytesIO(b"a,b\n"), dry_run=True, **said)


def test_the_desk_keys_in_and_handles_what_differs(issued: Issued, staff_client: Callable[..., Client]) -> None:
    guarantee = issued()
    client = staff_client("guarantee desk")
    answer = client.post(reverse("admin:invoices_providerinvoice_enter", args=[guarantee.pk]))
    sent(client, answer.headers["Location"], contact_email="", contact_name="", **{"line-0-amount": "1600"})
    invoice = ProviderInvoice.objects.get()
    assert (invoice.source, invoice.keyed_by, invoice.state) == ("desk", client.user, "waiting")
    screen = client.get(reverse("admin:invoices_providerinvoice_screen", args=[invoice.pk])).content.decode()
    assert "Above the guarantee" in screen
    client.post(reverse("admin:invoices_providerinvoice_back", args=[invoice.pk]), {"words": "A slip?"})
    invoice.refresh_from_db()
    assert invoice.state == "returned"
    assert Dispatch.objects.get(kind="invoice-sent-back").recipient == guarantee.provider_email
    for path in ("changelist", "awaited", "file"):
        assert client.get(reverse(f"admin:invoices_providerinvoice_{path}")).status_code == 200
    request = reverse("admin:approvals_carerequest_change", args=[guarantee.request_id])
    assert "A slip?" not in client.get(request).content.decode()


def test_stays_that_ended_without_an_invoice_are_asked_for(
    issued: Issued, staff_client: Callable[..., Client], now: datetime
) -> None:
    guarantee = issued()
    assert awaited(today=now.date()) == [], "the stay is still planned"
    for kind in Stay.Kind:
        Stay.objects.create(guarantee=guarantee, kind=kind, on=CARE, confirmed_at=now)
    (one,) = awaited(today=now.date())
    assert (one.guarantee, one.ended_on, one.asked_at) == (guarantee, CARE, None)
    client = staff_client("guarantee desk")
    client.post(reverse("admin:invoices_providerinvoice_ask", args=[guarantee.pk]))
    mail = Dispatch.objects.get(kind="invoice-link")
    address = re.search(r"/provider-invoice/[^/]+/", mail.body_text)
    assert address
    assert Client().get(address[0]).status_code == 200
    assert awaited(today=now.date())[0].asked_at is not None
    assert AuditEntry.objects.filter(act="guarantee.invoice_asked", by=client.user).count() == 1
    sent(Client(), address[0])
    assert awaited(today=now.date()) == []
