"""What colleagues do with articles: write, publish, take or leave the text of a release. Every act is in the trail."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.encyclopaedia.content import Content
from portal.encyclopaedia.models import Article, ArticleVersion
from portal.encyclopaedia.releasing import next_number
from portal.members.audit import record
from portal.members.models import User


class EditRefused(Exception):
    """An act that cannot be done; `message` is fit for the page."""

    message: str | Promise = ""

    def __init__(self) -> None:
        super().__init__(str(self.message))


class ThereAlready(EditRefused):
    message = _("There is an article of this name in this language already.")


class NothingChanged(EditRefused):
    message = _("This is the text as it stands: nothing is changed.")


class ChangedMeanwhile(EditRefused):
    message = _("Somebody else wrote this article meanwhile. Look at the new text, then write yours again.")


class NothingWaits(EditRefused):
    message = _("This text does not wait any more. Somebody else was faster.")


@transaction.atomic
def begin_article(*, slug: str, language: str, by: User, now: datetime) -> Article:
    """An article without any text, or one more language of it. Raises ThereAlready."""
    article, is_new = Article.objects.get_or_create(slug=slug, language=language, defaults={"changed_at": now})
    if not is_new:
        raise ThereAlready
    record(act="article.begun", by=by, about=article, now=now, language=language)
    return article


@transaction.atomic
def save_draft(
    *, article_id: int, content: Content, why: str, based_on: int | None, by: User, now: datetime
) -> ArticleVersion:
    """A new version that nobody reads yet. `based_on` is the number of the version that was open, None for the first.

    Raises ChangedMeanwhile, NothingChanged.
    """
    article = _locked(article_id)
    last = article.draft or article.published
    if (last.number if last else None) != based_on:
        raise ChangedMeanwhile
    if last is not None and last.content == content.stored():
        raise NothingChanged
    version = ArticleVersion.objects.create(
        article=article,
        number=next_number(article),
        origin=ArticleVersion.Origin.STAFF,
        content=content.stored(),
        at=now,
        by=by,
        why=why,
    )
    _change(article, "article.written", by, now, version, draft=version)
    return version


@transaction.atomic
def publish_draft(*, article_id: int, number: int, by: User, now: datetime) -> None:
    """Let readers see the draft. Raises NothingWaits if its number is another by now."""
    article = _locked(article_id)
    draft = article.draft
    if draft is None or draft.number != number:
        raise NothingWaits
    _change(article, "article.published", by, now, draft, published=draft, draft=None)


@transaction.atomic
def drop_draft(*, article_id: int, number: int, by: User, now: datetime) -> None:
    """Put the draft aside; it stays among the versions. Raises NothingWaits."""
    article = _locked(article_id)
    draft = article.draft
    if draft is None or draft.number != number:
        raise NothingWaits
    _change(article, "article.dropped", by, now, draft, draft=None)


@transaction.atomic
def accept_offer(*, article_id: int, number: int, by: User, now: datetime) -> None:
    """Publish the text of the release in place of ours, which stays among the versions. Raises NothingWaits."""
    article = _locked(article_id)
    offered = article.offered
    if offered is None or offered.number != number:
        raise NothingWaits
    _change(article, "article.accepted", by, now, offered, published=offered, offered=None, draft=None)


@transaction.atomic
def keep_ours(*, article_id: int, number: int, by: User, now: datetime) -> None:
    """Leave the text of the release aside until a release changes it again. Raises NothingWaits."""
    article = _locked(article_id)
    offered = article.offered
    if offered is None or offered.number != number:
        raise NothingWaits
    _change(article, "article.kept", by, now, offered, offered=None)


@transaction.atomic
def bring_back(*, article_id: int, number: int, by: User, now: datetime) -> None:
    """Publish an earlier version again. Raises NothingWaits when it is the one that readers see."""
    article = _locked(article_id)
    version = article.versions.filter(number=number).first()
    if version is None or version == article.published:
        raise NothingWaits
    _change(article, "article.brought_back", by, now, version, published=version)


@transaction.atomic
def withdraw_article(*, article_id: int, number: int, by: User, now: datetime) -> None:
    """Take the article from the readers, for instance because it is wrong. Raises NothingWaits."""
    article = _locked(article_id)
    published = article.published
    if published is None or published.number != number:
        raise NothingWaits
    _change(article, "article.withdrawn", by, now, published, published=None)


def _locked(article_id: int) -> Article:
    return (
        Article.objects.select_for_update(of=("self",))
        .select_related("published", "draft", "offered")
        .get(pk=article_id)
    )


def _change(article: Article, act: str, by: User, now: datetime, version: ArticleVersion, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(article, name, value)
    article.changed_at = now
    article.save()
    record(act=act, by=by, about=article, now=now, version=version.number)
