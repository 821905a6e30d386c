"""From the question before an operation to the estimate beside the outcome: a member, a hospital without an account
and the guarantee desk, each in a browser of their own.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from approvals.guarantees.models import Guarantee
from approvals.models import CareRequest
from claims.invoices.models import ProviderInvoice
from claims.models import OfficeRules
from claims.payments.models import Payment
from portal.members.models import Person
from providers.models import Provider
from tests.browser import needs_chromium
from tests.claims.conftest import photo
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_staff
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]
FEE, VISIT = "hosp_outpatient_surgery_doctor_fee", "gp_consultation"


def day(name: str, on: datetime) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def test_from_the_question_to_the_outcome(
    visit: Callable[..., Visitor],
    ana: Person,
    figures: None,
    mails: MailServer,
    work: Callable[[], int],
    now: datetime,
) -> None:
    rules = {"straight_through": Decimal(10**6), "new_providers": False, "why": "trial", "at": now - timedelta(days=1)}
    OfficeRules.objects.create(by=make_staff("boss"), **rules)
    hospital = Provider.objects.create(name="Lakeside Hospital", kind="hospital", city="Nairobi", country="KE")

    member = visit(album="guaranteed-member")
    care = asks(member, hospital, now)
    provider = visit(album="guaranteed-provider")
    estimates(provider, link_for(member, care), now)

    desk = at_desk(visit, "guarantee desk", album="guaranteed-desk")
    desk.go(reverse("admin:guarantees_guarantee_decide", args=[care.pk]))
    desk.field("valid_from").fill(f"{now:%Y-%m-%d}")
    desk.field("valid_until").fill(f"{now + timedelta(days=30):%Y-%m-%d}")
    desk.press("Issue the guarantee")
    guarantee = Guarantee.objects.get()
    assert (guarantee.state, guarantee.provider, guarantee.charged) == ("issued", hospital, 1200)
    work()

    confirms(provider, guarantee, now)
    invoices(provider, guarantee, now)
    invoice = ProviderInvoice.objects.get()
    assert (invoice.state, invoice.differences) == ("claimed", [])
    work()
    guarantee.refresh_from_db()
    payment = Payment.objects.get()
    assert (guarantee.state, payment.provider, payment.amount) == ("used", hospital, 1120)
    provider.go(reverse("guarantees:verify", args=[guarantee.seal]))
    assert "Nothing more is guaranteed." in provider.text

    reads(member, care, guarantee, invoice)
    desk.go(reverse("admin:invoices_providerinvoice_changelist"))
    desk.follow(invoice.number)
    assert "Taken up as a claim" in desk.page.content()


def asks(member: Visitor, hospital: Provider, now: datetime) -> CareRequest:
    member.go(reverse("providers:provider", args=[hospital.pk]))
    member.sign_in("414/20001", PASSWORD)
    member.follow("Ask for a guarantee here")
    member.page.get_by_text("Surgery without a night in hospital").click()
    member.press("Continue")
    member.follow("Continue")
    member.fill({**day("from_on", now), "diagnosis": "Cataract", "treatment": "A new lens"})
    member.press("Continue")
    member.attach(("report.jpg", "image/jpeg", photo().read()))
    member.page.locator("#stored li").first.wait_for()
    member.follow("Continue")
    member.press("Send the request")
    return CareRequest.objects.sent().get()


def link_for(member: Visitor, care: CareRequest) -> str:
    """The address of the estimate, as the member is told it once."""
    member.go(reverse("estimates:ask", args=[care.pk]))
    member.fill({"provider_name": "Lakeside Hospital", "language": "en"})
    member.press("Make the link")
    return urlsplit(member.page.locator("#address").input_value()).path


def estimates(provider: Visitor, address: str, now: datetime) -> None:
    provider.go(address)
    provider.press("Begin")
    provider.fill({**day("from_on", now), "currency": "USD", "contact_name": "Joy", "contact_phone": "+254 1"})
    provider.fill({"line-0-benefit": FEE, "line-0-quantity": "1", "line-0-unit_price": "800"})
    provider.press("Add a line")
    provider.fill({"line-1-benefit": VISIT, "line-1-quantity": "2", "line-1-unit_price": "200"})
    provider.press("Continue")
    provider.follow("Continue")
    provider.press("Send the estimate")
    assert "Your estimate is with us" in provider.text


def confirms(provider: Visitor, guarantee: Guarantee, now: datetime) -> None:
    """Admission, then discharge, with the code of the paper."""
    provider.go(reverse("guarantees:verify", args=[guarantee.seal]))
    for _kind in ("admission", "discharge"):
        provider.fill({"on": f"{now:%Y-%m-%d}", "code": guarantee.code})
        provider.press("Confirm")
    assert "Discharge confirmed" in provider.text


def invoices(provider: Visitor, guarantee: Guarantee, now: datetime) -> None:
    """First with something wrong, then as it should be; sent twice by a double click, it is one."""
    provider.follow("Enter the invoice here")
    provider.fill({"code": guarantee.code})
    provider.press("Continue")
    provider.press("Continue")
    assert provider.errors()
    provider.fill({"invoice_number": "LH/77", "patient_name": "Ana Otieno", "born_on_day": "14"})
    provider.fill({"born_on_month": "3", "born_on_year": "1980"})
    provider.fill({"contact_name": "Joy", "contact_email": "billing@lakeside.example"})
    provider.fill({**day("line-0-service_on", now), "line-0-benefit": FEE, "line-0-amount": "800"})
    provider.press("Add a line")
    provider.fill({**day("line-1-service_on", now), "line-1-benefit": VISIT, "line-1-quantity": "2"})
    provider.fill({"line-1-amount": "400"})
    provider.press("Continue")
    provider.attach(("invoice.jpg", "image/jpeg", photo().read()))
    provider.page.locator("#stored li").first.wait_for()
    provider.follow("Continue")
    provider.press("Send the invoice")
    assert re.search("Receipt number B-", provider.text)


def reads(member: Visitor, care: CareRequest, guarantee: Guarantee, invoice: ProviderInvoice) -> None:
    member.go(reverse("approvals:request", args=[care.pk]))
    assert "You need not send this bill yourself." in member.text
    member.go(reverse("claims:status", args=[invoice.claim_id]))
    assert "you owe them your part only" in member.text
    member.go(reverse("guarantees:guarantee", args=[guarantee.pk]))
    member.follow("Estimate and outcome")
    assert "You owe them your part only: 80.00\u00a0USD" in member.text
    assert "Everything came as it was estimated." in member.text
