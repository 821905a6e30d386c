"""A phone without a line: the card that was kept, the page for all others, and what the browser may hold of anybody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Error

from claims.models import Claim
from portal.members.models import Enrolment, Person
from portal.offline import releasing
from tests.browser import needs_chromium
from tests.claims.conftest import private as private
from tests.journeys import papers
from tests.journeys.sights import SIGHTS, tried
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]

READY = """navigator.serviceWorker.ready.then(
  (one) => one.active.state === "activated" && Boolean(navigator.serviceWorker.controller))"""
HELD = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await caches.match(request);
      found.push([request.url, answer.headers.get("Cache-Control"), await answer.text()]);
    }
  return found;
}"""
# A function of the page's for what this phone keeps: `act(store)` asks one store, and its answer is the answer.
ASKED = """const asked = async (name, act) => {
  const base = await new Promise((done, failed) => {
    const opening = indexedDB.open("portal-offline");
    opening.onsuccess = () => done(opening.result);
    opening.onerror = failed;
  });
  const answer = await new Promise((done) => {
    const doing = base.transaction(name, "readwrite");
    const request = act(doing.objectStore(name));
    doing.oncomplete = () => done(request.result);
  });
  base.close();
  return answer;
};"""
KEPT = f"""(async () => {{ {ASKED}
  const rows = {{}};
  for (const name of ["drafts", "files", "kept", "keys"]) rows[name] = await asked(name, (rows) => rows.count());
  return rows;
}})()"""
EXTRACTABLE = f"""(async () => {{ {ASKED}
  return (await asked("keys", (rows) => rows.get("device"))).key.extractable;
}})()"""
AGED = f"""(async () => {{ {ASKED}
  const row = await asked("kept", (rows) => rows.get("card"));
  await asked("kept", (rows) => rows.put({{ ...row, checked: 0 }}));
}})()"""
RAW = f"""(async () => {{ {ASKED}
  const text = (bytes) => [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join("");
  const read = (value) => JSON.stringify(value, (_name, one) => (one instanceof ArrayBuffer ? text(one) : one));
  return read([await asked("drafts", (rows) => rows.getAll()), await asked("files", (rows) => rows.getAll())]);
}})()"""
NO_LINE = "Without a connection"


@pytest.fixture(autouse=True)
def _fresh_script() -> Iterator[None]:
    releasing._script.cache_clear()
    yield
    releasing._script.cache_clear()


def phone(visit: Visit, **options: Any) -> Visitor:
    """A window that lets the worker in, and waits until it serves."""
    visitor = visit(service_workers="allow", **options)
    visitor.go("/accounts/login/")
    ready(visitor)
    return visitor


def ready(visitor: Visitor) -> None:
    """Until the worker stands between this page and the line."""
    until(visitor, READY)


def until(visitor: Visitor, expression: str, known: Any = None) -> None:
    """Asks the page until it says yes; Playwright's own way does not wait for what a promise holds."""
    for _ in range(200):
        try:
            if visitor.page.evaluate(expression, known):
                return
        except Error:  # it was just loading another page
            pass
        visitor.page.wait_for_timeout(100)
    raise AssertionError(expression)


def cut(visitor: Visitor) -> None:
    """The line breaks."""
    visitor.context.set_offline(True)


def back(visitor: Visitor) -> None:
    """The line is back; what the browser noted meanwhile was expected."""
    visitor.context.set_offline(False)
    visitor.said.clear()


def open_without_line(visitor: Visitor, path: str) -> None:
    """Type an address where there is no line; then the page is judged as any other."""
    visitor.page.goto(visitor.portal + path)
    visitor.page.locator("[data-away]:visible").first.wait_for()
    visitor.said.clear()
    visitor.look()


def heading(visitor: Visitor) -> str:
    return visitor.page.locator("h1").inner_text()


@pytest.mark.parametrize("sight", tried("phone-arabic", "desk-dark"))
def test_the_card_opens_without_a_line_and_goes_at_sign_out(
    visit: Visit, ana: Person, carla: Person, sight: str
) -> None:
    visitor = phone(visit, album=f"offline-{sight}", **SIGHTS[sight])
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go("/card/")
    visitor.button("Keep my card on this phone").click()
    visitor.page.locator("[data-keep-on]:visible").wait_for()
    visitor.look()
    assert visitor.page.evaluate(KEPT) == {"drafts": 0, "files": 0, "kept": 1, "keys": 1}
    assert visitor.page.evaluate(EXTRACTABLE) is False
    cut(visitor)
    open_without_line(visitor, "/claims/")
    assert heading(visitor) == visitor.words(NO_LINE)
    visitor.page.locator(".member-card").nth(1).wait_for()
    assert "Ana Otieno" in visitor.text
    assert "Carla Otieno" in visitor.text
    assert "414/20001-2" in visitor.text
    first = visitor.page.locator("[data-offices] li").first
    assert first.get_attribute("data-office") == "africa"
    back(visitor)
    visitor.page.evaluate("dispatchEvent(new Event('online'))")
    visitor.page.locator("[data-back]:visible").wait_for()
    visitor.press("Go on")
    assert visitor.path == "/claims/"
    visitor.open_menu()
    visitor.page.locator(".tools .drop > summary").last.click()
    with visitor.page.expect_navigation(url="**/accounts/logout/"):
        visitor.button("Sign out").click()
    visitor.page.locator("[data-forget-ask]:visible").wait_for()
    visitor.look()
    visitor.page.locator("main").get_by_role("button", name=visitor.words("Sign out")).click()
    visitor.page.wait_for_url("**/accounts/login/")
    assert visitor.page.evaluate(KEPT) == {"drafts": 0, "files": 0, "kept": 0, "keys": 0}
    cut(visitor)
    open_without_line(visitor, "/card/")
    assert visitor.page.locator(".member-card").count() == 0
    assert "Otieno" not in visitor.page.content()


def test_a_copy_goes_when_the_cover_ended_and_survives_the_end_of_a_session(visit: Visit, ana: Person) -> None:
    visitor = phone(visit, axe=False)
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go("/card/")
    visitor.button("Keep my card on this phone").click()
    visitor.page.locator("[data-keep-on]:visible").wait_for()
    visitor.context.clear_cookies()
    visitor.go("/accounts/login/")
    assert visitor.page.evaluate(KEPT)["kept"] == 1
    Enrolment.objects.filter(person=ana).update(until_on="2026-10-31")
    visitor.page.evaluate(AGED)
    visitor.go("/accounts/login/")
    until(visitor, f"{KEPT}.then((rows) => rows.kept === 0)")


def test_no_page_of_a_person_is_held_and_nothing_in_the_way_of_the_line(
    visit: Visit, ana: Person, drafted: Callable[..., Any]
) -> None:
    claim = drafted()
    visitor = phone(visit, axe=False)
    visitor.sign_in("414/20001", PASSWORD)
    for name in ("home", "claims:history", "card:cards", "entitlements:plan", "members:account", "help:contact"):
        visitor.go(reverse(name))
    for name in ("lines", "check", "documents"):
        visitor.go(reverse(f"claims:{name}", args=[claim.pk]))
    held = visitor.page.evaluate(HELD)
    assert len(held) > 8
    for url, rule, text in held:
        assert "no-store" not in (rule or ""), url
        assert not any(told in text for told in ("Otieno", "414/20001", "csrfmiddlewaretoken")), url
        assert any(part in url for part in ("/static/", "/offline/", "/claims/without-connection/")), url
    assert visitor.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    with visitor.page.expect_download() as saved:
        visitor.page.goto(visitor.portal + "/card/")
        visitor.page.locator("main a.button").first.click()
    assert saved.value.suggested_filename == "card.pdf"
    visitor.page.goto(visitor.portal + "/no-such-page")
    assert "Page not found" in visitor.page.content()


def test_a_form_sent_into_the_void_is_sent_again_from_the_page_that_stands_for_it(
    visit: Visit, ana: Person, drafted: Callable[..., Any]
) -> None:
    claim = drafted()
    visitor = phone(visit, axe=False)
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go(reverse("claims:lines", args=[claim.pk]))
    visitor.fill({"line-0-provider_name": "Zebra Clinic"})
    cut(visitor)
    visitor.button("Save and check").click()
    visitor.page.locator("[data-unsent]:visible").wait_for()
    assert "What you wrote was not sent" in visitor.text
    visitor.picture()
    back(visitor)
    visitor.page.on("dialog", lambda dialog: dialog.accept())
    with visitor.page.expect_navigation():
        visitor.button("Send it again").click()
    assert visitor.path.endswith("/check/")
    assert "Zebra Clinic" in visitor.text
    assert claim.lines.get().provider_name == "Zebra Clinic"


def test_a_release_renews_the_worker_and_it_can_be_taken_back(visit: Visit, ana: Person) -> None:
    visitor = phone(visit, axe=False)
    (before,) = visitor.page.evaluate("caches.keys()")
    with override_settings(
        ADMINISTRATOR={"name": "Otherwise", "logo": "O", "address": "X", "phone": "+32 3 1", "email": ""}
    ):
        releasing._script.cache_clear()
        visitor.go("/accounts/login/")
        until(visitor, "(old) => caches.keys().then((names) => names.length === 1 && names[0] !== old)", before)
    with override_settings(SERVICE_WORKER=False):
        visitor.go("/accounts/login/")
        until(visitor, "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
        until(visitor, "caches.keys().then((names) => names.length === 0)")
        visitor.go("/accounts/login/")


def test_it_can_be_installed(visit: Visit, ana: Person) -> None:
    visitor = phone(visit, axe=False)
    talk = visitor.context.new_cdp_session(visitor.page)
    told = talk.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/manifest.webmanifest?language=en")
    assert told["data"]
    wrong = {one["errorId"] for one in talk.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert wrong <= {"in-incognito"}  # as every window of a test is


# Chromium's own trial of a full phone does not reach the windows of a test, so the store says what it would say.
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row) {
    if (this.name === "files") throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, row);
  };
}"""


def keep_card(visitor: Visitor) -> None:
    """Signed in, with the card on this phone."""
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go("/card/")
    visitor.button("Keep my card on this phone").click()
    visitor.page.locator("[data-keep-on]:visible").wait_for()


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
