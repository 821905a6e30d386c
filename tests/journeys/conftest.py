"""What the journeys share: a portal in this process, its mail server, windows into it, and the work done meanwhile."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from claims.drill_house import free_port
from portal.members.models import Family, Person
from portal.offline import releasing
from portal.post import sending
from portal.work import jobs
from tests.browser import browser as browser
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.journeys.visitor import Visitor
from tests.people import make_account, make_person
from tests.post.servers import MailServer, running


@pytest.fixture
def mails(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A real SMTP server the portal sends to; what came stands in `mails.mails`."""
    settings.EMAIL_BACKEND = "portal.post.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    monkeypatch.setattr(sending, "line", sending.Line())
    server = MailServer()
    with running(server, settings.EMAIL_PORT):
        yield server


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, clock: None, still_bell: None) -> Iterator[Callable[..., Visitor]]:
    """`visit(width=360, language="en", ...)`: somebody opens a window."""
    windows: list[Visitor] = []

    def opened(through: Browser = browser, **options: Any) -> Visitor:
        windows.append(Visitor(through, live_server.url, **options))
        return windows[-1]

    logging.getLogger("django.server").setLevel(logging.ERROR)
    yield opened
    for window in windows:
        window.close()


@pytest.fixture
def work() -> Callable[[], int]:
    """`work()`: everything on the work list is done here, as a worker would; the number of jobs."""
    return lambda: jobs.drain(timezone.now())


@pytest.fixture
def newcomer(family: Family, figures: None) -> Person:
    """Ana before she has an account: she wants her notes by e-mail, and has a daughter to choose from."""
    family.settlements_online = True
    family.save()
    make_account(family)
    ana = make_person(family, email="ana@example.org")
    make_person(family, "child", given_name="Carla", born_on=date(2015, 5, 9))
    return ana


@pytest.fixture
def fresh_script() -> Iterator[None]:
    """The worker's script is made anew, as after a release."""
    releasing._script.cache_clear()
    yield
    releasing._script.cache_clear()
