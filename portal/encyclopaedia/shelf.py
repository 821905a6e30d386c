"""The published articles as readers find them: in their language where there is one, else in English.

They are kept in the process until an article changes; each page asks the database which versions are published.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from portal.encyclopaedia.content import Content, Kind
from portal.encyclopaedia.models import Article
from portal.encyclopaedia.naming import Naming, namings

ENGLISH = "en"
Stamp = tuple[int | None, ...]


@dataclass(frozen=True)
class Shown:
    """An article as somebody reads it. `language` is that of the text, `title_language` that of `title`."""

    slug: str
    language: str
    content: Content
    title: str
    title_language: str

    @property
    def gist(self) -> str:
        """One or two sentences, in the language of the text."""
        return self.content.gist


@dataclass(frozen=True)
class Group:
    """Articles under one letter; no letter in languages that have none to sort by."""

    letter: str
    articles: tuple[Shown, ...]


def shelf(language: str | None = None) -> Mapping[str, Shown]:
    """By slug, in the order of their titles, all that is published. `language` is the reader's own unless given."""
    return _shelf(stamp(), language or reader_language())


def reader_language() -> str:
    """The active language, if the portal speaks it."""
    active = get_language() or ENGLISH
    return active if active in dict(settings.LANGUAGES) else ENGLISH


def of_kind(kind: Kind) -> list[Shown]:
    """All of one kind."""
    return [one for one in shelf().values() if one.content.kind is kind]


def alphabet() -> list[Group]:
    """All articles by the first letter of their titles."""
    groups: dict[str, list[Shown]] = {}
    for one in shelf().values():
        groups.setdefault(letter_of(one.title), []).append(one)
    return [Group(letter, tuple(some)) for letter, some in sorted(groups.items())]


def letter_of(title: str) -> str:
    """The letter a title stands under; none for signs that are no letters of an alphabet."""
    first = sort_key(title)[:1].upper()
    return "" if not first.isalpha() or (unicodedata.category(first) == "Lo" and first > "\u3000") else first


def sort_key(title: str) -> str:
    """A title without accents, in small letters."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def stamp() -> Stamp:
    """The versions that are published. Their ids and no time: who commits last need not have begun last."""
    return tuple(Article.objects.exclude(published=None).order_by("pk").values_list("published_id", flat=True))


@lru_cache(maxsize=16)
def _shelf(_stamp: Stamp, language: str) -> Mapping[str, Shown]:
    rows = Article.objects.filter(language__in={language, ENGLISH}, published__isnull=False).select_related("published")
    found: dict[str, Shown] = {}
    # The reader's language last, so that it takes the place of English.
    for row in sorted(rows, key=lambda one: one.language == language and language != ENGLISH):
        if row.published is not None:
            found[row.slug] = _shown(row, row.published.text, language)
    return dict(sorted(found.items(), key=lambda pair: sort_key(pair[1].title)))


def _shown(row: Article, content: Content, language: str) -> Shown:
    own: Naming | None = None if row.language == language else namings(language).get(row.slug)
    if own is None:
        return Shown(row.slug, row.language, content, content.title, row.language)
    return Shown(row.slug, row.language, content, own.title, language)
