"""What counts as read, by which way somebody came to it."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from portal.help import handling
from portal.members.models import Person
from portal.notices.models import Notice
from portal.notices.reading import bell_of
from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.help.conftest import Said
from tests.help.conftest import drafted as drafted
from tests.help.conftest import said as said
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")


def test_an_answer_counts_as_unread_until_it_is_opened(
    ana: Person, ana_client: Client, ben_client: Client, stranger_client: Client, said: Said, now: datetime
) -> None:
    message = said()
    assert ana.user
    assert bell_of(ana, "/", now).unread == 0  # the receipt is known
    handling.answer(enquiry_id=message.enquiry_id, words="On its way.", by=make_staff("o", "member services"), now=now)
    notice = Notice.objects.get(what="enquiry-answer")
    assert bell_of(ana, "/", now).unread == 1
    assert bell_of(ana, notice.link, now).unread == 0
    assert "1 unread" in Page(ana_client.get("/")).text
    opens = reverse("notices:open", args=[notice.pk])
    assert ana_client.get(opens).status_code == 405
    assert ben_client.post(opens).status_code == stranger_client.post(opens).status_code == 404
    assert Notice.objects.unread().count() == 1
    assert ana_client.post(opens).url == notice.link  # type: ignore[attr-defined]
    assert "all read" in Page(ana_client.get("/")).text


def test_the_page_itself_counts_as_read_and_reading_writes_nothing(
    ana: Person, ana_client: Client, ben_client: Client, said: Said, now: datetime
) -> None:
    message = said()
    handling.answer(enquiry_id=message.enquiry_id, words="On its way.", by=make_staff("o", "member services"), now=now)
    link = Notice.objects.get(what="enquiry-answer").link
    page = ana_client.get(link).content.decode()
    assert "data-seen" in page
    assert "data-seen" not in ana_client.get("/").content.decode()
    assert Notice.objects.unread().count() == 1
    ben_client.post(reverse("notices:seen"), {"path": link})
    assert Notice.objects.unread().count() == 1
    assert ana_client.post(reverse("notices:seen"), {"path": link}).status_code == 204
    assert Notice.objects.unread().count() == 0
