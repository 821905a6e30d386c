"""Chromium for the tests that need a real browser, and what axe must not find on any page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

# The one without a window is the same browser and needs half the time.
_KINDS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next((one for one in _KINDS if Path(one).exists()), _KINDS[-1])
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


# Only what is wrong comes back: a list of all that is right takes longer on its way than axe takes to judge.
_JUDGE = """async ([part, options]) => {
  const {violations, incomplete} = await axe.run(part || document, options);
  const told = (all) => all.map(({id, nodes}) => [id, nodes[0].html.slice(0, 120)]);
  return [told(violations), told(incomplete)];
}"""
# Without preloading: it fetches style sheets once more, from addresses that it gets wrong.
_OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations", "incomplete"],
    "preload": False,
}


def faults(page: Page, part: str | None = None, *, undecided: bool = True) -> list[str]:
    """What axe finds on the page or in a `part` of it (a selector); with `undecided` also contrast it cannot judge."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations, incomplete = page.evaluate(_JUDGE, [part, _OPTIONS])
    doubts = [one for one in incomplete if undecided and one[0] == "color-contrast"]
    return [f"{rule}: {html}" for rule, html in violations + doubts]
