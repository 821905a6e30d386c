"""Colleagues write articles: drafts, publishing, translations, and what a later release may not do to their work."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.encyclopaedia import editing
from portal.encyclopaedia.content import ArticleWrong
from portal.encyclopaedia.models import Article, ArticleVersion
from portal.encyclopaedia.releasing import FOLDER, take_release
from portal.members.models import AuditEntry, User
from tests.claims.conftest import clock as clock
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("articles", "clock")
Staff = Callable[..., Client]


@pytest.fixture
def mara(db: None) -> User:
    return make_staff("mara", "medical consultant")


@pytest.fixture
def malaria(articles: None) -> Article:
    return Article.objects.get(slug="malaria", language="en")


@pytest.fixture
def folder(tmp_path: Path, english_folder: Path) -> Path:
    """The files of the next release."""
    return Path(shutil.copytree(english_folder, tmp_path / "articles"))


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "en" / "malaria.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def address(name: str, *more: object) -> str:
    return reverse(f"admin:encyclopaedia_article_{name}", args=["en", "malaria", *more])


def written(client: Client, **changes: object) -> dict[str, object]:
    """The form as it opens, with some changes."""
    form = client.get(address("write")).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return {**told, "why": "The guidance changed.", **changes}


def test_draft_is_seen_by_nobody_until_it_is_published(staff_client: Staff, malaria: Article, client: Client) -> None:
    services, consultant = staff_client("member services"), staff_client("medical consultant")
    answer = services.post(address("write"), written(services, gist="A new gist about mosquitoes."))
    assert answer.status_code == 302
    page = "/health/articles/malaria/"
    assert "A new gist about mosquitoes." not in client.get(page).text
    screen = services.get(reverse("admin:encyclopaedia_article_change", args=[malaria.pk]))
    assert [str(one.part) for one in screen.context["draft_changes"]] == ["In one or two sentences"]
    assert services.post(address("act", "publish"), {"number": 2}).status_code == 403
    assert consultant.post(address("act", "publish"), {"number": 2}).status_code == 302
    assert "A new gist about mosquitoes." in client.get(page).text
    acts = AuditEntry.objects.filter(object_type="encyclopaedia.article").order_by("at", "pk")
    assert [(entry.act, entry.by_label) for entry in acts if entry.act != "article.read"] == [
        ("article.written", "desk-member-services"),
        ("article.published", "desk-medical-consultant"),
    ]
    version, first = (ArticleVersion.objects.get(article=malaria, number=number) for number in (2, 1))
    same = ("benefits", "specialities", "related", "sections", "sources", "synonyms")
    assert {name: version.content[name] for name in same} == {name: first.content[name] for name in same}
    assert (version.why, version.by) == ("The guidance changed.", services.user)  # type: ignore[attr-defined]


def test_preview_keeps_nothing(staff_client: Staff, malaria: Article) -> None:
    desk = staff_client("medical consultant")
    page = desk.post(address("preview"), written(desk, what="First.\n\n- **one**\n- two\n\n<b>x</b>"))
    assert "<strong>one</strong>" in page.text
    assert "&lt;b&gt;x&lt;/b&gt;" in page.text
    assert malaria.versions.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"urgent": " "}, "urgent"),
        ({"benefits": ["nothing"]}, "benefits"),
        ({"why": ""}, "why"),
    ],
)
def test_writing_is_judged_beside_the_field(
    staff_client: Staff, malaria: Article, wrong: dict[str, object], field: str
) -> None:
    desk = staff_client("medical consultant")
    answer = desk.post(address("write"), written(desk, **wrong))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert malaria.versions.count() == 1


def test_two_who_write_at_once(staff_client: Staff, malaria: Article) -> None:
    desk = staff_client("medical consultant")
    first, second = written(desk, title="One"), written(desk, title="Two")
    assert desk.post(address("write"), first).status_code == 302
    answer = desk.post(address("write"), second)
    assert answer.status_code == 422
    assert "Somebody else wrote this article meanwhile." in answer.text
    assert desk.post(address("write"), written(desk)).status_code == 422, "nothing changed"


def test_later_release_changes_what_nobody_edited(
    malaria: Article, folder: Path, now: datetime, client: Client
) -> None:
    change(folder, "title: Malaria", "title: Malaria and mosquitoes")
    taken = take_release(now=now + timedelta(days=30), folder=folder)
    assert (taken.published, taken.offered) == (1, 0)
    assert "Malaria and mosquitoes" in client.get("/health/articles/malaria/").text
    assert [version.number for version in malaria.versions.all()] == [2, 1]


@pytest.mark.parametrize(("answer", "title"), [("keep", "Ours"), ("accept", "Theirs")])
def test_later_release_does_not_overwrite(
    staff_client: Staff, malaria: Article, folder: Path, now: datetime, client: Client, answer: str, title: str
) -> None:
    desk = staff_client("medical consultant")
    desk.post(address("write"), written(desk, title="Ours"))
    desk.post(address("act", "publish"), {"number": 2})
    change(folder, "title: Malaria", "title: Theirs")
    later = now + timedelta(days=30)
    assert take_release(now=later, folder=folder).offered == 1
    assert "Ours" in client.get("/health/articles/malaria/").text
    screen = desk.get(reverse("admin:encyclopaedia_article_change", args=[malaria.pk])).text
    assert "<del>Ours</del>" in screen
    assert "<ins>Theirs</ins>" in screen
    desk.post(address("act", answer), {"number": 3})
    assert Article.objects.get(pk=malaria.pk).offered is None
    assert f">{title}<" in client.get("/health/articles/malaria/").text
    assert take_release(now=later, folder=folder).offered == 0, "once is enough"


def test_file_that_is_gone_takes_its_article_along(
    mara: User, malaria: Article, folder: Path, now: datetime, client: Client
) -> None:
    (folder / "en" / "malaria.md").unlink()
    assert take_release(now=now + timedelta(days=1), folder=folder).withdrawn == 1
    assert client.get("/health/articles/malaria/").status_code == 404
    shutil.copy(FOLDER / "en" / "malaria.md", folder / "en")
    assert take_release(now=now + timedelta(days=2), folder=folder).published == 1
    assert client.get("/health/articles/malaria/").status_code == 200


def test_release_with_a_wrong_file_takes_nothing(folder: Path, now: datetime) -> None:
    count = ArticleVersion.objects.count()
    change(folder, "kind: disease", "kind: plague")
    (folder / "en" / "asthma.md").write_text((folder / "en" / "asthma.md").read_text().replace("Asthma", "Wheeze"))
    with pytest.raises(ArticleWrong, match=r"en/malaria\.md"):
        take_release(now=now, folder=folder)
    assert ArticleVersion.objects.count() == count


def test_translation_begins_with_the_english_text(staff_client: Staff, malaria: Article, client: Client) -> None:
    desk = staff_client("medical consultant")
    answer = desk.post(reverse("admin:encyclopaedia_article_add"), {"slug": "malaria", "language": "fr"})
    at = answer.headers["Location"]
    assert "Malaria" in str(Page(desk.get(at)).controls["title"]["value"])
    assert (
        desk.post(reverse("admin:encyclopaedia_article_add"), {"slug": "malaria", "language": "fr"}).status_code == 422
    )
    form = written(desk, title="Le paludisme", based_on="")
    assert desk.post(at, form).status_code == 302
    french = {"accept-language": "fr"}
    assert "Le paludisme" not in client.get("/health/articles/malaria/", headers=french).text
    desk.post(at.replace("write", "act/publish"), {"number": 1})
    assert "Le paludisme" in client.get("/health/articles/malaria/", headers=french).text
    assert "Le paludisme" not in client.get("/health/articles/malaria/").text


def test_translation_that_is_behind_says_so_and_goes_with_the_english_text(
    staff_client: Staff, malaria: Article, translations: None, client: Client
) -> None:
    desk, arabic = staff_client("medical consultant"), {"accept-language": "ar"}
    before = client.get("/health/articles/malaria/", headers=arabic)
    assert (before.context["language"], before.context["shown"].newer_since) == ("ar", None)
    desk.post(address("write"), written(desk, gist="See a doctor the same day."))
    desk.post(address("act", "publish"), {"number": 2})
    behind = client.get("/health/articles/malaria/", headers=arabic)
    assert behind.context["language"] == "ar"
    assert behind.context["shown"].newer_since == malaria.versions.get(number=2).at
    assert "/health/articles/malaria/english/" in behind.text
    listed = desk.get(reverse("admin:encyclopaedia_article_changelist"), {"translation": "behind"})
    assert {(row.slug, row.language) for row in listed.context["cl"].queryset} == {
        ("malaria", code) for code, _name in settings.LANGUAGES if code != "en"
    }
    assert "The English text is newer" in listed.text
    english = client.get("/health/articles/malaria/english/", headers=arabic).text
    assert "See a doctor the same day." in english
    assert 'class="flow" lang="en"' in english
    desk.post(address("act", "withdraw"), {"number": 2})
    for at in ("/health/articles/malaria/", "/health/articles/malaria/english/"):
        assert client.get(at, headers=arabic).status_code == 404


def test_earlier_version_comes_back_and_an_article_can_be_withdrawn(
    staff_client: Staff, malaria: Article, client: Client
) -> None:
    desk = staff_client("medical consultant")
    desk.post(address("write"), written(desk, title="Second"))
    desk.post(address("act", "publish"), {"number": 2})
    desk.post(address("act", "bring-back"), {"number": 1})
    assert "Second" not in client.get("/health/articles/malaria/").text
    desk.post(address("act", "withdraw"), {"number": 2})
    assert client.get("/health/articles/malaria/").status_code == 200, "that was not the one they read"
    desk.post(address("act", "withdraw"), {"number": 1})
    assert client.get("/health/articles/malaria/").status_code == 404
    for code in ("publish", "drop", "accept", "keep"):
        desk.post(address("act", code), {"number": 1})
    assert Article.objects.get(pk=malaria.pk).published is None


@pytest.mark.parametrize("act", ["nothing", "publish"])
def test_act_that_makes_no_sense(staff_client: Staff, malaria: Article, act: str) -> None:
    number = {"number": "1e9"} if act == "publish" else {"number": 1}
    assert staff_client("medical consultant").post(address("act", act), number).status_code == 404


def test_versions_only_grow(malaria: Article) -> None:
    for change_it in (malaria.versions.all().delete, lambda: malaria.versions.update(why="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change_it()


def test_list_shows_what_waits_first(staff_client: Staff, mara: User, malaria: Article, now: datetime) -> None:
    assert malaria.published
    content = {**malaria.published.content, "title": "Draft"}
    editing.save_draft(
        article_id=malaria.pk,
        content=type(malaria.published.text).of(content),
        why="trial",
        based_on=1,
        by=mara,
        now=now,
    )
    page = staff_client("member services").get(reverse("admin:encyclopaedia_article_changelist"))
    assert page.context["cl"].result_list[0] == malaria
    assert "A draft waits" in page.text
    assert staff_client("finance").get(reverse("admin:encyclopaedia_article_changelist")).status_code == 403
