"""Ways into an account: by letter, by telephone, and another e-mail address; on a phone, at a desk, right to left."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from portal.members.models import Family, Person, User
from portal.post.models import Dispatch
from tests.browser import needs_chromium
from tests.claims.conftest import private as private
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def by_post(newcomer: Person, private: None) -> Person:
    """Somebody enrolled whose e-mail address nobody knows."""
    Family.objects.update(address_line_1="12 Riverside Drive", postcode="00100", city="Nairobi")
    Person.objects.filter(pk=newcomer.pk).update(email="")
    return Person.objects.select_related("family").get(pk=newcomer.pk)


def typed(person: Person, number: str, **more: str) -> dict[str, str]:
    born = person.born_on
    day = {"born_on_day": str(born.day), "born_on_month": str(born.month), "born_on_year": str(born.year)}
    return {"reference": number, **day, **more}


def code_in_the_letter() -> str:
    """As it stands in the printed letter."""
    with Dispatch.objects.get(kind="welcome-letter").attachments.get().file.open("rb") as file:
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(file.read())).pages)
    (code,) = CODE.findall(text)
    return str(code)


def open_with(visitor: Visitor, person: Person, number: str, code: str) -> None:
    """From the page of the code to the member's home."""
    visitor.fill(typed(person, number, code=code))
    visitor.press("Continue")
    visitor.fill({"password1": PASSWORD, "password2": PASSWORD})
    visitor.press("Activate and sign in")
    assert visitor.path == "/"


@pytest.mark.parametrize("sight", TRIED)
def test_by_letter(visit: Visit, by_post: Person, work: Callable[[], int], sight: str) -> None:
    visitor = visit(album=f"letter-{sight}", **SIGHTS[sight])
    visitor.go("/accounts/login/")
    visitor.page.locator("details.more > summary").click()
    visitor.follow("I cannot get in")
    visitor.follow("Ask for a new activation code")
    visitor.press("Send me a code")
    assert len(visitor.errors()) == 2
    visitor.fill(typed(by_post, "٤١٤ ٢٠٠٠١"))
    visitor.press("Send me a code")
    assert visitor.path == reverse("members:code_asked")
    work()
    visitor.follow("I have a code")
    open_with(visitor, by_post, "414-20001", code_in_the_letter())


def test_by_telephone(visit: Visit, by_post: Person, work: Callable[[], int]) -> None:
    desk = at_desk(visit, "member services", album="telephone")
    desk.go(reverse("admin:members_entrance_changelist"))
    desk.page.locator("#searchbar").fill("Otieno")
    with desk.page.expect_navigation():
        desk.page.locator("#searchbar").press("Enter")
    desk.look()
    desk.page.locator("th a").filter(has_text="Otieno").first.click()
    desk.look()
    for name in ("number", "born", "relatives", "bank"):
        desk.page.locator(f"select[name={name}]").select_option("passed")
    desk.press("Write down the check")
    desk.press("Show once, to read out")
    (code,) = CODE.findall(desk.page.locator("#content-main").inner_text())
    desk.follow("Done: back to the member")
    assert code not in desk.page.content()

    member = visit(album="telephone-member")
    member.go(reverse("members:activate"))
    open_with(member, by_post, "41420001", code)
    member.go(reverse("members:bank_details"))
    assert "Your bank details wait" in member.text
    work()
    assert Dispatch.objects.get(kind="account-recovered").channel == Dispatch.Channel.LETTER


@pytest.mark.parametrize("sight", TRIED)
def test_another_address(visit: Visit, ana: Person, work: Callable[[], int], mails: MailServer, sight: str) -> None:
    visitor = visit(album=f"address-{sight}", **SIGHTS[sight])
    visitor.go("/accounts/login/")
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go(reverse("members:account"))
    with visitor.page.expect_navigation():
        visitor.page.locator(f"a[href='{reverse('members:email')}']").click()
    visitor.look()
    visitor.fill({"password": PASSWORD})
    visitor.press("Confirm")
    visitor.fill({"email": "nothing"})
    visitor.press("Send the link")
    assert len(visitor.errors()) == 1
    visitor.fill({"email": "ana.new@example.net"})
    visitor.press("Send the link")
    assert User.objects.get(pk=ana.user_id).email == "ana@example.org"
    visitor.go(reverse("members:email"))
    work()
    links = {str(mail["To"]): _link(mail.get_body(("plain",)).get_content()) for mail in mails.mails}  # type: ignore[union-attr]
    visitor.go(links["ana.new@example.net"])
    visitor.press("Use this address")
    assert User.objects.get(pk=ana.user_id).email == "ana.new@example.net"

    old = visit(album=f"address-old-{sight}", **SIGHTS[sight])
    old.go(links["ana@example.org"])
    old.press("It was not me: stop it")
    assert User.objects.get(pk=ana.user_id).email == "ana@example.org"
    visitor.page.reload()
    assert visitor.path == "/accounts/login/", "whoever was signed in is out"
    old.go(reverse("members:cannot_get_in"))


def _link(body: str) -> str:
    found = re.search(r"https?://[^/]+(/account/email/\S+)", body)
    assert found
    return found[1]
