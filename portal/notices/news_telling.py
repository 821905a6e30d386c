"""Telling every member of a piece of news: batch after batch, and each once however often it runs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from portal.members.audit import record
from portal.members.models import Person
from portal.notices.models import News, NewsVersion
from portal.notices.news_reading import ENGLISH, in_language
from portal.notices.telling import tell_all
from portal.notices.told import CORRECTED, NEWS

BATCH = 200
BATCHES = 5  # one after the other, before other work has its turn
PAUSE = 60  # seconds until the next ones: the mails of others leave between ours


@transaction.atomic
def tell_batch(*, version_id: UUID, now: datetime, most: int = BATCH) -> bool:
    """Tell the next members with an account; whether there may be more. A dozen queries, however many members.

    Where it is stands in the version, in the transaction of the notices. Nobody is told of what was withdrawn or
    replaced meanwhile.
    """
    found = NewsVersion.objects.filter(pk=version_id).values_list("news", flat=True).first()
    if found is None:
        return False
    # The piece first, as its verbs do: a withdrawal comes before this batch, or after it.
    news = News.objects.select_for_update(of=("self",)).select_related("published").get(pk=found)
    version = news.published
    if version is None or version.pk != version_id or news.withdrawn_at or version.told_at:
        return False
    readers = _after(version.told_up_to, most)
    before = news.versions.filter(told_up_to__isnull=False, number__lt=version.number).exists()
    words = {language: in_language(version, language) for language in {one.language for one in readers}}
    tell_all(
        what=CORRECTED if before else NEWS,
        readers=readers,
        key=version.pk,
        link=reverse("notices:piece", args=[news.pk]),
        # Not the English heading in another language: nobody could say there which language it is.
        words={one: said.heading for one, said in words.items() if said.language == one or one == ENGLISH},
        template="plan_news_corrected" if before else "plan_news",
        now=now,
    )
    is_last = len(readers) < most
    version.told_up_to, version.told_at = (readers[-1].pk if readers else version.told_up_to), now if is_last else None
    version.save(update_fields=["told_up_to", "told_at"])
    if is_last:
        record(act="news.told", by=None, about=news, now=now, version=version.number)
    return not is_last


def _after(last: UUID | None, most: int) -> list[Person]:
    members = Person.objects.filter(user__is_active=True).select_related("user", "family").order_by("pk")
    return list((members.filter(pk__gt=last) if last else members)[:most])
