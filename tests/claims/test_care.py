"""The kind of care by everyday words, and the provider by name: with scripts and without."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from claims.drafts import write_lines
from claims.models import Claim
from claims.provided import MOST_NAMES
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from providers.models import Provider
from tests.browser import browser as browser
from tests.browser import needs_chromium
from tests.claims.conftest import line
from tests.claims.pages import expense, expenses, page
from tests.journeys.conftest import visit as visit
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = pytest.mark.usefixtures("clock", "still_bell")
Drafted = Callable[..., Claim]


def provider(name: str = "Dr Achieng", **fields: object) -> Provider:
    """A practice in Nairobi."""
    return Provider.objects.create(**{"name": name, "kind": "practice", "country": "KE", "city": "Nairobi", **fields})


def linked(claim: Claim) -> list[Provider | None]:
    """Whom the lines mean."""
    return [one.provider for one in claim.lines.select_related("provider")]


def test_a_name_of_our_list_is_that_provider(drafted: Drafted, ana_client: Client) -> None:
    known = provider()
    claim = drafted(line(provider_name="Somebody"))
    ana_client.post(page("lines", claim), expenses(expense(), expense(provider_name="Dr Achieng Jr")))
    assert linked(claim) == [known, None]


@pytest.mark.parametrize(
    "others",
    [
        [{"country": "FR"}],
        [{"closed_on": date(2026, 11, 2)}],
        [{}, {"city": "Mombasa"}],
        [{"name": "dr achieng"}],
    ],
    ids=["elsewhere", "closed that day", "two of that name", "written otherwise"],
)
def test_nothing_is_guessed(others: list[dict[str, object]], drafted: Drafted) -> None:
    for fields in others:
        provider(**fields)  # type: ignore[arg-type]
    assert linked(drafted()) == [None]


def test_a_provider_that_closed_later_still_counts(drafted: Drafted) -> None:
    known = provider(closed_on=date(2026, 11, 3))
    assert linked(drafted()) == [known]


def test_what_was_agreed_counts_for_a_typed_name(drafted: Drafted, ana_client: Client) -> None:
    provider().agreements.create(from_on=date(2026, 1, 1), accepts_price_levels=True)
    level = {"country": "KE", "amount": Decimal(60), "currency": "USD", "from_on": date(2026, 1, 1)}
    PriceLevel.objects.create(benefit="gp_consultation", **level)
    shown = ana_client.get(page("check", drafted())).content.decode()
    assert "the provider; you do not owe it" in shown
    assert "That part is not paid." not in shown


def test_names_of_open_providers_of_the_country_are_offered(drafted: Drafted, ana_client: Client) -> None:
    for name, fields in {"Open": {}, "Far": {"country": "FR"}, "Shut": {"closed_on": date(2026, 1, 1)}}.items():
        provider(name, **fields)  # type: ignore[arg-type]
    shown = ana_client.get(page("lines", drafted())).content.decode()
    assert '<option value="Open">Nairobi</option>' in shown
    assert 'value="Far"' not in shown
    assert 'value="Shut"' not in shown
    assert 'list="providers"' in shown


def test_a_long_list_of_providers_does_not_weigh_the_page_down(drafted: Drafted, ana_client: Client) -> None:
    claim = drafted()
    Provider.objects.bulk_create(Provider(name=f"P{n}", kind="clinic", country="KE", city="X") for n in range(300))
    assert ana_client.get(page("lines", claim)).content.decode().count(">X</option>") == MOST_NAMES


def test_the_words_of_the_plan_are_on_the_page_once(drafted: Drafted, ana_client: Client) -> None:
    claim = drafted(line(), line())
    shown = ana_client.get(page("lines", claim), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert shown.count('<data value="frames">') == 1
    assert "spectacles" in shown.split('<data value="frames">')[1].split("</data>")[0]
    assert "<select" in shown.split("line-0-benefit")[1] or 'name="line-0-benefit"' in shown


def test_a_provider_given_is_kept(drafted: Drafted, now: datetime) -> None:
    mine = provider("Elsewhere", country="FR")
    claim = drafted()
    write_lines(claim_id=claim.pk, lines=[line(provider=mine)], by=claim.created_by, now=now)
    assert linked(claim) == [mine]


@pytest.fixture
def member(visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Ana, signed in, in a window."""

    def opened(**options: object) -> Visitor:
        visitor = visit(**options)
        visitor.go("/")
        visitor.sign_in("41420001", PASSWORD)
        return visitor

    return opened


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("width", "light", "language"), [(360, "light", "en"), (1280, "dark", "ar")])
def test_pages_keep_every_promise(
    width: int, light: str, language: str, drafted: Drafted, member: Callable[..., Visitor], ana: Person
) -> None:
    claim = drafted(line(), line(benefit="rx_general"), line(service_on=date(2025, 12, 1)))
    visitor = member(width=width, color_scheme=light, language=language, album=f"claim-{width}-{language}")
    visitor.go(page("lines", claim))
    visitor.go(page("check", claim))
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((it) => it.open = true)")
    visitor.look()


@pytest.mark.slow
@needs_chromium
def test_typing_narrows_the_list(drafted: Drafted, member: Callable[..., Visitor]) -> None:
    claim = drafted(line(), line(benefit="rx_general"))
    visitor = member(width=360)
    visitor.go(page("lines", claim))
    box, select = visitor.page.locator("#id_line-0-benefit-search"), visitor.page.locator("#id_line-0-benefit")
    whole = select.locator("option").count()
    status = visitor.page.locator("[data-care-search]").first.get_by_role("status")
    box.fill("glasses")
    offered = select.locator("option").all_inner_texts()
    assert any("Frame" in one for one in offered)
    assert 3 < len(offered) < 15
    assert f"{len(offered) - 2}" in status.inner_text()  # without “Choose” and without what was chosen before
    assert select.input_value() == "gp_consultation"
    visitor.look()
    box.press("Enter")
    assert visitor.path == page("lines", claim)
    assert visitor.page.evaluate("document.activeElement.id") == "id_line-0-benefit"
    select.select_option("frames")
    box.fill("qqqq")
    assert "Nothing fits" in status.inner_text()
    assert select.input_value() == "frames"
    box.fill("")
    assert status.inner_text() == ""
    assert select.locator("option").count() == whole
    assert visitor.page.locator("#id_line-1-benefit option").count() == whole
