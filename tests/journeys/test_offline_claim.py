"""A claim written on a phone without a line: it arrives once, for her who wrote it, and nothing of it is lost."""

import pytest
from django.urls import reverse

from claims.models import Claim
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.claims.conftest import private as private
from tests.journeys import papers
from tests.journeys.phone import KEPT, RAW, Visit, back, cut, keep_card, phone, until
from tests.journeys.sights import SIGHTS, tried
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.usefixtures("fresh_script")]


# Chromium's own trial of a full phone does not reach the windows of a test, so the store says what it would say.
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row) {
    if (this.name === "files") throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, row);
  };
}"""


def write_claim(visitor: Visitor, **fields: str) -> None:
    """Where there is no line: “New claim”, its words and a photo."""
    visitor.page.goto(visitor.portal + "/claims/new/")
    visitor.page.locator("form:visible").first.wait_for()
    visitor.fill({**WRITTEN, **fields})
    visitor.attach(papers.photo())
    visitor.page.locator("[data-files-list] li").wait_for()


WRITTEN = {
    "benefit": "gp_consultation",
    **{f"service_on_{part}": value for part, value in (("day", "2"), ("month", "11"), ("year", "2026"))},
    "charged": "100",
    "currency": "USD",
    "provider_name": "Dr Zebra",
}


@pytest.mark.parametrize("sight", tried("phone"))
def test_a_claim_written_without_a_line_arrives_once(
    visit: Visit, ana: Person, carla: Person, figures: None, private: None, sight: str
) -> None:
    visitor = phone(visit, album=f"offline-claim-{sight}", **SIGHTS[sight])
    keep_card(visitor)
    cut(visitor)
    visitor.page.goto(visitor.portal + "/claims/new/")
    visitor.page.locator("form:visible").first.wait_for()
    visitor.said.clear()
    visitor.look()
    visitor.field("send").check()
    visitor.button("Keep it for sending").click()
    assert len(visitor.errors()) == 5
    assert visitor.page.locator("main [aria-invalid][aria-describedby*='_error']").count() == 5
    visitor.look()
    visitor.fill(WRITTEN)
    visitor.attach(papers.photo())
    visitor.page.locator("[data-files-list] li").wait_for()
    visitor.page.reload()  # the phone turned to something else, and forgot the page
    visitor.page.locator("[data-files-list] li").wait_for()
    assert visitor.field("provider_name").input_value() == "Dr Zebra"
    visitor.said.clear()
    visitor.look()
    visitor.button("Keep it for sending").click()
    visitor.page.locator("[data-waiting-rows] li").wait_for()
    assert "Dr Zebra, 100 USD" in visitor.text
    assert visitor.words("Waits for the connection. It is sent by itself.") in visitor.text
    visitor.said.clear()
    visitor.look()
    assert visitor.page.evaluate(KEPT) == {"drafts": 1, "files": 1, "kept": 1, "keys": 1}
    assert "Zebra" not in str(visitor.page.evaluate(RAW))
    back(visitor)
    other = visitor.context.new_page()
    other.goto(visitor.portal + "/claims/")
    for page in (visitor.page, other, visitor.page):
        page.evaluate("dispatchEvent(new Event('online'))")
    visitor.page.get_by_role("link", name=visitor.words("Your claim is sent. See how it goes on")).or_(
        visitor.page.locator("[data-waiting]:not(:visible)")
    ).first.wait_for(state="attached")
    until(visitor, f"{KEPT}.then((rows) => rows.drafts === 0 && rows.files === 0)")
    claim = Claim.objects.get()
    assert (claim.state, claim.patient, claim.documents.count()) == (Claim.State.SUBMITTED, ana, 1)
    assert claim.lines.get().provider_name == "Dr Zebra"
    other.close()
    visitor.go("/")
    assert "Dr Zebra" in visitor.text or claim.number in visitor.text


def test_it_waits_for_its_own_member_and_for_her_eyes(
    visit: Visit, ana: Person, stranger: Person, figures: None, private: None
) -> None:
    visitor = phone(visit, axe=False)
    keep_card(visitor)
    cut(visitor)
    write_claim(visitor, charged="about a hundred")
    visitor.field("send").check()
    visitor.button("Keep it for sending").click()
    visitor.page.locator("[data-waiting-rows] li").wait_for()
    visitor.context.clear_cookies()  # the session ended meanwhile
    back(visitor)
    visitor.page.evaluate("dispatchEvent(new Event('online'))")
    visitor.page.locator("[data-sign-in]:visible").wait_for()
    assert "Sign in to send it" in visitor.text
    visitor.page.locator("[data-sign-in]:visible").click()
    visitor.page.wait_for_url("**/accounts/login/")
    visitor.sign_in(stranger.reference, PASSWORD)
    assert "Dr Zebra" not in visitor.text
    visitor.go("/claims/")
    assert visitor.page.evaluate(KEPT)["drafts"] == 1
    assert not Claim.objects.exists()
    visitor.context.clear_cookies()
    visitor.go("/")
    visitor.sign_in("414/20001", PASSWORD)
    until(visitor, f"{KEPT}.then((rows) => rows.drafts === 0 && rows.files === 0)")
    claim = Claim.objects.get()
    assert (claim.state, claim.documents.count()) == (Claim.State.DRAFT, 1)
    visitor.go(reverse("claims:lines", args=[claim.pk]))
    assert visitor.field("line-0-charged").input_value() == "about a hundred"


def test_a_browser_that_keeps_nothing_says_so(visit: Visit, ana: Person) -> None:
    visitor = visit(axe=False)
    visitor.go("/claims/without-connection/")
    visitor.page.locator("[data-no-card]:visible").wait_for()
    visitor.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    visitor.go("/claims/without-connection/")
    visitor.page.locator("[data-no-browser]:visible").wait_for()
    assert "This browser keeps nothing" in visitor.text


def test_a_phone_that_is_full_says_so_and_loses_nothing(visit: Visit, ana: Person, private: None) -> None:
    visitor = phone(visit, axe=False)
    keep_card(visitor)
    cut(visitor)
    visitor.page.goto(visitor.portal + "/claims/new/")
    visitor.page.locator("form:visible").first.wait_for()
    visitor.fill(WRITTEN)
    visitor.page.locator("p[data-kept]", has_text="Kept on this phone.").wait_for()
    visitor.page.evaluate(FULL)
    visitor.attach(papers.photo())
    visitor.page.get_by_role("alert").filter(has_text="no room left").wait_for()
    assert visitor.page.locator("[data-files-list] li").count() == 0
    visitor.page.reload()
    visitor.page.locator("form:visible").first.wait_for()
    assert visitor.field("provider_name").input_value() == "Dr Zebra"
    visitor.attach(papers.photo())
    visitor.page.locator("[data-files-list] li").wait_for()
    assert not visitor.page.get_by_role("alert").filter(has_text="no room left").count()
