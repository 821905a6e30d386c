"""What colleagues do with news of the plan: write, publish what another wrote, correct, withdraw. All on the trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.audit import record
from portal.members.models import User
from portal.notices.models import News, NewsVersion
from portal.work.jobs import enqueue

JOB_KIND = "notices.tell_news"


class NewsRefused(Exception):
    """An act that cannot be done; `message` is for the colleague."""

    message: str | Promise = ""

    def __init__(self) -> None:
        super().__init__(str(self.message))


class ChangedMeanwhile(NewsRefused):
    message = _("Somebody else wrote this news meanwhile. Look at the new text, then write yours again.")


class NothingWaits(NewsRefused):
    message = _("This text does not wait any more. Somebody else was faster.")


class OwnWords(NewsRefused):
    message = _("A colleague has to publish it: you cannot publish what you wrote yourself.")


class IsWithdrawn(NewsRefused):
    message = _("This news was withdrawn. Write a new one instead.")


@dataclass(frozen=True)
class Words:
    """A piece of news as it is written, in English; `translations` hold a heading and a text by language."""

    heading: str
    text: str
    shown_from: date
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def write_news(*, news_id: UUID | None, words: Words, based_on: int | None, by: User, now: datetime) -> NewsVersion:
    """A new version that no member reads yet; without `news_id` a new piece. `based_on` is the number that was open.

    Raises ChangedMeanwhile, IsWithdrawn.
    """
    news = News.objects.create(changed_at=now) if news_id is None else _locked(news_id)
    if news.withdrawn_at:
        raise IsWithdrawn
    last = news.versions.first()
    if (last.number if last else None) != based_on:
        raise ChangedMeanwhile
    version = NewsVersion.objects.create(
        news=news,
        number=last.number + 1 if last else 1,
        heading=words.heading,
        text=words.text,
        translations=dict(words.translations),
        shown_from=words.shown_from,
        at=now,
        by=by,
    )
    news.draft = version
    _change(news, "news.written", by, now, version)
    return version


@transaction.atomic
def publish_news(*, news_id: UUID, number: int, by: User, now: datetime) -> None:
    """Let members read the draft from its day on, and have everybody told then. Of two at once the first counts.

    Raises NothingWaits, OwnWords: also for who wrote a part of it since members last got a version.
    """
    news = _locked(news_id)
    draft = news.draft
    if draft is None or draft.number != number:
        raise NothingWaits
    since = news.published.number if news.published else 0
    if news.versions.filter(number__gt=since, by=by).exists():
        raise OwnWords
    draft.published_at, draft.published_by = now, by
    draft.save(update_fields=["published_at", "published_by"])
    news.published, news.draft = draft, None
    _change(news, "news.published", by, now, draft)
    day = datetime.combine(draft.shown_from, time(), UTC)
    enqueue(kind=JOB_KIND, key=draft.pk, now=now, due_at=max(day, now))


@transaction.atomic
def drop_draft(*, news_id: UUID, number: int, by: User, now: datetime) -> None:
    """Put the draft aside; it stays among the versions. Raises NothingWaits."""
    news = _locked(news_id)
    draft = news.draft
    if draft is None or draft.number != number:
        raise NothingWaits
    news.draft = None
    _change(news, "news.dropped", by, now, draft)


@transaction.atomic
def withdraw_news(*, news_id: UUID, number: int, by: User, now: datetime) -> None:
    """Take the text from members; its page says so, and who was not told yet will not be. Raises NothingWaits.

    One person alone may: what is wrong must not wait.
    """
    news = _locked(news_id)
    published = news.published
    if published is None or published.number != number or news.withdrawn_at:
        raise NothingWaits
    news.withdrawn_at, news.withdrawn_by, news.draft = now, by, None
    _change(news, "news.withdrawn", by, now, published)


def _locked(news_id: UUID) -> News:
    return News.objects.select_for_update(of=("self",)).select_related("published", "draft").get(pk=news_id)


def _change(news: News, act: str, by: User, now: datetime, version: NewsVersion) -> None:
    news.changed_at = now
    news.save()
    record(act=act, by=by, about=news, now=now, version=version.number)
