"""The same way with JavaScript switched off: nothing may need it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from claims.models import Claim
from portal.members.activation import issue_code
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.journeys.claiming import activate, add_documents, begin, check_and_send, write_expenses
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]


def test_from_the_activation_code_to_the_settlement_note_without_scripts(
    visit: Callable[..., Visitor], newcomer: Person, work: Callable[[], int], mails: MailServer, now: datetime
) -> None:
    code = issue_code(person=newcomer, by=None, now=now)
    visitor = visit(java_script_enabled=False)
    visitor.go("/")
    activate(visitor, number="41420001", born_on=newcomer.born_on, code=code)
    visitor.sign_out()
    visitor.sign_in("41420001", PASSWORD)
    begin(visitor)
    add_documents(visitor)
    write_expenses(visitor)
    check_and_send(visitor, twice=True)
    assert Claim.objects.get().state == Claim.State.SUBMITTED
    work()
    visitor.reload()
    assert "112.00" in visitor.page.locator(".figure").inner_text()
    with visitor.page.expect_download() as download:
        visitor.link("Settlement note (PDF)").click()
    assert download.value.suggested_filename == "settlement-note.pdf"
    visitor.sign_out()
    visitor.page.go_back()
    assert visitor.path == "/accounts/login/"
