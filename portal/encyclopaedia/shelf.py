"""The published articles as readers find them: in their language where there is one, else in English.

English is what colleagues answer for: withdrawn in English, an article is gone in every language.
They are kept in the process until an article changes; each page asks the database which versions are published.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from portal.encyclopaedia.content import Content, Kind
from portal.encyclopaedia.models import Article

ENGLISH = "en"
Stamp = tuple[int | None, ...]


@dataclass(frozen=True)
class Shown:
    """An article as somebody reads it. `language` is that of the text; `newer_since` the moment of an English text
    that the translation has not followed."""

    slug: str
    language: str
    content: Content
    newer_since: datetime | None = None

    @property
    def title(self) -> str:
        """In the language of the text, as all of it."""
        return self.content.title

    @property
    def gist(self) -> str:
        """One or two sentences."""
        return self.content.gist

    @property
    def is_translation(self) -> bool:
        """Articles are written in English first."""
        return self.language != ENGLISH


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


def place_of(title: str) -> bytes:
    """Where a title stands in a list. GB 18030 has the usual Chinese characters in the order of their sounds, and the
    letters of all our other languages as their alphabets have them."""
    return sort_key(title).encode("gb18030")


def stamp() -> Stamp:
    """The versions that are published. Their ids and no time: who commits last need not have begun last."""
    return tuple(Article.objects.exclude(published=None).order_by("pk").values_list("published_id", flat=True))


@lru_cache(maxsize=16)
def _shelf(_stamp: Stamp, language: str) -> Mapping[str, Shown]:
    rows = Article.objects.filter(language__in={language, ENGLISH}).select_related("published")
    texts = {(row.slug, row.language): row.published for row in rows if row.published is not None}
    found = []
    for slug, english in ((slug, text) for (slug, written_in), text in texts.items() if written_in == ENGLISH):
        own = texts.get((slug, language), english)
        newer = english.at if english.at > own.at else None
        found.append(Shown(slug, ENGLISH if own is english else language, own.text, newer))
    return {one.slug: one for one in sorted(found, key=lambda one: place_of(one.title))}
