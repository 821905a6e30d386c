"""A family: an adult invited to an account of her own, and one who lets another act for a time."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from claims.models import Claim
from portal.members.models import FamilyPermission, Person
from tests.browser import needs_chromium
from tests.claims.conftest import private as private
from tests.journeys import papers
from tests.journeys.claiming import arrived, check_and_send, expense
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_account, make_person
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def ola(ana: Person, figures: None) -> Person:
    """Ana's spouse, whose e-mail address nobody knows, and who has no account."""
    ana.family.settlements_online = True
    ana.family.save()
    make_account(ana.family)
    facts = {"given_name": "Ola", "born_on": date(1981, 1, 5), "number": 1}
    return make_person(ana.family, "spouse", **facts)


def signed_in_as(visit: Visit, number: str, album: str, **sight: object) -> Visitor:
    visitor = visit(album=album, **sight)
    visitor.go("/accounts/login/")
    visitor.sign_in(number, PASSWORD)
    return visitor


def claim_of(visitor: Visitor) -> None:
    """One visit to a doctor, with a photo of the bill, up to the page that sends it."""
    visitor.attach(papers.photo())
    arrived(visitor, "IMG_2041.jpg")
    visitor.follow("Continue")
    visitor.fill(expense(0, "gp_consultation", "80.00", provider_name="Dr Secret"))
    visitor.press("Save and check")
    assert visitor.path.endswith("/check/")


@pytest.mark.parametrize("sight", TRIED)
def test_invited_to_an_account_of_one_s_own(
    visit: Visit, ana: Person, ola: Person, mails: MailServer, work: Callable[[], int], private: None, sight: str
) -> None:
    look = SIGHTS[sight]
    ana_at = signed_in_as(visit, "414/20001", f"invite-ana-{sight}", **look)
    ana_at.go(reverse("members:family"))
    with ana_at.page.expect_navigation():
        ana_at.page.locator(f"a[href='{reverse('members:invite', args=[ola.pk])}']").click()
    ana_at.look()
    ana_at.fill({"email": "ana@example.org"})
    ana_at.press("Send the invitation")
    assert len(ana_at.errors()) == 1
    ana_at.fill({"email": "ola@example.net"})
    ana_at.press("Send the invitation")
    work()
    body = mails.mails[-1].get_body(("plain",))
    assert mails.mails[-1]["To"] == "ola@example.net"
    (code,) = set(CODE.findall(body.get_content()))  # type: ignore[union-attr]
    assert code not in ana_at.page.content()

    ola_at = visit(album=f"invite-ola-{sight}", **look)
    ola_at.go(reverse("members:activate"))
    born = {"born_on_day": "5", "born_on_month": "1", "born_on_year": "1981"}
    ola_at.fill({"reference": "414/20001-1", "code": code, **born})
    ola_at.press("Continue")
    ola_at.fill({"password1": PASSWORD, "password2": PASSWORD})
    ola_at.press("Activate and sign in")
    ola_at.go(reverse("claims:new"))
    ola_at.press("Continue")
    claim_of(ola_at)
    ola_at.field("is_confidential").check()
    check_and_send(ola_at)
    work()
    ola_at.reload()
    claim = Claim.objects.get()
    assert claim.is_confidential

    ana_at.go(reverse("payments:family_paid"))
    assert "Ola" in ana_at.text
    assert "Secret" not in ana_at.text
    ana_at.go(reverse("claims:status", args=[claim.pk]), missing=True)
    ana_at.go(reverse("members:family"))


@pytest.mark.parametrize("sight", TRIED)
def test_somebody_acts_for_a_time(
    visit: Visit, ana: Person, ben: Person, figures: None, work: Callable[[], int], private: None, sight: str
) -> None:
    look = SIGHTS[sight]
    ana_at = signed_in_as(visit, "414/20001", f"acting-ana-{sight}", **look)
    ana_at.go(reverse("members:family"))
    ana_at.follow("Let somebody act for you")
    ana_at.fill({"password": PASSWORD})
    ana_at.press("Confirm")
    ana_at.press("Give the permission")
    assert len(ana_at.errors()) == 2
    ana_at.page.locator("main label[for=id_helper_0]").click()
    ana_at.page.locator("main input[name=purposes][value=claims]").locator("xpath=following-sibling::label").click()
    ana_at.press("Give the permission")
    assert ana_at.path == reverse("members:family")

    ben_at = signed_in_as(visit, "414/20001-1", f"acting-ben-{sight}", **look)
    ben_at.go(reverse("members:family"))
    ben_at.page.locator("main button[name=yes][value=yes]").click()
    ben_at.look()
    ben_at.go(reverse("claims:new"))
    ben_at.page.locator("main label").filter(has_text="Ana Otieno").click()
    ben_at.press("Continue")
    claim_of(ben_at)
    check_and_send(ben_at)
    work()
    claim = Claim.objects.get()

    ana_at.go(reverse("claims:status", args=[claim.pk]))
    sent = ana_at.words("Sent by %(sender)s for %(patient)s. The claim and its documents are safely with us.")
    assert sent % {"sender": "Ben", "patient": "Ana"} in ana_at.text
    ana_at.go(reverse("members:readers"))
    assert "Ben" in ana_at.text
    ana_at.go(reverse("members:family"))
    given = FamilyPermission.objects.get()
    with ana_at.page.expect_navigation():
        ana_at.page.locator(f"form[action='{reverse('members:end_permission', args=[given.pk])}'] button").click()
    ana_at.look()
    ben_at.go(reverse("claims:status", args=[claim.pk]), missing=True)
    ben_at.go(reverse("members:family"))
