"""Every article of the release is whole: front matter, sections, codes and neighbours that exist, a fit length."""

import re
from datetime import date

import pytest
from django.conf import settings

from portal.benefits.plans import load_plan
from portal.encyclopaedia.content import SECTIONS, ArticleWrong, Content, Kind, read
from portal.encyclopaedia.releasing import File, files
from portal.encyclopaedia.rendering import html
from portal.encyclopaedia.views.reading import TRAVEL
from providers.specialities import SPECIALITIES

FILES = list(files())
SLUGS = {file.slug for file in FILES}
ENGLISH = {file.slug: file for file in FILES if file.language == "en"}
TRANSLATIONS = [file for file in FILES if file.language != "en"]
PLAN = load_plan(settings.DEFAULT_PLAN)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.language}-{file.slug}")
def test_article_is_whole_and_in_plain_words(file: File) -> None:
    content = read(file.text)
    assert set(content.benefits) <= set(PLAN.rows)
    assert set(content.specialities) <= set(SPECIALITIES)
    assert set(content.related) <= SLUGS - {file.slug}
    assert content.related
    assert content.synonyms
    assert len(content.sources) >= 2
    assert not any("http" in source for source in content.sources)
    assert content.reviewed_on <= date(2026, 12, 31)
    assert len(content.gist) <= 400
    assert Content.of(content.stored()) == content
    for name, text in content.sections.items():
        drawn = html(text)
        assert set(re.findall(r"<(\w+)", drawn)) <= {"p", "ul", "ol", "li", "strong", "em"}, name
        assert not re.search(r"&lt;|\]\(|https?:|^#", drawn + text, re.MULTILINE), name


@pytest.mark.parametrize("file", ENGLISH.values(), ids=lambda file: file.slug)
def test_article_has_a_fit_length(file: File) -> None:
    assert 150 <= len(re.findall(r"\w+", " ".join(read(file.text).sections.values()))) <= 480


@pytest.mark.parametrize("file", TRANSLATIONS, ids=lambda file: f"{file.language}-{file.slug}")
def test_translation_says_as_much(file: File) -> None:
    """The same codes and sources, as many paragraphs, points and stressed words, the same figures, about as long."""
    content, english = read(file.text), read(ENGLISH[file.slug].text)
    for key in ("kind", "benefits", "specialities", "related", "reviewed_on", "sources"):
        assert getattr(content, key) == getattr(english, key), key
    shortest, longest = (0.2, 0.7) if file.language == "zh-hans" else (0.6, 1.9)
    for name, text in content.sections.items():
        assert build_of(text) == build_of(english.sections[name]), name
        assert shortest < len(text) / len(english.sections[name]) < longest, name


def build_of(text: str) -> tuple[int, int, int, list[str]]:
    """What a translation cannot change: paragraphs, points of lists, stressed parts, figures."""
    points = len(re.findall(r"^[-*] |^\d+\. ", text, re.MULTILINE))
    figures = [figure.replace(",", ".") for figure in re.findall(r"\d+(?:[.,]\d+)?", text)]
    return len(re.split(r"\n\n+", text)), points, text.count("**"), sorted(figures)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_article_is_there_in_every_language(language: str) -> None:
    titles = {file.slug: read(file.text).title for file in FILES if file.language == language}
    assert set(titles) == SLUGS
    assert len(set(titles.values())) == len(SLUGS)


def test_every_folder_is_a_language() -> None:
    assert {file.language for file in FILES} == set(dict(settings.LANGUAGES))


def test_there_is_something_of_each_kind() -> None:
    assert {read(file.text).kind for file in ENGLISH.values()} == set(Kind)
    assert len(ENGLISH) >= 96


def test_amounts_stay_in_the_plan() -> None:
    """They change; the page shows the reader's own."""
    wrong = [
        file.slug for file in FILES if re.search(r"\d+ ?(%|percent|USD|dollars|days)", read(file.text).sections["plan"])
    ]
    assert wrong == []


def test_what_travellers_read_first_is_there() -> None:
    assert set(TRAVEL) <= SLUGS


TEXT = ENGLISH["malaria"].text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("no front matter", "file"),
        (TEXT.replace("kind: ", "kind: x"), "kind"),
        (TEXT.replace("title: ", "titel: "), "front matter"),
        (TEXT.replace("synonyms: [", "synonyms: [[", 1), "front matter"),
        (TEXT.replace("## urgent", "## danger"), "sections"),
        (re.sub(r"## plan.*", "## plan\n", TEXT, flags=re.DOTALL), "plan"),
        (re.sub(r"reviewed_on: .*", "reviewed_on: soon", TEXT), "reviewed_on"),
        (re.sub(r"related: \[", "related: [../x, ", TEXT), "related"),
    ],
)
def test_what_is_no_article_is_named(text: str, key: str) -> None:
    with pytest.raises(ArticleWrong) as wrong:
        read(text)
    assert wrong.value.key == key


def test_html_is_shown_and_not_obeyed() -> None:
    drawn = html("a <script>alert(1)</script> [x](javascript:1) **bold**\n\n- one\n- two")
    assert "<script" not in drawn
    assert "<a" not in drawn
    assert "<strong>bold</strong>" in drawn
    assert "<li>" in drawn
    assert list(SECTIONS) == ["what", "signs", "urgent", "treatment", "prevention", "plan"]
