"""Telling a member something: a notice in the portal, and its echo by e-mail as she chose. The one place that does.

Everything here happens in the caller's transaction, with the deed itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from portal.members.days import own_day
from portal.members.models import Person
from portal.notices.choices import how_for, stop_link
from portal.notices.models import MailChoice, Notice
from portal.notices.topics import ALWAYS, How, What
from portal.post.mail import queue_news
from portal.post.many import Letter, queue_to_all


@dataclass(frozen=True)
class Mail:
    """The echo: a mail template and its words, which tell nothing medical. Of several with one `key` the first goes."""

    template: str
    to: str
    language: str
    context: Mapping[str, str] = field(default_factory=dict)
    key: UUID | None = None


def tell(
    *,
    what: What,
    reader: Person,
    key: UUID,
    link: str,
    now: datetime,
    about: Person | None = None,
    words: str = "",
    mail: Mail | None = None,
    is_known: bool = False,
    others: bool = True,
) -> None:
    """Tell `reader`, and whoever else it belongs to, once for each (`what`, `key`).

    What is about an adult is hers too; what is about a minor belongs to both parents. Each sees it only while she may
    see whom it is about. The mail goes to the reader alone. `is_known`: she did it herself a moment ago, as with a
    receipt, and need not be called to read it. Without `others` it is for the reader alone: each is told for herself.
    """
    readers = _readers(reader, about, now) if others else [reader]
    told = [_notice(what, one, about, key, link, words, now) for one in readers]
    how = how_for(reader, what.topic) if mail else How.HERE
    for notice in told:
        hers = notice.reader_id == reader.pk
        notice.read_at = now if is_known else None
        notice.waits_for_mail = hers and how == How.DAILY
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    if mail and how == How.AT_ONCE and _is_first(told, reader):
        _send(what, mail, key, reader, now)


def tell_all(
    *,
    what: What,
    readers: Collection[Person],
    key: UUID,
    link: str,
    words: Mapping[str, str],
    template: str,
    now: datetime,
) -> None:
    """Tell many readers the same, about nobody, each once; `words` by language. As many queries for one as for all.

    Mail goes as each chose. Accounts of readers are loaded.
    """
    chosen = dict(MailChoice.objects.filter(reader__in=readers, topic=what.topic).values_list("reader", "how"))
    told = [_notice(what, one, None, key, link, words.get(one.language, ""), now) for one in readers]
    for notice in told:
        notice.waits_for_mail = chosen.get(notice.reader_id) == How.DAILY
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    fresh = set(Notice.objects.filter(pk__in=[one.pk for one in told]).values_list("reader", flat=True))
    queue_to_all(
        kind=what.code,
        template=template,
        letters=[
            Letter(uuid5(key, str(one.pk)), one.email_known, one.language, stop_link(one, what.topic))
            for one in readers
            if one.pk in fresh and chosen.get(one.pk, How.AT_ONCE) == How.AT_ONCE
        ],
        now=now,
    )


def _notice(
    what: What, reader: Person, about: Person | None, key: UUID, link: str, words: str, now: datetime
) -> Notice:
    return Notice(reader=reader, about=about, what=what.code, key=key, topic=what.topic, link=link, words=words, at=now)


def _is_first(told: list[Notice], reader: Person) -> bool:
    """Whether it is new to her: what was told before, in whatever way, is not told again."""
    hers = next(notice for notice in told if notice.reader_id == reader.pk)
    return Notice.objects.filter(pk=hers.pk).exists()


def _send(what: What, mail: Mail, key: UUID, reader: Person, now: datetime) -> None:
    queue_news(
        kind=what.code,
        key=mail.key or key,
        to=mail.to,
        language=mail.language,
        template=mail.template,
        context=mail.context,
        stop_url="" if what.topic in ALWAYS else stop_link(reader, what.topic),
        now=now,
    )


def _readers(reader: Person, about: Person | None, now: datetime) -> list[Person]:
    """The reader, the adult it is about, or the parents of the child it is about; each once."""
    found = {reader.pk: reader}
    if about is not None and not (about.pk == reader.pk and reader.user_id):
        family = list(Person.objects.filter(family=about.family_id).select_related("family"))
        today = own_day(family[0], now)
        minors = set(Person.objects.filter(pk=about.pk).children_on(today).values_list("pk", flat=True))
        parents = (Person.Relation.PARTICIPANT, Person.Relation.SPOUSE)
        belongs = [one for one in family if one.relation in parents] if minors else [about]
        found |= {one.pk: one for one in belongs}
    return list(found.values())
