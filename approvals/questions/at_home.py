"""What questions in confidence say on the first page: that one is with the consultant, and until when she answers."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.questions.models import Question
from portal.home.saying import Reader, Step, at_home

MOST = 6


@at_home
def questions_at_home(reader: Reader) -> Iterator[Step]:
    """One query."""
    waiting = Question.objects.waiting().filter(person__in=reader.people).select_related("person")
    for one in waiting[:MOST]:
        yield Step(
            _("A question to the medical consultant"),
            reverse("questions:question", args=[one.pk]),
            f"{one.person.given_name} · {one.number}",
            str(one.get_state_display()),
            one.tone,
            one.due_at,
            one.due_at < reader.now,
        )
