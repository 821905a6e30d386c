"""Chromium for the tests that need a real browser, and what axe must not find on any page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
# By name, because axe leaves the rules of WCAG 2.2 out unless they are asked for.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

needs_chromium = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium; set CHROMIUM to the path of one")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a module; each test has contexts of its own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def faults(page: Page, part: str | None = None, *, undecided: bool = True) -> list[str]:
    """What axe finds on the page or in a `part` of it (a selector); with `undecided` also contrast it cannot judge."""
    # Without preloading: it fetches style sheets once more, from addresses that it gets wrong.
    options = {"runOnly": {"type": "tag", "values": RULES}, "preload": False}
    found = Axe().run(page, part, options=options).response
    doubts = [one for one in found["incomplete"] if undecided and one["id"] == "color-contrast"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"] + doubts]
