"""What notices say on the first page: a decision, an answer, a guarantee that nobody has read yet."""

from collections.abc import Iterator

from portal.home.saying import Need, Reader, Urgency, at_home
from portal.notices.models import Notice

MOST = 6


@at_home
def notices_at_home(reader: Reader) -> Iterator[Need]:
    """One query."""
    shown = Notice.objects.shown_to(reader.person, reader.people).unread().select_related("about")
    to_read = [one for one in shown[: 5 * MOST] if one.kind.must_be_read]
    for one in to_read[:MOST]:
        about = " · ".join(filter(None, [one.about.given_name if one.about else "", one.words]))
        yield Need(Urgency.TO_READ, str(one.kind.sentence), one.link, str(one.kind.action), "mail-open", about)
