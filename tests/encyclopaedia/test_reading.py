"""Reading articles: open to everybody, with one's own figures for whoever is signed in, and without a trace."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import translation

from portal.encyclopaedia.models import Article, ArticleVersion
from portal.encyclopaedia.releasing import take_release
from portal.encyclopaedia.search import search
from portal.encyclopaedia.shelf import alphabet, place_of, shelf
from portal.members.models import AuditEntry, Person
from tests.claims.conftest import clock as clock
from tests.claims.conftest import figures as figures
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("articles", "clock")
BLOOD_PRESSURE = "/health/articles/high-blood-pressure/"
PLACES = ["/health/", "/health/all/", "/health/kinds/check-up/", "/health/search/?q=fever", BLOOD_PRESSURE]


@pytest.mark.parametrize("at", PLACES)
def test_open_to_everybody(at: str, client: Client) -> None:
    assert client.get(at).status_code == 200


@pytest.mark.parametrize("at", ["/health/articles/nothing/", "/health/kinds/nothing/"])
def test_what_is_not_there(at: str, client: Client) -> None:
    assert client.get(at).status_code == 404


def test_article_signed_out(client: Client) -> None:
    page = client.get(BLOOD_PRESSURE).text
    for words in ("High blood pressure", "Last reviewed on 22 November 2026", "fact sheet", "Not medical advice"):
        assert words in page
    assert 'href="tel:+3232176868"' in page
    assert "Sign in to see what your plan pays" in page
    assert 'id="yours"' not in page


def test_urgent_part_names_the_phone_of_the_reader_s_region(figures: None, ana: Person, stranger: Person) -> None:
    kenya, haiti = (signed_in(one.user).get(BLOOD_PRESSURE) for one in (ana, stranger))
    links = [[phone.link for phone in page.context["phones"]] for page in (kenya, haiti)]
    assert links[0] != links[1]
    urgent = kenya.text.partition('id="part-urgent"')[2].partition("</section>")[0]
    assert all(f'href="{link}"' in urgent for link in links[0])


def test_own_figures_stand_beside_the_article(figures: None, ana: Person) -> None:
    page = signed_in(ana.user).get(BLOOD_PRESSURE)
    benefits = {one.code: one for one in page.context["benefits"]}
    assert benefits["gp_consultation"].pays == "80% of the accepted price."
    assert benefits["checkup_adult"].bars[0].left == 1
    assert "/plan/benefits/gp_consultation/" in page.text
    assert "/providers/?speciality=cardiology" in page.text
    assert "/health/articles/stroke/" in page.text


def test_what_is_for_the_other_sex_is_left_out(figures: None, ana: Person, ben: Person) -> None:
    at = "/health/articles/mammography/"
    hers, his = ({one.code for one in signed_in(who.user).get(at).context["benefits"]} for who in (ana, ben))
    assert "checkup_mammography" in hers - his


def test_reading_leaves_no_trace(ana: Person, figures: None, caplog: pytest.LogCaptureFixture) -> None:
    client = signed_in(ana.user)
    session = Session.objects.get().get_decoded()
    caplog.set_level(logging.DEBUG)
    entries = AuditEntry.objects.count()
    answers = [client.get(at) for at in [*PLACES, "/health/articles/no-such-illness/"]]
    assert {answer.headers["Referrer-Policy"] for answer in answers[:-1]} == {"strict-origin"}
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)
    assert AuditEntry.objects.count() == entries
    assert Session.objects.get().get_decoded() == session
    said = "\n".join(logging.Formatter("%(message)s").format(record) for record in caplog.records)
    assert "blood-pressure" not in said
    assert Article.objects.filter(published=None).count() == 0


def test_logs_do_not_say_which_article(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    from portal.logs import Discreet

    said = {
        "Not Found: /health/articles/hiv/": "Not Found: /health/…",
        "to https://portal.example.org/health/search/?q=hiv.": "to https://portal.example.org/health/…",
        'File "/srv/health/portal/urls.py", line 3': 'File "/srv/health/portal/urls.py", line 3',
    }
    for words, kept in said.items():
        line = logging.LogRecord("django.request", logging.WARNING, "", 1, words, None, None)
        assert Discreet("%(message)s").format(line) == kept


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("hypertension", "high-blood-pressure"),
        ("High blood pressure", "high-blood-pressure"),
        ("hypertention", "high-blood-pressure"),
        ("DIABETES", "type-2-diabetes"),
        ("malria", "malaria"),
        ("back ache", "back-pain"),
        ("mammogram", "mammography"),
        ("pneumonai", "pneumonia"),
        ("réflux", "reflux-and-heartburn"),
        ("braces", "orthodontics"),
        ("depressed", "depression"),
        ("my back hurts", "back-pain"),
    ],
)
def test_search_finds(query: str, slug: str) -> None:
    assert slug in [one.slug for one in search(query).articles][:3]


def test_search_finds_nothing_rather_than_anything() -> None:
    assert search("bicycle").articles == ()
    assert "heart-failure" not in [one.slug for one in search("pink eye").articles]


@pytest.mark.parametrize("query", ["", "  ", "the", "xqzwvy", "%", "x" * 500, "\u202e", "🩺"])
def test_search_bears_what_is_typed(query: str, client: Client) -> None:
    assert client.get("/health/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    ("language", "query", "slug"),
    [
        ("fr", "hypertension artérielle", "high-blood-pressure"),
        ("fr", "mal de dos", "back-pain"),
        ("es", "presion alta", "high-blood-pressure"),
        ("ru", "давление", "high-blood-pressure"),
        ("zh-hans", "高血压", "high-blood-pressure"),
        ("zh-hans", "发烧怎么办", "fever"),
        ("ar", "ضغط الدم", "high-blood-pressure"),
    ],
)
def test_search_in_the_reader_s_language(translations: None, language: str, query: str, slug: str) -> None:
    with translation.override(language):
        assert slug in [one.slug for one in search(query).articles][:3]


def test_english_article_for_another_reader(client: Client) -> None:
    page = client.get(BLOOD_PRESSURE, headers={"accept-language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert 'class="flow" lang="en"' in page


def test_text_in_the_reader_s_language_and_the_english_one_beside_it(translations: None, client: Client) -> None:
    headers = {"accept-language": "ru"}
    page = client.get(BLOOD_PRESSURE, headers=headers)
    assert page.context["language"] == "ru"
    assert f'href="{BLOOD_PRESSURE}english/"' in page.text
    english = client.get(f"{BLOOD_PRESSURE}english/", headers=headers)
    assert english.context["language"] == "en"
    assert english.context["translation_url"] == BLOOD_PRESSURE
    assert client.get(f"{BLOOD_PRESSURE}english/").context["translation_url"] == ""


def test_article_in_the_reader_s_language_goes_first(client: Client, now: datetime) -> None:
    english = Article.objects.get(slug="malaria", language="en")
    assert english.published
    french = Article.objects.create(slug="malaria", language="fr", changed_at=now)
    content = {**english.published.content, "title": "Paludisme", "gist": "Une infection."}
    french.published = ArticleVersion.objects.create(
        article=french, number=1, origin="release", content=content, at=now, why="trial"
    )
    french.changed_at = now + timedelta(seconds=1)
    french.save()
    page = client.get("/health/articles/malaria/", headers={"accept-language": "fr"}).text
    assert "Une infection." in page
    assert 'class="flow" lang="fr"' in page
    assert "Une infection." not in client.get("/health/articles/malaria/").text


def test_alphabet_holds_all() -> None:
    assert sum(len(group.articles) for group in alphabet()) == len(shelf()) >= 96
    assert [group.letter for group in alphabet()] == sorted({group.letter for group in alphabet()})


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("fr", ["Anémie", "Épilepsie", "Fièvre"]),
        ("ru", ["Астма", "Бешенство", "Эпилепсия"]),
        ("zh-hans", ["癌症", "便秘", "发热", "疟疾"]),
        ("ar", ["الإكزيما", "البواسير", "الحمى"]),
    ],
)
def test_titles_stand_as_a_dictionary_has_them(language: str, titles: list[str]) -> None:
    assert sorted(set(titles), key=place_of) == titles


def test_a_page_asks_the_database_little(
    ana: Person, figures: None, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = signed_in(ana.user)
    client.get(BLOOD_PRESSURE)
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(BLOOD_PRESSURE)


def test_taking_the_same_release_again_does_nothing(now: datetime, english_folder: Path) -> None:
    count = ArticleVersion.objects.count()
    taken = take_release(now=now + timedelta(days=1), folder=english_folder)
    assert (taken.published, taken.offered, taken.withdrawn) == (0, 0, 0)
    assert ArticleVersion.objects.count() == count
