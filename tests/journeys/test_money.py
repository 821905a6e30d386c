"""Money on its way: the member gives her account, two colleagues of finance pay, the bank answers, she reads it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from claims.adjudication import settle
from claims.models import Claim
from claims.payments.due import pay_claims
from claims.payments.models import Transfer
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.payments.bank_says import entry, notification
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]


def test_from_the_member_s_account_to_paid(
    visit: Visit, ana: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    claim = sent()
    settle(claim_id=claim.pk, now=now)
    pay_claims(claim_ids=[claim.pk], now=now)
    member = visit(album="money-member", color_scheme="dark")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    with member.page.expect_navigation():
        member.page.locator("main a", has_text="Give bank details").click()
    member.look()
    give_account(member)

    first = at_desk(visit, "finance", reference="first", album="money-first")
    first.follow("Payments")
    first.press("Prepare a run in USD")
    assert "You prepared this run" in first.text
    second = at_desk(visit, "finance", reference="second", album="money-second", width=360, color_scheme="dark")
    second.go("/admin/money/")
    second.page.locator("[data-row] a[data-open]").first.click()
    second.look()
    second.press("Release 80.00\u00a0USD")
    with second.page.expect_download() as download:
        second.button("Fetch the file for the bank").click()
    assert download.value.suggested_filename == "payments.xml"

    transfer = Transfer.objects.select_related("run").get()
    said = notification([entry(transfer), entry("of-somebody-else", amount=5)])
    first.go("/admin/money/")
    first.attach(("bank.xml", "application/xml", said))
    first.press("Read the file")
    first.press("Book what is below")
    first.follow("Payments")
    first.page.get_by_label("What was done about of-somebody-else").fill("asked the bank")
    first.press("Done")
    first.follow("Proof of the books")
    assert "Everything agrees" in first.text

    member.go(f"/claims/{claim.pk}/")
    assert "was paid on 24 November 2026 to the account ending in 6769" in member.text


def give_account(member: Visitor) -> None:
    """Confirming who she is, then with a slip of the finger first."""
    with member.page.expect_navigation():
        member.page.locator("main a", has_text="Give bank details").click()
    member.look()
    member.fill({"password": PASSWORD})
    member.press("Confirm")
    typed = {"holder": "Ana Otieno", "country": "BE", "account": "BE71 0961 2345 6768", "currency": "EUR"}
    member.fill(typed)
    member.press("Save bank details")
    assert len(member.errors()) == 1
    member.fill({"account": "BE71 0961 2345 6769"})
    member.press("Save bank details")
    assert "BE•• •••• 6769" in member.text
