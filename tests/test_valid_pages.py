"""Every page is valid HTML, read as strictly as a browser's own rules are written.

The parser tells what a browser would silently repair: a tag left open, a block inside a paragraph, an attribute said
twice. What a parser does not know is looked up in the tree: ids that are said twice or that nothing has.
To hand the pages to other judges, `PAGES=/some/folder` keeps each of them there.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from tinyhtml5.parser import HTMLParser

from approvals.guarantees.models import Guarantee
from claims.models import Claim, Settlement
from portal.members.models import Person
from tests.addresses import ACCOUNTS, DESK, MEMBER, PUBLIC
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.conftest import signed_in
from tests.owned import Owned, make_owned
from tests.payments.conftest import confirm
from tests.test_addresses import addresses, of_ana, on_the_desk

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private")
FOLDER = os.environ.get("PAGES", "")
# Pieces that a script puts into a page that is there.
PARTS = ("/lines/suggestions/", "/password-strength/")
# Forms that are on their page only after the telephone checks: sent without them, their errors have no field.
UNSHOWN = ("/email/", "/end_permission/")
HTML = "{http://www.w3.org/1999/xhtml}"
# Attributes that name the id of something on the same page.
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "list", "form")
# In Django's own tables of rows the help of a field stands at the head of its column, where no id is.
OF_A_COLUMN = re.compile(r"-(\d+|__prefix__)-\w+_helptext$")


def faults_of(page: str) -> list[str]:
    """What is wrong with the page, in the words of the parser."""
    parser = HTMLParser()
    root = parser.parse(page)
    lines = [*page.split("\n"), ""]
    found = [f"{code} {facts or ''} in: {lines[place[0] - 1].strip()[:120]}" for place, code, facts in parser.errors]
    return found + _wrong_ids(root) + _wrong_places(root)


def _wrong_ids(root: Element) -> list[str]:
    ids = Counter(one.get("id") for one in root.iter() if one.get("id") is not None)
    found = [f"id {name!r} said {count} times" for name, count in ids.items() if count > 1]
    for one in root.iter():
        for pointer in POINTERS:
            names = (one.get(pointer) or "").split()
            missing = [name for name in names if name not in ids and not OF_A_COLUMN.search(name)]
            found += [f"{pointer} points at {name!r}, which nothing has" for name in missing]
        if (one.get("href") or "").startswith("#") and one.get("href") not in {"#", "#top"}:
            name = str(one.get("href"))[1:]
            found += [f"link to #{name}, which nothing has"] if name not in ids else []
    return found


def _wrong_places(root: Element) -> list[str]:
    """What may not stand inside what; and lists, of which only items are children."""
    found = []
    for outer in root.iter():
        tag, inner = _tag(outer), [_tag(one) for one in outer.iter() if one is not outer]
        if tag in {"a", "button", "label", "h1", "h2", "h3", "h4", "span", "summary"}:
            bad = {"div", "p", "ul", "ol", "table", "form", "section"} & set(inner) if tag != "a" else set()
            bad |= {"a", "button", "input", "select", "textarea"} & set(inner) if tag in {"a", "button"} else set()
            found += [f"<{name}> inside <{tag}>" for name in sorted(bad)]
        children = {_tag(one) for one in outer}
        allowed = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}}.get(tag, children)
        found += [f"<{name}> as a child of <{tag}>" for name in sorted(children - allowed - {"script", "template"})]
        found += [f"dir={outer.get('dir')!r}" for _once in "1" if outer.get("dir") not in {None, "ltr", "rtl", "auto"}]
    return found


def _tag(one: Element) -> str:
    return str(one.tag).removeprefix(HTML) if isinstance(one.tag, str) else ""


@pytest.fixture
def owned(
    ana: Person, figures: None, drafted: Callable[..., Claim], sent: Callable[..., Claim], now: datetime
) -> Owned:
    return make_owned(ana=ana, drafted=drafted, sent=sent, now=now)


class Judge:
    """Reads pages as one reader, and remembers what was wrong with them."""

    def __init__(self, client: Client, language: str, reader: str) -> None:
        self.client, self.language, self.reader = client, language, reader
        self.read: set[str] = set()
        self.wrong: list[str] = []

    def judge(self, at: str, *, send: bool = False) -> None:
        """One page as it opens; with `send` what comes back to an empty form."""
        header = {"accept-language": self.language}
        answer = self.client.post(at, headers=header) if send else self.client.get(at, headers=header)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html") and answer.content
        if not is_page or answer.status_code == 405 or at.endswith(PARTS):
            return
        page = answer.content.decode()
        name = re.sub(r"\W+", "-", f"{self.reader}-{self.language}-{'sent' if send else 'got'}{at}")[:200].strip("-")
        self.read.add(name)
        if FOLDER:
            (Path(FOLDER) / f"{name}.html").write_text(page)
        self.wrong += [f"{at}{' (sent)' if send else ''}: {fault}" for fault in faults_of(page)]

    def judge_all(self, places: list[str]) -> None:
        """Each of them opened; then each sent back empty, which may end what it is about."""
        for at in places:
            self.judge(at)
        for at in places:
            if not at.endswith(UNSHOWN):
                self.judge(at, send=True)


def places_of(names: set[str], ids: dict[str, Any]) -> list[str]:
    """Addresses of those views, in a fixed order."""
    return [at for name in sorted(names) for at in addresses(name, ids)]


@pytest.mark.slow
def test_pages_of_a_member(owned: Owned, now: datetime) -> None:
    ids = {**owned.desk, "code": "gp_consultation", "key": "teeth"}
    with time_machine.travel(now, tick=True):
        judge = Judge(signed_in(owned.user), "ar", "member")
        owned.user.language = "ar"
        owned.user.save()
        confirm(judge.client)
        judge.judge_all([*places_of(MEMBER, ids), *(at for _name, at in of_ana(owned))])
        judge.judge_all(places_of(ACCOUNTS, ids))
    assert len(judge.read) > 100
    assert judge.wrong == []


@pytest.mark.slow
def test_pages_before_sign_in_and_of_a_link(owned: Owned, now: datetime) -> None:
    guarantee, settlement = Guarantee.objects.first(), Settlement.objects.first()
    assert guarantee
    assert settlement
    ids = {**owned.desk, "name": "malaria", "key": "symptom"}
    with time_machine.travel(now, tick=True):
        judge = Judge(Client(), "fr", "nobody")
        judge.judge_all(places_of(PUBLIC | ACCOUNTS, ids))
        for name, seal in (("guarantees:verify", guarantee.seal), ("claims:verify", settlement.seal)):
            judge.judge_all(places_of({name}, {"seal": seal}))
    assert len(judge.read) > 20
    assert judge.wrong == []


@pytest.mark.slow
def test_pages_of_the_desk(owned: Owned, staff_client: Callable[..., Client], now: datetime) -> None:
    with time_machine.travel(now, tick=True):
        judge = Judge(staff_client(is_superuser=True, reference="all"), "en", "desk")
        judge.judge_all([*(at for _name, at in on_the_desk(owned)), *_lists(), *places_of(DESK, owned.desk)])
    assert len(judge.read) > 100
    assert judge.wrong == []


def _lists() -> Iterator[str]:
    for model in admin.site._registry:
        kind = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._base_manager.first() if model._meta.managed else None
        yield reverse(f"{kind}_changelist")
        yield reverse(f"{kind}_add")
        if row:
            yield from (reverse(f"{kind}_{page}", args=[row.pk]) for page in ("change", "history", "delete"))
