"""No page falls back to English: read from the Arabic pages, where a Latin word shows at once."""

import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.models import Claim
from portal.benefits.plans import load_plan
from portal.members.models import Person
from tests.claims.conftest import drafted, figures, line, sent, still_bell  # noqa: F401 — fixtures
from tests.people import PASSWORD

# Words that stay as they are in every language: names of people and places, kinds of file, codes.
LATIN = re.compile("Ana|Otieno|Ben|Dr|Achieng|Cigna|IBAN|SWIFT|FHIR|JPEG|HEIC|MB|kB|CT|ICSI|MESA|TESE|[A-Z]{3}")


class Main(HTMLParser):
    """What a reader gets of `<main>`: its texts, and names that only screen readers say. Also lang and dir."""

    SILENT = ("script", "style", "data", "datalist")  # words to search by stay in both languages
    SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.said: list[str] = []
        self._depth = 0
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.root = dict(attrs)
        self._depth += tag == "main"
        self._silent += tag in self.SILENT
        if self._depth:
            self.said += [value or "" for name, value in attrs if name in self.SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "main"
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if self._depth and not self._silent:
            self.said.append(data)

    def latin(self) -> list[str]:
        """Latin words that have no business on an Arabic page; addresses, files, fingerprints and the like are none."""
        nothing = r"\S+@\S+|https?://\S+|[\w-]+\.(?:pdf|jpg|png)|\{\w+\}|\b[0-9a-f]{4}(?: [0-9a-f]{4})+\b"
        texts = [re.sub(nothing, "", text) for text in self.said]
        found = {word for text in texts for word in re.findall(r"(?<![\w-])[A-Za-z][A-Za-z'’]+(?![\w-])", text)}
        return sorted(word for word in found if not LATIN.fullmatch(word))


def assert_arabic(client: Client, address: str) -> None:
    """The page is Arabic from right to left, without an English word."""
    response = client.get(address, headers={"accept-language": "ar"})
    assert response.status_code == 200, address
    main = Main(response.content.decode())
    assert (main.root.get("lang"), main.root.get("dir")) == ("ar", "rtl"), address
    assert re.search("[\u0621-\u064a]", " ".join(main.said)), address
    assert main.latin() == [], address


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "members:activate", "account_reset_password"])
def test_doors_are_arabic(client: Client, name: str) -> None:
    assert_arabic(client, reverse(name))


@pytest.mark.usefixtures("still_bell")
def test_members_pages_are_arabic(
    ana: Person,
    ana_client: Client,
    drafted: Callable[..., Claim],  # noqa: F811
    sent: Callable[..., Claim],  # noqa: F811
    now: datetime,
) -> None:
    assert ana.user
    ana.user.language = ana.language = "ar"
    ana.user.save()
    ana.save()
    draft, waiting = drafted(), sent()
    settled = sent(line(charged=600, quantity=1), line(benefit="hosp_spa_cure"), line(benefit="dental_ordinary"))
    review = sent(line(benefit="mri_pet_ct_outpatient"))
    for claim in (settled, review):
        settle(claim_id=claim.pk, now=now)
    names = ("home", "claims:new", "claims:history", "members:account", "members:readers", "members:bank_details")
    names += ("members:change_bank_details", "appeals:list", "hardship:year", "providers:search")
    names += ("mydata:data", "mydata:tokens", "mydata:new_token")
    addresses = [reverse(name) for name in names]
    addresses += [reverse(f"claims:{name}", args=[draft.pk]) for name in ("documents", "lines", "check")]
    addresses += [reverse("claims:status", args=[claim.pk]) for claim in (waiting, settled, review)]
    for settlement in settled.settlements.all():
        addresses.append(reverse("claims:settlement", args=[settled.pk, settlement.pk]))
        addresses.append(reverse("appeals:new", args=[settlement.pk]))
    with time_machine.travel(now, tick=True):
        ana_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        for address in addresses:
            assert_arabic(ana_client, address)


@pytest.mark.usefixtures("figures")
def test_the_pages_of_the_plan_are_arabic(ana: Person, ana_client: Client, now: datetime) -> None:
    plan = load_plan("un-mip-2018-07")
    names = ("plan", "rules", "left", "year", "rights", "calendar")
    addresses = [reverse(f"entitlements:{name}") for name in names]
    addresses += [reverse("entitlements:benefit", args=[code]) for code in plan.rows]
    addresses += [reverse("entitlements:situation", args=[key]) for key in plan.situations]
    addresses += [reverse("entitlements:search") + "?q=نظارات", reverse("entitlements:search") + f"?q={uuid4()}"[:30]]
    with time_machine.travel(now, tick=True):
        for address in addresses:
            assert_arabic(ana_client, address)
