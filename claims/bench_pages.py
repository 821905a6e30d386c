"""`manage.py bench pages`: what each page costs on the line at the first visit and later, and how far it jumps.

A real Chromium before a real web server, in a scratch portal. Between them stands a relay that counts what comes down:
pages, styles, scripts, pictures and the headers of each. Needs what the tests need: Playwright, and Chromium at
`CHROMIUM`.
"""

import argparse
import os
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from claims.adjudication import settle
from claims.bench import INSIDE, in_scratch
from claims.bench_people import NOW, drafted, load_figures, members, sent
from claims.bench_upload import HOST, web
from claims.models import Claim
from claims.routing import Way
from portal.encyclopaedia.models import Article

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 360, "height": 780}
CHUNK = 65536
# The sum of all shifts that no touch of the reader caused: CSS units, as Layout Instability defines them.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""
WORKS = "() => Promise.race([navigator.serviceWorker.ready, new Promise((done) => setTimeout(done, 5000))])"
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(0), 2000);
})"""


def run(argv: list[str]) -> dict[str, Any]:
    """Kilobytes a first and a later visit of each page, layout shift, and milliseconds until the largest part shows."""
    parser = argparse.ArgumentParser(prog="bench pages")
    parser.add_argument("--language", default="en", help="language of the reader (en)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    return in_scratch("pages", argv, asked.inside, partial(measure, asked.language))


def measure(language: str) -> dict[str, Any]:
    """Every page twice with an empty cache first, and what is kept once to be there without a line."""
    for command in (["collectstatic", "--no-input"], ["load_articles"]):
        with open(os.devnull, "w") as nowhere:
            call_command(*command, stdout=nowhere, verbosity=0)
    cookies, addresses = _story(language)
    with web(threads=4) as (behind, _pid), relay(behind) as line, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        reader = _Reader(browser, line, cookies, language)
        pages = {name: reader.visits(at) for name, at in addresses.items()}
        kept = reader.kept(addresses["home"]) - pages["home"]["first_kilobytes"]
        browser.close()
    return {
        "figure": max(page["first_kilobytes"] for page in pages.values()),
        "unit": "kilobytes of the heaviest page at a first visit",
        "size": f"{len(pages)} pages, {PHONE['width']} px wide, in {language!r}",
        "later_kilobytes_at_most": max(page["later_kilobytes"] for page in pages.values()),
        "layout_shift_at_most": max(page["layout_shift"] for page in pages.values()),
        "kept_for_no_line_kilobytes": round(max(kept, 0), 1),
        "pages": pages,
    }


def _story(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """A member with a draft and a settled claim: her cookies, and the pages by name."""
    load_figures()
    (person,) = members(1)
    user = person.user
    if user is None:
        raise ValueError("members of the bench have accounts")
    user.language = language
    user.save()
    draft, claim = drafted(person, 5), drafted(person, 3)
    sent([claim])
    settle(claim_id=claim.pk, now=NOW, way=Way.RELEASED)
    claim = Claim.objects.get(pk=claim.pk)
    settlement, article = claim.settlements.get(), Article.objects.exclude(published=None).order_by("slug")[0]
    client = Client()
    client.force_login(user)
    addresses = {
        "sign-in": reverse("account_login"),
        "home": reverse("home"),
        "claims": reverse("claims:history"),
        "claim": reverse("claims:status", args=[claim.pk]),
        "settlement": reverse("claims:settlement", args=[claim.pk, settlement.pk]),
        "new claim": reverse("claims:new"),
        "documents": reverse("claims:documents", args=[draft.pk]),
        "expenses": reverse("claims:lines", args=[draft.pk]),
        "my plan": reverse("entitlements:plan"),
        "benefit": reverse("entitlements:benefit", args=["gp_consultation"]),
        "providers": f"{reverse('providers:search')}?{urlencode({'q': 'dentist'})}",
        "planned care": reverse("approvals:list"),
        "card": reverse("card:cards"),
        "contact": reverse("help:contact"),
        "article": reverse("encyclopaedia:article", args=[article.slug]),
    }
    return {name: morsel.value for name, morsel in client.cookies.items()}, addresses


class _Reader:
    """Visits pages with an empty cache, then once more with what it kept."""

    def __init__(self, browser: Browser, line: "Line", cookies: dict[str, str], language: str) -> None:
        self.browser, self.line, self.language = browser, line, language
        self.portal = f"http://{HOST}:{line.server_address[1]}"
        self.cookies = [{"name": name, "value": value, "url": self.portal} for name, value in cookies.items()]

    def visits(self, at: str) -> dict[str, float]:
        """Both visits of one page."""
        with self._window(at, workers="block") as page:
            first = self._kilobytes(page, at)
            told = {"milliseconds_to_largest_part": round(page.evaluate(PAINTED)), "shift": page.evaluate("shifted")}
            later = self._kilobytes(page, at)
            shift = max(told["shift"], page.evaluate("shifted"))
        return {
            "first_kilobytes": first,
            "later_kilobytes": later,
            "layout_shift": round(shift, 4),
            "milliseconds_to_largest_part": told["milliseconds_to_largest_part"],
        }

    def kept(self, at: str) -> float:
        """Kilobytes of a first visit together with what the service worker keeps; without one, of the visit."""
        with self._window(at, workers="allow") as page:
            return self._kilobytes(page, at, workers=True)

    @contextmanager
    def _window(self, at: str, *, workers: Any) -> Iterator[Page]:
        context: BrowserContext = self.browser.new_context(
            viewport=PHONE, locale=self.language, service_workers=workers, is_mobile=True, device_scale_factor=2
        )
        if at != reverse("account_login"):
            context.add_cookies(self.cookies)  # type: ignore[arg-type]
        context.add_init_script(WATCH_SHIFTS)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _kilobytes(self, page: Page, at: str, *, workers: bool = False) -> float:
        before = self.line.came_down
        answer = page.goto(self.portal + at, wait_until="networkidle")
        if answer is None or answer.status != 200 or not page.url.endswith(at):
            raise ValueError(f"{at} leads to {page.url}")
        if workers:
            page.evaluate(WORKS)
        return round((self.line.came_down - before) / 1000, 1)


# --- the relay ---


class Line(socketserver.ThreadingTCPServer):
    """Passes every connection on to the web server, and counts what comes back."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, behind: int) -> None:
        self.behind, self.came_down = behind, 0
        self._turn = threading.Lock()
        super().__init__((HOST, 0), _Connection)

    def count(self, size: int) -> None:
        """So many bytes more came down."""
        with self._turn:
            self.came_down += size


class _Connection(socketserver.BaseRequestHandler):
    server: Line

    def handle(self) -> None:
        """Both directions until one end has enough."""
        with socket.create_connection((HOST, self.server.behind)) as behind:
            up = threading.Thread(target=_pass_on, args=(self.request, behind), daemon=True)
            up.start()
            _pass_on(behind, self.request, self.server)
            up.join()


def _pass_on(here: socket.socket, there: socket.socket, counter: Line | None = None) -> None:
    with suppress(OSError):
        while chunk := here.recv(CHUNK):
            if counter:
                counter.count(len(chunk))
            there.sendall(chunk)
    with suppress(OSError):
        there.shutdown(socket.SHUT_WR)


@contextmanager
def relay(behind: int) -> Iterator[Line]:
    """A relay to that port of this machine, on a port of its own."""
    with Line(behind) as line:
        threading.Thread(target=line.serve_forever, daemon=True).start()
        try:
            yield line
        finally:
            line.shutdown()
