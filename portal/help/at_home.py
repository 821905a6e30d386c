"""What conversations say on the first page: messages not sent yet, and what we have promised to answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.help.models import Enquiry, Message
from portal.home.saying import Need, Reader, Step, Urgency, at_home

MOST = 6


@at_home
def enquiries_at_home(reader: Reader) -> Iterator[Need | Step]:
    """Two queries. Her own only: the family does not read them."""
    mine = Enquiry.objects.of(reader.person)
    for draft in Message.objects.drafts().filter(enquiry__in=mine, by=reader.user).select_related("enquiry")[:MOST]:
        sentence = _("You have begun a message to us. Finish and send it.")
        link = reverse("help:words", args=[draft.pk])
        about = str(draft.enquiry.get_topic_display())
        yield Need(Urgency.UNFINISHED, sentence, link, _("Finish it"), "file-pen-line", about)
    for one in mine.filter(state=Enquiry.State.WAITING)[:MOST]:
        yield Step(
            _("Your message to us"),
            reverse("help:enquiry", args=[one.pk]),
            f"{one.get_topic_display()} · {one.number}",
            str(one.get_state_display()),
            one.TONES[Enquiry.State(one.state)],
            one.due_at,
            one.due_at is not None and one.due_at < reader.now,
        )
