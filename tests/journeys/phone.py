"""A phone whose line breaks: a window that lets the worker in, and what it holds of anybody."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error

from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

Visit = Callable[..., Visitor]

READY = """navigator.serviceWorker.ready.then(
  (one) => one.active.state === "activated" && Boolean(navigator.serviceWorker.controller))"""
HELD = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await caches.match(request);
      found.push([request.url, answer.headers.get("Cache-Control"), await answer.text()]);
    }
  return found;
}"""
# A function of the page's for what this phone keeps: `act(store)` asks one store, and its answer is the answer.
ASKED = """const asked = async (name, act) => {
  const base = await new Promise((done, failed) => {
    const opening = indexedDB.open("portal-offline");
    opening.onsuccess = () => done(opening.result);
    opening.onerror = failed;
  });
  const answer = await new Promise((done) => {
    const doing = base.transaction(name, "readwrite");
    const request = act(doing.objectStore(name));
    doing.oncomplete = () => done(request.result);
  });
  base.close();
  return answer;
};"""
KEPT = f"""(async () => {{ {ASKED}
  const rows = {{}};
  for (const name of ["drafts", "files", "kept", "keys"]) rows[name] = await asked(name, (rows) => rows.count());
  return rows;
}})()"""
EXTRACTABLE = f"""(async () => {{ {ASKED}
  return (await asked("keys", (rows) => rows.get("device"))).key.extractable;
}})()"""
AGED = f"""(async () => {{ {ASKED}
  const row = await asked("kept", (rows) => rows.get("card"));
  await asked("kept", (rows) => rows.put({{ ...row, checked: 0 }}));
}})()"""
RAW = f"""(async () => {{ {ASKED}
  const text = (bytes) => [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join("");
  const read = (value) => JSON.stringify(value, (_name, one) => (one instanceof ArrayBuffer ? text(one) : one));
  return read([await asked("drafts", (rows) => rows.getAll()), await asked("files", (rows) => rows.getAll())]);
}})()"""


def phone(visit: Visit, **options: Any) -> Visitor:
    """A window that lets the worker in, and waits until it serves."""
    visitor = visit(service_workers="allow", **options)
    visitor.go("/accounts/login/")
    ready(visitor)
    return visitor


def ready(visitor: Visitor) -> None:
    """Until the worker stands between this page and the line."""
    until(visitor, READY)


def until(visitor: Visitor, expression: str, known: Any = None) -> None:
    """Asks the page until it says yes; Playwright's own way does not wait for what a promise holds."""
    for _ in range(200):
        try:
            if visitor.page.evaluate(expression, known):
                return
        except Error:  # it was just loading another page
            pass
        visitor.page.wait_for_timeout(100)
    raise AssertionError(expression)


def cut(visitor: Visitor) -> None:
    """The line breaks."""
    visitor.context.set_offline(True)


def back(visitor: Visitor) -> None:
    """The line is back; what the browser noted meanwhile was expected."""
    visitor.context.set_offline(False)
    visitor.said.clear()


def open_without_line(visitor: Visitor, path: str) -> None:
    """Type an address where there is no line; then the page is judged as any other."""
    visitor.page.goto(visitor.portal + path)
    visitor.page.locator("[data-away]:visible").first.wait_for()
    visitor.said.clear()
    visitor.look()


def keep_card(visitor: Visitor) -> None:
    """Signed in, with the card on this phone."""
    visitor.sign_in("414/20001", PASSWORD)
    visitor.go("/card/")
    visitor.button("Keep my card on this phone").click()
    visitor.page.locator("[data-keep-on]:visible").wait_for()
