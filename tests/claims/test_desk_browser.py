"""The desk in a real browser: the queue and a claim by keyboard, at both widths, light and dark, without a fault."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.adjudication import settle
from claims.asking import ask
from claims.custody import add_document_to_open_claim
from claims.models import Claim, Correction, OfficeRules, Review
from portal.members.models import AuditEntry, Person
from providers.models import Provider
from tests.browser import needs_chromium
from tests.claims.conftest import line
from tests.journeys.conftest import browser as browser
from tests.journeys.conftest import visit as visit
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_staff
from tests.vault import pdfs

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Visitor]
Sent = Callable[..., Claim]
QUEUE = "/admin/claims/claim/queue/"
HIGH = {"benefit": "hosp_outpatient_surgery_doctor_fee"}


@pytest.fixture
def queued(ana: Person, sent: Sent, now: datetime) -> list[Claim]:
    """One settled, one late scan without approval, one high amount, one that waits for the member."""
    settle(claim_id=sent(line(benefit="checkup_blood")).pk, now=now)
    scan = sent(line(), line(benefit="mri_pet_ct_outpatient", charged=Decimal(400)))
    high = sent(line(charged=Decimal("9000"), **HIGH), line(charged=Decimal("88.47"), provider_name="Dr Wanjiru"))
    asked = sent(line(charged=Decimal("4000"), **HIGH))
    for claim in (scan, high, asked):
        settle(claim_id=claim.pk, now=now)
    Review.objects.filter(pk=scan.pk).update(due_at=now - timedelta(hours=5))
    ask(claim_id=asked.pk, template="prescription", by=make_staff("eva", "assessor"), now=now)
    return [scan, high, asked]


def test_the_desk_has_no_fault(visit: Visit, queued: list[Claim]) -> None:
    _scan, high, asked = queued
    desk = at_desk(visit, "assessor", album="queue")
    desk.go(QUEUE)
    desk.go(f"{QUEUE}?show=member")
    desk.go(reverse("admin:claims_claim_change", args=[asked.pk]))
    desk.go(reverse("admin:claims_claim_change", args=[high.pk]))
    desk.page.get_by_role("link", name="Correct facts of expense 2").click()
    desk.look()
    desk.page.get_by_label("Amount on the bill").fill("60")
    desk.press("Show what would change")
    assert "With your change" in desk.page.locator("#proposal").inner_text()
    desk.page.get_by_label("What the member reads").select_option("document")
    desk.page.get_by_label("Why, for colleagues").fill("The invoice says 60.")
    desk.press("Correct")
    assert Correction.objects.get().after == "60"
    desk.press("Sign for 9,048.00 USD")
    assert "Signed by assessor" in desk.page.locator("#proposal").inner_text()


def test_the_desk_by_keyboard(visit: Visit, queued: list[Claim]) -> None:
    scan, high, _asked = queued
    desk = at_desk(visit, "assessor")
    desk.go(QUEUE)
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("j")
    assert desk.page.locator("tr[aria-current=true]").inner_text().count(str(high.number)) == 1
    desk.page.keyboard.press("x")
    assert desk.page.locator("input[name=chosen]:checked").count() == 1
    desk.page.keyboard.press("?")
    assert desk.page.locator("[data-help]").get_attribute("open") is not None
    desk.page.keyboard.press("k")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("o")
    assert desk.path == reverse("admin:claims_claim_change", args=[scan.pk])
    with desk.page.expect_navigation():
        desk.page.keyboard.press("t")
    assert Review.objects.get(pk=scan.pk).taken_by
    desk.look()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("s")
    assert desk.path == reverse("admin:claims_claim_change", args=[high.pk]), "skipped, the next one is taken"
    desk.page.keyboard.press("p")
    assert "Sign for" in desk.page.evaluate("document.activeElement.innerText")
    assert not Claim.objects.get(pk=high.pk).settlements.exists(), "one key releases nothing"


def test_documents_grow_turn_and_leaf(visit: Visit, queued: list[Claim], now: datetime) -> None:
    claim = queued[1]
    scan = SimpleUploadedFile("scan.pdf", pdfs.pdf_of(3), "application/pdf")
    add_document_to_open_claim(claim_id=claim.pk, upload=scan, by=claim.created_by, now=now)
    desk = at_desk(visit, "assessor", album="queue-turned")
    desk.go(reverse("admin:claims_claim_change", args=[claim.pk]))
    paper = desk.page.locator("[data-paper]").last
    paper.scroll_into_view_if_needed()
    drawn = "(page) => { const it = [...document.querySelectorAll('[data-paper] img')].at(-1);"
    drawn += " return it.complete && it.naturalWidth > 100 && it.src.endsWith(`/${page}/`); }"
    desk.page.wait_for_function(drawn, arg=1)
    for label in ("Larger", "Larger", "Turn", "Next page"):
        paper.get_by_role("link", name=label).click()
    desk.page.wait_for_function(drawn, arg=2)
    box = paper.locator("[data-picture]")
    assert box.get_attribute("class") == "claim-picture zoom-3 turn-1"
    assert "Page 2 of 3" in paper.inner_text()
    desk.look()
    for key in ("l", "l", "-", "u"):  # the last page has no next one
        desk.page.keyboard.press(key)
    desk.page.wait_for_function(drawn, arg=3)
    assert box.get_attribute("class") == "claim-picture zoom-2 turn-2"
    desk.page.keyboard.press("d")
    assert desk.page.evaluate("document.activeElement.closest('[data-paper]').id") == "document-1"
    reads = AuditEntry.objects.filter(act="document.read", object_id=str(claim.documents.get(position=2).pk))
    assert sorted(one.detail["page"] for one in reads) == [1, 2, 3]


def test_the_member_answers_what_she_was_asked(visit: Visit, queued: list[Claim]) -> None:
    member = visit(album="asked")
    member.go("/")
    member.sign_in("414/20001", PASSWORD)
    member.go("/")
    member.go(reverse("claims:status", args=[queued[2].pk]))
    member.follow("See what we need, and answer")
    member.press("Send")
    member.page.get_by_label("A word to us").fill("My doctor has retired.")
    member.press("Send")
    assert Review.objects.get(pk=queued[2].pk).waits_for_member_since is None


def test_the_rules_of_the_office_have_no_fault(visit: Visit) -> None:
    desk = at_desk(visit, "plan analyst", album="rules")
    desk.go("/admin/claims/officerules/add/")
    desk.page.locator("[name=why]").fill("Fewer staff in August.")
    desk.press("Save")
    assert OfficeRules.objects.count() == 1
    desk.go(f"/admin/claims/officerules/{OfficeRules.objects.get().pk}/change/")


# What is wrong on a page of Django's own: groups and links without a name, heads of rows without a scope, idle forms.
NAMELESS = """() => {
  const says = (it) => it?.textContent.trim() || it?.title;
  const wrong = (all, is_wrong) => [...document.querySelectorAll(all)].filter(is_wrong);
  return [
    ...wrong("fieldset", (it) => !says(it.querySelector(":scope > legend"))),
    ...wrong("#content a[href]", (it) => !says(it) || it.querySelector("img[alt='']")),
    ...wrong("#result_list tbody th", (it) => !it.scope),
    ...wrong("form", (it) => !it.querySelector("button, [type=submit]")),
  ].map((it) => it.outerHTML.slice(0, 120));
}"""


def test_djangos_own_pages_name_their_groups_and_signs(visit: Visit) -> None:
    provider = Provider.objects.create(name="Marula Pharmacy", kind="pharmacy", country="KE", city="Nairobi")
    desk = at_desk(visit, "provider relations")
    page = reverse("admin:providers_provider_change", args=[provider.pk])
    for path in (reverse("admin:providers_provider_changelist"), page, reverse("admin:password_change")):
        desk.go(path)
        assert desk.page.evaluate(NAMELESS) == [], path
    desk.go(page)
    calendars = desk.page.get_by_role("link", name="Choose a Date")
    before = calendars.count()
    desk.page.locator("#agreements-group .add-row a").click()
    assert calendars.count() > before, "those of an added row are named too"
    assert desk.page.evaluate(NAMELESS) == []
