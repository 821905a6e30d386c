"""Somebody who uses the keyboard alone: Tab, Enter, Space, arrows, letters."""

from playwright.sync_api import Locator

from tests.journeys.visitor import Visitor

MOST_STOPS = 60

# What a sighted person sees of the focus: an outline or a shadow, on the control or on the box drawn around it.
STOP = """(before) => {
  const it = document.activeElement;
  const seen = (el) => {
    const style = getComputedStyle(el);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outline || (el === it && style.boxShadow !== "none");
  };
  const box = it.closest(".option, .check, .card-link") || it;
  const area = it.getBoundingClientRect();
  return {
    name: it.outerHTML.slice(0, 120),
    isPage: it === document.body,
    isSeen: (seen(it) || seen(box)) && area.width > 0 && area.height > 0,
    isInView: area.bottom > 0 && area.top < innerHeight,
    isLater: !before || !before.isConnected || Boolean(before.compareDocumentPosition(it) & 4),
  };
}"""


class Keys:
    """Moves a visitor by keyboard and judges every stop of the focus."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def to(self, target: Locator) -> None:
        """Tab until `target` has the focus; each stop is visible, and later in the document than the one before."""
        target.wait_for(state="attached")
        for _stop in range(MOST_STOPS):
            before = self.page.evaluate_handle("document.activeElement")
            self.page.keyboard.press("Tab")
            is_start = before.evaluate("it => it === document.body")
            stop = self.page.evaluate(STOP, None if is_start else before)
            assert not stop["isPage"], f"the focus left the page before {target}"
            assert stop["isSeen"], f"the focus cannot be seen on {stop['name']}"
            assert stop["isInView"], f"the focus is out of sight on {stop['name']}"
            assert stop["isLater"], f"the focus goes back to {stop['name']}"
            if target.evaluate("it => it === document.activeElement"):
                return
        raise AssertionError(f"{target} was not reached")

    def type(self, name: str, text: str) -> None:
        """Go to a control and type: text, or the first letters of a choice."""
        self.to(self.visitor.field(name))
        self.page.keyboard.type(text)

    def press(self, name: str, key: str = "Enter") -> None:
        """Go to a button and press it; the next page is judged."""
        self.to(self.visitor.button(name))
        self._leave(key)

    def follow(self, name: str) -> None:
        """Go to a link and follow it."""
        self.to(self.visitor.link(name))
        self._leave("Enter")

    def _leave(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.visitor.look()
