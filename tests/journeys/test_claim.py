"""A member's first claim: from the activation code to the settlement note, on a phone, at a desk, right to left."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader

from claims.models import Claim
from portal.look.words import money
from portal.members.activation import issue_code
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.journeys.claiming import activate, add_documents, begin, check_and_send, write_expenses
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]


def amount(visitor: Visitor, value: str, currency: str = "USD") -> str:
    """As the portal writes it for the visitor."""
    with translation.override(visitor.language):
        return money(Decimal(value), currency)


def note_in(visitor: Visitor) -> str:
    """The text of the settlement note she downloads."""
    with visitor.page.expect_download() as download:
        visitor.link("Settlement note (PDF)").click()
    assert download.value.suggested_filename == "settlement-note.pdf"
    return text_of(Path(download.value.path()).read_bytes())


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def judge_mail(mail: EmailMessage, claim: Claim) -> None:
    """The note is attached; the subject says nothing about anybody."""
    (paper,) = mail.iter_attachments()
    assert "112.00" in text_of(paper.get_content())
    for personal in ("Ana", "Otieno", "414", "112", str(claim.number)):
        assert personal not in f"{mail['Subject']} {paper.get_filename()}"


@pytest.mark.parametrize("sight", TRIED)
def test_from_the_activation_code_to_the_settlement_note(
    visit: Visit, newcomer: Person, work: Callable[[], int], mails: MailServer, now: datetime, sight: str
) -> None:
    code = issue_code(person=newcomer, by=None, now=now)
    visitor = visit(album=sight, **SIGHTS[sight])
    visitor.go("/")
    activate(visitor, number="41420001", born_on=newcomer.born_on, code=code)
    visitor.sign_out()
    visitor.sign_in("414 / 20001", PASSWORD)
    begin(visitor)
    add_documents(visitor)
    write_expenses(visitor)
    check_and_send(visitor, twice=True)
    claim = Claim.objects.get()
    assert claim.state == Claim.State.SUBMITTED

    assert work() >= 3  # decided, note written, mail sent
    visitor.reload()
    assert amount(visitor, "112.00") in visitor.page.locator(".figure").inner_text()
    visitor.follow("See every step")
    assert waterfall(visitor, 0) == [amount(visitor, value) for value in ("100.00", "100.00", "20.00", "80.00")]
    assert waterfall(visitor, 1)[1:] == [amount(visitor, value) for value in ("40.00", "40.00", "8.00", "32.00")]
    note = note_in(visitor)
    assert all(figure in note for figure in ("112.00", "28.00", "80.00", "32.00", "Otieno"))

    visitor.open_menu()
    visitor.follow("Claims")
    assert str(claim.number) in visitor.text
    assert amount(visitor, "112.00") in visitor.text
    judge_mail(mails.mails[-1], claim)

    visitor.sign_out()
    visitor.page.go_back()
    visitor.look()
    assert visitor.path == "/accounts/login/"
    assert str(claim.number) not in visitor.page.content()


def waterfall(visitor: Visitor, number: int) -> list[str]:
    """The amounts of one expense's steps, cuts without their sign."""
    steps = visitor.page.locator("ol.waterfall").nth(number).locator(".waterfall-amount")
    return [text.strip().lstrip("−\u200e\u200f\u061c-") for text in steps.all_inner_texts()]
