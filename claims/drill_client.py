"""Members at their browsers: each sends claims over HTTP, and the same form again whenever no clear answer came."""

import http.client
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.test import Client

from claims.bench_people import filled, user_of
from claims.models import Claim
from portal.members.models import Person

HOST = "127.0.0.1"
PATIENCE_SECONDS = 20
PAUSE_SECONDS = 0.3
UNCLEAR = {0, 502, 503, 504}  # no answer at all, or one that says to try again
FORM = "application/x-www-form-urlencoded"
TOKEN = "c" * 32
Made = TypeVar("Made")


class NotTaken(Exception):
    """A clear answer, but not the one that a good form gets."""


@dataclass(frozen=True)
class Member:
    """A signed-in member."""

    person: Person
    cookie: str
    port: int

    @classmethod
    def of(cls, person: Person, port: int) -> "Member":
        """Signed in ahead of the drill."""
        client = Client()
        client.force_login(user_of(person))
        session = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return cls(person, f"{session}; csrftoken={TOKEN}; __Host-csrf={TOKEN}", port)

    def claim(self, *, twice: bool) -> None:
        """Begins a claim, fills it and sends it; `twice`: in two tabs at once."""
        begun = self.surely("/claims/new/", {"form_key": str(uuid4()), "patient": str(self.person.pk)}, twice=twice)
        claim_id = UUID(begun.split("/")[2])
        surely(partial(filled, claim_id, self.person))
        checked: datetime = surely(lambda: Claim.objects.values_list("changed_at", flat=True).get(pk=claim_id))
        form = {"checked": checked.isoformat(), "true": "on"}
        sent = self.surely(f"/claims/{claim_id}/check/", form, twice=twice)
        if sent != f"/claims/{claim_id}/":
            raise NotTaken(sent)

    def surely(self, address: str, fields: dict[str, str], *, twice: bool) -> str:
        """The address a form leads to, sent as often as it needs; by two at once, when asked."""
        if not twice:
            return self._until_answered(address, fields)
        with ThreadPoolExecutor(2) as tabs:
            first, second = tabs.map(lambda _tab: self._until_answered(address, fields), range(2))
        if first != second:
            raise NotTaken(f"{first} and {second}")
        return first

    def _until_answered(self, address: str, fields: dict[str, str]) -> str:
        while True:
            try:
                status, leads_to = self._post(address, urlencode(fields))
            except (OSError, http.client.HTTPException):
                status, leads_to = 0, ""
            if status == 302:
                return leads_to
            if status not in UNCLEAR:
                raise NotTaken(f"{address.split('/')[-2]}: {status}")
            time.sleep(PAUSE_SECONDS)

    def _post(self, address: str, body: str) -> tuple[int, str]:
        line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        try:
            line.request("POST", address, body, {"Cookie": self.cookie, "X-CSRFToken": TOKEN, "Content-Type": FORM})
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "")
        finally:
            line.close()


def surely(act: Callable[[], Made]) -> Made:
    """Do it, again whenever the database was cut off on the way."""
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(PAUSE_SECONDS)
