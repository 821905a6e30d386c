"""The kind of care by everyday words, and the provider by name: with scripts and without."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from claims.drafts import write_lines
from claims.models import Claim
from portal.entitlements.models import PriceLevel
from portal.members.models import Person
from providers.models import Provider
from tests.browser import browser as browser
from tests.browser import needs_chromium
from tests.claims.conftest import line
from tests.claims.pages import Page, expense, expenses, page
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


def test_the_provider_list_is_looked_through_without_scripts(drafted: Drafted, ana_client: Client) -> None:
    near, far = provider("Jacaranda Hill"), provider("Jacaranda House", country="UG", city="Kampala")
    claim = drafted()
    sent = expenses(expense(provider_name="jacarnda", charged="7.5x"))
    found = ana_client.post(page("lines", claim), {**sent, "find": "0"}).content.decode()
    assert found.index("Jacaranda Hill") < found.index("Jacaranda House"), "the country of care first"
    assert "Kampala, Uganda" in found
    assert 'value="7.5x"' in found, "nothing is judged, nothing is lost"
    taken = ana_client.post(page("lines", claim), {**sent, "choose": f"0:{far.pk}"}).content.decode()
    assert 'value="Jacaranda House"' in taken
    assert '<option value="UG" selected>' in taken
    assert near.name not in taken
    assert claim.lines.get().provider_name != far.name, "it is written when she saves"


def branches(claim: Claim) -> tuple[Provider, Provider]:
    """Two branches that are called as the claim says, where it says."""
    near, far = provider(city="Nairobi", address="3 Fern Road"), provider(city="Mombasa", address="9 Moi Avenue")
    assert near.name == far.name == claim.lines.get().provider_name
    return near, far


def test_of_branches_with_one_name_the_chosen_one_is_meant(drafted: Drafted, ana_client: Client) -> None:
    claim = drafted()
    _near, far = branches(claim)
    sent = expenses(expense(provider_name=far.name))
    found = ana_client.post(page("lines", claim), {**sent, "find": "0"}).content.decode()
    assert "3 Fern Road, Nairobi, Kenya" in found
    assert "9 Moi Avenue, Mombasa, Kenya" in found
    taken = ana_client.post(page("lines", claim), {**sent, "choose": f"0:{far.pk}"})
    assert "9 Moi Avenue, Mombasa, Kenya" in taken.content.decode()
    assert "3 Fern Road" not in taken.content.decode()
    key = Page(taken).value("line-0-provider")
    ana_client.post(page("lines", claim), {**sent, "line-0-provider": key})
    assert linked(claim) == [far]
    assert Page(ana_client.get(page("lines", claim))).value("line-0-provider") == key, "kept when she comes back"
    assert "9 Moi Avenue, Mombasa, Kenya" in ana_client.get(page("check", claim)).content.decode()


@pytest.mark.parametrize("key", ["", "x", "1", str(UUID(int=7)), "another", "\u202e"])
def test_of_branches_with_one_name_none_is_guessed(drafted: Drafted, ana_client: Client, key: str) -> None:
    claim = drafted()
    near, _far = branches(claim)
    other = provider("Somebody Else")
    sent = expenses(expense(provider_name=near.name))
    sent["line-0-provider"] = str(other.pk) if key == "another" else key
    assert ana_client.post(page("lines", claim), sent).status_code == 302
    assert linked(claim) == [None]
    assert "From our list" not in ana_client.get(page("check", claim)).content.decode()


def test_who_types_another_name_after_choosing_chose_nobody(drafted: Drafted, ana_client: Client) -> None:
    claim = drafted()
    _near, far = branches(claim)
    sent = {**expenses(expense(provider_name="Dr Typed")), "line-0-provider": str(far.pk)}
    assert "Moi Avenue" not in ana_client.post(page("lines", claim), {**sent, "another": "1"}).content.decode()
    ana_client.post(page("lines", claim), sent)
    assert linked(claim) == [None]


@pytest.mark.parametrize("act", ["find", "choose"])
@pytest.mark.parametrize("place", ["", "x", "7", "0:", "0:x", "9" * 50, "-1", "٣", f"0:{UUID(int=7)}"])
def test_a_strange_choice_changes_nothing(drafted: Drafted, ana_client: Client, act: str, place: str) -> None:
    claim = drafted()
    sent = expenses(expense(provider_name="Dr Somebody"))
    answer = ana_client.post(page("lines", claim), {**sent, act: place})
    assert answer.status_code == 200
    assert 'value="Dr Somebody"' in answer.content.decode()


def test_names_are_suggested_with_city_and_country(ana_client: Client, client: Client) -> None:
    one = provider("Marula Rooms", city="Mombasa", address="9 Moi Avenue")
    (offered,) = ana_client.get("/providers/names/", {"q": "marulla", "country": "KE"}).json()["offered"]
    note = "9 Moi Avenue, Mombasa, Kenya"
    assert offered == {"text": "Marula Rooms", "note": note, "country": "KE", "key": str(one.pk)}
    assert ana_client.get("/providers/names/").json() == {"offered": []}
    assert client.get("/providers/names/?q=marula").status_code == 302


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


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(("width", "light", "language"), [(360, "light", "en"), (1280, "dark", "ar")])
def test_the_branch_that_was_chosen_while_typing_is_meant(
    width: int, light: str, language: str, drafted: Drafted, member: Callable[..., Visitor]
) -> None:
    claim = drafted()
    _near, far = branches(claim)
    visitor = member(width=width, color_scheme=light, language=language, album=f"branch-{width}-{language}")
    visitor.go(page("lines", claim))
    box, told = visitor.page.locator("#id_line-0-provider_name"), visitor.page.locator("[data-suggest-taken]")
    assert told.is_hidden()
    box.fill("achieng")
    offers = visitor.page.locator("[role=option]")
    offers.filter(has_text="9 Moi Avenue").wait_for()
    assert offers.count() == 2
    visitor.look()
    offers.filter(has_text="9 Moi Avenue").click()
    assert box.input_value() == far.name
    assert "9 Moi Avenue, Mombasa" in told.inner_text()
    visitor.look()
    visitor.page.locator(".form-actions button").first.click()
    visitor.page.wait_for_url(f"**{page('check', claim)}")
    assert linked(claim) == [far]
    visitor.look()
    visitor.go(page("lines", claim))
    box.press_sequentially(" B")
    assert told.is_hidden()
    visitor.page.locator(".form-actions button").first.click()
    visitor.page.wait_for_url(f"**{page('check', claim)}")
    assert linked(claim) == [None]
