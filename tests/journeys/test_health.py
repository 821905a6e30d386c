"""My health in a browser: looking for an article, reading it, one's check-ups, and the desk where one writes."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from portal.encyclopaedia.models import Article
from portal.members.models import Person
from tests.browser import needs_chromium
from tests.encyclopaedia.conftest import articles as articles
from tests.encyclopaedia.conftest import english_folder as english_folder
from tests.encyclopaedia.conftest import translations as translations
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.usefixtures("figures", "articles")]
Visit = Callable[..., Visitor]


@pytest.mark.parametrize("sight", TRIED)
def test_looking_for_an_article_and_reading_it(
    visit: Visit, ana: Person, carla: Person, translations: None, sight: str
) -> None:
    assert ana.user
    options = SIGHTS[sight]
    ana.user.language = str(options.get("language", "en"))
    ana.user.save()
    visitor = visit(**{"album": f"health-{sight}", **options})
    visitor.go("/health/")
    visitor.go("/health/articles/malaria/")
    assert visitor.page.locator("#yours").count() == 0
    visitor.go("/")
    visitor.sign_in(ana.reference, PASSWORD)
    visitor.go("/health/")
    visitor.field("q").fill("hypertention")
    visitor.press("Search")
    with visitor.page.expect_navigation():
        visitor.page.locator("main .rows-name[href$='high-blood-pressure/']").click()
    visitor.look()
    assert visitor.page.locator("#yours").count() == 1
    assert visitor.page.locator(".article-urgent a.phone").count() >= 1
    assert visitor.page.evaluate("document.querySelector('.flow').lang") == visitor.language
    if visitor.language != "en":
        visitor.follow("Read it in English")
        assert visitor.page.evaluate("document.querySelector('.flow').lang") == "en"
        visitor.follow("Read it in your language")
    for address in ("/health/all/", "/health/kinds/check-up/", "/health/check-ups/"):
        visitor.go(address)
    assert "Carla" in visitor.text


def test_a_colleague_writes_looks_and_publishes(visit: Visit) -> None:
    desk = at_desk(visit, "medical consultant", album="health-writing")
    desk.go(reverse("admin:encyclopaedia_article_changelist"))
    desk.go(reverse("admin:encyclopaedia_article_write", args=["en", "malaria"]))
    desk.fill({"gist": "Fever after a mosquito bite.", "why": "Shorter."})
    with desk.context.expect_page() as opened:
        desk.button("See it as readers would (a new window)").click()
    assert "Fever after a mosquito bite." in opened.value.locator("main").inner_text()
    opened.value.close()
    desk.press("Keep as a draft")
    assert "A draft waits" in desk.text
    desk.press("Publish")
    assert Article.objects.get(slug="malaria").draft is None
    desk.go("/health/articles/malaria/")
    assert "Fever after a mosquito bite." in desk.text
