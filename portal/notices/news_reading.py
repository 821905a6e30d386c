"""News of the plan as a member reads it: in her language where there is one, else in English."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.notices.models import News, NewsVersion

ENGLISH = "en"
LATEST = 5


@dataclass(frozen=True)
class Said:
    """The words of a version, and the language they are in."""

    heading: str
    text: str
    language: str


@dataclass(frozen=True)
class Piece:
    """A piece of news before a reader. `corrected_at`: since when another text than the first stands here."""

    id: UUID
    said: Said
    shown_from: date
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None


def in_language(version: NewsVersion, language: str) -> Said:
    """The translation, or the English text."""
    if translated := version.translations.get(language):
        return Said(translated["heading"], translated["text"], language)
    return Said(version.heading, version.text, ENGLISH)


def latest_news(language: str, *, on: date) -> list[Piece]:
    """The newest pieces that are shown on that day. One query."""
    shown = News.objects.shown(on=on).select_related("published").order_by("-published__shown_from", "-changed_at")
    return [_piece(news, language) for news in shown[:LATEST]]


def piece_of_news(news_id: UUID, language: str, *, on: date) -> Piece:
    """That piece, if it is shown on that day. Raises News.DoesNotExist."""
    return _piece(News.objects.shown(on=on).select_related("published").get(pk=news_id), language)


def _piece(news: News, language: str) -> Piece:
    version = news.published
    assert version is not None  # noqa: S101 — `shown` asks for its day
    since = version.published_at if news.is_corrected else None  # type: ignore[attr-defined]
    return Piece(news.pk, in_language(version, language), version.shown_from, since, news.withdrawn_at)
