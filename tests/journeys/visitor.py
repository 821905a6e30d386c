"""Somebody in front of a real browser. Whatever page they come to must keep the promises of every page."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Locator, Page

from tests.browser import faults

PATIENCE = 20_000  # milliseconds: the machine may be busy
ALBUM = os.environ.get("PICTURES", "")  # a folder; set by people who want to look at the pages

# What Playwright says for a page when it keeps a worker away; the page itself says nothing.
BLOCKED = "Service Worker registration blocked by Playwright"
PHONE, DESK = (360, 780), (1280, 800)

# Each element's parent (its place in this list) and what axe goes by: no words, no numbers.
BUILD = r"""() => {
  const all = [...document.querySelectorAll("*")], places = new Map(all.map((it, place) => [it, place]));
  const words = /^(href|src|value|content|datetime|id|for|name|data-.*|aria-(labelledby|describedby|controls))$/;
  const named = /^(aria-label|title|alt|placeholder|style|width|height|d|points|viewBox)$/;
  return all.map((it) => {
    const kept = [...it.attributes].filter(({name}) => !words.test(name)).map(({name, value}) =>
      name + (named.test(name) ? Boolean(value.trim()) : value.replace(/[0-9]+/g, "0")));
    const says = [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return [places.get(it.parentElement) ?? -1, [it.localName, says, ...kept].join(" ")];
  });
}"""
# By sight, what axe has seen: an element below those it stands in. Axe is the slowest judge, and sees nothing twice.
_seen: dict[tuple[object, ...], set[int]] = {}

OVERFLOW = """(slack) => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= slack) return "";
  const sticks = [...document.body.querySelectorAll("*")].filter((it) => {
    const box = it.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
  });
  return `${wide}px too wide: ${sticks.slice(0, 3).map((it) => it.outerHTML.slice(0, 90)).join(" | ")}`;
}"""


class Visitor:
    """A browser window of one person. Every page reached by its methods is judged by `look`."""

    def __init__(
        self,
        browser: Browser,
        portal: str,
        *,
        language: str = "en",
        width: int = 360,
        height: int = 780,
        album: str = "",
        axe: bool = True,
        desk: bool = False,
        **options: Any,
    ) -> None:
        """`portal` is its address; `album` names the pictures that are kept when PICTURES is set.

        Without `axe` pages are judged by the rest alone. At the `desk`, Django's
        icons leave axe in doubt of contrast, and its lists are a pixel too wide.
        """
        self.portal, self.language, self.album = portal, language, album
        self.scripts = options.get("java_script_enabled", True)
        self.axe, self.desk = axe and self.scripts, desk  # axe is a script
        size = {"width": width, "height": height}
        self.sight = (width, height, options.setdefault("color_scheme", "light"))
        # Without motion colours change at once; half-way they would be too pale for axe.
        options.setdefault("reduced_motion", "reduce")
        # A worker would stand between these windows and what a test does to the line; those about it let it in.
        kept = {"locale": language, "viewport": size, "service_workers": "block", **options}
        self.context = browser.new_context(**kept)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.said: list[str] = []
        self.strangers: list[str] = []
        self.pictures = 0
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self._hear(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.context.on("request", lambda request: self._note(request.url))

    def _hear(self, words: str) -> None:
        if words != BLOCKED:
            self.said.append(words)

    def _note(self, url: str) -> None:
        if not url.startswith((self.portal, "data:", "blob:")):
            self.strangers.append(url)

    # --- what every page must keep ---

    def look(self, part: str | None = None) -> None:
        """Judge the page: an empty console, no other host, nothing too wide, nothing for axe to find.

        `part` is a selector when something open lies over the rest, whose contrast cannot be judged then.
        Without one the page is judged once more as others see it: at a desk instead of a phone, dark instead of light.
        """
        self.page.wait_for_load_state()
        here = urlsplit(self.page.url).path
        self._judge(here, part)
        if part is None and self.axe:
            with self._as_others_see_it():
                self._judge(here, part)

    @contextmanager
    def _as_others_see_it(self) -> Iterator[None]:
        own = width, _height, scheme = self.sight
        self._see(*(DESK if width < DESK[0] else PHONE), "dark" if scheme == "light" else "light")
        yield
        self._see(*own)

    def _see(self, width: int, height: int, scheme: str) -> None:
        self.sight = (width, height, scheme)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def _judge(self, here: str, part: str | None) -> None:
        assert self.said == [], here
        assert self.strangers == [], here
        assert self.page.evaluate(OVERFLOW, int(self.desk)) == "", here
        self.picture()
        if self.axe:
            self._ask_axe(here, part)

    def _ask_axe(self, here: str, part: str | None) -> None:
        """Unless all of the page, as this visitor sees it now, was seen and found right in this process."""
        seen = _seen.setdefault((self.language, self.desk, *self.sight), set())
        chains: list[int] = []
        for parent, build in self.page.evaluate(BUILD):
            chains.append(hash((chains[parent] if parent >= 0 else 0, build)))
        if not seen.issuperset(chains):
            assert faults(self.page, part, undecided=not self.desk) == [], here
            assert self.said == [], here
            if part is None:
                seen.update(chains)

    def picture(self) -> None:
        """Keep a picture of the whole page for whoever wants to look at it."""
        if ALBUM and self.album:
            self.pictures += 1
            self.page.screenshot(path=Path(ALBUM) / f"{self.album}-{self.pictures:02}.png", full_page=True)

    # --- going about ---

    def words(self, english: str, **values: Any) -> str:
        """The portal's sentence in the visitor's language."""
        with translation.override(self.language):
            return gettext(english) % values if values else gettext(english)

    def go(self, path: str, *, missing: bool = False) -> None:
        """Type an address. With `missing` there is no such page, which Chromium notes on the console."""
        answer = self.page.goto(self.portal + path)
        assert answer
        assert answer.status == (404 if missing else 200), path
        if missing:
            self.said = [line for line in self.said if "404" not in line]
        self.look()

    def follow(self, name: str) -> None:
        """Click a link of the page, first of that name."""
        with self.page.expect_navigation():
            self.link(name).click()
        self.look()

    def press(self, name: str, *, twice: bool = False) -> None:
        """Click a button that sends a form; `twice` is a double click, whose second half may break off the first."""
        button = self.button(name)
        if twice:
            self.page.evaluate("document.documentElement.id = 'left'")
            button.dblclick(no_wait_after=True)
            self.page.locator("#left").wait_for(state="detached")
        else:
            with self.page.expect_navigation():
                button.click()
        self.look()

    def reload(self) -> None:
        """Load the page again."""
        self.page.reload()
        self.look()

    def link(self, name: str) -> Locator:
        """The first link of that name."""
        return self.page.get_by_role("link", name=self.words(name), exact=True).first

    def button(self, name: str) -> Locator:
        """The first button of that name."""
        return self.page.get_by_role("button", name=self.words(name), exact=True).first

    def open_menu(self) -> None:
        """Where the window is narrow, the menu has a button."""
        button = self.page.locator(".menu-button:visible")
        if button.count():
            button.click()

    def sign_in(self, reference: str, password: str) -> None:
        """From the sign-in page to wherever it leads."""
        self.fill({"login": reference, "password": password})
        self.press("Sign in")

    def sign_out(self) -> None:
        """Through the account menu."""
        self.open_menu()
        self.page.locator(".tools .drop > summary").last.click()
        self.look(part=".top")
        self.press("Sign out")

    # --- forms ---

    def field(self, name: str) -> Locator:
        """The control that sends `name`."""
        return self.page.locator(f"main [name='{name}']")

    def fill(self, fields: dict[str, str]) -> None:
        """Type or choose each value in its control, prefix and all."""
        for name, value in fields.items():
            control = self.field(name)
            if control.evaluate("it => it.matches('select')"):
                control.select_option(value)
            else:
                control.fill(value)

    def attach(self, *files: tuple[str, str, bytes]) -> None:
        """Choose files: name, media type, content."""
        chosen = [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
        self.page.locator("main input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]

    # --- what the page says ---

    @property
    def text(self) -> str:
        """What stands in the main part, in one line; amounts keep the space that does not break."""
        return re.sub(r"[ \n\t]+", " ", self.page.locator("main").inner_text())

    @property
    def path(self) -> str:
        """The address without host."""
        return urlsplit(self.page.url).path

    def errors(self) -> list[str]:
        """The lines of the error summary, which has the focus where scripts run."""
        summary = self.page.locator("[data-error-summary]")
        summary.wait_for()
        if self.scripts:
            self.page.locator("[data-error-summary]:focus").wait_for()
        return summary.locator("li").all_inner_texts()

    def close(self) -> None:
        """Shut the window."""
        self.context.close()
