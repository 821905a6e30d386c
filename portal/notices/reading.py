"""What a member has read of what she was told, and what not."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.members.access import people_seen_by
from portal.members.days import own_day
from portal.members.models import Person
from portal.notices.models import Notice, NoticeQuerySet

# The page of one thing has its id in the address; lists have none.
ONE_THING = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/$")
# Nobody counts further than this.
MOST = 99


@dataclass(frozen=True)
class Bell:
    """What the head of a page says: how many are unread, and whether this very page is the place of one of them."""

    unread: int
    is_place: bool

    @property
    def shown(self) -> str:
        """The number as it stands in the small circle."""
        return f"{MOST}+" if self.unread > MOST else str(self.unread)


def people_seen(reader: Person, now: datetime) -> list[Person]:
    """Whose data she may see on her own calendar day. One query."""
    return list(people_seen_by(reader, own_day(reader, now)))


def notices_about(reader: Person, people: Collection[Person]) -> NoticeQuerySet:
    """All that she was told and may still read, newest first."""
    return Notice.objects.shown_to(reader, people).select_related("about")


def notices_of(reader: Person, now: datetime) -> NoticeQuerySet:
    """The same for who she is: how every page loads one."""
    return notices_about(reader, people_seen(reader, now))


def bell_of(reader: Person, path: str, now: datetime) -> Bell:
    """For the page at `path`, which counts as read now. One query; three where something is about somebody else."""
    unread = _unread(Notice.objects.filter(reader=reader))
    if any(about not in (None, reader.pk) for _link, about in unread):
        unread = _unread(notices_of(reader, now))
    elsewhere = [link for link, _about in unread if not is_place(path, link)]
    return Bell(len(elsewhere), len(elsewhere) < len(unread))


def _unread(notices: NoticeQuerySet) -> list[tuple[str, UUID | None]]:
    """Where they lead, and whom they are about; no more than anybody counts."""
    return list(notices.unread().values_list("link", "about")[: MOST * 2])


def is_place(path: str, link: str) -> bool:
    """Whether somebody at `path` has before her what `link` leads to: itself, or the thing that it is part of."""
    return path == link or bool(ONE_THING.search(path) and link.startswith(path))


def read(notice: Notice, *, now: datetime) -> None:
    """She opened it. What leads to the same place is read with it; twice changes nothing."""
    read_at_place(reader=notice.reader, path=notice.link, now=now)


def read_at_place(*, reader: Person, path: str, now: datetime) -> int:
    """She is where these lead; the number that was unread."""
    unread = Notice.objects.unread().filter(reader=reader).values_list("pk", "link")
    here = [key for key, link in unread if is_place(path, link)]
    return Notice.objects.filter(pk__in=here).update(read_at=now) if here else 0


def read_all(notices: NoticeQuerySet, *, now: datetime) -> int:
    """She has seen these; the number that was unread."""
    return Notice.objects.unread().filter(pk__in=list(notices.values_list("pk", flat=True))).update(read_at=now)
