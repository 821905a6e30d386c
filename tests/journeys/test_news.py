"""News of the plan in a browser: one colleague writes, another publishes, the member reads; corrected and withdrawn."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from portal.members.models import Person, User
from portal.notices.models import News
from portal.notices.news_writing import Words, publish_news, write_news
from tests.browser import needs_chromium
from tests.journeys.sights import SIGHTS, TRIED
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD, make_staff
from tests.post.servers import MailServer

pytestmark = [pytest.mark.slow, needs_chromium]
Visit = Callable[..., Visitor]
ARABIC = {"heading_ar": "المكاتب مغلقة", "text_ar": "في الأول من يناير."}


def test_written_by_one_published_by_another_and_withdrawn(visit: Visit, ana: Person) -> None:
    writer = at_desk(visit, "plan analyst", album="news-writer")
    writer.go(reverse("admin:notices_news_add"))
    writer.fill(
        {"heading": "Offices are closed", "text": "On the first of January.\n\nCall us on the second.", **ARABIC}
    )
    with writer.context.expect_page() as opened:
        writer.button("See it as members would (a new window)").click()
    assert "Call us on the second." in opened.value.locator("main").inner_text()
    opened.value.close()
    writer.press("Keep as a draft")
    news = News.objects.get()
    assert writer.path == reverse("admin:notices_news_change", args=[news.pk])
    writer.go(reverse("admin:notices_news_changelist"))
    assert "Waits for a colleague" in writer.text
    publisher = at_desk(visit, "member services", album="news-publisher")
    publisher.go(reverse("admin:notices_news_change", args=[news.pk]))
    publisher.go(reverse("admin:notices_news_version", args=[news.pk, 1]))
    publisher.go(reverse("admin:notices_news_change", args=[news.pk]))
    publisher.press("Publish")
    assert "Not everybody was told yet." in publisher.text
    publisher.press("Withdraw from members")
    assert "Withdrawn by member-services" in publisher.text


@pytest.fixture
def corrected(
    ana: Person, clock: None, still_bell: None, mails: MailServer, work: Callable[[], int], now: datetime
) -> News:
    """Everybody was told of it, and of its correction."""
    mara, zoe = make_staff("mara", "member services"), make_staff("zoe", "member services")
    translations = {"ar": {"heading": ARABIC["heading_ar"], "text": ARABIC["text_ar"]}}
    key = None
    for number, text in enumerate(("On the first of January.", "On the second of January."), 1):
        words = Words("Offices are closed", text, now.date(), translations)
        version = write_news(news_id=key, words=words, based_on=number - 1 or None, by=mara, now=now)
        key = version.news_id
        publish_news(news_id=key, number=number, by=zoe, now=now)
        work()
    return News.objects.get(pk=key)


@pytest.mark.parametrize("sight", TRIED)
def test_a_member_reads_it_and_its_correction(visit: Visit, ana: Person, corrected: News, sight: str) -> None:
    options = SIGHTS[sight]
    language = str(options.get("language", "en"))
    User.objects.filter(pk=ana.user_id).update(language=language)
    visitor = visit(**{"album": f"news-{sight}", **options})
    visitor.go("/")
    visitor.sign_in(ana.reference, PASSWORD)
    visitor.go(reverse("notices:list"))
    heading = ARABIC["heading_ar"] if language == "ar" else "Offices are closed"
    assert heading in visitor.text
    visitor.follow(heading)
    assert visitor.path == reverse("notices:piece", args=[corrected.pk])
    said = "ar" if language == "ar" else "en"
    assert visitor.page.evaluate("document.querySelector('.flow[lang]').lang") == said
