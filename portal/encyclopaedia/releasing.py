"""Taking the articles that a release brings. What colleagues edited is never overwritten: they are shown both texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from portal.encyclopaedia.content import ArticleWrong, Content, read
from portal.encyclopaedia.models import Article, ArticleVersion
from portal.members.audit import record

FOLDER = Path(__file__).parent / "articles"
WHY = "Came with a release."


class File(NamedTuple):
    """An article's file."""

    language: str
    slug: str
    text: str


@dataclass(frozen=True)
class Taken:
    """How many articles were published from their files, wait beside what colleagues wrote, or left with their file."""

    published: int = 0
    offered: int = 0
    withdrawn: int = 0


def files(folder: Path = FOLDER) -> Iterator[File]:
    """Every article of the release: `articles/LANGUAGE/SLUG.md`."""
    for path in sorted(folder.glob("*/*.md")):
        yield File(path.parent.name, path.stem, path.read_text(encoding="utf-8"))


def read_file(language: str, slug: str) -> Content:
    """What the release says of a subject. Raises OSError when it has no such file, ArticleWrong."""
    return read((FOLDER / language / f"{slug}.md").read_text(encoding="utf-8"))


@transaction.atomic
def take_release(*, now: datetime, folder: Path = FOLDER) -> Taken:
    """Take every file that changed since the last time. Raises ArticleWrong, and then takes nothing."""
    known = {
        (one.language, one.slug): one
        for one in Article.objects.select_for_update(of=("self",)).select_related("published")
    }
    published = offered = 0
    there = set()
    for file in files(folder):
        there.add(key := (file.language, file.slug))
        digest = sha256(file.text.encode()).hexdigest()
        article = known.get(key) or Article(slug=file.slug, language=file.language, changed_at=now)
        if article.file_digest != digest:
            article.file_digest = digest
            is_out = _take(article, file, now)
            published, offered = published + is_out, offered + (not is_out)
    gone = [one for key, one in known.items() if key not in there and one.file_digest]
    taken = Taken(published, offered, sum(_leave(article, now) for article in gone))
    if taken != Taken():
        record(
            act="article.released",
            by=None,
            about=None,
            now=now,
            published=taken.published,
            offered=taken.offered,
            withdrawn=taken.withdrawn,
        )
    return taken


def next_number(article: Article) -> int:
    """The number of the next version."""
    last: int | None = article.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def is_edited(article: Article) -> bool:
    """Whether colleagues wrote what readers see, or are writing."""
    ours = ArticleVersion.Origin.STAFF
    return article.draft_id is not None or (article.published is not None and article.published.origin == ours)


def _take(article: Article, file: File, now: datetime) -> bool:
    """Whether the text is out; else it waits for a colleague."""
    try:
        content = read(file.text).stored()
    except ArticleWrong as wrong:
        raise ArticleWrong(f"{file.language}/{file.slug}.md {wrong.key}", wrong.problem) from wrong
    if article.pk is None:
        article.save()
    version = ArticleVersion.objects.create(
        article=article,
        number=next_number(article),
        origin=ArticleVersion.Origin.RELEASE,
        content=content,
        at=now,
        why=WHY,
    )
    is_out = not is_edited(article)
    if is_out:
        article.published, article.offered = version, None
    else:
        article.offered = version
    article.changed_at = now
    article.save()
    return is_out


def _leave(article: Article, now: datetime) -> int:
    """An article whose file is gone goes too, unless colleagues made it theirs."""
    article.file_digest = ""
    is_leaving = not is_edited(article)
    if is_leaving:
        article.published = None
    article.changed_at = now
    article.save()
    return int(is_leaving)
